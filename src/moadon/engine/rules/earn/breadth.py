"""Buying from several of the categories or brands that a rule names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from moadon.engine.rules.basket import NOTHING_YET, Line, ProgressKey, Standing
from moadon.engine.rules.earn.scheme import Measure, Param, Scheme, Step, Units
from moadon.engine.rules.phrases import coded
from moadon.kernel.sentences import Message


@dataclass(frozen=True)
class Breadth(Scheme):
    """`give` units of the wallet once `count` different ones of `names` were bought: in one receipt, or in a period.

    In a period the receipts that touch a name count under a row of its own: the rule's id with the name's place.
    """

    kind: Literal["category", "brand"]
    names: tuple[str, ...]
    count: int
    give: int
    in_period: bool
    units: Units

    @property
    def measure(self) -> Measure:
        """What it counts."""
        return "names"

    @property
    def cumulative(self) -> bool:
        """Whether receipts of a period add up."""
        return self.in_period

    def due(self, bought: int) -> int:
        """What so many different ones give."""
        return self.give if bought >= self.count else 0

    def next_step(self, bought: int) -> tuple[int, int] | None:
        """The names that are missing."""
        return (self.count - bought, self.give) if 0 < bought < self.count else None

    def why(self, step: Step) -> Message:
        """How many different ones, of how many."""
        params = {"n": step.before + step.base, "count": self.count, "period": step.period}
        return Message("earn.breadth.period" if self.in_period else "earn.breadth", params)

    def near(self, missing: int, gets: int, period: Param | None, /) -> Message:
        """So many names more, in this receipt or in the period."""
        params = {"n": missing, "gets": self.units.gain(gets), "names": coded(self.kind, self.names), "period": period}
        return Message("near.breadth.period" if self.in_period else "near.breadth", params)

    def bought(self, lines: Iterable[Line]) -> frozenset[int]:
        """The places of the names that these goods touch."""
        if self.kind == "brand":
            found = {line.brand for line in lines}
        else:
            found = {category for line in lines for category in line.categories}
        return frozenset(n for n, name in enumerate(self.names) if name in found)

    def rows(self, rule: str, period: str) -> Iterator[ProgressKey]:
        """The row of each name."""
        return ((row_of(rule, n), period) for n in range(len(self.names)))

    def held(self, rule: str, period: str, standing: Standing) -> frozenset[int]:
        """The places of the names that were bought in the period so far."""
        rows = enumerate(self.rows(rule, period))
        return frozenset(n for n, row in rows if standing.get(row, NOTHING_YET).base > 0)


def rule_of(row: str) -> str:
    """The rule that a row is of: its own, or that of one of its names."""
    return row.partition(".")[0]


def row_of(rule: str, name: int) -> str:
    """Under what the receipts count that touch the name at this place."""
    return f"{rule}.{name}"
