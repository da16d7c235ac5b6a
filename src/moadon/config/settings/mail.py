"""How mail leaves the house. Without `MOADON_SMTP_URL` none does."""

import os

from moadon.config import wiring

__all__ = ["MAIL_FROM", "SENDERS", "SITE_URL", "SMTP_URL"]

SMTP_URL = os.environ.get("MOADON_SMTP_URL", "")
MAIL_FROM = os.environ.get("MOADON_MAIL_FROM", "")
SENDERS = wiring.SENDERS
SITE_URL = os.environ.get("MOADON_URL", "").rstrip("/")
