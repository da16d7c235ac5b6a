"""Which rooms are in the house."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from moadon.config import wiring
from moadon.config.settings.places import (
    BACKUP_FOLDER,
    BACKUP_HOURS,
    BACKUP_KEEP,
    PACKAGE,
    VAR,
    former_secret_keys,
    secret_key,
)

__all__ = [
    "AUTH_USER_MODEL",
    "BACKUP_FOLDER",
    "BACKUP_HOURS",
    "BACKUP_KEEP",
    "CARD_KEY",
    "CREDENTIALS_KEY",
    "DEBUG",
    "DEFAULT_AUTO_FIELD",
    "FIELD_KEYS",
    "INSTALLED_APPS",
    "LAKE_FOLDER",
    "LEDGER_KEY",
    "LEDGER_NAME",
    "MOADON_VAR",
    "PORTS",
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "TEMPLATES",
    "USE_TZ",
]

ROOMS = (
    "ui",
    "apps.audit",
    "apps.clubs",
    "apps.signins",
    "apps.ledger",
    "apps.seals",
    "apps.members",
    "apps.catalogue",
    "apps.programmes",
    "apps.receipts",
    "apps.rewards",
    "apps.imports",
    "apps.cards",
    "apps.corrections",
    "apps.credentials",
    "apps.redemptions",
    "interfaces.office",
    "interfaces.api",
    "interfaces.worker",
)

SECRET_KEY = secret_key()
SECRET_KEY_FALLBACKS = former_secret_keys()
MOADON_VAR = VAR
LAKE_FOLDER = VAR / "lake"
LEDGER_KEY = Path(os.environ.get("MOADON_LEDGER_KEY") or VAR / "keys" / "ledger.key")
FIELD_KEYS = Path(os.environ.get("MOADON_FIELD_KEYS") or VAR / "keys" / "fields.keys")
CARD_KEY = Path(os.environ.get("MOADON_CARD_KEY") or VAR / "keys" / "cards.key")
CREDENTIALS_KEY = Path(os.environ.get("MOADON_CREDENTIALS_KEY") or VAR / "keys" / "credentials.key")
LEDGER_NAME = urlsplit(os.environ.get("MOADON_URL", "")).netloc or "moadon"
PORTS = wiring.PORTS
DEBUG = os.environ.get("MOADON_DEBUG") == "1"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "clubs.User"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "moadon.apps.signins.apps.BareAccounts",
    "allauth.mfa",
    *(f"moadon.{room}" for room in ROOMS if (PACKAGE / room.replace(".", "/") / "apps.py").exists()),
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "moadon.ui.context.reader",
            ]
        },
    }
]
