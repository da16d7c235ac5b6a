"""Second factors: an authenticator app, passkeys, and recovery codes for when neither is at hand.

The codes themselves are django-allauth's. Call these outside of any transaction.
"""

from datetime import datetime
from typing import Literal, NamedTuple

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from moadon.apps.clubs import actions as clubs
from moadon.apps.clubs.models import User
from moadon.apps.clubs.queries import roles_of_user
from moadon.apps.clubs.types import SYSTEM, Actor, ClubInfo, Role
from moadon.apps.signins.actions.sessions import end_sign_ins
from moadon.apps.signins.adapter import refreshed
from moadon.kernel.digits import to_ascii_digits
from moadon.kernel.refusals import Refused
from moadon.store.conflicts import refusing

Kind = Literal["app", "recovery"]
_KINDS = Authenticator.Type
_SECOND = (_KINDS.TOTP, _KINDS.WEBAUTHN)
_REMEMBERED = 3
"""Codes of an app that are good at one moment: those used are remembered for as long, so that none does twice."""
_LONGEST = 40


class NewApp(NamedTuple):
    """An authenticator app to be set up: its secret, and the same as a picture (SVG) for the app's camera."""

    secret: str
    picture: str


def begin_app(user: User, secret: str = "") -> NewApp:
    """What an app has to be told; with `secret`, the same as before."""
    adapter = get_adapter()
    secret = secret or generate_totp_secret()
    return NewApp(secret, adapter.build_totp_svg(adapter.build_totp_url(user, secret)))


@sensitive_variables("secret", "code")
def add_app(*, user: User, secret: str, code: str, actor: Actor) -> list[str]:
    """Let an app stand beside the password of `user`, which it proves with a `code`. Returns recovery codes made anew.

    There are none when there were some before. Raises `Refused`: `wrong_code`, `factor_taken` (409).
    """
    if not validate_totp_code(secret, _typed(code)):
        raise Refused("wrong_code", field="code")
    with transaction.atomic(), refusing({"unique_authenticator_type": ("factor_taken", "code")}):
        TOTP.activate(user, secret)
        codes = first_codes(user)
    clubs.record_of_person(user=user, actor=actor, action="user.factor_added", after={"factor": "app"})
    return codes


def first_codes(user: User) -> list[str]:
    """Recovery codes for somebody who has none yet; nothing for others. Inside a transaction."""
    if Authenticator.objects.filter(user=user, type=_KINDS.RECOVERY_CODES).exists():
        return []
    return list(RecoveryCodes.activate(user).generate_codes())


def make_codes(*, user: User, actor: Actor) -> list[str]:
    """Other recovery codes; those before do no more. Raises `Refused("no_factor", status=409)`."""
    with transaction.atomic():
        if not Authenticator.objects.select_for_update().filter(user=user, type__in=_SECOND):
            raise Refused("no_factor", status=409)
        Authenticator.objects.filter(user=user, type=_KINDS.RECOVERY_CODES).delete()
        codes = list(RecoveryCodes.activate(user).generate_codes())
    clubs.record_of_person(user=user, actor=actor, action="user.codes_made")
    return codes


@sensitive_variables("code")
def check_code(*, user: User, code: str) -> Kind:
    """Whether `code` is what the app of `user` shows, or a recovery code that was not used yet. It does only once.

    Raises `Refused("wrong_code")`.
    """
    with transaction.atomic():
        rows = {row.type: row for row in Authenticator.objects.select_for_update().filter(user=user).order_by("id")}
        typed = _typed(code)
        if _KINDS.TOTP in rows and _is_of_app(rows[_KINDS.TOTP], typed):
            return "app"
        spare = rows.get(_KINDS.RECOVERY_CODES)
        if spare is not None and spare.wrap().validate_code(typed):
            return "recovery"
    raise Refused("wrong_code", field="code")


def remove_factor(*, user: User, passkey: int | None = None, actor: Actor) -> None:
    """Take the app of `user` away, or a passkey; with the last of them recovery codes go, too.

    Raises `Refused("unknown_id", status=404)`.
    """
    with transaction.atomic():
        rows = list(Authenticator.objects.select_for_update().filter(user=user, type__in=_SECOND).order_by("id"))
        gone = [row for row in rows if (row.type == _KINDS.TOTP if passkey is None else row.pk == passkey)]
        if not gone:
            raise Refused("unknown_id", status=404)
        gone[0].delete()
        if len(rows) == 1:
            Authenticator.objects.filter(user=user).delete()
    told = {"factor": "app" if gone[0].type == _KINDS.TOTP else "passkey"}
    clubs.record_of_person(user=user, actor=actor, action="user.factor_removed", after=told)


def reset_factors(*, user: User, actor: Actor, club: ClubInfo | None = None) -> None:
    """Take everything away that stands beside the password of `user`, and sign them out everywhere.

    For whoever lost their phone: an owner of every club they work in, or whoever runs the server (`SYSTEM`).
    Raises `Refused`: `works_elsewhere` (409), `no_factor` (409).
    """
    if actor != SYSTEM and not _owns_all_of(actor, user):
        raise Refused("works_elsewhere", status=409)
    if not Authenticator.objects.filter(user=user).delete()[0]:
        raise Refused("no_factor", status=409)
    clubs.record_of_person(user=user, actor=actor, action="user.factors_reset")
    end_sign_ins(user=user, actor=actor, club=club)


def refresh_secrets(at: datetime) -> None:
    """Encipher with the key of now what was kept with a key that was before, so that that one can go (nightly)."""
    if not settings.SECRET_KEY_FALLBACKS:
        return
    with transaction.atomic():
        for row in Authenticator.objects.select_for_update().order_by("id"):
            if name := {_KINDS.TOTP: "secret", _KINDS.RECOVERY_CODES: "seed"}.get(row.type):
                row.data[name] = refreshed(row.data[name])
                row.save(update_fields=["data"])


def _owns_all_of(actor: Actor, user: User) -> bool:
    owned = {role.club_id for role in roles_of_user(actor.id or 0) if role.role == Role.OWNER}
    return all(role.club_id in owned for role in roles_of_user(user.pk))


def _is_of_app(row: Authenticator, code: str) -> bool:
    used = row.data.get("used", [])
    if code in used or not validate_totp_code(decrypt(row.data["secret"]), code):
        return False
    row.data["used"] = [*used, code][-_REMEMBERED:]
    row.save(update_fields=["data"])
    row.record_usage()
    return True


def _typed(code: str) -> str:
    """A code as it was meant: any digits, blanks and hyphens between them."""
    return "".join(sign for sign in to_ascii_digits(code[:_LONGEST]) if sign.isascii() and sign.isdigit())
