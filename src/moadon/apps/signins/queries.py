"""Reads of who is signed in where."""

import hashlib

from django.utils import timezone

from moadon.apps.signins.models import Session
from moadon.apps.signins.types import SignIn
from moadon.engine.identity.devices import Device


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
