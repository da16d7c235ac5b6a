"""The stretches of days that figures are asked for: a period, the one before, the year before, its months."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from moadon.apps.clubs.types import ClubInfo
from moadon.kernel.calendars import Calendar, add_months, period_of
from moadon.kernel.refusals import Refused

DAY = timedelta(days=1)
YEAR = 12
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)
MOST_MONTHS = 600


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both in it. `key` names it among others."""

    first: date
    last: date
    key: str = ""

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


def checked(first: date, last: date) -> Span:
    """The period asked for. Raises `Refused` with `from_after_to` or `date_out_of_range`, naming the field."""
    for field, day in (("from", first), ("to", last)):
        if not EARLIEST <= day < LATEST:
            raise Refused("date_out_of_range", field=field, given=_said(day))
    if first > last:
        raise Refused("from_after_to", field="to", first=_said(first), last=_said(last))
    return Span(first, last, "now")


def _said(day: date) -> tuple[str, str]:
    return ("date", day.isoformat())


def compared(club: ClubInfo, span: Span) -> tuple[Span, Span, Span]:
    """The period, the one before it and the same one a year before, in the club's calendar.

    Whole months are compared with as many whole months before; anything else with as many days before.
    """
    return span, _before(span, club.calendar), _year_before(span, club.calendar)


def _before(span: Span, calendar: Calendar) -> Span:
    last = span.first - DAY
    months = _whole_months(span, calendar)
    first = add_months(span.first, -months, calendar) if months else span.first - timedelta(days=span.days)
    return Span(first, last, "previous")


def _year_before(span: Span, calendar: Calendar) -> Span:
    first = add_months(span.first, -YEAR, calendar)
    if _whole_months(span, calendar):
        return Span(first, add_months(span.last + DAY, -YEAR, calendar) - DAY, "year_before")
    return Span(first, add_months(span.last, -YEAR, calendar), "year_before")


def look_back(club: ClubInfo, span: Span) -> date:
    """The first day of the year before `span`: who bought since then and not in it has lapsed."""
    return add_months(span.first, -YEAR, club.calendar)


def _whole_months(span: Span, calendar: Calendar) -> int:
    month = period_of(span.first, "month", calendar)
    if month.start != span.first:
        return 0
    count = 0
    while month.start <= span.last:
        count += 1
        if month.end == span.last + DAY:
            return count
        month = period_of(month.end, "month", calendar)
    return 0


def months_of(club: ClubInfo, span: Span) -> tuple[Span, ...]:
    """The months of the club's calendar that `span` touches, the first and last one cut to it.

    Raises `Refused("too_many_months")` above `MOST_MONTHS`.
    """
    months = []
    start = span.first
    while start <= span.last:
        month = period_of(start, "month", club.calendar)
        months.append(Span(start, min(month.end - DAY, span.last), month.key))
        if len(months) > MOST_MONTHS:
            raise Refused("too_many_months", field="by", most=MOST_MONTHS)
        start = month.end
    return tuple(months)


def a_year_before(club: ClubInfo, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Each of `spans` a year earlier, under the same key; of a leap day, which that year had not, no day at all."""
    return tuple(replace(_same_days(s, club.calendar), key=s.key) for s in spans)


def _same_days(span: Span, calendar: Calendar) -> Span:
    before = _year_before(span, calendar)
    if span.days == 1 and add_months(before.first, YEAR, calendar) != span.first:
        return Span(before.first + DAY, before.first)
    return before


def days_of(span: Span) -> tuple[Span, ...]:
    """Each day of `span`."""
    days = (span.first + timedelta(days=n) for n in range(span.days))
    return tuple(Span(day, day, day.isoformat()) for day in days)
