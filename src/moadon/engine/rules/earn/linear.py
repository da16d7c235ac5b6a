"""D1: for every full step spent, the same again; in one receipt, or with the remainder kept for the next."""

from dataclasses import dataclass

from moadon.engine.rules.earn.scheme import Measure, Param, Scheme, Step, Units
from moadon.kernel.sentences import Message


@dataclass(frozen=True)
class Linear(Scheme):
    """`give` units for every full `every` minor units; `adds_up` when the remainder below a step is kept."""

    every: int
    give: int
    adds_up: bool
    units: Units

    @property
    def cumulative(self) -> bool:
        """Whether it adds up."""
        return self.adds_up

    @property
    def measure(self) -> Measure:
        """What it counts."""
        return "money"

    def due(self, base: int) -> int:
        """floor(base / every) * give."""
        return base // self.every * self.give if base > 0 else 0

    def next_step(self, base: int) -> tuple[int, int] | None:
        """The rest of the step that has begun."""
        return self.every - base % self.every, self.give

    def why(self, step: Step) -> Message:
        """How many full steps, and what was kept from before."""
        kept = step.before % self.every if self.adds_up else 0
        full = (kept + step.base) // self.every
        every = self.units.sum(self.every)
        if not full:
            missing = self.every - (kept + step.base) % self.every
            params = {"base": self.units.money(step.base), "missing": self.units.money(missing), "every": every}
            return Message("earn.linear.counts", params)
        if kept:
            return Message("earn.linear.kept", {"n": full, "every": every, "kept": self.units.money(kept)})
        return Message("earn.linear", {"n": full, "every": every})

    def near(self, missing: int, gets: int, _period: Param | None, /) -> Message:
        """The rest of the step, in this receipt or over several."""
        key = "near.accumulated" if self.adds_up else "near.receipt"
        return Message(key, {"missing": self.units.money(missing), "gets": self.units.gain(gets)})
