"""What one basket counts for each rule, every way of counting worked out at most once."""

from collections.abc import Sequence

from moadon.engine.rules.base import Counting
from moadon.engine.rules.basket import Basket
from moadon.engine.rules.earn.breadth import Breadth
from moadon.engine.rules.programme import Rule


class Tally:
    """`costs` is what each line of `basket` still costs after discounts, `money` the base of each slot."""

    def __init__(self, counting: Counting, basket: Basket, costs: Sequence[int]) -> None:
        self._counting = counting
        self._basket = basket
        self._costs = costs
        self.money = counting.bases(basket, costs)
        self._units: list[int] | None = None

    def of(self, rule: Rule) -> int:
        """The base of `rule`: what its scheme measures, of the goods it looks at."""
        measure = rule.scheme.measure
        if measure == "money":
            return self.money[rule.slot]
        if measure == "visit":
            return int(self.money[rule.slot] > 0)
        return self._all_units()[rule.slot] if measure == "units" else len(self.names(rule))

    def names(self, rule: Rule) -> frozenset[int]:
        """The places of the names of a breadth that the basket touches; none for other rules."""
        if not isinstance(rule.scheme, Breadth):
            return frozenset()
        return rule.scheme.bought(self._counting.lines(self._basket, self._costs, rule.slot))

    def _all_units(self) -> list[int]:
        if self._units is None:
            self._units = self._counting.units(self._basket, self._costs)
        return self._units
