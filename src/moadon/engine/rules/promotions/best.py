"""A group of which each unit takes part in one promotion: the choice by which the member gets the most."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import cast

from moadon.engine.rules.promotions.gets.each import EachUnit
from moadon.engine.rules.promotions.gets.pool import Pool
from moadon.engine.rules.promotions.gets.sets import BuyGetSame, Sets
from moadon.engine.rules.promotions.prices import Prices, Unit
from moadon.engine.rules.promotions.promotion import NOTHING, Effect, Field, Promotion
from moadon.engine.rules.promotions.solve import MOST_LOOKS, Choice, Play, Single, solve

Chosen = dict[Promotion, Effect]
Grant = Callable[[Promotion, int], int]
"""How much of an amount the promotion's limits leave."""

BEYOND = 10**15
"""More than any limit leaves that leaves anything to choose."""

MOST_POOLS = 5
"""Pools of which every combination is looked at; of more, each alone."""


def best_of(fields: Mapping[Promotion, Field], prices: Prices, grant: Grant) -> Chosen:
    """What each promotion does in the choice that takes off the most; those that do nothing are not in it.

    A promotion on the whole basket goes with no other of its group. One on goods together takes all its goods, or
    what the others leave of them. Of equal choices the one that is found first counts.
    """
    alone = {p: effect for p, field in fields.items() if (effect := p.get.effect(field)).amount}
    if not _overlap(alone):
        return alone
    search = _Search(fields, prices, grant)
    best = search.of_items([p for p in alone if not p.get.whole])
    most = search.total(best)
    for p, effect in alone.items():
        if p.get.whole and grant(p, effect.amount) > most:
            best, most = {p: effect}, grant(p, effect.amount)
    return best


def _overlap(alone: Chosen) -> bool:
    """Whether two of these effects want the same unit; one on the whole basket wants all."""
    if len(alone) < 2:
        return False
    units: set[tuple[int, int]] = set()
    lines: set[int] = set()
    for p, effect in alone.items():
        if p.get.whole:
            return True
        mine = {(unit.line, unit.number) for unit in effect.units}
        touched = {unit.line for unit in effect.units} if effect.units else set(effect.lines)
        held = lines if not mine else {line for line, _ in units & mine}
        if (held & touched) or (mine and touched & (lines - {line for line, _ in units})):
            return True
        units |= mine
        lines |= touched
    return False


