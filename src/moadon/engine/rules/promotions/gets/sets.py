"""Sets of units: of each so many the cheapest cost less, and goods that cost less together."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import filterfalse, islice
from typing import NamedTuple

from moadon.engine.rules.earn.scheme import Units
from moadon.engine.rules.pickers import ONE
from moadon.engine.rules.promotions.gets.each import told_rate
from moadon.engine.rules.promotions.prices import Part, Unit
from moadon.engine.rules.promotions.promotion import NOTHING, Effect, Field, Get, Lack
from moadon.engine.rules.promotions.solve import Play, Roles, Run, solve
from moadon.kernel.money import split
from moadon.kernel.sentences import Message


class Role(NamedTuple):
    """`units` units of a slot in each set; `rewarded`: they are what costs less."""

    slot: int
    units: int
    rewarded: bool


Filled = list[list[Unit]]
"""A set: for each role its units, the dearest first."""


@dataclass(frozen=True)
class Sets(Get):
    """Whatever is given for full sets."""

    roles: tuple[Role, ...]

    @property
    def hints(self) -> bool:
        """It may."""
        return True

    @property
    def slots(self) -> tuple[int, ...]:
        """The goods of every role: one of each must be there."""
        return tuple([role.slot for role in self.roles])

    @abstractmethod
    def gain(self, unit: Unit, role: Role, field: Field) -> int:
        """Minor units that a unit gains in a role, before what the set costs as a whole."""

    def price(self, _field: Field) -> int:
        """Minor units that a set costs as a whole."""
        return 0

    @abstractmethod
    def parts_of(self, filled: Filled, field: Field) -> list[tuple[Unit, int]]:
        """What each unit of a full set costs less."""

    def effect(self, field: Field) -> Effect:
        """The sets that give the member the most, of all free units of its goods."""
        return self.on_sets(self.choose(field), field)

    def on_sets(self, sets: Sequence[Filled], field: Field) -> Effect:
        """Of these full sets, those that take something off."""
        shares: dict[int, list[tuple[int, int]]] = {}
        used: list[Unit] = []
        times = 0
        for filled in sets:
            off = self.parts_of(filled, field)
            if sum([amount for _, amount in off]) <= 0:
                continue
            times += 1
            used += [unit for units in filled for unit in units]
            for unit, amount in off:
                shares.setdefault(unit.line, []).append((unit.number, amount))
        if not times:
            return NOTHING
        parts: list[Part] = []
        for i, some in shares.items():
            if off_line := sum([share for _, share in some]):
                parts.append((i, off_line, tuple(some)))
        return Effect(parts, times, sum([part[1] for part in parts]), sum([unit.cost for unit in used]), used, [])

    def choose(self, field: Field) -> list[Filled]:
        """Full sets of free units that gain the most."""
        units = [field.prices.free_units(field.lines(role.slot)) for role in self.roles]
        if len(units) > 1 and not _apart(units):
            return self._among(field, sorted({unit for some in units for unit in some}))
        sets = min([len(some) // role.units for some, role in zip(units, self.roles, strict=True)])
        if field.most is not None:
            sets = min(sets, field.most)
        return [
            [some[n * role.units : (n + 1) * role.units] for some, role in zip(units, self.roles, strict=True)]
            for n in range(sets)
        ]

    def _among(self, field: Field, units: list[Unit]) -> list[Filled]:
        """Sets where a unit could fill more than one role."""
        chosen = solve(len(units), [self.play(units, field)], field.prices.looks)
        if chosen is None:
            return self._greedy(field, units)
        return self.filled([(unit, choice[1]) for unit, choice in zip(units, chosen, strict=True) if choice])

    def _greedy(self, field: Field, units: list[Unit]) -> list[Filled]:
        """Set after set of the dearest units, the role that the fewest units can fill first: where there are too
        many units to look at every way."""
        picked = [frozenset(field.lines(role.slot)) for role in self.roles]
        left = [[unit for unit in units if unit.line in lines] for lines in picked]
        scarce = sorted(range(len(self.roles)), key=lambda r: (len(left[r]) // self.roles[r].units, r))
        # What a set has taken is never free again, so each role goes through its units once.
        rows = [iter(some) for some in left]
        used: set[Unit] = set()
        sets: list[Filled] = []
        while field.most is None or len(sets) < field.most:
            filled: list[list[Unit]] = [[] for _ in self.roles]
            for r in scarce:
                filled[r] = list(islice(filterfalse(used.__contains__, rows[r]), self.roles[r].units))
                used.update(filled[r])
            if any(len(some) < role.units for some, role in zip(filled, self.roles, strict=True)):
                return sets
            sets.append(filled)
        return sets

    def filled(self, chosen: Sequence[tuple[Unit, int]]) -> list[Filled]:
        """Units that were chosen for a role each, the dearest first, as full sets."""
        by_role: list[list[Unit]] = [[unit for unit, role in chosen if role == r] for r in range(len(self.roles))]
        sets = len(by_role[0]) // self.roles[0].units
        return [
            [some[n * role.units : (n + 1) * role.units] for some, role in zip(by_role, self.roles, strict=True)]
            for n in range(sets)
        ]

    def play(self, units: list[Unit], field: Field) -> Play:
        """The same as a play over `units` by their numbers."""
        picked = [frozenset(field.lines(role.slot)) for role in self.roles]
        gains = tuple(
            {n: self.gain(unit, role, field) for n, unit in enumerate(units) if unit.line in lines}
            for role, lines in zip(self.roles, picked, strict=True)
        )
        return Roles(gains, tuple([role.units for role in self.roles]), self.price(field), field.most)

    def missing(self, field: Field) -> int:
        """How many units are missing to a first set, 0 where there is one."""
        missing = 0
        for role in self.roles:
            free = field.prices.count_free(field.lines(role.slot))
            if free < role.units:
                missing += role.units - free
        return missing


def _apart(units: list[list[Unit]]) -> bool:
    """Whether no unit could fill two roles."""
    lines = [{unit.line for unit in some} for some in units]
    return sum(map(len, lines)) == len(set().union(*lines))


@dataclass(frozen=True)
class Reward:
    """What a rewarded unit costs less: `rate` (1/10000) of its price, or all above `price` minor units."""

    rate: int
    price: int | None

    def off(self, unit: Unit, of_original: bool) -> int:
        """Minor units."""
        if self.price is not None:
            return max(0, unit.cost - self.price)
        return min(unit.cost, (2 * (unit.original if of_original else unit.cost) * self.rate + ONE) // (2 * ONE))


@dataclass(frozen=True)
class BuyGet(Sets):
    """Some units of a set are rewarded for the others."""

    reward: Reward
    money: Units

    @property
    def kind(self) -> str:
        """`buy_get`."""
        return "buy_get"


@dataclass(frozen=True)
class BuyGetSame(BuyGet):
    """Of each `size` units all but the `buy` dearest are rewarded."""

    buy: int

    @property
    def size(self) -> int:
        """Units of a set."""
        return self.roles[0].units

    def gain(self, unit: Unit, role: Role, field: Field) -> int:
        """What it gains if it is one of the cheapest."""
        return self.reward.off(unit, field.original)

    def play(self, units: list[Unit], field: Field) -> Play:
        """A run: which units are the cheapest of their set shows when it is filled."""
        lines = frozenset(field.lines(self.roles[0].slot))
        gains = {n: self.gain(unit, self.roles[0], field) for n, unit in enumerate(units) if unit.line in lines}
        return Run(gains, self.size, self.buy, field.most)

    def parts_of(self, filled: Filled, field: Field) -> list[tuple[Unit, int]]:
        """The cheapest cost less."""
        return [(unit, self.reward.off(unit, field.original)) for unit in filled[0][self.buy :]]

    def why(self, effect: Effect, amount: int, _field: Field, /) -> Message:
        """How many sets, and what is given for each."""
        return _told_buy_get(self.buy, self.size - self.buy, self.reward, effect, self.money)

    def lack(self, field: Field, /) -> Lack | None:
        """One unit more, as cheap as the cheapest, where that fills a set."""
        lines = field.lines(self.roles[0].slot)
        free = field.prices.count_free(lines)
        if not free or (free + 1) % self.size or (field.most or free) * self.size <= free:
            return None
        one = field.prices.free_units(lines)[-1]
        gets = self.reward.off(one, field.original)
        if gets <= 0:
            return None
        params = {"price": self.money.money(one.cost), "gets": self.money.money(gets)}
        return Lack(one.cost, gets, Message("near.buy_get", params))


@dataclass(frozen=True)
class BuyGetOther(BuyGet):
    """For each units bought, units of other goods are rewarded."""

    def gain(self, unit: Unit, role: Role, field: Field) -> int:
        """What a rewarded unit gains."""
        return self.reward.off(unit, field.original) if role.rewarded else 0

    def parts_of(self, filled: Filled, field: Field) -> list[tuple[Unit, int]]:
        """The units that are got cost less."""
        return [
            (unit, self.reward.off(unit, field.original))
            for units, role in zip(filled, self.roles, strict=True)
            if role.rewarded
            for unit in units
        ]

    def why(self, effect: Effect, amount: int, _field: Field, /) -> Message:
        """How many sets, and what is given for each."""
        return _told_buy_get(self.roles[0].units, self.roles[1].units, self.reward, effect, self.money)


def _told_buy_get(buy: int, get: int, reward: Reward, effect: Effect, money: Units) -> Message:
    params: dict[str, object] = {"n": effect.times, "buy": ("number", str(buy)), "get": ("number", str(get))}
    if reward.price is not None:
        return Message("promotion.buy_get.price", {**params, "price": money.sum(reward.price)})
    if reward.rate == ONE:
        return Message("promotion.buy_get.free", params)
    return Message("promotion.buy_get.percent", {**params, "rate": told_rate(reward.rate)})


@dataclass(frozen=True)
class Bundle(Sets):
    """Goods together at `bundle` minor units, or (None) for `rate` (1/10000) less."""

    bundle: int | None
    rate: int
    money: Units

    @property
    def kind(self) -> str:
        """`bundle_price` or `bundle_percent`."""
        return "bundle_percent" if self.bundle is None else "bundle_price"

    def gain(self, unit: Unit, _role: Role, field: Field) -> int:
        """What it costs, or its share; what a set costs is taken off that."""
        if self.bundle is not None:
            return unit.cost
        return (2 * self._base(unit, field) * self.rate + ONE) // (2 * ONE)

    def _base(self, unit: Unit, field: Field) -> int:
        return unit.original if field.original else unit.cost

    def price(self, _field: Field) -> int:
        """The price of a set."""
        return self.bundle or 0

    def parts_of(self, filled: Filled, field: Field) -> list[tuple[Unit, int]]:
        """What the set costs less, over its units by what each costs; ties by line id."""
        units = sorted([unit for some in filled for unit in some], key=lambda unit: (unit.key, unit.number))
        costs = [unit.cost for unit in units]
        if self.bundle is not None:
            off = sum(costs) - self.bundle
        else:
            off = min(sum(costs), (2 * sum([self._base(one, field) for one in units]) * self.rate + ONE) // (2 * ONE))
        return list(zip(units, split(off, costs), strict=True)) if off > 0 else []

    def why(self, effect: Effect, amount: int, _field: Field, /) -> Message:
        """How many sets at which price."""
        if self.bundle is not None:
            return Message("promotion.bundle_price", {"n": effect.times, "price": self.money.sum(self.bundle)})
        return Message("promotion.bundle_percent", {"n": effect.times, "rate": told_rate(self.rate)})
