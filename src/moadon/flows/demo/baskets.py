"""Fills a basket from the shelf so that so many units cost about so much, as people would choose."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from random import Random
from typing import Any

from moadon.flows.demo import documents
from moadon.flows.demo.curves import luck
from moadon.flows.demo.shop import Shop
from moadon.flows.demo.types import Product

NEIGHBOURS = 16
"""How far from the wished price a hand may wander on the shelf, in products."""
NEAR_ENOUGH = 7
"""The last line of a basket may miss what is left by so many per cent, where there is a choice."""
_DEAR = 30_000
"""Above this price the shelf is thin, and the last line takes what comes nearest."""
_SEVERAL = 0.20
_TRIES = 4


@dataclass(frozen=True, slots=True)
class Pick:
    """Some units of one product; `off` is the reduction on all of them, in minor units."""

    product: Product
    units: int
    off: int

    @property
    def net(self) -> int:
        """What the units cost after the reduction."""
        return self.product.price * self.units - self.off


class Shelf:
    """The products by price, and how well each is liked in each month."""

    def __init__(self, shop: Shop, rng: Random) -> None:
        seasons: Any = documents.read("shop/seasons.yaml")
        self._rng = rng
        self._products = sorted(shop.products, key=lambda each: (each.price, each.sku))
        self._prices = [each.price for each in self._products]
        self._by_sku = {each.sku: each for each in shop.products}
        self._likely = [_likely(shop, self._products, seasons["goods"], month) for month in range(1, 13)]
        self._factors = [min(max(rng.lognormvariate(-0.25, 0.75), 0.08), 6.0) for _ in range(4096)]
        self._offers = [seasons["offers"]["months"].get(m, seasons["offers"]["usual"]) for m in range(1, 13)]
        self._cuts: list[int] = seasons["offers"]["per_cent"]

    def fill(self, money: int, units: int, month: int) -> list[Pick]:
        """`units` that cost about `money` minor units after reductions. No product twice."""
        rng, lowest, found, seen = self._rng, self._prices[0], [], set[int]()
        while units > 0:
            mean = max(money // units, lowest)
            count = self._how_many(mean, units)
            cut = 0 if rng.random() >= self._offers[month - 1] else self._cuts[int(rng.random() * len(self._cuts))]
            if count == units:
                at = self._last(mean * 100 // (100 - cut), month - 1)
            else:
                most = (money - lowest * (units - count)) // count
                wish = min(int(mean * self._factors[int(rng.random() * 4096)]), most)
                at = self._near(max(wish, lowest) * 100 // (100 - cut), month - 1)
                at = min(at, max(bisect_right(self._prices, most * 100 // (100 - cut)) - 1, 0))
            while at in seen:
                at = (at + 1) % len(self._prices)
            seen.add(at)
            product = self._products[at]
            pick = Pick(product, count, (product.price * count * cut + 50) // 100)
            found.append(pick)
            money, units = money - pick.net, units - count
        return found

    def anything(self, units: int, month: int) -> list[Pick]:
        """`units` of whatever people buy and bring back, at full price, one product each."""
        wish = [int(5500 * self._factors[int(self._rng.random() * 4096)]) for _ in range(units)]
        return [Pick(self._products[at], 1, 0) for at in sorted({self._near(each, month - 1) for each in wish})]

    def product(self, sku: str) -> Product:
        """The product called `sku`."""
        return self._by_sku[sku]

    def _how_many(self, mean: int, units: int) -> int:
        if units < 3 or mean > 9000 or self._rng.random() >= _SEVERAL:
            return 1 if units < 40 else min(units, 2 + int(self._rng.random() * 10))
        return min(units - 1, 2 + int(self._rng.random() * (5 if mean < 3000 else 2)))

    def _last(self, price: int, month: int) -> int:
        near = price * NEAR_ENOUGH // 100
        first, end = bisect_left(self._prices, price - near), bisect_right(self._prices, price + near)
        if price < _DEAR and end - first > 1:
            return self._liked(first, end, month)
        at = bisect_left(self._prices, price)
        if at == len(self._prices) or (at and price - self._prices[at - 1] < self._prices[at] - price):
            at -= 1
        price = self._prices[at]
        return self._liked(bisect_left(self._prices, price), bisect_right(self._prices, price), month)

    def _near(self, price: int, month: int) -> int:
        middle = bisect_left(self._prices, price)
        return self._liked(max(middle - NEIGHBOURS, 0), min(middle + NEIGHBOURS, len(self._prices)), month)

    def _liked(self, first: int, end: int, month: int) -> int:
        rng, likely = self._rng, self._likely[month]
        at = first
        for _ in range(_TRIES):
            at = first + int(rng.random() * (end - first))
            if rng.random() < likely[at]:
                break
        return at


def _likely(shop: Shop, products: list[Product], goods: Any, month: int) -> list[float]:
    """Chances to be taken when looked at: best sellers and slow ones, the same in every club, and seasons."""
    found = []
    for product in products:
        liked = 0.12 + 0.3 * luck(product.sku).random() ** 1.5
        factors = [goods[part].get(month, 1.0) for part in shop.parts_of(product.category) if part in goods]
        found.append(liked * (factors[0] if factors else 1.0))
    return found
