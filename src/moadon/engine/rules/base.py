"""The base of earning: what was paid for goods with the buyer's own money, and which rules it counts for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from moadon.engine.rules.basket import Basket, Line
from moadon.kernel.money import RATE_PLACES, round_half_up, split

ONE: int = 10**RATE_PLACES
CLUB_VALUE = frozenset(("points", "credit", "gift"))
"""Payment kinds that spend what the club itself issued: nothing is earned on them."""

EVERYTHING = 0
"""The slot of rules that look at every line."""
_NONE: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Picker:
    """Which lines: each set that is given must meet the line."""

    skus: frozenset[str] | None = None
    categories: frozenset[str] | None = None
    brands: frozenset[str] | None = None

    @property
    def keys(self) -> int:
        """How many keys are given."""
        return sum(given is not None for given in (self.skus, self.categories, self.brands))

    def picks(self, line: Line) -> bool:
        """Whether every key that is given holds for `line`."""
        return (
            (self.skus is None or line.sku in self.skus)
            and (self.categories is None or not self.categories.isdisjoint(line.categories))
            and (self.brands is None or line.brand in self.brands)
        )

    def touches(self, line: Line) -> bool:
        """Whether any key that is given holds for `line`."""
        return (
            (self.skus is not None and line.sku in self.skus)
            or (self.categories is not None and not self.categories.isdisjoint(line.categories))
            or (self.brands is not None and line.brand in self.brands)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Factors by item, in 1/10000. Of a line's categories the nearest one named counts."""

    skus: Mapping[str, int]
    categories: Mapping[str, int]
    brands: Mapping[str, int]

    def of(self, line: Line) -> int:
        """The line's weight in 1/10000 cubed: the product of its three factors."""
        nearest = next((self.categories[c] for c in line.categories if c in self.categories), ONE)
        return self.skus.get(line.sku, ONE) * nearest * self.brands.get(line.brand or "", ONE)


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """One way to look at a basket's lines; rules that look alike share it.

    `indexed`: the picker has one key only, so that the index that leads to the slot has asked all there is to ask.
    """

    picker: Picker | None
    weights: Weights | None
    indexed: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Counting:
    """How a basket becomes one base per slot. `by_*` lead from a value to the slots whose picker names it first."""

    tax_included: bool
    excluded: Picker | None
    slots: tuple[Slot, ...]
    by_sku: Mapping[str, tuple[int, ...]]
    by_category: Mapping[str, tuple[int, ...]]
    by_brand: Mapping[str, tuple[int, ...]]
    unpicked: tuple[int, ...]
    plain: bool

    def bases(self, basket: Basket, costs: Sequence[int], club_value: int) -> list[int]:
        """The base of each slot. `costs` is what each line still costs, `club_value` what the club's value paid."""
        nets = self._nets(basket.lines, costs, club_value)
        sums = [0] * len(self.slots)
        sums[EVERYTHING] = sum(nets)
        if self.plain:
            return sums
        for line, net in zip(basket.lines, nets, strict=True):
            if net:
                for number in self._slots_of(line):
                    slot = self.slots[number]
                    if slot.indexed or slot.picker is None or slot.picker.picks(line):
                        sums[number] += net if slot.weights is None else net * slot.weights.of(line)
        for number, slot in enumerate(self.slots):
            if slot.weights is not None:
                sums[number] = round_half_up(sums[number], ONE**3)
        return sums

    def _slots_of(self, line: Line) -> tuple[int, ...]:
        """The slots that the line may count in, each once: only a second category can lead to a slot again."""
        found = self.unpicked
        if self.by_sku:
            found += self.by_sku.get(line.sku, _NONE)
        if self.by_brand and line.brand is not None:
            found += self.by_brand.get(line.brand, _NONE)
        if self.by_category:
            for category in line.categories:
                more = self.by_category.get(category, _NONE)
                if more:
                    found += tuple([number for number in more if number not in found])
        return found

    def _nets(self, lines: Sequence[Line], costs: Sequence[int], club_value: int) -> Sequence[int]:
        if club_value:
            paid = share_of(lines, costs, min(club_value, sum(costs)))
            costs = [cost - part for cost, part in zip(costs, paid, strict=True)]
        if not self.tax_included:
            costs = [net_of_tax(cost, line.tax_rate) for line, cost in zip(lines, costs, strict=True)]
        if self.excluded is not None:
            left_out = self.excluded.touches
            costs = [0 if left_out(line) else cost for line, cost in zip(lines, costs, strict=True)]
        return costs


def share_of(lines: Sequence[Line], costs: Sequence[int], value: int) -> list[int]:
    """`value` split over the lines by what each still costs: largest remainder, ties by line id."""
    order = sorted(range(len(lines)), key=lambda i: lines[i].id)
    parts = split(value, [costs[i] for i in order])
    shares = [0] * len(lines)
    for i, part in zip(order, parts, strict=True):
        shares[i] = part
    return shares


def net_of_tax(gross: int, rate: int) -> int:
    """`gross` (tax included) without tax at `rate` (1/10000), rounded half up."""
    return round_half_up(gross * ONE, ONE + rate)


def club_value_of(basket: Basket) -> int:
    """Minor units of the basket that points, credit and gift cards of the club pay."""
    redeemed = sum(redemption.value for redemption in basket.redemptions)
    return redeemed + sum(payment.amount for payment in basket.payments if payment.kind in CLUB_VALUE)
