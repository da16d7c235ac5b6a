"""Buying in so many days, weeks or months in a row."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from moadon.engine.rules.basket import NOTHING_YET, Clock, Standing
from moadon.engine.rules.earn.scheme import Measure, Param, Scheme, Step, Units
from moadon.kernel.calendars import Period, next_period, previous_period
from moadon.kernel.sentences import Message


@dataclass(frozen=True)
class Streak(Scheme):
    """`give` units of the wallet for `length` periods in a row with a visit; then the row begins anew.

    Visits count under the rule's id and the key of their period. What was given stands in the row of the period in
    which the last visit came: a row of periods is counted back to there and no further.
    """

    of: Literal["day", "week", "month"]
    length: int
    give: int
    units: Units

    @property
    def cumulative(self) -> bool:
        """It does."""
        return True

    @property
    def measure(self) -> Measure:
        """What it counts."""
        return "visit"

    def due(self, run: int) -> int:
        """What a row of `run` periods gives."""
        return self.give if run >= self.length else 0

    def next_step(self, run: int) -> tuple[int, int] | None:
        """The periods that the row lacks."""
        return (self.length - run, self.give) if 0 < run < self.length else None

    def why(self, step: Step) -> Message:
        """How long the row is, and whether it is full."""
        if not step.base:
            return Message("earn.streak.paid", {})
        key = "full" if step.base >= self.length else "counts"
        return Message(f"earn.streak.{self.of}.{key}", {"n": min(step.base, self.length), "length": self.length})

    def near(self, missing: int, gets: int, _period: Param | None, /) -> Message:
        """So many periods more."""
        return Message(f"near.streak.{self.of}", {"n": missing, "gets": self.units.gain(gets)})

    def around(self, period: Period, clock: Clock) -> Iterator[str]:
        """The keys of all periods that may stand in one row with `period`: a return looks at those after it too."""
        yield period.key
        yield from (one.key for one in self._walk(period, clock, back=True))
        yield from (one.key for one in self._walk(period, clock, back=False))

    def run(self, rule: str, period: Period, clock: Clock, standing: Standing) -> int:
        """How many periods in a row have a visit with one in `period`, back to where the row was paid for."""
        if standing.get((rule, period.key), NOTHING_YET).awarded > 0:
            return 0
        run = 1
        for before in self._walk(period, clock, back=True):
            row = standing.get((rule, before.key), NOTHING_YET)
            if row.base <= 0 or row.awarded > 0:
                break
            run += 1
        return run

    def broken(self, rule: str, period: Period, clock: Clock, standing: Standing) -> str | None:
        """The key of the period in which a row was paid for that does not hold without a visit in `period`."""
        if standing.get((rule, period.key), NOTHING_YET).awarded > 0:
            return period.key
        for after in self._walk(period, clock, back=False):
            row = standing.get((rule, after.key), NOTHING_YET)
            if row.base <= 0:
                return None
            if row.awarded > 0:
                return after.key
        return None

    def _walk(self, period: Period, clock: Clock, *, back: bool) -> Iterator[Period]:
        step = previous_period if back else next_period
        for _ in range(self.length - 1):
            period = step(period, clock.calendar, clock.week_start)
            yield period
