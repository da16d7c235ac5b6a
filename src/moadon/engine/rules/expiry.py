"""When an award can be spent from, and until when."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from moadon.engine.rules.basket import Clock
from moadon.kernel.calendars import Calendar, PeriodKind, add_months, day_end, day_start, local_day, period_of

AWAITED = datetime(9999, 1, 1, tzinfo=UTC)
"""When an award becomes active that waits for an event: not before it, and nobody knows when that is. The event gives
the lot its own moment; no night ever comes to this one."""
STOPPED = AWAITED + timedelta(seconds=1)
"""When an award becomes active of a member who may not spend: when they may again."""


@dataclass(frozen=True, eq=False)
class Term:
    """When an award becomes active, and then good for `months` or `days`, or for ever when both are 0.

    It waits `pending` days, until the `period` is over in which it was earned, or for an `event` about its receipt.
    """

    pending: int = 0
    months: int = 0
    days: int = 0
    period: PeriodKind | None = None
    event: str = ""

    @property
    def waits(self) -> bool:
        """Whether an award cannot be spent at once."""
        return bool(self.pending or self.period or self.event)

    def active_at(self, earned: datetime, clock: Clock) -> datetime:
        """The moment itself, the start of the local day `pending` days later or of the next period, or `AWAITED`."""
        if self.event:
            return AWAITED
        if self.period:
            day = local_day(earned, clock.zone)
            return day_start(period_of(day, self.period, clock.calendar, clock.week_start).end, clock.zone)
        if not self.pending:
            return earned
        return day_start(local_day(earned, clock.zone) + timedelta(days=self.pending), clock.zone)

    def expires_at(self, active: datetime, clock: Clock) -> datetime | None:
        """The first instant after the last good local day, counted from activation; None: it never ends.

        Of what is still awaited nobody knows: its clock has not begun.
        """
        if active == AWAITED:
            return None
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
