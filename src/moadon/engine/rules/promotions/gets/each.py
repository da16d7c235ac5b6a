"""Off every unit by itself: a share, an amount, a fixed price, a price list."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from moadon.engine.rules.earn.scheme import Units
from moadon.engine.rules.pickers import ONE
from moadon.engine.rules.promotions.prices import WHOLE, Part, Prices, Unit
from moadon.engine.rules.promotions.promotion import NOTHING, Effect, Field, Get
from moadon.kernel.money import RATE_PLACES, round_half_up, trim_decimal
from moadon.kernel.sentences import Message


@dataclass(frozen=True)
class EachUnit(Get):
    """Whatever is taken off units one by one. `by_unit`: not even when units of one line cost differently."""

    slot: int

    @property
    def by_unit(self) -> bool:
        """Whether units of one line are taken apart even when they cost differently."""
        return True

    @property
    def slots(self) -> tuple[int, ...]:
        """The goods it is for."""
        return (self.slot,)

    @abstractmethod
    def off(self, sku: str, cost: int, original: int, quantity: int, of_original: bool) -> int:
        """Minor units off `quantity` (thousandths) of a sku that cost `cost` now and `original` at first."""

    def most(self, field: Field) -> int | None:
        """The most units it may be given for; None for any number."""
        return field.most

    def effect(self, field: Field) -> Effect:
        """On every free unit of its goods; on those that gain the most where there is a limit."""
        lines, prices, most = field.lines(self.slot), field.prices, self.most(field)
        if most is not None:
            return self.on_units(self.worthwhile(prices.free_units(lines), field)[:most], field)
        parts: list[Part] = []
        times = amount = base = 0
        for i in lines:
            if self.by_unit and i in prices.units:
                some = self.on_units(prices.free_units((i,)), field)
                if some.parts:
                    parts += some.parts
                    times += some.times
                    amount += some.amount
                    base += prices.free(i)[0]
                continue
            cost, original, quantity = prices.free(i)
            off = self.off(prices.lines[i].sku, cost, original, quantity, field.original)
            if off > 0:
                parts.append((i, off, None))
                times += quantity // WHOLE if quantity % WHOLE == 0 else 1
                amount += off
                base += cost
        return Effect(parts, times, amount, base, [], [part[0] for part in parts]) if parts else NOTHING

    def gain(self, unit: Unit, field: Field) -> int:
        """Minor units off one unit by itself."""
        sku = field.prices.lines[unit.line].sku
        return self.off(sku, unit.cost, unit.original, unit.quantity, field.original)

    def worthwhile(self, units: list[Unit], field: Field) -> list[Unit]:
        """Units with something to gain, the most first; equal ones as units are ordered."""
        gains = [(-self.gain(unit, field), unit) for unit in units]
        return [unit for gain, unit in sorted(gains) if gain < 0]

    def on_units(self, units: list[Unit], field: Field) -> Effect:
        """On these units: of a share, those of one line together, so that it is rounded once."""
        by_line: dict[int, list[Unit]] = {}
        for unit in units:
            by_line.setdefault(unit.line, []).append(unit)
        parts = [part for i, some in by_line.items() if (part := self._of_line(i, some, field))[1] > 0]
        if not parts:
            return NOTHING
        touched = {part[0] for part in parts}
        used = [unit for unit in units if unit.line in touched]
        amount, base = sum([part[1] for part in parts]), sum([unit.cost for unit in used])
        return Effect(parts, len(used), amount, base, used, [])

    def _of_line(self, i: int, units: list[Unit], field: Field) -> Part:
        gains = [max(0, self.gain(unit, field)) for unit in units]
        if not self.by_unit:
            together = self.off(
                field.prices.lines[i].sku,
                sum([unit.cost for unit in units]),
                sum([unit.original for unit in units]),
                sum([unit.quantity for unit in units]),
                field.original,
            )
            gains = _fit(together, gains, units)
        return i, sum(gains), tuple([(unit.number, gain) for unit, gain in zip(units, gains, strict=True)])


def _fit(together: int, gains: list[int], units: list[Unit]) -> list[int]:
    """`gains` moved by single minor units from the first on until they sum to `together`."""
    odd = together - sum(gains)
    for n, unit in enumerate(units):
        if odd > 0 and gains[n] < unit.cost:
            gains[n] += 1
            odd -= 1
        elif odd < 0 < gains[n]:
            gains[n] -= 1
            odd += 1
    return gains


@dataclass(frozen=True)
class PercentOff(EachUnit):
    """`rate` (1/10000) of the price of each line, rounded half up; never more than it still costs."""

    rate: int
    money: Units

    @property
    def kind(self) -> str:
        """`percent`."""
        return "percent"

    @property
    def by_unit(self) -> bool:
        """A share is of a whole line."""
        return False

    def off(self, _sku: str, cost: int, original: int, _quantity: int, of_original: bool) -> int:
        """The share of the original or the present price."""
        return min(cost, (2 * (original if of_original else cost) * self.rate + ONE) // (2 * ONE))

    def why(self, effect: Effect, amount: int, field: Field, /) -> Message:
        """The share, and of what."""
        return Message("promotion.percent", {"rate": told_rate(self.rate), "base": base_told(self, effect, field)})


@lru_cache(maxsize=1024)
def told_rate(rate: int) -> tuple[str, str]:
    """A share in 1/10000 as a parameter of messages."""
    return ("percent", trim_decimal(rate, RATE_PLACES))


def base_told(get: PercentOff, effect: Effect, field: Field) -> object:
    """What the goods cost on which a share is given."""
    if not field.original:
        return get.money.money(effect.base)
    if effect.units:
        return get.money.money(sum([unit.original for unit in effect.units]))
    return get.money.money(sum([field.prices.lines[i].total for i in effect.lines]))


@dataclass(frozen=True)
class AmountOffUnit(EachUnit):
    """`value` minor units off each unit; of weighed goods, off each whole one of what they are weighed in."""

    value: int
    money: Units

    @property
    def kind(self) -> str:
        """`amount`."""
        return "amount"

    def off(self, _sku: str, cost: int, _original: int, quantity: int, _of_original: bool) -> int:
        """As much as it costs at most."""
        return min(cost, round_half_up(self.value * quantity, WHOLE))

    def why(self, effect: Effect, amount: int, _field: Field, /) -> Message:
        """How many units, and how much off each."""
        return Message("promotion.amount.unit", {"n": effect.times, "each": self.money.sum(self.value)})


@dataclass(frozen=True)
class FixedPrice(EachUnit):
    """Each unit at `value` minor units, where it costs more."""

    value: int
    money: Units

    @property
    def kind(self) -> str:
        """`fixed_price`."""
        return "fixed_price"

    def off(self, _sku: str, cost: int, _original: int, quantity: int, _of_original: bool) -> int:
        """What it costs above the price."""
        return cost - round_half_up(self.value * quantity, WHOLE)

    def why(self, effect: Effect, amount: int, _field: Field, /) -> Message:
        """How many units at which price."""
        return Message("promotion.fixed_price", {"n": effect.times, "price": self.money.sum(self.value)})


@dataclass(frozen=True)
class PriceList(EachUnit):
    """Units at the price that the list names for their sku, where they cost more."""

    prices: Mapping[str, int]

    @property
    def kind(self) -> str:
        """`price_list`."""
        return "price_list"

    def off(self, sku: str, cost: int, _original: int, quantity: int, _of_original: bool) -> int:
        """What it costs above the list's price; nothing for a sku that is not on it."""
        price = self.prices.get(sku)
        return 0 if price is None else cost - round_half_up(price * quantity, WHOLE)

    def why(self, effect: Effect, amount: int, _field: Field, /) -> Message:
        """How many units at a price of their own."""
        return Message("promotion.price_list", {"n": effect.times})


def costs_of(prices: Prices, lines: list[int]) -> list[int]:
    """What the free units of each of these lines cost."""
    if not prices.taken:
        return [prices.costs[i] for i in lines]
    return [prices.free(i)[0] for i in lines]
