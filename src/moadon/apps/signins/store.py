"""How Django keeps sessions here (`SESSION_ENGINE`): in rows that say whose they are."""

from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as RowStore
from django.utils import timezone

from moadon.apps.signins.models import Session
from moadon.apps.signins.types import SEEN_SECONDS
from moadon.engine.identity.devices import Device

_DEVICE, _BEGAN, _SEEN = "device", "began", "seen"


class SessionStore(RowStore):
    """Sessions whose row tells the person, the device, when it began and when it was last used."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The table."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row of what the session holds."""
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.browser, row.system, row.place = data.get(_DEVICE, ("", "", ""))
        row.began_at = datetime.fromisoformat(data[_BEGAN]) if _BEGAN in data else None
        row.seen_at = timezone.now()
        return row


def note_sign_in(session: SessionBase, device: Device) -> None:
    """Note in a session with what somebody has just signed in."""
    session[_DEVICE] = list(device)
    session[_BEGAN] = session[_SEEN] = timezone.now().isoformat()


def note_seen(session: SessionBase) -> None:
    """Note that a session is in use, unless that was noted within `SEEN_SECONDS`."""
    now = timezone.now()
    if _SEEN in session and (now - datetime.fromisoformat(session[_SEEN])).total_seconds() > SEEN_SECONDS:
        session[_SEEN] = now.isoformat()
