"""D4: points for each full amount in the receipt."""

from dataclasses import dataclass

from moadon.engine.rules.earn.scheme import Measure, Param, Scheme, Step, Units
from moadon.kernel.sentences import Message


@dataclass(frozen=True)
class PerAmount(Scheme):
    """`give` units for each full `amount` minor units of one receipt."""

    amount: int
    give: int
    units: Units

    @property
    def measure(self) -> Measure:
        """What it counts."""
        return "money"

    def due(self, base: int) -> int:
        """floor(base / amount) * give."""
        return base // self.amount * self.give if base > 0 else 0

    def next_step(self, _base: int, /) -> tuple[int, int] | None:
        """The steps are too small to be worth telling."""
        return None

    def why(self, step: Step) -> Message:
        """The rate and what it was applied to."""
        params = {
            "give": self.units.gain(self.give),
            "each": self.units.sum(self.amount),
            "base": self.units.money(step.base),
        }
        return Message("earn.per_amount", params)

    def near(self, missing: int, gets: int, _period: Param | None, /) -> Message:
        """As for a step within one receipt."""
        return Message("near.receipt", {"missing": self.units.money(missing), "gets": self.units.gain(gets)})
