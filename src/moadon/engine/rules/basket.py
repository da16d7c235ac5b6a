"""What a programme looks at and what it answers: plain, immutable values in whole minor units.

Answers are values, and what is asked named tuples, which others take apart: a busy till makes hundreds of thousands of
them a minute.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple

from moadon.kernel.calendars import Calendar
from moadon.kernel.sentences import Message
from moadon.kernel.values import value

PRICE = "-"
"""In place of a wallet: what is got is taken off the price."""

ProgressKey = tuple[str, str]
"""(rule id, period key). The period key is `ever` where a rule has no period; a limit counts under `<rule>#limit`."""

NO_PERIOD = "-"
"""The period of an earning that depends on its own receipt alone; no progress is kept for it."""


@dataclass(frozen=True)
class Clock:
    """Whose days count: the club's, or the branch's where it has a zone of its own. `week_start`: Monday is 0."""

    zone: str
    calendar: Calendar = "gregorian"
    week_start: int = 6


class Line(NamedTuple):
    """One line of a receipt.

    `categories` holds its own category first, then the ancestors. `quantity` is in thousandths and above 0,
    `unit_price` and `unit_cost` in 1/10000 of the currency's unit, `total` (before discount, tax included) and
    `discount` in minor units, `tax_rate` in 1/10000. `allowance`: minor units that were given back for goods that stay.
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
    allowance: int = 0


@dataclass(frozen=True)
class Payment:
    """Money taken at the till, in minor units. Kinds `points`, `credit` and `gift` are value the club issued."""

    kind: str
    amount: int


class Redemption(NamedTuple):
    """`amount` units of a wallet that pay `value` minor units of the receipt.

    `promotion`: they are given for it, and it says what they pay; `on` names the lines (by their place) that this pays.
    """

    wallet: str
    amount: int
    value: int
    promotion: str = ""
    on: tuple[tuple[int, int], ...] = ()


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


@value
class Progress:
    """Sums over the stored earnings of one member, rule and period. `settled`: the period has been paid."""

    base: int = 0
    awarded: int = 0
    times: int = 0
    settled: bool = False


@dataclass(frozen=True)
class Stored:
    """The sum of what one receipt has earned by one rule so far, its returns included."""

    base: int = 0
    amount: int = 0
    times: int = 0
    period: str = NO_PERIOD


class Buyer(NamedTuple):
    """The member who buys, as rules see them at the basket's time.

    `standing` holds what the member has used and reached, `levels` the level held on each ladder (by ladder id),
    `birth` and `joined` are local days, `balances` units that can be spent, by wallet. `first_purchase`: nothing was
    bought before.
    """

    standing: Mapping[ProgressKey, Progress]
    id: str = ""
    levels: Mapping[str, str] = MappingProxyType({})
    segments: frozenset[str] = frozenset()
    birth: date | None = None
    joined: date | None = None
    first_purchase: bool = False
    balances: Mapping[str, int] = MappingProxyType({})


@value
class Earning:
    """What a rule adds to a wallet, or takes from it when `amount` is negative.

    `base` may be above 0 with an `amount` of 0: the purchase counts towards something paid later.
    `counts` names every progress row that `base`, `amount` and `times` are to be added to: the rule's own row
    unless `period` is `-`, and the row of its limit where it has one; `shared` those rows that count what all members
    together get. It is good until `expires_at` (exclusive).
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
    shared: tuple[ProgressKey, ...] = ()


LineDiscount = tuple[str, int]
"""What one promotion takes off one line: its id, minor units. A plain tuple: an evaluation has more of them than of
anything else."""


@value
class LineOutcome:
    """A line after the programme's promotions. `discount` holds the till's own too; money in minor units."""

    id: str
    total: int
    discount: int
    discounts: tuple[LineDiscount, ...]


@value
class Applied:
    """A promotion that had an effect: what it takes off in all, how many units or sets it was given for, and why.

    `base` is what the goods it was given on cost before it. `counts` and `shared` name the rows of progress that the
    member's and everybody's limits count by.
    """

    rule: str
    amount: int
    base: int
    times: int
    why: Message
    counts: tuple[ProgressKey, ...] = ()
    shared: tuple[ProgressKey, ...] = ()


class Gift(NamedTuple):
    """Units of a sku that would cost nothing and are not in the basket yet."""

    rule: str
    sku: str
    units: int


class Offer(NamedTuple):
    """What the member could have now: `points` units of a wallet would pay `saves` minor units."""

    rule: str
    wallet: str
    points: int
    saves: int
    why: Message


@value
class Near:
    """Buying for `missing` minor units more would get `gets` more: units of the wallet, or money off where it is
    `PRICE`. Where `counted`, so many units, stamps, visits or kinds of goods are missing, not money."""

    rule: str
    wallet: str
    missing: int
    gets: int
    why: Message
    counted: bool = False


@value
class NotApplied:
    """A rule that gave nothing here, and why."""

    rule: str
    code: str
    why: Message


Scope = tuple[str, str]
"""Where a floor holds: (`item`, line id), (`category`, its code) or (`basket`, an empty text)."""


class Floor(NamedTuple):
    """At least `share` (1/10000) of what goods bring without tax must be left after their cost.

    `of` says where: each item, each category, or the basket. `drop`: promotions that would leave less are left out.
    """

    share: int
    of: str
    drop: bool


class Below(NamedTuple):
    """Where a floor is broken: what the goods bring without tax, and what they cost, in minor units."""

    scope: Scope
    floor: Floor
    revenue: int
    cost: int


class Margin(NamedTuple):
    """What a basket leaves, in minor units: `revenue` without tax after all discounts, `cost` of the goods, `awards`
    what was earned is worth when it is spent.

    Only goods whose cost is known or assumed count; `unknown` lines are left out. `below`: floors that are broken.
    """

    revenue: int
    cost: int
    awards: int
    unknown: int
    below: tuple[Below, ...]

    @property
    def left(self) -> int:
        """What is left in the end: revenue less cost and less what was earned."""
        return self.revenue - self.cost - self.awards


class Evaluation(NamedTuple):
    """Everything a programme says about a basket. Money in minor units; `to_pay` = total - discount - redeemed.

    `discount` holds the till's own and that of all programmes judged together; `lines` and `promotions` are this
    programme's; `redemptions` are those of the basket with what each pays. `margin` is None where the cost of nothing
    is known. `tiers` is what the receipt adds to the rows of ladders: to be stored like earnings, of no wallet.
    """

    total: int
    discount: int
    redeemed: int
    to_pay: int
    lines: tuple[LineOutcome, ...]
    promotions: tuple[Applied, ...]
    earnings: tuple[Earning, ...]
    near: tuple[Near, ...]
    not_applied: tuple[NotApplied, ...]
    gifts: tuple[Gift, ...] = ()
    offers: tuple[Offer, ...] = ()
    redemptions: tuple[Redemption, ...] = ()
    margin: Margin | None = None
    tiers: tuple[Earning, ...] = ()


Standing = Mapping[ProgressKey, Progress]
NOTHING_YET = Progress()
NOTHING_STORED = Stored()
NOBODY: Standing = MappingProxyType({})
