"""What each unit of a basket costs while promotions are judged one after the other."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from moadon.engine.rules.basket import Line
from moadon.engine.rules.promotions.solve import Looks
from moadon.kernel.money import QUANTITY_PLACES, split

WHOLE: int = 10**QUANTITY_PLACES
MOST_UNITS = 5_000
"""Of a basket of more units than this the largest lines take no part where units are counted: see `most_apart`."""


class Unit(NamedTuple):
    """One unit of a line: what it costs now and at first, in minor units. A weighed line is one unit by itself.

    Ordered as units are chosen: the dearest first, then by line id. `quantity` is in thousandths.
    """

    rank: int
    key: str
    number: int
    line: int
    cost: int
    original: int
    quantity: int


Part = tuple[int, int, tuple[tuple[int, int], ...] | None]
"""What one line pays less: the line, minor units, and the units that they fall on as (number of the unit, its share),
None for all that are free. A plain tuple: a basket has more of them than of anything else."""


class Prices:
    """`costs` is what each line still costs; taking something off changes it.

    `taken` holds, per line, the units that a promotion of the group being judged has taken already. `looks` is how
    much may still be spent on finding the best of many ways.
    """

    __slots__ = ("_at", "_found", "_most", "_order", "_waiting", "costs", "lines", "looks", "taken", "units")

    def __init__(self, lines: tuple[Line, ...], costs: list[int]) -> None:
        self.lines = lines
        self.costs = costs
        self.looks = Looks()
        self._most = most_apart(lines)
        self.units: dict[int, list[int]] = {}
        self.taken: dict[int, set[int]] = {}
        self._order: list[int] | None = None
        self._at: dict[int, int] = {}
        self._waiting: dict[int, list[int]] = {}
        self._found: dict[tuple[int, ...], list[Unit]] = {}

    @property
    def order(self) -> list[int]:
        """The lines by id: what is split goes in this order, whatever the order of the till."""
        if self._order is None:
            ids = [line.id for line in self.lines]
            self._order = sorted(range(len(ids)), key=ids.__getitem__)
        return self._order

    def count(self, i: int) -> int:
        """How many units of line `i` are told apart: all, or it is as if it were one."""
        return units if (units := units_of(self.lines[i])) <= self._most else 1

    def expanded(self, i: int) -> list[int]:
        """What each unit of line `i` costs. Kept from then on: units of one line may come to cost differently."""
        held = self.units.get(i)
        if not held:
            held = self.units[i] = _even(self._at.pop(i, self.costs[i]), self.count(i))
        if i in self._waiting:
            for amount in self._waiting.pop(i):
                self._spread(i, amount)
        return held

    def count_free(self, picked: Iterable[int]) -> int:
        """How many units of these lines `free_units` would find. From now on those of each cost what they cost, as by
        `expanded`, but it is worked out only when it is asked for."""
        lines, most, opened, taken = self.lines, self._most, self.units, self.taken
        count = 0
        for i in picked:
            units = units_of(lines[i])
            if units > most:
                continue
            if i not in opened:
                opened[i] = []
                self._at[i] = self.costs[i]
            count += units
            if i in taken:
                count -= len(taken[i])
        return count

    def free(self, i: int) -> tuple[int, int, int]:
        """Cost, original price and quantity of the units of line `i` that nothing of this group has taken."""
        line, taken = self.lines[i], self.taken.get(i)
        if not taken:
            return self.costs[i], line.total, line.quantity
        costs = self.expanded(i)
        left = [u for u in range(len(costs)) if u not in taken]
        if not left:
            return 0, 0, 0
        originals = _even(line.total, len(costs))
        return sum([costs[u] for u in left]), sum([originals[u] for u in left]), len(left) * WHOLE

    def free_units(self, picked: Iterable[int]) -> list[Unit]:
        """The free units of these lines that are told apart, the dearest first, equal ones by line id. Not to be
        changed by who asks."""
        key = tuple(picked)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._free_units(key)
        return found

    def _free_units(self, picked: Iterable[int]) -> list[Unit]:
        found: list[Unit] = []
        for i in picked:
            line, taken = self.lines[i], self.taken.get(i, ())
            if units_of(line) > self._most:
                continue
            costs = self.expanded(i)
            quantity = WHOLE if len(costs) > 1 else line.quantity
            originals = _even(line.total, len(costs))
            found += [
                Unit(-cost, line.id, u, i, cost, originals[u], quantity)
                for u, cost in enumerate(costs)
                if u not in taken
            ]
        found.sort()
        return found

    def take_off(self, parts: list[Part]) -> None:
        """Let the lines cost so much less."""
        all_costs, opened = self.costs, self.units
        self._found.clear()
        for i, amount, units in parts:
            if units is not None:
                costs = self.expanded(i) if i in opened else _even(all_costs[i], self.count(i))
                opened[i] = costs
                for u, share in units:
                    costs[u] -= share
            elif i in opened:
                # Over its units only when somebody looks at them, while all of them are free.
                if i in self.taken:
                    self.expanded(i)
                    self._spread(i, amount)
                else:
                    self._waiting.setdefault(i, []).append(amount)
            all_costs[i] -= amount

    def _spread(self, i: int, amount: int) -> None:
        costs, taken = self.units[i], self.taken.get(i, ())
        left = [u for u in range(len(costs)) if u not in taken]
        for u, share in zip(left, split(amount, [costs[u] for u in left]), strict=True):
            costs[u] -= share

    def hold(self, units: list[Unit], lines: list[int]) -> None:
        """Note that these units, or where they were not told apart all units of these lines, have been taken."""
        self._found.clear()
        named = False
        for unit in units:
            named = True
            if unit.line in self._waiting:
                self.expanded(unit.line)
            self.taken.setdefault(unit.line, set()).add(unit.number)
        if not named:
            for i in lines:
                if i in self._waiting:
                    self.expanded(i)
                self.taken[i] = set(range(self.count(i)))

    def release(self) -> None:
        """All units are free again, as they are where a group begins."""
        self._found.clear()
        self.taken.clear()


def units_of(line: Line) -> int:
    """How many units a line has. Weighed goods are one unit."""
    units, rest = divmod(line.quantity, WHOLE)
    return 1 if rest else units


def most_apart(lines: Sequence[Line]) -> int:
    """The most units a line may have for them to be told apart, so that the basket has `MOST_UNITS` at the most.

    Whoever buys more by the piece buys a few lines of very many: to those, promotions that count units give nothing.
    """
    if sum([line.quantity for line in lines]) <= MOST_UNITS * WHOLE:
        return MOST_UNITS
    left, most = MOST_UNITS, 0
    for units in sorted([line.quantity // WHOLE for line in lines if not line.quantity % WHOLE]):
        left -= units
        if left < 0:
            # Lines of as many as the one that is too much are not told apart either, whichever comes first.
            return min(most, units - 1)
        most = units
    return MOST_UNITS


def _even(cost: int, count: int) -> list[int]:
    """`cost` over `count` units; earlier units carry the odd minor unit."""
    if count == 1:
        return [cost]
    each, odd = divmod(cost, count)
    return [each + 1] * odd + [each] * (count - odd)


def cut_to(amount: int, parts: list[Part], prices: Prices) -> list[Part]:
    """The same parts with `amount` in all, in proportion; ties by line id."""
    ordered = sorted(parts, key=lambda part: prices.lines[part[0]].id)
    left = split(amount, [part[1] for part in ordered])
    found: list[Part] = []
    for (i, _, units), less in zip(ordered, left, strict=True):
        if less:
            shares = None
            if units is not None:
                cut = split(less, [share for _, share in units])
                shares = tuple([(n, share) for (n, _), share in zip(units, cut, strict=True)])
            found.append((i, less, shares))
    return found
