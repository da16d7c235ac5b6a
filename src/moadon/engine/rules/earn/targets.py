"""D2: the highest step reached in a period, paid at the start of the next."""

from bisect import bisect_right
from dataclasses import dataclass

from moadon.engine.rules.earn.scheme import Measure, Param, Scheme, Step, Units
from moadon.kernel.sentences import Message


@dataclass(frozen=True)
class Targets(Scheme):
    """`gives[i]` for a base of `reaches[i]` minor units or more; only the highest step counts."""

    reaches: tuple[int, ...]
    gives: tuple[int, ...]
    units: Units

    @property
    def cumulative(self) -> bool:
        """It does."""
        return True

    @property
    def measure(self) -> Measure:
        """What it counts."""
        return "money"

    @property
    def settles(self) -> bool:
        """It is."""
        return True

    def due(self, base: int) -> int:
        """What the highest step reached gives; 0 below the first."""
        step = bisect_right(self.reaches, base)
        return self.gives[step - 1] if step else 0

    def next_step(self, base: int) -> tuple[int, int] | None:
        """The step above, and what it gives in all: it takes the place of the step below it."""
        step = bisect_right(self.reaches, base)
        return (self.reaches[step] - base, self.gives[step]) if step < len(self.reaches) else None

    def why(self, step: Step) -> Message:
        """What now counts in the period, and which step that is."""
        total = step.before + step.base
        number = bisect_right(self.reaches, total)
        params: dict[str, object] = {
            "base": self.units.money(step.base),
            "period": step.period,
            "total": self.units.money(total),
        }
        if step.amount:
            return Message("earn.targets.late", {**params, "amount": self.units.gain(step.amount)})
        if not number:
            return Message("earn.targets.counts", params)
        reach, give = self.units.sum(self.reaches[number - 1]), self.units.gain(self.gives[number - 1])
        params |= {"step": ("number", str(number)), "reach": reach, "give": give}
        return Message("earn.targets.reached", params)

    def paid(self, base: int, period: Param) -> Message:
        """What a period that is over is paid for."""
        number = bisect_right(self.reaches, base)
        params = {
            "total": self.units.money(base),
            "period": period,
            "step": ("number", str(number)),
            "reach": self.units.sum(self.reaches[number - 1]),
        }
        return Message("earn.targets.paid", params)

    def near(self, missing: int, gets: int, period: Param | None) -> Message:
        """The next step of the period."""
        params = {"missing": self.units.money(missing), "gets": self.units.gain(gets), "period": period}
        return Message("near.targets", params)
