"""The redemption catalogue: rewards, what members can have, and what they asked for."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from moadon.apps.redemptions.types import LONGEST_KEPT, MOST_COUNTED, MOST_WAYS
from moadon.interfaces.api.schemas.values import LONGEST, Code, Day, Decimal, Flag, Page, Sent, Text, Told

Kind = Literal["product", "experience", "coupon", "digital", "donation"]
Period = Literal["day", "week", "month", "quarter", "year", "ever"]
Stocked = Literal["unlimited", "all", "branch"]
State = Literal["unpaid", "asked", "ready", "handed_over", "sent", "cancelled", "expired", "returned"]
Counted = Annotated[int, Field(strict=True, ge=1, le=MOST_COUNTED)]
Language = Annotated[str, Field(pattern="^(en|he|fa)$")]
_NAMES = {"en": "Mug", "he": "ספל", "fa": "ماگ"}


class Way(Sent):
    """One way to pay for a reward."""

    id: Code | None = Field(
        None, description="Absent: the wallet's code, with `-money` where money has to be paid too."
    )
    wallet: Annotated[str, Field(min_length=1, max_length=64)]
    amount: Decimal
    money: Decimal = Field("0", description="What has to be paid with it on a receipt.")
    tiers: dict[str, Decimal] = Field(
        default_factory=dict, description="By level what its holders pay instead of `amount`.", max_length=50
    )


class RewardParts(Sent):
    """What there is to say of a reward."""

    kind: Kind = "product"
    sku: Text = Field("", description="Of a product: as receipts name it.")
    names: dict[Language, Text] = Field(examples=[_NAMES], description="By language; the club's first is needed.")
    descriptions: dict[Language, Annotated[str, Field(max_length=1000)]] = Field(default_factory=dict)
    ways: list[Way] = Field(min_length=1, max_length=MOST_WAYS)
    tiers: list[Code] = Field(default_factory=list, description="For holders of these levels; empty: for everybody.")
    segments: list[Code] = Field(default_factory=list, description="For members of these segments; empty: everybody.")
    first_day: Day | None = None
    last_day: Day | None = Field(None, description="Included.")
    per_member: Counted | None = Field(None, description="How often a member can have it in each `period`.")
    period: Period = "ever"
    in_all: Counted | None = Field(None, description="How many all members together can have.")
    stocked: Stocked = Field("unlimited", description="Not counted, counted for the club together, or at each branch.")
    kept_minutes: Annotated[int, Field(strict=True, ge=1, le=LONGEST_KEPT)] = Field(
        30, description="How long one whose money is not paid yet is kept."
    )
    branches: list[Code] = Field(default_factory=list, description="Who hands it over; empty: every branch.")
    pick_up: Flag = True
    delivery: Flag = False
    position: Annotated[int, Field(strict=True, ge=0, le=MOST_COUNTED)] = Field(0, description="Its place on the page.")
    active: Flag = Field(True, description="False: put away. Redemptions that stand are not touched.")


class NewReward(RewardParts):
    """A reward to put into the catalogue."""

    code: Code = Field(examples=["mug"])


class RewardChanges(RewardParts):
    """What to change of a reward. Redemptions that stand keep what they cost."""

    names: dict[Language, Text] = Field(default_factory=dict)
    ways: list[Way] = Field(default_factory=list, max_length=MOST_WAYS)


class WayTold(Told):
    """One way to pay for a reward."""

    id: str
    wallet: str
    amount: Decimal
    money: Decimal
    tiers: dict[str, Decimal]


class StockAt(Told):
    """How many a branch has."""

    branch: str
    left: int


class Reward(Told):
    """A reward as it is offered."""

    id: str = Field(examples=["rwd_0c5z3k7q1m9xw"])
    code: str
    kind: Kind
    sku: str
    names: dict[str, str]
    descriptions: dict[str, str]
    ways: list[WayTold]
    tiers: list[str]
    segments: list[str]
    first_day: date | None
    last_day: date | None
    per_member: int | None
    period: Period
    in_all: int | None
    taken: int = Field(description="How many stand.")
    stocked: Stocked
    left: int | None = Field(description="How many are left in all; null where nobody counts.")
    stock: list[StockAt] = Field(description="Of one counted at each branch.")
    kept_minutes: int
    branches: list[str]
    pick_up: bool
    delivery: bool
    position: int
    active: bool
    edition: int


class RewardsWanted(Page):
    """Which rewards to list."""

    active: bool | None = Field(None, description="true: only those on offer.")
    kind: Kind | None = None


class Rewards(Told):
    """A page of rewards, in the order of the catalogue's page."""

    items: list[Reward]
    next: str | None


