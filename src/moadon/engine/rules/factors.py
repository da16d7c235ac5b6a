"""`multiply` by circumstance: how many times an award counts for where, when and how a receipt was paid."""

from collections.abc import Mapping
from dataclasses import dataclass

from moadon.engine.rules.base import ONE
from moadon.engine.rules.conditions import Window
from moadon.engine.rules.scene import Scene

SCALE = ONE**5
"""Five circumstances, each a factor in 1/10000."""


@dataclass(frozen=True, slots=True, eq=False)
class Factors:
    """Factors in 1/10000 by circumstance. Circumstances multiply; of several that fit in one, the highest counts."""

    branches: Mapping[str, int]
    channels: Mapping[str, int]
    weekdays: Mapping[int, int]
    hours: tuple[tuple[Window, int], ...]
    payments: Mapping[str, int]

    def of(self, scene: Scene) -> int:
        """The factor of a basket, in 1/`SCALE`."""
        basket = scene.basket
        product = self.branches.get(basket.branch or "", ONE) * self.channels.get(basket.channel, ONE)
        product *= self.weekdays.get(scene.weekday, ONE)
        product *= max((factor for window, factor in self.hours if window.holds(scene.minute)), default=ONE)
        fitting = [self.payments[kind] for kind in scene.payments if kind in self.payments] if self.payments else []
        return product * max(fitting, default=ONE)

    def highest(self) -> int:
        """The most that any basket can count, in 1/`SCALE`."""
        product = max(ONE, *self.branches.values(), ONE) * max(ONE, *self.channels.values(), ONE)
        product *= max(ONE, *self.weekdays.values(), ONE) * max(ONE, *self.payments.values(), ONE)
        return product * max((factor for _, factor in self.hours), default=ONE)
