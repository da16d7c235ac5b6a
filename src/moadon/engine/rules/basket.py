"""What a programme looks at and what it answers: plain, immutable values in whole minor units.

Answers are named tuples: a busy till makes hundreds of thousands of them a minute, and they cost a sixth to make.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from moadon.kernel.calendars import Calendar
from moadon.kernel.sentences import Message

ProgressKey = tuple[str, str]
"""(rule id, period key). The period key is `ever` where a rule has no period; a limit counts under `<rule>#limit`."""

NO_PERIOD = "-"
"""The period of an earning that depends on its own receipt alone; no progress is kept for it."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Whose days count: the club's, or the branch's where it has a zone of its own. `week_start`: Monday is 0."""

    zone: str
    calendar: Calendar = "gregorian"
    week_start: int = 6


class Line(NamedTuple):
    """One line of a receipt.

    `categories` holds its own category first, then the ancestors. `quantity` is in thousandths and above 0,
    `unit_price` and `unit_cost` in 1/10000 of the currency's unit, `total` (before discount, tax included) and
    `discount` in minor units, `tax_rate` in 1/10000.
    """

    id: str
    sku: str
    categories: tuple[str, ...]
    brand: str | None
    quantity: int
    unit_price: int
    total: int
    discount: int = 0
    tax_rate: int = 0
    unit_cost: int | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """Money taken at the till, in minor units. Kinds `points`, `credit` and `gift` are value the club issued."""

    kind: str
    amount: int


@dataclass(frozen=True, slots=True)
class Redemption:
    """`amount` units of a wallet that pay `value` minor units of the receipt."""

    wallet: str
    amount: int
    value: int


class Basket(NamedTuple):
    """A purchase at moment `at` (aware UTC), with everything a rule may ask about."""

    at: datetime
    clock: Clock
    branch: str | None
    till: str | None
    employee: str | None
    channel: str
    lines: tuple[Line, ...]
    payments: tuple[Payment, ...] = ()
    redemptions: tuple[Redemption, ...] = ()
    coupons: tuple[str, ...] = ()


class Progress(NamedTuple):
    """Sums over the stored earnings of one member, rule and period. `settled`: the period has been paid."""

    base: int = 0
    awarded: int = 0
    times: int = 0
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """The sum of what one receipt has earned by one rule so far, its returns included."""

    base: int = 0
    amount: int = 0
    times: int = 0
    period: str = NO_PERIOD


class Earning(NamedTuple):
    """What a rule adds to a wallet, or takes from it when `amount` is negative.

    `base` may be above 0 with an `amount` of 0: the purchase counts towards something paid later.
    `counts` names every progress row that `base`, `amount` and `times` are to be added to: the rule's own row
    unless `period` is `-`, and the row of its limit where it has one. It is good until `expires_at` (exclusive).
    """

    rule: str
    wallet: str
    period: str
    base: int
    amount: int
    times: int
    why: Message
    active_at: datetime
    expires_at: datetime | None
    counts: tuple[ProgressKey, ...] = ()


class Near(NamedTuple):
    """Buying for `missing` minor units more would get `gets` units of the wallet more."""

    rule: str
    wallet: str
    missing: int
    gets: int
    why: Message


class NotApplied(NamedTuple):
    """A rule that gave nothing here, and why."""

    rule: str
    code: str
    why: Message


class Evaluation(NamedTuple):
    """Everything a programme says about a basket. Money in minor units; `to_pay` = total - discount - redeemed."""

    total: int
    discount: int
    redeemed: int
    to_pay: int
    earnings: tuple[Earning, ...]
    near: tuple[Near, ...]
    not_applied: tuple[NotApplied, ...]


Standing = Mapping[ProgressKey, Progress]
NOTHING_YET = Progress()
NOTHING_STORED = Stored()
