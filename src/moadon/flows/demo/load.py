"""Brings a story into a club through the doors that everybody uses: members, goods, programme, till, night.

Everything has a natural key and every step looks first, so a load that was killed goes on when it is run again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from moadon.apps.clubs.types import SYSTEM, ClubInfo
from moadon.apps.members import actions as members
from moadon.apps.members.types import NewMember, Taken
from moadon.flows import till
from moadon.flows.demo import standing
from moadon.flows.demo.receipts import ZONE, Story
from moadon.flows.demo.spending import Purses
from moadon.flows.demo.types import Person, Return, Sale
from moadon.flows.nightly import run_night
from moadon.flows.till.types import Committed, ReceiptDraft
from moadon.kernel.calendars import day_start, local_day
from moadon.kernel.refusals import Refused

BATCH = 500
PEOPLE_AT_ONCE = 2000
NIGHT = timedelta(hours=1)
"""The night of a month's end runs an hour into the first day of the next."""


class Told(Protocol):
    """Hears how far a step has come."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """`done` of `total` of `step` ("members", "receipts") are in."""


@dataclass(slots=True)
class Loaded:
    """What was brought in. `same`: receipts that stood already; `unpaid`: credit that was asked for and not there."""

    club: ClubInfo
    members: int = 0
    sales: int = 0
    returns: int = 0
    same: int = 0
    unpaid: int = 0
    nights: list[datetime] = field(default_factory=list)


class LoadFailed(RuntimeError):
    """A door refused what the story says: the story or the door is wrong."""


def load(story: Story, slug: str, *, told: Told, now: datetime | None = None) -> Loaded:
    """Make the club `slug` and bring the whole story in, in the order in which it happened; or go on where it stopped.

    Raises LoadFailed when anything but missing credit is refused.
    """
    club = standing.open_club(story, slug)
    loaded = Loaded(club)
    ids = _take_in(club, story.people, told)
    loaded.members = len(ids)
    _Till(loaded, story, told).post_all()
    ended = {ids[n]: day_start(p.ended_on, ZONE) for n, p in enumerate(story.people) if p.ended_on is not None}
    members.end_memberships(club=club, ended=ended)
    run_night(club, now or datetime.now(UTC))
    return loaded


def _take_in(club: ClubInfo, people: Sequence[Person], told: Told) -> list[int]:
    """The member's row number of each person. Rows are made in the order of joining."""
    places = standing.places_of(club)
    ids = [0] * len(people)
    order = sorted(range(len(people)), key=lambda n: people[n].joined_at)
    for start in range(0, len(order), PEOPLE_AT_ONCE):
        part = order[start : start + PEOPLE_AT_ONCE]
        outcomes = members.add_members(club=club, rows=[_new(people[n], places) for n in part])
        for n, outcome in zip(part, outcomes, strict=True):
            if not isinstance(outcome, Taken):
                raise LoadFailed(f"member {people[n].card}: {outcome}")
            ids[n] = outcome.member_id
        told("members", start + len(part), len(order))
    return ids


def _new(person: Person, places: standing.Places) -> NewMember:
    return NewMember(
        phone=person.phone,
        email=person.email,
        first_name=person.first_name,
        last_name=person.last_name,
        card=person.card,
        birth_date=person.birth_date,
        language=person.language,
        branch_id=places.branches[person.branch],
        employee_id=places.employees[person.employee] if person.employee else None,
        joined_at=person.joined_at,
        source="web" if person.employee is None else "till",
    )


class _Till:
    """Posts the story in batches, by time; at the end of every month the night runs."""

    def __init__(self, loaded: Loaded, story: Story, told: Told) -> None:
        self._loaded = loaded
        self._club = loaded.club
        self._story = story
        self._told = told
        self._purses = Purses()

    def post_all(self) -> None:
        total = sum(map(len, self._story.visits.values()))
        month = None
        for batch in _batches(self._story):
            first = local_day(_at(batch[0]), ZONE).replace(day=1)
            if month is not None and first != month:
                night = day_start(first, ZONE) + NIGHT
                run_night(self._club, night)
                self._loaded.nights.append(night)
            month = first
            self._sell([event for event in batch if isinstance(event, Sale)], _at(batch[-1]))
            self._take_back([event for event in batch if isinstance(event, Return)], _at(batch[-1]))
            self._told("receipts", self._loaded.sales, total)

    def _sell(self, sales: list[Sale], now: datetime) -> None:
        drafts = [self._purses.spend(sale) for sale in sales]
        outcomes = self._commit(drafts, now)
        without = [n for n, outcome in enumerate(outcomes) if isinstance(outcome, Refused) and drafts[n].redeem]
        if without:
            again = self._commit([sales[n].draft for n in without], now)
            self._loaded.unpaid += len(without)
            for n, outcome in zip(without, again, strict=True):
                outcomes[n] = outcome
        for sale, outcome in zip(sales, outcomes, strict=True):
            self._learn(sale.person, sale.draft.at, sale.draft.number, outcome)
        self._loaded.sales += len(sales)

    def _commit(self, drafts: list[ReceiptDraft], now: datetime) -> list[Committed | Refused]:
        return list(till.commit(self._club, drafts, SYSTEM, now=lambda: now)) if drafts else []

    def _take_back(self, returns: list[Return], now: datetime) -> None:
        if not returns:
            return
        outcomes = till.give_back(self._club, [each.draft for each in returns], SYSTEM, now=lambda: now)
        for each, outcome in zip(returns, outcomes, strict=True):
            self._learn(each.of.person, each.draft.at, each.draft.number, outcome)
        self._loaded.returns += len(returns)

    def _learn(self, person: int, at: datetime, number: str, outcome: object) -> None:
        if not isinstance(outcome, Committed):
            raise LoadFailed(f"receipt {number} at {at.isoformat()}: {outcome}")
        self._loaded.same += outcome.replayed
        if person >= 0:
            self._purses.learn(person, at, outcome.answer)


def _at(event: Sale | Return) -> datetime:
    return event.draft.at


def _batches(story: Story) -> Iterator[list[Sale | Return]]:
    """Up to BATCH events of one month each: always cut in the same places."""
    batch: list[Sale | Return] = []
    month = 0
    for event in story.events():
        own = local_day(_at(event), ZONE).month
        if batch and (len(batch) == BATCH or own != month):
            yield batch
            batch = []
        batch.append(event)
        month = own
    if batch:
        yield batch
