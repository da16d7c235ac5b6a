"""What is left of the price after cost: per item, category and basket, and where promotions must stop."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from moadon.engine.rules.base import net_of_tax
from moadon.engine.rules.basket import Below, Floor, Line, Scope
from moadon.engine.rules.pickers import ONE
from moadon.kernel.money import PRICE_PLACES, QUANTITY_PLACES, round_half_up


@dataclass(frozen=True, eq=False)
class Floors:
    """The floors of a programme, and the margin at full price (1/10000) that is assumed where a cost is not known."""

    floors: tuple[Floor, ...]
    assumed: Mapping[str, int]
    exponent: int

    def cost_of(self, line: Line) -> int | None:
        """What the goods of a line cost in minor units; None where nothing says so."""
        if line.unit_cost is not None:
            scale = 10 ** (QUANTITY_PLACES + PRICE_PLACES - self.exponent)
            return round_half_up(line.unit_cost * line.quantity, scale)
        share = next((self.assumed[one] for one in line.categories if one in self.assumed), None)
        if share is None:
            return None
        return round_half_up(net_of_tax(line.total, line.tax_rate) * (ONE - share), ONE)

    def sums(self, lines: Sequence[Line], prices: Sequence[int]) -> dict[Scope, tuple[int, int]]:
        """Revenue and cost by scope, where `prices` is what each line costs the buyer."""
        found: dict[Scope, tuple[int, int]] = {}
        for line, price in zip(lines, prices, strict=True):
            cost = self.cost_of(line)
            if cost is None:
                continue
            revenue = net_of_tax(price, line.tax_rate)
            for scope in _scopes(line):
                before = found.get(scope, (0, 0))
                found[scope] = (before[0] + revenue, before[1] + cost)
        return found

    def broken(self, sums: Mapping[Scope, tuple[int, int]], floors: Iterable[Floor]) -> list[Below]:
        """Where less than a floor is left."""
        return [
            Below(scope, floor, revenue, cost)
            for floor in floors
            for scope, (revenue, cost) in sums.items()
            if scope[0] == floor.of and (revenue - cost) * ONE < floor.share * revenue
        ]


def _scopes(line: Line) -> list[Scope]:
    own: list[Scope] = [("item", line.id), ("basket", "")]
    return [*own, ("category", line.categories[0])] if line.categories else own


def touches(scope: Scope, line: Line) -> bool:
    """Whether a line is part of what a scope names."""
    return scope in _scopes(line)
