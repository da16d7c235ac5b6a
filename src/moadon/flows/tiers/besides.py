"""What is earned outside receipts counts on ladders of points too: targets that a period paid, events."""

from collections.abc import Collection, Iterable
from datetime import datetime

from moadon.apps.members import queries as members
from moadon.apps.programmes.types import Shelf
from moadon.apps.rewards.types import NewEarning
from moadon.engine.rules import Earning, earned_besides
from moadon.flows.tiers.book import Book, Climber, ask_book
from moadon.flows.tiers.causes import Cause
from moadon.flows.till.earned import Source, new_earning
from moadon.kernel.calendars import local_day
from moadon.store import together


def read_book(shelf: Shelf, climbers: Iterable[tuple[Climber, datetime]]) -> Book:
    """`ask_book` alone: two statements and one wait, or none."""
    with together() as asking:
        read = ask_book(asking, shelf, climbers)
    return read()


def climb_besides(
    book: Book, who: Climber, earning: Earning, source: Source, cause: str = "reached"
) -> list[NewEarning]:
    """Count an earning of `source` on the ladders of its wallet, and note levels that it reaches; what is to be stored.

    `source.at` tells the day on which it counts, `cause` what a change of level is put down to.
    """
    programme = who.live.programme
    if not programme.ladders:
        return []
    day, zone = local_day(source.at, programme.clock.zone), programme.clock.zone
    joined = None if who.joined is None else local_day(who.joined, zone)
    entries = earned_besides(programme.ladders, earning, day, joined)
    if entries:
        book.count(who, entries)
        book.settle(who, Cause(cause, source.at))
    return [new_earning(entry, source) for entry in entries]


class Ladders:
    """What is known of the levels of many members who are paid at once, and what the payments change in them."""

    def __init__(self, shelf: Shelf, sources: Iterable[Source]) -> None:
        """Read it for the members and moments of `sources`. Three statements; none where there are no ladders."""
        standing = [(one.member, one) for one in sources if one.member and one.live.programme.ladders]
        self._joined = members.joining_of(member for member, _ in standing) if standing else {}
        climbers = [(self._climber(member, source), source.at) for member, source in standing]
        self.book = read_book(shelf, climbers) if climbers else Book(shelf)

    def levels(self, source: Source) -> Collection[str]:
        """The levels that the member of `source` held at its moment."""
        if source.member is None or not source.live.programme.ladders:
            return ()
        return self.book.levels(self._climber(source.member, source), source.at).values()

    def climb(self, paid: Iterable[tuple[Earning, Source]]) -> list[NewEarning]:
        """`climb_besides` for many earnings."""
        found: list[NewEarning] = []
        for earning, source in paid:
            if source.member is not None:
                found += climb_besides(self.book, self._climber(source.member, source), earning, source)
        return found

    def _climber(self, member: int, source: Source) -> Climber:
        return Climber(member, source.live, self._joined.get(member))
