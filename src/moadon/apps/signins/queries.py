"""Reads of who is signed in where."""

import hashlib

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from django.utils import timezone

from moadon.apps.signins.models import Session
from moadon.apps.signins.types import Factors, Passkey, SignIn
from moadon.engine.identity.devices import Device

COUNT: int = app_settings.RECOVERY_CODE_COUNT
"""Recovery codes that somebody is given at once."""


def sign_ins(user_id: int) -> list[SignIn]:
    """Where a person is signed in, last used first. One statement."""
    rows = Session.objects.filter(user_id=user_id, expire_date__gt=timezone.now()).order_by("-seen_at", "session_key")
    return [
        SignIn(handle_of(row.session_key), Device(row.browser, row.system, row.place), row.began_at, row.seen_at)
        for row in rows
    ]


def handle_of(session_key: str) -> str:
    """What a session is called on a page: from it nobody finds the key that the browser holds."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:32]


def factors(user_id: int) -> Factors:
    """What a person has beside their password. One statement."""
    rows = list(Authenticator.objects.filter(user_id=user_id).order_by("id"))
    kinds = Authenticator.Type
    return Factors(
        any(row.type == kinds.TOTP for row in rows),
        tuple(
            Passkey(row.pk, row.data["name"], row.created_at, row.last_used_at)
            for row in rows
            if row.type == kinds.WEBAUTHN
        ),
        sum(COUNT - row.data["used_mask"].bit_count() for row in rows if row.type == kinds.RECOVERY_CODES),
    )


def needs_factor(user_id: int) -> bool:
    """Whether a person has a second factor, so that their password alone does not do. One statement."""
    second = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user_id=user_id, type__in=second).exists())
