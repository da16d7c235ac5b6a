"""Days that members are congratulated on: birthdays, and anniversaries of joining, each once a year."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.members import queries as members
from moadon.apps.members.types import MemberRef
from moadon.apps.programmes import queries as programmes
from moadon.apps.rewards import queries as rewards
from moadon.flows.events.raising import heard
from moadon.flows.events.telling import happen
from moadon.flows.events.types import YEARLY, EventDraft, key_of
from moadon.flows.nightly.chunks import Chunk
from moadon.kernel.calendars import day_start, days_before, year_of
from moadon.kernel.ids import public_id
from moadon.store import club_transaction

CATCH_UP = 7
"""So many days are looked back on, in case nights were off. What is older is not congratulated any more."""


def raise_days(club: ClubInfo, at: datetime, limit: int) -> Chunk:
    """Tell up to `limit` birthdays and anniversaries that came by `at`, where a programme gives something for them.

    Each is told at the start of its local day, whenever the night runs. Twelve statements a chunk, and a few more
    for each day that is looked back on.
    """
    with club_transaction(club.id):
        due = dict(islice(_due(club, at), limit))
        if due:
            happen(club, list(due.values()), now=lambda: at)
        return Chunk(set(due))


def _due(club: ClubInfo, at: datetime) -> Iterator[tuple[str, EventDraft]]:
    today, shelf = club.day_of(at), programmes.shelf(club)
    for ago in range(CATCH_UP):
        day = today - timedelta(days=ago)
        start = day_start(day, club.time_zone)
        kinds = heard(shelf, start)
        for type_ in YEARLY:
            if type_ in kinds:
                yield from _of_day(club, type_, day, start)


def _of_day(club: ClubInfo, type_: str, day: date, start: datetime) -> Iterator[tuple[str, EventDraft]]:
    days = days_before(day, club.calendar)
    found = members.born_on(days) if type_ == "birthday" else members.joined_on(days, club.time_zone)
    drafts = [EventDraft(type_, MemberRef("id", public_id("mbr", id_)), start) for id_ in found]
    year = year_of(day, club.calendar)
    keyed = {key_of(draft, id_, year): draft for draft, id_ in zip(drafts, found, strict=True)}
    known = rewards.known_events(keyed)
    yield from ((key, draft) for key, draft in keyed.items() if key not in known)
