"""Keeping what is being written, finished or not, so that nobody's work is lost and nobody's is overwritten."""

from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import TypeAdapter, ValidationError

from moadon.apps.audit import queries as audit
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.programmes import actions, queries
from moadon.engine.rules.reading import read_document
from moadon.engine.rules.values import Id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction

_IDS: TypeAdapter[str] = TypeAdapter(Id)
_DEEDS = ("programme.drafted", "programme.draft_dropped", "programme.published", "programme.ended")


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it is kept: its programme, its edition, and when."""

    programme: str
    edition: int
    at: datetime


@dataclass(frozen=True, slots=True)
class LastChange:
    """Who changed a programme last, and when; what is being written of it now, and its edition."""

    who: str
    at: datetime
    edition: int
    text: str


def keep_draft(*, club: ClubInfo, code: str | None, text: str, edition: int | None, actor: Actor) -> Kept:
    """Keep `text` as the draft of its programme, though it could not go live yet. `code` None: a new programme.

    With `edition`, only if nobody changed the programme since. Raises `InvalidDocument` for what cannot be read at
    all, `Refused`: `edition_differs` (412), `programme_taken` (409), `unknown_id` (404), `other_programme`,
    `not_an_id`.
    """
    given = str(read_document(text).get("id", ""))
    now = datetime.now(UTC)
    if code is None:
        try:
            _IDS.validate_python(given)
        except ValidationError:
            raise Refused("not_an_id", field="document.id", given=given[:40]) from None
        made = actions.add_draft(club=club, code=given, text=text, actor=actor)
        return Kept(given, made.edition, now)
    if given != code:
        raise Refused("other_programme", field="document.id", given=given[:40], expected=code)
    held = actions.save_draft(club=club, code=code, text=text, edition=edition, now=now, actor=actor)
    return Kept(code, held.edition, now)


def last_change(club: ClubInfo, code: str) -> LastChange:
    """Who changed the programme last, and what is written of it now. Raises `Refused("unknown_id", status=404)`."""
    with club_transaction(club.id):
        held = queries.programme(club, code)
        newest = queries.versions_of(club, code).first()
        deed = audit.deeds(club.id).filter(action__in=_DEEDS, subject=code).first()
    text = held.draft or (newest.source if newest else "")
    return LastChange(deed.actor_name if deed else "", deed.at if deed else held.updated_at, held.edition, text)
