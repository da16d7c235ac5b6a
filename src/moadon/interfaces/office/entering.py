"""Into the office: at once where a password does, by a second step where it does not."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import login
from django.http import HttpRequest
from django.utils import timezone

from moadon.apps.clubs import actions as clubs
from moadon.apps.clubs.models import User
from moadon.apps.signins.store import note_sign_in
from moadon.engine.identity.devices import device_of
from moadon.interfaces.office.parts.access import PROVEN, address_of
from moadon.interfaces.office.preferences import take_in

WAITS = timedelta(minutes=10)
"""How long the second step may follow the first."""
_PENDING = "second_step"
_BACKEND = "django.contrib.auth.backends.ModelBackend"


def enter(request: HttpRequest, user: User, *, proven: bool = False) -> None:
    """Sign somebody in on this device. `proven`: by a second factor."""
    request.session.pop(_PENDING, None)
    login(request, user, _BACKEND)
    note_sign_in(request.session, device_of(request.headers.get("User-Agent", ""), address_of(request)))
    if proven:
        request.session[PROVEN] = True
    take_in(request, user)
    clubs.record_sign_in(user=user, address=address_of(request))


def half_way(request: HttpRequest, user: User) -> None:
    """Remember who gave their password and has to take the second step."""
    request.session.cycle_key()
    request.session[_PENDING] = {"user": user.pk, "since": timezone.now().isoformat()}


def who_is_half_way(request: HttpRequest) -> User | None:
    """Who gave their password here a moment ago."""
    pending: dict[str, Any] | None = request.session.get(_PENDING)
    if pending is None or timezone.now() - datetime.fromisoformat(pending["since"]) > WAITS:
        return None
    return User.objects.filter(pk=pending["user"], is_active=True).first()
