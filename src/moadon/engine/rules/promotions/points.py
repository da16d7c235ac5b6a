"""Points for a better price: only where the member wishes, paid from a wallet at the promotion's own rate."""

from collections.abc import Mapping
from dataclasses import dataclass

from moadon.engine.rules.basket import NotApplied, Offer, Redemption
from moadon.engine.rules.conditions import Condition
from moadon.engine.rules.earn.scheme import Units
from moadon.engine.rules.promotions.prices import WHOLE, Prices, Unit
from moadon.engine.rules.scene import Scene
from moadon.kernel.money import round_half_up
from moadon.kernel.sentences import Message

Picked = dict[int, list[int]]


@dataclass(frozen=True, eq=False)
class PointsOffer:
    """`points` units of a wallet pay all of a unit's price above `price` minor units, or (None) `value` off the basket.

    `most`: so many times a receipt; None for any number.
    """

    id: str
    name: Mapping[str, str]
    conditions: tuple[Condition, ...]
    wallet: str
    points: int
    price: int | None
    value: int
    slot: int | None
    most: int | None
    units: Units
    money: Units

    def resolve(self, wanted: Redemption, scene: Scene, picked: Picked) -> Redemption | NotApplied:
        """What `wanted` pays, or why it pays nothing. Only whole multiples of the points are taken."""
        for condition in self.conditions:
            if not condition.holds(scene):
                return NotApplied(self.id, condition.code, condition.why_not(scene))
        times, rest = divmod(wanted.amount, self.points)
        if wanted.wallet != self.wallet or rest or not times:
            return self._refused("not_a_multiple", points=self.units.gain(self.points))
        if self.most is not None and times > self.most:
            return self._refused("limit_reached")
        pays = self._pays(times, scene, picked)
        if pays is None:
            return self._refused("no_items")
        return wanted._replace(value=sum([part for _, part in pays]), on=pays if self.price is not None else ())

    def _pays(self, times: int, scene: Scene, picked: Picked) -> tuple[tuple[int, int], ...] | None:
        """What each line is paid less, or (line -1) the basket; None where there are not so many units."""
        if self.price is None:
            return ((-1, self.value * times),)
        prices = Prices(scene.basket.lines, scene.costs)
        by_line: dict[int, int] = {}
        units = [unit for unit in prices.free_units(picked.get(self.slot or 0, ())) if self._saves(unit) > 0]
        if len(units) < times:
            return None
        for unit in units[:times]:
            by_line[unit.line] = by_line.get(unit.line, 0) + self._saves(unit)
        return tuple(by_line.items())

    def _saves(self, unit: Unit) -> int:
        return unit.cost - round_half_up((self.price or 0) * unit.quantity, WHOLE)

    def offer(self, scene: Scene, picked: Picked) -> Offer | None:
        """What the member could have now for points that they have; None where nothing."""
        buyer = scene.buyer
        if buyer is None or buyer.balances.get(self.wallet, 0) < self.points:
            return None
        found = self.resolve(Redemption(self.wallet, self.points, 0, self.id), scene, picked)
        if isinstance(found, NotApplied) or not 0 < found.value <= scene.so_far:
            return None
        params = {"points": self.units.gain(self.points), "saves": self.money.money(found.value)}
        return Offer(self.id, self.wallet, self.points, found.value, Message("promotion.points", params))

    def _refused(self, code: str, **params: object) -> NotApplied:
        return NotApplied(self.id, code, Message(f"not_applied.{code}", params))
