"""When an award can be spent from, and until when."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from moadon.engine.rules.basket import Clock
from moadon.kernel.calendars import Calendar, add_months, day_end, day_start, local_day


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """`pending` days until activation; then good for `months` or `days`, or for ever when both are 0."""

    pending: int = 0
    months: int = 0
    days: int = 0

    def active_at(self, earned: datetime, clock: Clock) -> datetime:
        """The moment itself, or the start of the local day `pending` days later."""
        if not self.pending:
            return earned
        return day_start(local_day(earned, clock.zone) + timedelta(days=self.pending), clock.zone)

    def expires_at(self, active: datetime, clock: Clock) -> datetime | None:
        """The first instant after the last good local day, counted from activation; None: it never ends."""
        return self.good_until(local_day(active, clock.zone), clock)

    def good_until(self, day: date, clock: Clock) -> datetime | None:
        """The same, from the local day of activation."""
        if not self.months and not self.days:
            return None
        return _good_until(day, self.months, self.days, clock.zone, clock.calendar)


def longest(term: Term, terms: Mapping[str, Term], levels: Collection[str], day: date, clock: Clock) -> Term:
    """`term`, or the one that lasts longest from `day` of those that `terms` gives to the `levels` held."""
    held = [terms[level] for level in levels if level in terms]
    if not held:
        return term
    return max(held, key=lambda one: one.good_until(day, clock) or _NEVER)


_NEVER = datetime.max.replace(tzinfo=UTC)


@lru_cache(maxsize=8192)
def _good_until(day: date, months: int, days: int, zone: str, calendar: Calendar) -> datetime:
    last = add_months(day, months, calendar) if months else day + timedelta(days=days)
    return day_end(last, zone)
