"""The stretches of days after which a ladder is reviewed, and the keys of the rows that count in them."""

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from moadon.engine.rules.tiers.ladder import Ladder
from moadon.kernel.calendars import EVER, Calendar, add_months, period_of

DAY = timedelta(days=1)
DAY_MARK = "d"
"""Before a day: the row of one local day."""
YEAR_MARK = "m"
"""Before a day: the row of the member's year that begins then."""
_MARKS = {"rolling": DAY_MARK, "membership_year": YEAR_MARK, "ever": EVER.key}
_CALENDAR = {"month": r"\d{4}-\d\d", "quarter": r"\d{4}-Q\d", "year": r"\d{4}"}


class Span(NamedTuple):
    """Local days from `start` up to `end` (exclusive, the day of the review); `key` is empty where days count."""

    key: str
    start: date
    end: date


def span_of(ladder: Ladder, day: date, joined: date | None) -> Span:
    """The span that holds `day`. A rolling window is reviewed on the first day of each month of the club."""
    window, clock = ladder.window, ladder.clock
    if window.kind == "membership_year":
        return _year_of(day, joined or day, clock.calendar)
    kind = "month" if window.kind == "rolling" else window.period
    found = period_of(day, kind, clock.calendar, clock.week_start)
    return Span("" if window.kind == "rolling" else found.key, found.start, found.end)


@lru_cache(maxsize=65536)
def _year_of(day: date, joined: date, calendar: Calendar) -> Span:
    year = months_since(joined, day, calendar) // 12
    start, end = (add_months(joined, 12 * (year + step), calendar) for step in (0, 1))
    return Span(YEAR_MARK + start.isoformat(), start, end)


@lru_cache(maxsize=65536)
def months_since(joined: date, day: date, calendar: Calendar) -> int:
    """Full months from `joined` to `day`, below 0 before it. From 29 February a month is full on 29 March."""
    months = (day.year - joined.year) * 12 + day.month - joined.month + 1  # a month of another calendar may be one more
    while add_months(joined, months, calendar) > day:
        months -= 1
    return months


def key_on(ladder: Ladder, day: date, joined: date | None) -> str:
    """The period of the row that counts what is done on `day`."""
    return span_of(ladder, day, joined).key or DAY_MARK + day.isoformat()


def is_reviewed(ladder: Ladder) -> bool:
    """Whether its spans ever end."""
    return ladder.window.kind != EVER.kind


def before(ladder: Ladder, span: Span, joined: date | None) -> Span:
    """The span that ends where this one starts."""
    return span_of(ladder, span.start - DAY, joined)


def look_back(ladder: Ladder) -> int | None:
    """How many spans that are over can still matter, once their grace is over; None: all of them."""
    return {"recomputed": 1, "one_step": len(ladder.levels), "never": None}[ladder.down]


def first_key(ladder: Ladder, day: date, joined: date | None) -> str:
    """The lowest period of its rows that can matter for the level on `day` or later."""
    most = look_back(ladder)
    if not is_reviewed(ladder):
        return EVER.key
    if most is None:
        return ""
    span = span_of(ladder, day, joined)
    while True:
        previous = before(ladder, span, joined)
        if previous.end + timedelta(days=ladder.grace) <= day:
            most -= 1
        span = previous
        if most <= 0:
            return span.key or DAY_MARK + first_day(ladder, span.start).isoformat()


def first_day(ladder: Ladder, last: date) -> date:
    """The first day of a rolling window whose last day is `last`."""
    return add_months(last, -ladder.window.months, ladder.clock.calendar) + DAY


def is_own(ladder: Ladder, key: str) -> bool:
    """Whether a period is one of this ladder's window, not of one it had in an earlier version."""
    kind = ladder.window.kind
    if kind != "calendar":
        return key.startswith(_MARKS[kind])
    mark = "j" if ladder.clock.calendar == "jalali" else ""
    return re.fullmatch(mark + _CALENDAR[ladder.window.period], key) is not None


def wanted(ladder: Ladder, day: date, joined: date | None) -> list[tuple[str, str]]:
    """The rows to read for the level on `day` and later: each rule with the lowest period that can matter."""
    first = first_key(ladder, day, joined)
    found = [(rule, first) for rule in ladder.rules]
    for _, level in ladder.fees:
        term, calendar = level.term, ladder.clock.calendar
        since = add_months(day, -term.months, calendar) if term.months else day - timedelta(days=term.days)
        # A month back from its last day may lie before the day from which that day is reached.
        found.append((ladder.rule_of_fee(level), DAY_MARK + (since - timedelta(days=3)).isoformat()))
    return found
