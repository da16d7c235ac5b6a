"""What is earned outside receipts counts on ladders of points too: targets that a period paid, events."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from moadon.apps.members import queries as members
from moadon.apps.programmes.types import Shelf
from moadon.apps.rewards.types import NewEarning
from moadon.engine.rules import Earning, earned_besides
from moadon.flows.tiers.book import Book, Cause, Climber, ask_book
from moadon.flows.till.earned import Source, new_earning
from moadon.kernel.calendars import local_day
from moadon.store import together


def read_book(shelf: Shelf, climbers: Iterable[tuple[Climber, datetime]]) -> Book:
    """`ask_book` alone: two statements and one wait, or none."""
    with together() as asking:
        read = ask_book(asking, shelf, climbers)
    return read()


def climb_besides(book: Book, who: Climber, earning: Earning, source: Source) -> list[NewEarning]:
    """Count an earning of `source` on the ladders of its wallet, and note levels that it reaches; what is to be stored.

    `source.at` tells the day on which it counts.
    """
    programme = who.live.programme
    if not programme.ladders:
        return []
    day, zone = local_day(source.at, programme.clock.zone), programme.clock.zone
    joined = None if who.joined is None else local_day(who.joined, zone)
    entries = earned_besides(programme.ladders, earning, day, joined)
    if entries:
        book.count(who, entries)
        book.settle(who, Cause("reached", source.at))
    return [new_earning(entry, source) for entry in entries]


def climb_all(shelf: Shelf, paid: Sequence[tuple[Earning, Source]]) -> tuple[Book, list[NewEarning]]:
    """`climb_besides` for many earnings. Three statements, or none where no programme has ladders."""
    wanted = [(source.member, source) for _, source in paid if source.member and source.live.programme.ladders]
    if not wanted:
        return Book(shelf), []
    joined = members.joining_of(member for member, _ in wanted)
    book = read_book(shelf, [(Climber(one, source.live, joined.get(one)), source.at) for one, source in wanted])
    found: list[NewEarning] = []
    for earning, source in paid:
        member = source.member
        if member is not None:
            found += climb_besides(book, Climber(member, source.live, joined.get(member)), earning, source)
    return book, found
