"""All settings, one topic a file."""

from moadon.config.settings.base import *
from moadon.config.settings.database import *
from moadon.config.settings.i18n import *
from moadon.config.settings.logging import *
from moadon.config.settings.mail import *
from moadon.config.settings.security import *
from moadon.config.settings.web import *
from moadon.config.settings.worker import *
