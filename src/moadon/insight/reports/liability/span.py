"""From when to when a liability is told."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from moadon.apps.clubs.types import ClubInfo
from moadon.insight.kpis import checked
from moadon.kernel.calendars import day_end, day_start, period_of
from moadon.kernel.moments import AsOf

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A period as the books had it at its two ends, with the days that hold them."""

    first: date
    last: date
    opening: AsOf
    closing: AsOf


def days(
    club: ClubInfo, first: date, last: date, *, known: datetime | None = None, closed: datetime | None = None
) -> Stretch:
    """The club's days from `first` to `last`, both in it.

    `known`: without what the books learned later. `closed`: when the period before was closed; it opens with what the
    books said then, so that what came late is revenue of this one. Raises what `checked` does.
    """
    span = checked(first, last)
    until = day_end(span.last, club.time_zone) - _INSTANT
    return Stretch(span.first, span.last, _opening(club, span.first, known, closed), AsOf(until, known))


def year_to(club: ClubInfo, at: datetime, *, known: datetime | None = None, closed: datetime | None = None) -> Stretch:
    """From the beginning of the club's year that holds `at` to that moment."""
    last = club.day_of(at)
    first = period_of(checked(last, last).last, "year", club.calendar).start
    return Stretch(first, last, _opening(club, first, known, closed), AsOf(at, known))


def _opening(club: ClubInfo, first: date, known: datetime | None, closed: datetime | None) -> AsOf:
    return AsOf(day_start(first, club.time_zone) - _INSTANT, closed or known)
