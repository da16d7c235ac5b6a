"""All promotions of a programme, indexed by what they touch, so that a basket asks only those that could hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from moadon.engine.rules.basket import Basket
from moadon.engine.rules.earn.scheme import Units
from moadon.engine.rules.limits import Limit
from moadon.engine.rules.pickers import Touched
from moadon.engine.rules.promotions.points import PointsOffer
from moadon.engine.rules.promotions.promotion import Group, Promotion

Picked = dict[int, list[int]]
"""The lines of a basket by the slot that picks them, in line-id order."""


@dataclass(frozen=True, eq=False)
class Board:
    """`promotions` by rank; `by_slot` and `by_coupon` name (by rank) those that a slot's goods or a coupon let in,
    `always` those that look at every basket. `money`: how amounts are told. `offers`: what points can be given for.
    `limit`: where all promotions together stop.
    """

    groups: tuple[Group, ...]
    promotions: tuple[Promotion, ...]
    touched: Touched
    by_slot: Mapping[int, tuple[int, ...]]
    by_coupon: Mapping[str, tuple[int, ...]]
    always: tuple[int, ...]
    money: Units
    offers: Mapping[str, PointsOffer]
    limit: Limit | None = None
    by_id: Mapping[str, Promotion] = field(init=False)
    """Promotions by their ids."""
    limited: frozenset[str] = field(init=False)
    """Promotions whose limits, or that of all together, count over receipts."""

    def __post_init__(self) -> None:
        """Work out once what is asked for again and again."""
        object.__setattr__(self, "by_id", {promotion.id: promotion for promotion in self.promotions})
        object.__setattr__(self, "limited", self._limited())

    def _limited(self) -> frozenset[str]:
        if self.limit is not None and self.limit.caps:
            return frozenset(p.id for p in self.promotions)
        return frozenset(p.id for p in self.promotions if p.limit is not None and p.limit.caps)

    def picked(self, basket: Basket) -> dict[int, list[int]]:
        """Which lines each slot picks."""
        lines, touched = basket.lines, self.touched
        found: dict[int, list[int]] = {}
        for i, line in enumerate(lines):
            for slot, _ in touched(line.sku, line.categories, line.brand):
                if slot in found:
                    found[slot].append(i)
                else:
                    found[slot] = [i]
        ids = None
        for some in found.values():
            if len(some) > 1:
                ids = ids or [line.id for line in lines]
                some.sort(key=ids.__getitem__)
        return found

    def candidates(self, basket: Basket, picked: Picked) -> list[Promotion]:
        """The promotions that this basket could meet, by rank."""
        ranks = list(self.always)
        by_slot = self.by_slot
        for slot in picked:
            if slot in by_slot:
                ranks += by_slot[slot]
        if basket.coupons and self.by_coupon:
            for code in {coupon.casefold() for coupon in basket.coupons}:
                ranks += self.by_coupon.get(code, ())
        ranks.sort()
        promotions = self.promotions
        return [promotions[rank] for rank in dict.fromkeys(ranks)]

    def limited_in(self, basket: Basket) -> list[Promotion]:
        """Those of them whose limits count over receipts."""
        return [p for p in self.candidates(basket, self.picked(basket)) if p.id in self.limited]
