"""Plain values of the redemption catalogue, as typed and as kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypedDict

from moadon.engine.redemptions import Stocked
from moadon.kernel.calendars import PeriodKind

Kind = Literal["product", "experience", "coupon", "digital", "donation"]
KINDS: tuple[Kind, ...] = ("product", "experience", "coupon", "digital", "donation")
LONGEST_KEPT = 7 * 24 * 60
"""Minutes for which one that is not paid up is kept at most: as long as value is set aside."""
MOST_WAYS = 8
MOST_COUNTED = 1_000_000


@dataclass(frozen=True, slots=True)
class WayDraft:
    """A way to pay as typed: amounts as decimal text of the wallet and of the club's money, prices by level."""

    wallet: str
    amount: str
    money: str = "0"
    id: str | None = None
    tiers: Mapping[str, str] = field(default_factory=dict)


class RewardFields(TypedDict, total=False):
    """What there is to say of a reward, as typed. `branches` are codes. None: without limit, without end."""

    kind: str
    sku: str
    names: Mapping[str, str]
    descriptions: Mapping[str, str]
    ways: Sequence[WayDraft]
    tiers: Sequence[str]
    segments: Sequence[str]
    first_day: date | None
    last_day: date | None
    per_member: int | None
    period: PeriodKind
    in_all: int | None
    stocked: Stocked
    kept_minutes: int
    branches: Sequence[str]
    pick_up: bool
    delivery: bool
    position: int
    active: bool
