"""What the web server calls."""

import os
import signal

from django.urls import get_resolver

from moadon.integrations.machine import leash, settle_memory
from moadon.interfaces.http import doors

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moadon.config.settings")
# The process that answers requests ends with the one that watches it.
if tie := leash(signal.SIGTERM):
    tie()
application = doors.application()
# An address that cannot be loaded ends the process now and not the first request.
get_resolver().url_patterns  # noqa: B018  # reading it loads it
settle_memory()
