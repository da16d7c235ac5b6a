"""A programme ready to run: immutable, made once by `compile_programme`."""

from collections.abc import Mapping
from dataclasses import dataclass
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
from moadon.kernel.calendars import EVER, PeriodKind
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
    counting: Counting
    document: Document

    def rule(self, rule_id: str) -> Rule | None:
        """The rule of that id, or None."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)

    def progress_keys(self, basket: Basket) -> frozenset[ProgressKey]:
        """What the caller must load of the member before `evaluate` or `reassess`."""
        scene = Scene(basket)
        keys = {(rule.id, scene.period(rule.period)[0].key) for rule in self.rules if rule.period is not None}
        keys.update(key for rule in self.rules if (key := rule.limit_key(scene)) is not None)
        return frozenset(keys)


PERIOD_OF_SUMS: PeriodKind = EVER.kind
"""The period of what adds up without end."""
