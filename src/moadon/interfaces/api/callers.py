"""Who calls: the key, its club, and the language they read."""

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.permissions import OF_THE_CLUB, May, scope_may
from moadon.apps.clubs.types import Actor, ClubInfo, KeyInfo
from moadon.interfaces.api import limits
from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import LANGUAGES
from moadon.kernel.shape_words import Language
from moadon.kernel.shapes import Shapes

_BEARER = "bearer "
_LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Caller:
    """A key at work. `language` is the one asked for, else the club's first."""

    club: ClubInfo
    key: KeyInfo
    language: Language
    address: str

    @property
    def actor(self) -> Actor:
        """Who the log names."""
        return Actor("key", self.key.id, self.key.name, self.address)

    @property
    def shapes(self) -> Shapes:
        """How values are written for them."""
        club = self.club
        return Shapes(self.language, club.currency, club.calendar, club.time_zone, region=club.region)

    def takes_too_many(self) -> int:
        """Count a request; 0, or in how many seconds the next one is free by the club's `requests_a_minute`."""
        most = self.club.settings.requests_a_minute
        return limits.requests.take(self.key.id, most) if most else 0

    def may(self, what: May) -> bool:
        """Whether the scope of the key allows `what` in the whole club."""
        return scope_may(self.key.scope, what)

    def must(self, what: May) -> None:
        """Raise `Refused`, status 403, unless the key allows `what`.

        `not_allowed`: its scope does not; `of_the_club`: it is of one branch, and this is of the whole club.
        """
        if not scope_may(self.key.scope, what):
            raise Refused("not_allowed", status=403, scope=str(self.key.scope))
        if self.key.branch_id is not None and what in OF_THE_CLUB:
            raise Refused("of_the_club", status=403, branch=self.key.branch_code)

    def branch(self, given: str | None, *, field: str = "branch") -> str | None:
        """The branch a write is for: a key of one branch writes for that branch alone.

        Raises `Refused("other_branch", status=403)`.
        """
        own = self.key.branch_code
        if own is None:
            return given
        if given not in (None, own):
            raise Refused("other_branch", field=field, status=403, given=str(given)[:64] or "—", expected=own)
        return own


def find_caller(request: HttpRequest) -> Caller:
    """Who calls, by the bearer key.

    Raises `Refused`: `no_key`, `unknown_key` (401), `too_many_keys`, `too_many_requests` (429).
    """
    header = request.headers.get("Authorization", "")
    if header[: len(_BEARER)].lower() != _BEARER:
        raise Refused("no_key", status=401)
    secret = header[len(_BEARER) :].strip()
    address = request.META.get("REMOTE_ADDR") or ""
    if not clubs.was_known(secret) and (seconds := limits.guesses.wait(limits.house_of(address), limits.GUESSES)):
        raise Refused("too_many_keys", status=429, seconds=seconds)
    key = clubs.key_by_secret(secret) if 0 < len(secret) <= _LONGEST_KEY else None
    if key is None:
        limits.guesses.take(limits.house_of(address), limits.GUESSES)
        raise Refused("unknown_key", status=401)
    club = clubs.club_by_id(key.club_id)
    caller = Caller(club, key, language_of(request, club.languages[0]), address)
    if seconds := caller.takes_too_many():
        request.caller = caller  # type: ignore[attr-defined]  # it is told in their language
        raise Refused("too_many_requests", status=429, most=club.settings.requests_a_minute, seconds=seconds)
    return caller


def language_of(request: HttpRequest, otherwise: str) -> Language:
    """The first language of `Accept-Language` that we speak."""
    return language_in(request.headers.get("Accept-Language", ""), otherwise)


def language_in(accepted: str, otherwise: str) -> Language:
    """The first language of the header's text that we speak."""
    for wanted, _weight in parse_accept_lang_header(accepted[:500]):
        spoken = wanted.partition("-")[0]
        if spoken in LANGUAGES:
            return cast(Language, spoken)
    return cast(Language, otherwise if otherwise in LANGUAGES else LANGUAGES[0])


def shapes_of(request: HttpRequest) -> Shapes:
    """How to write for a caller who may not be known yet."""
    caller = getattr(request, "caller", None)
    if isinstance(caller, Caller):
        return caller.shapes
    return Shapes(language_of(request, LANGUAGES[0]), "EUR", "gregorian", "UTC")


class ApiRequest(HttpRequest):
    """A request that the front has let through: who calls, and the value that was sent (`bodies.NOTHING` for none)."""

    caller: Caller
    sent: object
