"""Off many goods together: an amount or a share of what they cost in all, or the highest step they reach."""

from abc import abstractmethod
from bisect import bisect_right
from dataclasses import dataclass

from moadon.engine.rules.earn.scheme import Units
from moadon.engine.rules.pickers import ONE
from moadon.engine.rules.promotions.gets.each import costs_of, told_rate
from moadon.engine.rules.promotions.prices import Part
from moadon.engine.rules.promotions.promotion import NOTHING, Effect, Field, Get, Lack
from moadon.kernel.money import split
from moadon.kernel.sentences import Message


@dataclass(frozen=True)
class Pool(Get):
    """Whatever is taken off several lines together, split over them by what each still costs.

    `slot` None: the whole basket.
    """

    slot: int | None

    @property
    def slots(self) -> tuple[int, ...]:
        """The goods it is for; none where it is for all."""
        return () if self.slot is None else (self.slot,)

    @property
    def whole(self) -> bool:
        """Whether it is given on the whole basket."""
        return self.slot is None

    def lines(self, field: Field) -> list[int]:
        """The lines it is split over."""
        return field.prices.order if self.slot is None else field.lines(self.slot)

    @abstractmethod
    def value(self, cost: int, original: int, field: Field) -> int:
        """What is taken off goods that cost `cost` now and `original` at first."""

    def effect(self, field: Field) -> Effect:
        """On all that is free of its goods."""
        prices, slot = field.prices, self.slot
        lines = prices.order if slot is None else field.picked.get(slot, [])
        costs = costs_of(prices, lines)
        cost = sum(costs)
        original = sum([prices.free(i)[1] for i in lines]) if field.original else cost
        value = min(cost, self.value(cost, original, field))
        if value <= 0:
            return NOTHING
        parts: list[Part] = [(lines[n], part, None) for n, part in enumerate(split(value, costs)) if part]
        return Effect(parts, 1, value, cost, [], lines)

    def cost(self, field: Field) -> int:
        """What its goods cost now."""
        return sum(costs_of(field.prices, self.lines(field)))


@dataclass(frozen=True)
class AmountOff(Pool):
    """`amount` minor units off, never more than the goods cost."""

    amount: int
    money: Units

    @property
    def kind(self) -> str:
        """`amount`."""
        return "amount"

    def value(self, _cost: int, _original: int, _field: Field) -> int:
        """The amount."""
        return self.amount

    def why(self, effect: Effect, amount: int, _field: Field, /) -> Message:
        """How much off what."""
        params = {"amount": self.money.money(amount), "base": self.money.money(effect.base)}
        return Message("promotion.amount", params)


@dataclass(frozen=True)
class PercentOffAll(Pool):
    """`rate` (1/10000) off the whole basket, rounded half up once."""

    rate: int
    money: Units

    @property
    def kind(self) -> str:
        """`percent`."""
        return "percent"

    def value(self, _cost: int, original: int, _field: Field) -> int:
        """The share."""
        return (2 * original * self.rate + ONE) // (2 * ONE)

    def why(self, effect: Effect, amount: int, field: Field, /) -> Message:
        """The share, and of what."""
        cost = effect.base
        if field.original:
            cost = sum([field.prices.free(i)[1] for i in self.lines(field)])
        return Message("promotion.percent", {"rate": told_rate(self.rate), "base": self.money.money(cost)})


@dataclass(frozen=True)
class StepsOff(Pool):
    """From `starts[i]` on, `values[i]` minor units or `rates[i]` (1/10000) off.

    What reaches a step is what the whole basket costs where its group begins; with goods of its own, what those cost.
    """

    starts: tuple[int, ...]
    values: tuple[int, ...]
    rates: tuple[int, ...]
    money: Units

    @property
    def kind(self) -> str:
        """`steps`."""
        return "steps"

    @property
    def hints(self) -> bool:
        """It may."""
        return True

    def reached(self, cost: int, field: Field) -> int:
        """What is compared with the steps."""
        if self.slot is None:
            return field.scene.so_far
        if not field.scene.allowance:
            return cost
        return cost - sum([field.prices.lines[i].allowance for i in self.lines(field)])

    def value(self, cost: int, original: int, field: Field) -> int:
        """What the highest step reached gives."""
        return self._at(self.reached(cost, field), original)

    def _at(self, reached: int, original: int) -> int:
        step = bisect_right(self.starts, reached) - 1
        if step < 0:
            return 0
        return self.values[step] or (2 * original * self.rates[step] + ONE) // (2 * ONE)

    def why(self, effect: Effect, amount: int, field: Field, /) -> Message:
        """Which step was reached."""
        step = bisect_right(self.starts, self.reached(effect.base, field)) - 1
        params: dict[str, object] = {"from": self.money.sum(self.starts[step]), "amount": self.money.money(amount)}
        if self.values[step]:
            return Message("promotion.steps", params)
        return Message("promotion.steps.percent", {**params, "rate": told_rate(self.rates[step])})

    def lack(self, field: Field, /) -> Lack | None:
        """The next step, and what it takes off more than the one reached."""
        cost = self.cost(field)
        reached = self.reached(cost, field)
        step = bisect_right(self.starts, reached)
        if step >= len(self.starts) or not cost:
            return None
        missing = self.starts[step] - reached
        gets = self._at(self.starts[step], cost + missing) - self._at(reached, cost)
        if gets <= 0:
            return None
        params = {"missing": self.money.money(missing), "gets": self.money.money(gets)}
        return Lack(missing, gets, Message("near.steps", params))
