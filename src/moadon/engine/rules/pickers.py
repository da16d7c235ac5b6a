"""Which goods a rule looks at, and how much they weigh: indexed by what rules name, remembered by what goods are."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from moadon.kernel.money import RATE_PLACES

ONE: int = 10**RATE_PLACES
WEIGHT_SCALE: int = ONE**3
"""Weights are products of three factors in 1/10000: by sku, category and brand."""

EVERYTHING = 0
"""The slot of rules that look at every line."""

REMEMBERED = 16_384
"""Different goods whose slots are remembered; a shop with more looks some of them up again."""

Touches = tuple[tuple[int, int], ...]
Touched = Callable[[str, tuple[str, ...], str | None], Touches]
"""From sku, categories (own first, then ancestors) and brand to the slots these goods count in, with their weights."""


@dataclass(frozen=True)
class Picker:
    """Goods by sku, category (or any ancestor) and brand; None: that key is not asked about.

    Goods that `excluding` touches are not among them.
    """

    skus: frozenset[str] | None = None
    categories: frozenset[str] | None = None
    brands: frozenset[str] | None = None
    excluding: "Picker | None" = None

    def picks(self, sku: str, categories: tuple[str, ...], brand: str | None) -> bool:
        """Whether every key that is given holds."""
        return (
            (self.skus is None or sku in self.skus)
            and (self.categories is None or not self.categories.isdisjoint(categories))
            and (self.brands is None or brand in self.brands)
            and (self.excluding is None or not self.excluding.touches(sku, categories, brand))
        )

    def touches(self, sku: str, categories: tuple[str, ...], brand: str | None) -> bool:
        """Whether any key that is given holds."""
        return (
            (self.skus is not None and sku in self.skus)
            or (self.categories is not None and not self.categories.isdisjoint(categories))
            or (self.brands is not None and brand in self.brands)
        )


@dataclass(frozen=True, eq=False)
class Weights:
    """Factors by item, in 1/10000. Of the categories of goods the nearest one named counts."""

    skus: Mapping[str, int]
    categories: Mapping[str, int]
    brands: Mapping[str, int]

    def of(self, sku: str, categories: tuple[str, ...], brand: str | None) -> int:
        """The weight in 1/`WEIGHT_SCALE`."""
        nearest = next((self.categories[one] for one in categories if one in self.categories), ONE)
        return self.skus.get(sku, ONE) * nearest * self.brands.get(brand or "", ONE)


@dataclass(frozen=True, eq=False)
class Slot:
    """One way to look at goods; rules that look alike share it."""

    picker: Picker | None = None
    weights: Weights | None = None

    def picks(self, sku: str, categories: tuple[str, ...], brand: str | None) -> bool:
        """Whether rules of this slot look at these goods."""
        return self.picker is None or self.picker.picks(sku, categories, brand)

    def weight(self, sku: str, categories: tuple[str, ...], brand: str | None) -> int:
        """What these goods weigh: 1, or in 1/`WEIGHT_SCALE` where there are weights."""
        return 1 if self.weights is None else self.weights.of(sku, categories, brand)


def touched_by(slots: Sequence[Slot], excluded: Picker | None) -> Touched:
    """The function from goods to the slots they count in; goods that `excluded` touches count in none."""
    index = _index(slots)

    @lru_cache(maxsize=REMEMBERED)
    def touched(sku: str, categories: tuple[str, ...], brand: str | None) -> Touches:
        if excluded is not None and excluded.touches(sku, categories, brand):
            return ()
        names = [None, ("sku", sku), ("brand", brand), *(("category", one) for one in categories)]
        numbers = {number for name in names for number in index.get(name, ())}
        found = [(number, slots[number]) for number in sorted(numbers)]
        return tuple(
            (number, slot.weight(sku, categories, brand))
            for number, slot in found
            if slot.picks(sku, categories, brand)
        )

    return touched


def _index(slots: Sequence[Slot]) -> Mapping[tuple[str, str | None] | None, Sequence[int]]:
    """The slots that each value leads to, by one key of their picker; under None those that pick everything."""
    index: dict[tuple[str, str | None] | None, list[int]] = defaultdict(list)
    for number, slot in enumerate(slots):
        picker = slot.picker
        if picker is None:
            index[None].append(number)
        elif picker.skus is not None:
            for sku in picker.skus:
                index[("sku", sku)].append(number)
        elif picker.brands is not None:
            for brand in picker.brands:
                index[("brand", brand)].append(number)
        elif picker.categories is not None:
            for category in picker.categories:
                index[("category", category)].append(number)
        else:
            index[None].append(number)
    return dict(index)
