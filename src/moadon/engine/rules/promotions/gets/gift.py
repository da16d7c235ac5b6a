"""Units that cost nothing: of one sku, or of a choice."""

from dataclasses import dataclass

from moadon.engine.rules.basket import Gift
from moadon.engine.rules.promotions.gets.each import EachUnit
from moadon.engine.rules.promotions.promotion import Effect, Field
from moadon.kernel.sentences import Message


@dataclass(frozen=True)
class GiftUnits(EachUnit):
    """Up to `count` units of its goods, the dearest in the basket. `sku`: which, where it is one alone."""

    count: int
    sku: str | None

    @property
    def kind(self) -> str:
        """`gift`."""
        return "gift"

    @property
    def hints(self) -> bool:
        """It may."""
        return True

    @property
    def slots(self) -> tuple[int, ...]:
        """None: a gift is offered also where it is not in the basket yet."""
        return ()

    @property
    def looks_at(self) -> tuple[int, ...]:
        """Its goods."""
        return (self.slot,)

    def off(self, _sku: str, cost: int, _original: int, _quantity: int, _of_original: bool) -> int:
        """All of it."""
        return cost

    def most(self, field: Field) -> int:
        """As many as are given, or as the limit leaves."""
        return self.count if field.most is None else min(self.count, field.most)

    def why(self, effect: Effect, amount: int, _field: Field, /) -> Message:
        """How many are a gift."""
        return Message("promotion.gift", {"n": effect.times})

    def gifts(self, rule: str, field: Field, /) -> tuple[Gift, ...]:
        """What could still be added and would cost nothing."""
        left = self.most(field) - self.effect(field).times
        return (Gift(rule, self.sku, left),) if self.sku is not None and left > 0 else ()
