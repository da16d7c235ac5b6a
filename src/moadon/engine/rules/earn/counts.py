"""Ways to earn that count: units of goods, visits, stamps on a card."""

from dataclasses import dataclass

from moadon.engine.rules.earn.scheme import Measure, Param, Scheme, Step, Units
from moadon.kernel.sentences import Message


@dataclass(frozen=True)
class PerItem(Scheme):
    """`give` units of the wallet for each full `count` units of goods in one receipt."""

    count: int
    give: int
    units: Units

    @property
    def measure(self) -> Measure:
        """What it counts."""
        return "units"

    def due(self, base: int) -> int:
        """floor(units / count) * give."""
        return base // self.count * self.give if base > 0 else 0

    def next_step(self, base: int) -> tuple[int, int] | None:
        """The rest of the number that has begun; each single unit is not worth telling."""
        return (self.count - base % self.count, self.give) if self.count > 1 else None

    def why(self, step: Step) -> Message:
        """How many units, and what each number of them gives."""
        give = self.units.gain(self.give)
        if self.count == 1:
            return Message("earn.per_item", {"n": step.base, "give": give})
        return Message("earn.per_item.each", {"n": step.base, "count": self.count, "give": give})

    def near(self, missing: int, gets: int, _period: Param | None, /) -> Message:
        """So many units more."""
        return Message("near.items", {"n": missing, "gets": self.units.gain(gets)})


@dataclass(frozen=True)
class PerVisit(Scheme):
    """`give` units of the wallet for a receipt on which something counts."""

    give: int
    units: Units

    @property
    def measure(self) -> Measure:
        """What it counts."""
        return "visit"

    def due(self, base: int) -> int:
        """Once for a visit."""
        return self.give if base > 0 else 0

    def next_step(self, _base: int, /) -> tuple[int, int] | None:
        """A visit is a visit."""
        return None

    def why(self, _step: Step, /) -> Message:
        """That it is for the visit."""
        return Message("earn.per_visit", {})

    def near(self, _missing: int, gets: int, _period: Param | None, /) -> Message:
        """Another visit."""
        return Message("near.visits", {"n": 1, "gets": self.units.gain(gets)})


@dataclass(frozen=True)
class Stamps(Scheme):
    """A card of `every` stamps (one a unit, or one a visit) that pays `give` when it is full and begins anew."""

    every: int
    give: int
    of: Measure
    units: Units

    @property
    def cumulative(self) -> bool:
        """It does."""
        return True

    @property
    def measure(self) -> Measure:
        """What it counts."""
        return self.of

    def due(self, base: int) -> int:
        """floor(stamps / every) * give."""
        return base // self.every * self.give if base > 0 else 0

    def next_step(self, base: int) -> tuple[int, int] | None:
        """The stamps that the card lacks."""
        return self.every - base % self.every, self.give

    def why(self, step: Step) -> Message:
        """How many stamps, how full the card is, and whether one was filled."""
        total = step.before + step.base
        full = total // self.every - step.before // self.every
        params: dict[str, object] = {"n": step.base, "on": total % self.every, "every": self.every}
        if full > 1:
            return Message("earn.stamps.cards", {**params, "full": full})
        return Message("earn.stamps.card" if full else "earn.stamps", params)

    def near(self, missing: int, gets: int, _period: Param | None, /) -> Message:
        """So many stamps more."""
        return Message("near.stamps", {"n": missing, "gets": self.units.gain(gets)})
