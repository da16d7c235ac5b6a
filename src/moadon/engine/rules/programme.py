"""A programme ready to run: immutable, made once by `compile_programme`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Literal

from moadon.engine.rules.base import Counting
from moadon.engine.rules.basket import Basket, Clock, ProgressKey
from moadon.engine.rules.conditions import Condition
from moadon.engine.rules.document import Document
from moadon.engine.rules.earn.breadth import Breadth
from moadon.engine.rules.earn.per_event import PerEvent
from moadon.engine.rules.earn.scheme import Scheme, Units
from moadon.engine.rules.earn.streak import Streak
from moadon.engine.rules.expiry import Term
from moadon.engine.rules.factors import Factors
from moadon.engine.rules.limits import Cap, Limit
from moadon.engine.rules.margins import Floors
from moadon.engine.rules.persons import Shows
from moadon.engine.rules.promotions.board import Board
from moadon.engine.rules.tiers.ladder import Ladder
from moadon.kernel.calendars import EVER, PeriodKind, local_day, period_of
from moadon.kernel.money import PRICE_PLACES, round_half_up


@dataclass(frozen=True, eq=False)
class Wallet:
    """`places`: decimals of one unit. `worth`: what one whole point pays, in 1/10000 of the currency's unit.

    `terms`: of members who hold a level, by its id.
    """

    id: str
    kind: Literal["points", "credit", "gift"]
    name: Mapping[str, str]
    places: int
    exponent: int
    worth: int | None
    term: Term
    terms: Mapping[str, Term] = field(default_factory=dict)

    def value_of(self, amount: int) -> int:
        """Minor units of the currency that `amount` units pay, rounded half up; 0 for points of no stated worth."""
        if self.kind != "points":
            return amount
        return round_half_up(amount * (self.worth or 0) * 10**self.exponent, 10 ** (self.places + PRICE_PLACES))

    def units_for(self, value: int) -> int:
        """The most units that pay no more than `value` minor units of the currency; 0 where units pay nothing."""
        if self.kind != "points":
            return max(0, value)
        if not self.worth:
            return 0
        units: int = max(0, value) * 10 ** (self.places + PRICE_PLACES) // (self.worth * 10**self.exponent)
        return units


@dataclass(frozen=True, eq=False)
class Rule:
    """One way to earn, with all that surrounds it. `period` is `ever` for sums without end, None for receipts."""

    id: str
    kind: str
    name: Mapping[str, str]
    wallet: Wallet
    units: Units
    scheme: Scheme
    period: PeriodKind | None
    slot: int
    is_weighted: bool
    conditions: tuple[Condition, ...]
    factors: Factors | None
    limit: Limit | None
    term: Term
    priority: int = 0
    stop: bool = False
    terms: Mapping[str, Term] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Programme:
    """A compiled document. Equal only to itself; safe to share and to keep for as long as its version is live."""

    id: str
    currency: str
    exponent: int
    name: Mapping[str, str]
    clock: Clock
    priority: int
    stop: bool
    wallets: Mapping[str, Wallet]
    rules: tuple[Rule, ...]
    by_id: Mapping[str, Rule]
    counting: Counting
    wallet_limits: Mapping[str, Limit]
    board: Board
    floors: Floors
    document: Document
    ladders: tuple[Ladder, ...] = ()
    in_order: tuple[Rule, ...] = field(init=False)
    """The rules that look at baskets, in the order in which they are asked."""
    of_events: tuple[Rule, ...] = field(init=False)
    """The rules that look at events, in the order in which they are asked."""
    hears: frozenset[str] = field(init=False)
    """The kinds of events that its rules give for, or that what it gave waits for."""
    limits: tuple[Limit, ...] = field(init=False)
    """The limits of all rules, and those over all rules of a wallet."""
    looks_at: frozenset[str] = field(init=False)
    """What it asks about who buys: of `levels`, `segments`, `first_purchase`, `birth`, `joined`."""
    coupons: Mapping[str, frozenset[str]] = field(init=False)
    """The coupons, as they are compared, of which each rule and promotion that asks for one takes any."""
    shares: bool = field(init=False)
    """Whether a rule or promotion counts by what all members together get."""

    def __post_init__(self) -> None:
        """Work out once what is asked for again and again."""
        object.__setattr__(self, "in_order", self._in_order())
        object.__setattr__(self, "of_events", self._of_events())
        object.__setattr__(self, "hears", self._hears())
        object.__setattr__(self, "limits", self._limits())
        object.__setattr__(self, "looks_at", self._looks_at())
        object.__setattr__(self, "coupons", self._coupons())
        object.__setattr__(self, "shares", self._shares())

    def _in_order(self) -> tuple[Rule, ...]:
        rules = [rule for rule in self.rules if not isinstance(rule.scheme, PerEvent)]
        return tuple(sorted(rules, key=lambda rule: -rule.priority))

    def _of_events(self) -> tuple[Rule, ...]:
        rules = [rule for rule in self.rules if isinstance(rule.scheme, PerEvent)]
        return tuple(sorted(rules, key=lambda rule: -rule.priority))

    def _hears(self) -> frozenset[str]:
        given = {rule.scheme.event for rule in self.rules if isinstance(rule.scheme, PerEvent)}
        return frozenset(given | {rule.term.event for rule in self.rules if rule.term.event})

    def _limits(self) -> tuple[Limit, ...]:
        own = [rule.limit for rule in self.rules if rule.limit is not None]
        return (*own, *self.wallet_limits.values())

    def _looks_at(self) -> frozenset[str]:
        conditions = [c for rule in self.rules for c in rule.conditions]
        conditions += [c for promotion in self.board.promotions for c in promotion.conditions]
        asked = {c.asks for c in conditions if c.asks}
        for rule in self.rules:
            asked.update(rule.factors.asks if rule.factors is not None else ())
        return frozenset(asked)

    def _coupons(self) -> Mapping[str, frozenset[str]]:
        asked: list[tuple[str, tuple[Condition, ...]]] = [(rule.id, rule.conditions) for rule in self.rules]
        asked += [(one.id, one.conditions) for one in self.board.promotions]
        asked += [(one.id, one.conditions) for one in self.board.offers.values()]
        return {part: c.wanted for part, conditions in asked for c in conditions if isinstance(c, Shows)}

    def _shares(self) -> bool:
        limits = [*self.limits, self.board.limit, *(promotion.limit for promotion in self.board.promotions)]
        return any(limit is not None and limit.everybody for limit in limits)

    @property
    def told(self) -> object:
        """Its name as a parameter of messages; its id where it has none."""
        return ("text", dict(self.name)) if self.name else self.id

    def rule(self, rule_id: str) -> Rule | None:
        """The rule of that id, or None."""
        return self.by_id.get(rule_id)

    def name_of(self, rule_id: str) -> Mapping[str, str] | None:
        """What the rule or promotion of that id is called, by language; None where there is none."""
        found = self.by_id.get(rule_id) or self.board.by_id.get(rule_id) or self.board.offers.get(rule_id)
        return None if found is None else found.name

    def progress_keys(self, basket: Basket) -> frozenset[ProgressKey]:
        """What the caller must load of the member before `evaluate` or `reassess`."""
        day, clock = local_day(basket.at, basket.clock.zone), basket.clock
        keys = _keys_on(self, day, clock)
        if not self.board.limited:
            return keys
        return keys.union(_rows_of((limit.member for limit in self._limits_in(basket)), day, clock))

    def shared_keys(self, basket: Basket) -> frozenset[ProgressKey]:
        """What the caller must load of what all members together have used, of which members are no part."""
        if not self.shares:
            return _NO_KEYS
        day, clock = local_day(basket.at, basket.clock.zone), basket.clock
        keys = _rows_of((limit.everybody for limit in self.limits), day, clock)
        if not self.board.limited:
            return keys
        return keys.union(_rows_of((limit.everybody for limit in self._limits_in(basket)), day, clock))

    def _limits_in(self, basket: Basket) -> list[Limit]:
        """The limits of the promotions that a basket could meet, and of all promotions together."""
        found = [self.board.limit] if self.board.limit is not None else []
        return found + [p.limit for p in self.board.limited_in(basket) if p.limit is not None]


_NO_KEYS: frozenset[ProgressKey] = frozenset()


def _rows_of(caps: Iterable[Iterable[Cap]], day: date, clock: Clock) -> frozenset[ProgressKey]:
    return frozenset(
        [(cap.key, period_of(day, cap.period, clock.calendar, clock.week_start).key) for some in caps for cap in some]
    )


@lru_cache(maxsize=8192)
def _keys_on(programme: Programme, day: date, clock: Clock) -> frozenset[ProgressKey]:
    """All baskets of one local day count in the same periods."""

    keys = {key for rule in programme.rules for key in _own_rows(rule, day, clock)}
    return frozenset(keys | _rows_of((limit.member for limit in programme.limits), day, clock))


def _own_rows(rule: Rule, day: date, clock: Clock) -> Iterator[ProgressKey]:
    if rule.period is None:
        return
    period, scheme = period_of(day, rule.period, clock.calendar, clock.week_start), rule.scheme
    if isinstance(scheme, Streak):
        yield from ((rule.id, key) for key in scheme.around(period, clock))
        return
    yield rule.id, period.key
    if isinstance(scheme, Breadth):
        yield from scheme.rows(rule.id, period.key)


PERIOD_OF_SUMS: PeriodKind = EVER.kind
"""The period of what adds up without end."""
