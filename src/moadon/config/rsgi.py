"""What the web server calls."""

import gc
import os
import signal
from importlib import import_module

from django.conf import settings
from django.urls import get_resolver

from moadon.integrations.machine import leash, settle_memory
from moadon.integrations.traces import begin as begin_traces
from moadon.interfaces.http import metrics
from moadon.interfaces.http.bridge import Bridge
from moadon.interfaces.http.doors import application as pages_and_api
from moadon.interfaces.http.site import Site

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moadon.config.settings")
# What is loaded stays: looked through for garbage meanwhile, it takes a sixth longer to load.
gc.disable()
# The process that answers requests ends with the one that watches it.
if tie := leash(signal.SIGTERM):
    tie()
begin_traces()
bridge = Bridge(pages_and_api(), settings.WEB_THREADS)
# An address that cannot be loaded ends the process now and not the first request.
get_resolver().url_patterns  # noqa: B018  # reading it loads it
# What the first requests would each work out while the others wait. Known once the apps are loaded.
import_module("moadon.interfaces.api.front").warm_up()
application = Site(bridge, import_module("moadon.interfaces.api.at_once"))
metrics.watch_pool()
settle_memory()
gc.enable()
