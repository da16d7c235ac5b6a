"""Events that the house raises by itself, where a live programme gives something for them."""

from collections.abc import Iterable
from datetime import datetime

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.members.types import MemberRef
from moadon.apps.programmes import queries as programmes
from moadon.apps.programmes.types import Shelf
from moadon.flows.events.telling import happen
from moadon.flows.events.types import EventDraft
from moadon.flows.till.selling import Now, server_time
from moadon.kernel.ids import public_id


def heard(shelf: Shelf, at: datetime) -> frozenset[str]:
    """The kinds of events that a programme which is live at `at`, for all or for some, gives for."""
    lives = (*shelf.live_at(at, shelf.clock), *shelf.pilots_at(at, shelf.clock))
    return frozenset(type_ for live in lives for type_ in live.programme.hears)


def drafts_of(type_: str, member_ids: Iterable[int], at: datetime) -> list[EventDraft]:
    """The same event of many members."""
    return [EventDraft(type_, MemberRef("id", public_id("mbr", id_)), at) for id_ in member_ids]


def raise_for(club: ClubInfo, events: Iterable[EventDraft], at: datetime, *, now: Now = server_time) -> int:
    """Tell those of `events` that a programme live at `at` gives for; how many. Inside a transaction of the club.

    One statement where none is, however many there are; else those of `happen` too.
    """
    kinds = heard(programmes.shelf(club), at)
    wanted = [draft for draft in events if draft.type in kinds]
    if wanted:
        happen(club, wanted, now=now)
    return len(wanted)
