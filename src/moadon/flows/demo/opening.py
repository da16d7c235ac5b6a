"""When the demo shops are open and how busy they are: days and hours as weights to draw from."""

from bisect import bisect, bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from moadon.flows.demo import documents, holidays
from moadon.flows.demo.types import Span
from moadon.kernel.calendars import WEEKDAYS, zone_of

HOUR = 3600


@dataclass(frozen=True, slots=True)
class Day:
    """One open day: `start` is twelve hours before its noon, `hours` the running weights of its opening hours.

    Counted from noon, opening hours are right on days that begin by other clocks than they end.
    """

    date: date
    start: int
    hours: tuple[tuple[int, float], ...]


class Opening:
    """The open days of one kind of shop over one span. Draws moments; later moments of a day stay within its hours."""

    def __init__(self, span: Span, zone: str, *, web: bool) -> None:
        seasons = documents.read("shop/seasons.yaml")
        hours = {kind: _running(table) for kind, table in seasons["hours"].items()}
        self.days: list[Day] = []
        weights: list[float] = []
        for day in span.days:
            kind, weight = _kind(day, seasons, web=web)
            if kind:
                self.days.append(Day(day, _noon(day, zone) - 12 * HOUR, hours[kind]))
                weights.append(weight)
        self._running = list(accumulate(weights))
        self._starts = [day.start for day in self.days]
        self._dates = [day.date for day in self.days]

    def draw_day(self, rng: Random, first: int = 0, last: int | None = None) -> int:
        """The position of a day, busy ones oftener, from position `first` to before `last`."""
        low = self._running[first - 1] if first else 0.0
        high = self._running[-1 if last is None else last - 1]
        return min(bisect_left(self._running, low + rng.random() * (high - low), first), len(self.days) - 1)

    def draw_moment(self, position: int, rng: Random) -> int:
        """A second of the day at `position`, by its hours."""
        day = self.days[position]
        wish = rng.random() * day.hours[-1][1]
        for hour, running in day.hours:
            if wish < running:
                return day.start + hour * HOUR + int(rng.random() * HOUR)
        return day.start + day.hours[-1][0] * HOUR

    def day_of(self, moment: int) -> date:
        """The open day on which `moment` (one that was drawn here) lies."""
        return self.days[bisect(self._starts, moment) - 1].date

    def from_day(self, day: date) -> int:
        """The position of the first open day that is not before `day`; `len(days)` when there is none."""
        return bisect_left(self._dates, day)


def _noon(day: date, zone: str) -> int:
    return int(datetime.combine(day, time(12), zone_of(zone)).timestamp())


def _running(table: Sequence[Sequence[int]]) -> tuple[tuple[int, float], ...]:
    return tuple(zip([row[0] for row in table], accumulate(float(row[1]) for row in table), strict=True))


def _kind(day: date, seasons: Any, *, web: bool) -> tuple[str, float]:
    weight = seasons["months"][day.month] * (seasons["rush"] if holidays.is_rush(day) else 1.0)
    if web:
        closed = holidays.is_closed(day)
        return ("evening", weight * seasons["web_closed"]) if closed else ("web", weight)
    if holidays.is_closed(day):
        return "", 0.0
    weight *= seasons["weekdays"][WEEKDAYS[day.weekday()]]
    if not holidays.is_short(day):
        return "full", weight
    return "short", min(weight, seasons["weekdays"]["fri"] * seasons["months"][day.month] * seasons["rush"])


def next_open(opening: Opening, day: date, after_days: int) -> int | None:
    """The position of the first open day at least `after_days` after `day`; None when the span is over."""
    position = opening.from_day(day + timedelta(days=after_days))
    return position if position < len(opening.days) else None
