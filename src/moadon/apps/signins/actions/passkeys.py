"""Passkeys: what the browser is asked for, and what it answers.

Both name the site, so they need the request; what was asked waits in its session. Call these outside of any
transaction.
"""

import json
from typing import Any, cast

from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from moadon.apps.clubs import actions as clubs
from moadon.apps.clubs.models import User
from moadon.apps.clubs.types import Actor
from moadon.apps.signins.actions.factors import first_codes
from moadon.kernel.refusals import Refused
from moadon.kernel.texts import parse_text

MOST = 20
"""Passkeys of one person."""
_LONGEST = 20_000


def begin_passkey(request: HttpRequest, user: User) -> dict[str, Any]:
    """What the browser has to be asked to make a passkey, as JSON values."""
    with request_context(request):
        return cast(dict[str, Any], auth.begin_registration(user, passwordless=False))


def add_passkey(request: HttpRequest, *, user: User, credential: str, name: str, actor: Actor) -> list[str]:
    """Let the passkey that the browser made stand beside the password. Returns recovery codes as `add_app` does.

    Raises `Refused`: `wrong_passkey`, `too_many_passkeys` (409).
    """
    name = parse_text(name, field="name", longest=60)
    with request_context(request):
        given = _read(credential)
        try:
            auth.complete_registration(given)
        except (ValidationError, ValueError, TypeError, KeyError):
            raise Refused("wrong_passkey") from None
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).count() >= MOST:
            raise Refused("too_many_passkeys", field="name", status=409, most=MOST)
        auth.WebAuthn.add(user, name, given)
        codes = first_codes(user)
    clubs.record_of_person(user=user, actor=actor, action="user.factor_added", after={"factor": "passkey"})
    return codes


def begin_check(request: HttpRequest, user: User) -> dict[str, Any]:
    """What the browser has to be asked to show one of the passkeys of `user`, as JSON values."""
    with request_context(request):
        return cast(dict[str, Any], auth.begin_authentication(user))


def check_passkey(request: HttpRequest, *, user: User, credential: str) -> None:
    """Whether the browser showed a passkey of `user`. It is asked once.

    Raises `Refused("wrong_passkey")`.
    """
    with request_context(request):
        given = _read(credential)
        try:
            row = auth.complete_authentication(user, given)
        except (ValidationError, ValueError, TypeError, KeyError):
            raise Refused("wrong_passkey") from None
        finally:
            auth.clear_state()
    row.record_usage()


def _read(credential: str) -> dict[str, Any]:
    try:
        given = json.loads(credential[:_LONGEST])
    except (ValueError, RecursionError):
        raise Refused("wrong_passkey") from None
    if not isinstance(given, dict):
        raise Refused("wrong_passkey")
    return given
