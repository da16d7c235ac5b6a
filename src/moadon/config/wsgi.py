"""What the web server calls."""

import os
import signal

from django.core.wsgi import get_wsgi_application

from moadon.integrations.machine import leash

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moadon.config.settings")
# The process that answers requests ends with the one that watches it.
if tie := leash(signal.SIGTERM):
    tie()
application = get_wsgi_application()
