"""One basket as the rules see it: totals, local time and what it contains, each worked out once."""

from datetime import date
from functools import cached_property

from moadon.engine.rules.base import club_value_of
from moadon.engine.rules.basket import Basket
from moadon.kernel.calendars import Period, PeriodKind, period_of, zone_of


class Scene:
    """`total`, `discount` and `redeemed` in minor units; `day`, `minute` and `weekday` (Monday is 0) are local."""

    def __init__(self, basket: Basket) -> None:
        self.basket = basket
        lines = basket.lines
        self.costs = [line.total - line.discount for line in lines]
        self.total = sum([line.total for line in lines])
        self.discount = self.total - sum(self.costs)
        self.redeemed = sum([redemption.value for redemption in basket.redemptions])
        local = basket.at.astimezone(zone_of(basket.clock.zone))
        self.day: date = local.date()
        self.minute = local.hour * 60 + local.minute
        self.weekday = local.weekday()

    @property
    def club_value(self) -> int:
        """What the club's own value pays of the basket."""
        return club_value_of(self.basket)

    @cached_property
    def skus(self) -> frozenset[str]:
        """Every sku of the basket."""
        return frozenset(line.sku for line in self.basket.lines)

    @cached_property
    def categories(self) -> frozenset[str]:
        """Every category of the basket, ancestors too."""
        return frozenset(category for line in self.basket.lines for category in line.categories)

    @cached_property
    def brands(self) -> frozenset[str]:
        """Every brand of the basket."""
        return frozenset(line.brand for line in self.basket.lines if line.brand is not None)

    @cached_property
    def payments(self) -> frozenset[str]:
        """Every kind of payment taken."""
        return frozenset(payment.kind for payment in self.basket.payments)

    def period(self, kind: PeriodKind) -> Period:
        """The local period of `kind` that the basket falls in."""
        clock = self.basket.clock
        return period_of(self.day, kind, clock.calendar, clock.week_start)