class _Search:
    """One group of one basket."""

    def __init__(self, fields: Mapping[Promotion, Field], prices: Prices, grant: Grant) -> None:
        self.fields = fields
        self.prices = prices
        self.grant = grant

    def total(self, chosen: Chosen) -> int:
        """Minor units that a choice takes off, limits kept."""
        return sum([self.grant(p, effect.amount) for p, effect in chosen.items()])

    def of_items(self, promotions: Sequence[Promotion]) -> Chosen:
        """The best choice among promotions of goods, part by part: those that share no goods do not meet."""
        best: Chosen = {}
        for some in _parted({p: self._lines(p) for p in promotions}):
            best.update(self._part(some))
        return dict(sorted(best.items(), key=lambda item: item[0].rank))

    def _lines(self, p: Promotion) -> frozenset[int]:
        field = self.fields[p]
        return frozenset(i for slot in p.get.looks_at for i in field.lines(slot))

    def _part(self, promotions: Sequence[Promotion]) -> Chosen:
        if len(promotions) == 1:
            return {p: p.get.effect(self.fields[p]) for p in promotions}
        found = list(self._exact(promotions)) + list(self._greedy(promotions))
        return max(found, key=self.total)

    def _exact(self, promotions: Sequence[Promotion]) -> Iterable[Chosen]:
        pools = [p for p in promotions if isinstance(p.get, Pool)]
        others = [p for p in promotions if not isinstance(p.get, Pool)]
        if pools:
            first = self._solved(others, frozenset())
            yield from () if first is None else (self._then(first, pools),)
        for some in _subsets(pools):
            lines = [self._lines(p) for p in some]
            if sum(map(len, lines)) > len(frozenset().union(*lines)):
                continue
            chosen = self._solved(others, frozenset().union(*lines))
            if chosen is None:
                return
            yield {**{p: p.get.effect(self.fields[p]) for p in some}, **chosen}

    def _then(self, chosen: Chosen, pools: Sequence[Promotion]) -> Chosen:
        """`chosen`, and what the pools give on what it leaves."""
        found = dict(chosen)
        for effect in chosen.values():
            self.prices.hold(effect.units, effect.lines)
        for p in pools:
            effect = p.get.effect(self.fields[p])
            if effect.amount:
                found[p] = effect
                self.prices.hold(effect.units, effect.lines)
        self.prices.release()
        return found

    def _solved(self, promotions: Sequence[Promotion], without: frozenset[int]) -> Chosen | None:
        """The best for promotions of single units and of sets, without these lines; None where it is too much.

        Where it is too much to keep apart what limits leave, they are kept afterwards.
        """
        lines = sorted(frozenset().union(*map(self._lines, promotions)) - without) if promotions else []
        units = self.prices.free_units(lines)
        plays = [self._play(p, units) for p in promotions]
        caps = [self.grant(p, BEYOND) for p in promotions]
        capped = [p._replace(cap=cap) if cap < BEYOND else p for p, cap in zip(plays, caps, strict=True)]
        chosen = solve(len(units), capped, self.prices.looks)
        if chosen is None and capped != plays:
            chosen = solve(len(units), plays, self.prices.looks)
        if chosen is None:
            return None
        found: Chosen = {}
        for n, p in enumerate(promotions):
            mine = [(unit, choice) for unit, choice in zip(units, chosen, strict=True) if choice and choice[0] == n]
            effect = self._effect(p, mine)
            if effect.amount:
                found[p] = effect
        return found

    def _play(self, p: Promotion, units: list[Unit]) -> Play:
        get, field = p.get, self.fields[p]
        if isinstance(get, Sets):
            return get.play(units, field)
        single = cast(EachUnit, get)
        lines = self._lines(p)
        gains = {
            n: gain for n, unit in enumerate(units) if unit.line in lines and (gain := single.gain(unit, field)) > 0
        }
        return Single(gains, single.most(field))

    def _effect(self, p: Promotion, mine: Sequence[tuple[Unit, Choice]]) -> Effect:
        get, field = p.get, self.fields[p]
        if isinstance(get, BuyGetSame):
            units = [unit for unit, _ in mine]
            return get.on_sets([[units[n : n + get.size]] for n in range(0, len(units), get.size)], field)
        if isinstance(get, Sets):
            return get.on_sets(get.filled([(unit, role) for unit, (_, role) in mine]), field) if mine else NOTHING
        return cast(EachUnit, get).on_units([unit for unit, _ in mine], field)

    def _greedy(self, promotions: Sequence[Promotion]) -> Iterable[Chosen]:
        """One after the other, each on what those before have left: by what each gains, and each of them first.

        Of a basket of very many units only those that gain the most go first. No single one gains more than the first
        of these ways.
        """
        gains = {p: self.grant(p, p.get.effect(self.fields[p]).amount) for p in promotions}
        order = sorted(promotions, key=lambda p: (-gains[p], p.rank))
        units = sum([self.prices.count(i) for i in frozenset().union(*map(self._lines, order))])
        for first in order[: max(1, MOST_LOOKS // max(1, units * len(order)))]:
            chosen: Chosen = {}
            for p in (first, *(p for p in order if p is not first)):
                effect = p.get.effect(self.fields[p])
                if effect.amount:
                    chosen[p] = effect
                    self.prices.hold(effect.units, effect.lines)
            self.prices.release()
            yield chosen


def _subsets(pools: Sequence[Promotion]) -> Iterable[tuple[Promotion, ...]]:
    most = len(pools) if len(pools) <= MOST_POOLS else 1
    for size in range(most + 1):
        yield from combinations(pools, size)


def _parted(lines: Mapping[Promotion, frozenset[int]]) -> list[list[Promotion]]:
    """Promotions in parts that share no line."""
    parts: list[tuple[set[int], list[Promotion]]] = []
    for p, mine in lines.items():
        touching = [part for part in parts if not part[0].isdisjoint(mine)]
        joined = (set(mine).union(*(part[0] for part in touching)), [*(q for part in touching for q in part[1]), p])
        parts = [part for part in parts if part not in touching] + [joined]
    return [sorted(some, key=lambda p: p.rank) for _, some in parts]
