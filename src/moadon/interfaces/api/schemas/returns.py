"""Returns and cancellations, and what they tell; wallets and lots as receipts tell them too."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from moadon.interfaces.api.schemas.values import Decimal, Sent, Told

Quantity = Field(examples=["2"], description="Up to three decimals, for weighed goods.")


class ReturnedLine(Sent):
    """Units of one line that come back, or money given back for it while its goods stay: one of the two."""

    line: str = Field(examples=["1"])
    quantity: Decimal | None = Field(None, examples=["2"], description="Up to three decimals, for weighed goods.")
    amount: Decimal | None = Field(
        None, examples=["10.00"], description="Money given back for goods that stay, for a complaint about a price say."
    )


class Return(Sent):
    """Goods brought back. Without `lines`: all that is left."""

    number: str = Field(min_length=1, examples=["10051"])
    at: datetime
    lines: list[ReturnedLine] | None = Field(None, min_length=1)
    branch: str | None = Field(None, description="Where they come back; absent: where they were sold.")
    till: str | None = None
    employee: str | None = None
    refund_to: Literal["return_credit"] | None = Field(
        None, description="What was paid in money becomes credit of the member, instead of being handed out."
    )


class SaleName(Sent):
    """A sale as the till knows it."""

    number: str = Field(min_length=1)
    branch: str | None = None
    till: str | None = None
    business_date: date | None = None


class EarlyReturn(Return):
    """Goods brought back whose sale may not have been sent yet."""

    of: SaleName


class Cancellation(Sent):
    """A sale that never should have been."""

    at: datetime | None = Field(None, description="Absent: now.")
    employee: str | None = None


class Reopening(Sent):
    """A cancelled sale that is to stand after all."""

    number: str = Field(min_length=1, max_length=80, description="A number of its own: the first one stays cancelled.")
    proof: str | None = Field(
        None, max_length=200, description="Where value was spent on it: proof of the member, as on a receipt."
    )


class LotPart(Told):
    """A part of a lot."""

    lot: str | None
    amount: Decimal
    expires_at: datetime | None = None


class WalletState(Told):
    """What the member has afterwards."""

    wallet: str
    kind: Literal["points", "credit", "gift"]
    balance: Decimal
    available: Decimal


class TakenBack(Told):
    """What a rule took back, and how it was covered."""

    wallet: str
    amount: Decimal
    rule: str
    programme: str
    version: int
    arrears: Decimal = Field(description="Spent before: owed by what the member earns next.")
    withheld: Decimal = Field(description="Spent before: taken from the refund.")
    forgiven: Decimal = Field(description="Spent before: left to the member.")
    why: str


class GivenBack(Told):
    """Value spent on the sale that came back."""

    wallet: str
    amount: Decimal
    available: Decimal = Field(description="The part that can be spent now; the rest came back expired.")
    lots: list[LotPart]
    card: str | None = Field(
        None, description="The gift card that has it: the one that paid, or one made in its place."
    )


class EndedCard(Told):
    """A gift card that the sale had sold. It is worth nothing any more."""

    card: str
    voided: Decimal = Field(description="What was taken off it.")
    spent: Decimal = Field(description="What had been spent of it: the refund is lowered by that.")


class ReturnedPiece(Told):
    """Units of one line that came back, or money that was given back for it while its goods stay."""

    line: str
    quantity: Decimal
    total: Decimal
    discount: Decimal = Field(
        description="So much less of its discount is left; below 0 where money was given back for goods that stay."
    )
    amount: Decimal | None = Field(None, description="Money given back for goods that stay; only there where it was.")


class RepricedLine(Told):
    """A line that stays and costs more, because a promotion no longer holds for it."""

    line: str
    amount: Decimal = Field(description="So much less of its discount is left.")


class PromotionTaken(Told):
    """What a promotion takes off the sale less than before."""

    rule: str
    programme: str
    version: int
    amount: Decimal
    why: str


class Returned(Told):
    """What came back, what was taken back and what was given back."""

    id: str
    number: str
    of: str | None = Field(description="The sale; null for an imported return that named none.")
    state: str = Field(description="What is left of the sale: whole, part_returned, returned, cancelled.")
    total: Decimal
    discount: Decimal
    refund: Decimal = Field(description="What to hand out.")
    withheld: Decimal = Field(description="Money kept back for value that was spent before.")
    lines: list[ReturnedPiece]
    repriced: list[RepricedLine] = Field(default=[], description="Lines that stay at another price.")
    promotions: list[PromotionTaken] = Field(default=[], description="How promotions changed with it.")
    taken_back: list[TakenBack]
    given_back: list[GivenBack]
    credited: Decimal = Field(default="0", description="What became return credit instead of being handed out.")
    cards: list[EndedCard] = Field(default=[], description="Gift cards that the sale had sold.")
    wallets: list[WalletState]


class Parked(Told):
    """A return that waits for its sale."""

    parked: str
    number: str
    waits_for: str
