"""Baskets, receipts and evaluations."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from moadon.interfaces.api.schemas.problems import Problem
from moadon.interfaces.api.schemas.reasons import Reason
from moadon.interfaces.api.schemas.returns import LotPart, Quantity, Return, Returned, WalletState
from moadon.interfaces.api.schemas.tiers import Tier
from moadon.interfaces.api.schemas.values import Day, Decimal, Page, Sent, Told


class BasketLine(Sent):
    """What is bought. Prices include tax; the line's own name, category and brand serve for an unknown sku."""

    id: str | None = Field(None, examples=["1"], description="Unique in the receipt; absent: its position from 1.")
    sku: str = Field(min_length=1, examples=["SKU-1"])
    name: str | None = None
    category: str | None = None
    brand: str | None = None
    quantity: Decimal = Quantity
    unit_price: Decimal
    discount: Decimal | None = Field(None, description="What the till takes off the line.")
    tax_rate: Decimal | None = None
    unit_cost: Decimal | None = None


class Redeem(Sent):
    """Value to spend on this receipt."""

    wallet: str
    amount: Decimal
    proof: str | None = Field(
        None, description="PIN, one-time code or the code on the member's phone, as it was shown."
    )
    promotion: str | None = Field(None, description="Given for what this promotion offers for points.")
    code: str | None = Field(None, description="The code of a gift card; its wallet is gift_card. Typed in any habit.")
    pin: str | None = Field(None, description="The PIN of the gift card, where it has one.")
    hold: str | None = Field(None, description="Taken from what this hold has set aside. It ends; the rest is let go.")


class Payment(Sent):
    """How a part was paid. Kinds points, credit and gift are value that the club issued."""

    kind: str
    amount: Decimal


class MemberReference(Sent):
    """A member by one identifier."""

    id: str | None = None
    phone: str | None = None
    card: str | None = None
    email: str | None = None
    external_id: str | None = None


class Basket(Sent):
    """A basket, or a receipt when it was paid. `number`, with till and day, is unique for ever."""

    number: str = Field(min_length=1, examples=["10042"])
    at: datetime = Field(description="The till's time with its offset.")
    branch: str | None = None
    till: str | None = None
    employee: str | None = None
    channel: str | None = Field(None, examples=["store"])
    member: str | MemberReference | None = Field(None, description="An id, phone, card or external id; or by name.")
    coupons: list[str] | None = None
    lines: list[BasketLine] = Field(min_length=1, max_length=1000)
    redeem: list[Redeem] | None = None
    payments: list[Payment] | None = None


class Batch(Sent):
    """Many receipts at once, answered one by one in their order."""

    receipts: list[dict[str, Any]] = Field(max_length=1000)


class Discount(Told):
    """What a promotion took off a line."""

    rule: str
    programme: str
    amount: Decimal
    why: str


class EvaluatedLine(Told):
    """A line after the programmes have been through it."""

    id: str
    total: Decimal
    discount: Decimal
    discounts: list[Discount]


class Award(Told):
    """What a rule gave."""

    wallet: str
    amount: Decimal
    rule: str
    programme: str
    version: int | None = Field(description="Null in a trial of what is not published.")
    active_at: datetime | None
    expires_at: datetime | None
    why: str


class Redeemed(Told):
    """Value that was spent, and the lots it came from."""

    wallet: str
    amount: Decimal
    lots: list[LotPart]
    card: str | None = Field(None, description="The gift card that paid.")
    left: Decimal | None = Field(None, description="What is left on the gift card.")


class NearStep(Told):
    """What a little more would bring."""

    rule: str
    programme: str
    wallet: str | None = Field(description="Null where it is money off the price.")
    missing: Decimal = Field(
        description="Money; a whole number of stamps, units, visits or kinds where it counts those."
    )
    gets: Decimal
    why: str


class NotApplied(Told):
    """A rule that gave nothing here, and why."""

    rule: str
    programme: str
    code: str
    why: str


class Gift(Told):
    """Units that would cost nothing and are not in the basket yet."""

    rule: str
    programme: str
    sku: str
    quantity: Decimal


class Offer(Told):
    """What the member could have now for points: to be asked for by `redeem` with its `promotion`."""

    rule: str
    programme: str
    wallet: str
    amount: Decimal
    saves: Decimal
    why: str


class Evaluation(Told):
    """What the live programmes say about a basket."""

    total: Decimal
    discount: Decimal
    to_pay: Decimal
    lines: list[EvaluatedLine]
    awards: list[Award]
    redeemed: list[Redeemed]
    near: list[NearStep]
    not_applied: list[NotApplied]
    gifts: list[Gift]
    offers: list[Offer]
    tiers: list[Tier] = Field(description="Where the member stands after it, and what is missing to the next level.")
    wallets: list[WalletState]


class Committed(Evaluation):
    """An evaluation that happened."""

    id: str = Field(examples=["rcp_0c5z3k7q1m9xw"])
    number: str


class CommittedNow(Committed):
    """An evaluation that happened, with its reasons where they are asked for."""

    reasons: list[Reason] | None = Field(None, description="One tree for each programme; only with `reasons`.")


class BatchResult(Told):
    """How one receipt of a batch fared."""

    status: int
    receipt: Committed | None = None
    error: Problem | None = Field(None, description="Why it was refused.")


class BatchResults(Told):
    """One result per receipt, in order."""

    results: list[BatchResult]


class ReceiptLine(Told):
    """A line of a receipt as it stands."""

    id: str
    sku: str
    name: str
    quantity: Decimal
    unit_price: Decimal
    total: Decimal
    discount: Decimal
    tax_rate: Decimal


class ReceiptHead(Told):
    """A receipt in a list."""

    id: str
    number: str
    kind: Literal["sale", "return", "cancel"]
    state: str = Field(description="whole, part_returned, returned, cancelled")
    at: datetime
    business_date: date
    branch: str | None
    till: str | None
    employee: str | None
    channel: str
    member: str | None
    total: Decimal
    discount: Decimal
    to_pay: Decimal
    of: str | None = Field(description="The sale that a return belongs to.")


class Receipt(ReceiptHead):
    """A receipt with its lines, its returns, and what was told when it was committed."""

    lines: list[ReceiptLine]
    returns: list[str]
    evaluation: Committed | Returned
    reasons: list[Reason] | None = Field(
        None,
        description="One tree for each programme live at its time, none for a return; only with `reasons`.",
    )


class Wanted(Page):
    """Which receipts to list, as the shop knows them."""

    number: str | None = Field(None, max_length=200)
    branch: str | None = Field(None, max_length=64, description="The branch's code.")
    business_date: Day | None = None
    member: str | None = Field(None, max_length=64, description="The member's id.")


class Receipts(Told):
    """A page of receipts, newest first."""

    items: list[ReceiptHead]
    next: str | None


class Exchange(Sent):
    """Goods back and others taken. A payment of kind `exchange` on the receipt is what the goods brought back pay."""

    back: Return = Field(alias="return")
    receipt: Basket


class Exchanged(Told):
    """What was returned and what was sold, and what is left to pay or to hand out between the two."""

    to_pay: Decimal
    refund: Decimal
    back: Returned = Field(alias="return")
    receipt: Committed
