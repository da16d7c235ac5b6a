"""What members were promised, and how long before a change for the worse they must be told (semantics 20)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.members import queries as members
from moadon.apps.members.types import Status
from moadon.apps.programmes.types import NewNotice, Shelf, VersionInfo, documents
from moadon.engine.rules import Document
from moadon.engine.rules.compare import Difference, compare, harms, tell_difference
from moadon.flows.naming import names_told
from moadon.kernel.calendars import add_months, day_start
from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import LANGUAGES, Message
from moadon.kernel.shape_words import Language
from moadon.kernel.shapes import Shapes

Told = Mapping[str, Any]
"""A difference as JSON values, its sentence in every language."""


class NoticeNeeded(Refused):
    """A change for the worse that would come before the club may let it count.

    `earliest` is the first moment at which it may; `differences` are what members would have to be told.
    """

    def __init__(self, months: int, members: int, earliest: datetime, differences: Sequence[Told]) -> None:
        self.earliest = earliest
        self.differences = differences
        when = ("moment", earliest.isoformat())
        super().__init__("notice_needed", field="at", status=409, n=months, members=members, earliest=when)


def notice_of_change(
    club: ClubInfo, shelf: Shelf, document: Document, moment: datetime, now: datetime, chosen: int | None = None
) -> NewNotice | None:
    """What must be announced of `document` going live at `moment`; None where nobody gets less by it.

    `chosen`: how many members it is for, where it is not for all. Raises `NoticeNeeded` (409) where
    `moment` is too early for the notice that the club owes.
    """
    promised = _promised(shelf, document.id, moment, now)
    if promised is None:
        return None
    differences = compare(documents[promised.id], document)
    if not harms(differences):
        return None
    return _notice(club, promised, differences, moment, now, chosen)


def notice_of_end(club: ClubInfo, shelf: Shelf, code: str, moment: datetime, now: datetime) -> NewNotice | None:
    """What must be announced of a programme's end at `moment`. Raises what `notice_of_change` does."""
    promised = _promised(shelf, code, moment, now)
    if promised is None:
        return None
    name = documents[promised.id].name
    what = Message("compare.named", {"name": ("text", name.model_dump(exclude_none=True))})
    ends = Difference("", code, "worse", Message("compare.ends.bare", {"what": what}))
    return _notice(club, promised, [ends], moment, now, None)


def earliest(club: ClubInfo, now: datetime) -> datetime:
    """The first moment at which a change for the worse may count that is announced now: whole days of notice."""
    day = add_months(club.day_of(now), club.notice_months, club.calendar)
    return day_start(day + timedelta(days=1), club.time_zone)


def told(differences: Sequence[Difference], club: ClubInfo) -> list[Told]:
    """Differences as JSON values, in every language; goods and branches as the club calls them."""
    names = names_told(club, [one.what for one in differences])
    speakers = [
        Shapes(cast(Language, language), club.currency, club.calendar, club.time_zone, region=club.region, names=names)
        for language in LANGUAGES
    ]
    return [
        {
            "direction": one.direction,
            "pointer": one.pointer,
            "subject": one.subject,
            "text": {speaker.language: tell_difference(one, speaker) for speaker in speakers},
        }
        for one in differences
    ]


def _promised(shelf: Shelf, code: str, moment: datetime, now: datetime) -> VersionInfo | None:
    """What members have now and would have at `moment`; None where nobody was promised anything yet.

    A version that is only announced is no promise: it can be withdrawn.
    """
    at_moment, at_once = (
        next((one for one in shelf.versions_at(when) if one.programme == code), None) for when in (moment, now)
    )
    if at_once is None:
        return None
    return at_moment if at_moment is not None and at_moment.live_from <= now else at_once


def _notice(
    club: ClubInfo, promised: VersionInfo, differences: Sequence[Difference], moment: datetime, now: datetime,
    chosen: int | None,
) -> NewNotice | None:  # fmt: skip
    if not club.notice_months:
        return None
    count = members.members(club).filter(status=Status.ACTIVE).count() if chosen is None else chosen
    if not count:
        return None
    first = earliest(club, now)
    if moment < first:
        raise NoticeNeeded(club.notice_months, count, first, told(differences, club))
    return NewNotice(promised.number, moment, count, club.notice_months, told(differences, club))
