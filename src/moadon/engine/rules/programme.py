"""A programme ready to run: immutable, made once by `compile_programme`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from moadon.engine.rules.base import Counting
from moadon.engine.rules.basket import Basket, Clock, ProgressKey
from moadon.engine.rules.conditions import Condition
from moadon.engine.rules.document import Document
from moadon.engine.rules.earn.scheme import Scheme, Units
from moadon.engine.rules.expiry import Term
from moadon.engine.rules.factors import Factors
from moadon.engine.rules.limits import Limit
from moadon.engine.rules.scene import Scene
from moadon.kernel.calendars import EVER, PeriodKind, local_day, period_of
from moadon.kernel.money import PRICE_PLACES, round_half_up


@dataclass(frozen=True, slots=True, eq=False)
class Wallet:
    """`places`: decimals of one unit. `worth`: what one whole point pays, in 1/10000 of the currency's unit."""

    id: str
    kind: Literal["points", "credit"]
    name: Mapping[str, str]
    places: int
    exponent: int
    worth: int | None
    term: Term

    def value_of(self, amount: int) -> int:
        """Minor units of the currency that `amount` units pay, rounded half up; 0 for points of no stated worth."""
        if self.kind == "credit":
            return amount
        return round_half_up(amount * (self.worth or 0) * 10**self.exponent, 10 ** (self.places + PRICE_PLACES))

    def units_for(self, value: int) -> int:
        """The most units that pay no more than `value` minor units of the currency; 0 where units pay nothing."""
        if self.kind == "credit":
            return max(0, value)
        if not self.worth:
            return 0
        units: int = max(0, value) * 10 ** (self.places + PRICE_PLACES) // (self.worth * 10**self.exponent)
        return units


@dataclass(frozen=True, slots=True, eq=False)
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

    def limit_key(self, scene: Scene) -> ProgressKey | None:
        """Where this rule's limit is counted for the basket's time."""
        if self.limit is None or self.limit.period is None:
            return None
        return (self.limit.key, scene.period(self.limit.period)[0].key)


@dataclass(frozen=True, slots=True, eq=False)
class Programme:
    """A compiled document. Equal only to itself; safe to share and to keep for as long as its version is live."""

    id: str
    currency: str
    exponent: int
    name: Mapping[str, str]
    clock: Clock
    wallets: Mapping[str, Wallet]
    rules: tuple[Rule, ...]
    by_id: Mapping[str, Rule]
    counting: Counting
    document: Document

    def rule(self, rule_id: str) -> Rule | None:
        """The rule of that id, or None."""
        return self.by_id.get(rule_id)

    def progress_keys(self, basket: Basket) -> frozenset[ProgressKey]:
        """What the caller must load of the member before `evaluate` or `reassess`."""
        return _keys_on(self, local_day(basket.at, basket.clock.zone), basket.clock)


@lru_cache(maxsize=8192)
def _keys_on(programme: Programme, day: date, clock: Clock) -> frozenset[ProgressKey]:
    """All baskets of one local day count in the same periods."""

    def period(kind: PeriodKind) -> str:
        return period_of(day, kind, clock.calendar, clock.week_start).key

    keys = {(rule.id, period(rule.period)) for rule in programme.rules if rule.period is not None}
    limits = (rule.limit for rule in programme.rules)
    keys.update((limit.key, period(limit.period)) for limit in limits if limit is not None and limit.period is not None)
    return frozenset(keys)


PERIOD_OF_SUMS: PeriodKind = EVER.kind
"""The period of what adds up without end."""