class StockChange(Sent):
    """How many came or went, and why."""

    change: Annotated[int, Field(strict=True, ge=-MOST_COUNTED, le=MOST_COUNTED)] = Field(
        examples=[12], description="Below zero: taken out."
    )
    reason: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    branch: Code | None = Field(None, description="Of a reward counted at each branch.")


class StockChanged(Told):
    """A change of stock by hand."""

    at: datetime
    branch: str | None
    change: int
    left: int
    reason: str
    by: str


class StockChanges(Told):
    """A page of changes, newest first."""

    items: list[StockChanged]
    next: str | None


class Against(Told):
    """Why somebody cannot have it now."""

    code: str
    why: str


class Choice(Told):
    """A reward by one way, as a member can have it now."""

    reward: str
    code: str
    name: str
    description: str
    kind: Kind
    way: str
    wallet: str
    price: Decimal
    money: Decimal
    missing: Decimal = Field(description="What the member lacks of the wallet.")
    left: int | None
    able: bool = Field(description="They can have it now.")
    near: bool = Field(description="Nothing but value is missing.")
    why_not: list[Against] = Field(description="The weightiest first; empty where they can have it.")


class Choices(Told):
    """What a member can have: first what they can have now, then what is near, the nearest first."""

    items: list[Choice]


class NewRedemption(Sent):
    """A reward that a member asks for."""

    member: Annotated[str, Field(min_length=1, max_length=LONGEST)] = Field(
        description="The member's id, phone, card or external id."
    )
    reward: Annotated[str, Field(min_length=1, max_length=64)] = Field(description="Its id or its code.")
    way: Code | None = Field(None, description="By which way it is paid; absent: the first.")
    branch: Code | None = Field(None, description="Where it is picked up; absent: at any that hands it over.")
    delivery: Flag = Field(False, description="It is sent.")
    reference: Text = Field("", description="What you call it, an order's number for example.")
    proof: Annotated[str, Field(max_length=LONGEST)] | None = Field(
        None, description="What shows that it is the member who asks, where the club wants that."
    )


class PayRedemption(Sent):
    """The receipt on which the money was paid: a sale to the same member that stands."""

    receipt: Annotated[str, Field(min_length=1, max_length=64)]


class FulfilRedemption(Sent):
    """How far it is."""

    state: Literal["ready", "handed_over", "sent"]
    code: Annotated[str, Field(max_length=LONGEST)] | None = Field(
        None, description="The member's pick-up code: then only with the right one."
    )
    branch: Code | None = Field(None, description="Where it was handed over, of one that any branch may.")


class CancelRedemption(Sent):
    """Why it is called off. What was handed over or sent needs a reason."""

    reason: Text = ""
    restock: Flag = Field(True, description="False: it cannot be given to somebody else again.")


class Step(Told):
    """One step that a redemption went."""

    state: State
    at: datetime
    by: str
    reason: str


class Redemption(Told):
    """A reward that a member asked for. It ends once: handed over or sent, cancelled, expired, or returned."""

    id: str = Field(examples=["rdm_0c5z3k7q1m9xw"])
    reward: str
    code: str = Field(description="The reward's code.")
    name: str
    kind: Kind
    sku: str
    member: str
    state: State
    way: str
    wallet: str
    amount: Decimal
    money: Decimal
    branch: str | None
    delivery: bool
    reference: str
    asked_at: datetime
    expires_at: datetime | None = Field(description="Until when the money has to be paid.")
    changed_at: datetime
    hold: str | None
    receipt: str | None = Field(description="Where the money was paid.")


class OneRedemption(Redemption):
    """A redemption with all that is known of it."""

    pick_up_code: str | None = Field(description="What the member shows. Only for keys that may hand it over.")
    steps: list[Step]


class RedemptionsWanted(Page):
    """Which redemptions to list."""

    state: State | None = None
    open: bool | None = Field(None, description="true: only those that somebody still has to do something about.")
    member: str | None = Field(None, max_length=64, description="The member's id.")
    reward: str | None = Field(None, max_length=64, description="The reward's id or code.")
    branch: str | None = Field(None, max_length=64, description="The branch's code.")
    pick_up_code: str | None = Field(None, max_length=LONGEST)


class Redemptions(Told):
    """A page of redemptions, newest first."""

    items: list[Redemption]
    next: str | None
