"""Value set aside."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from moadon.interfaces.api.schemas.values import LONGEST, Decimal, Page, Sent, Told

State = Literal["placed", "posted", "voided", "expired"]
_A_WEEK = 7 * 24 * 60 * 60


class NewHold(Sent):
    """Value of a member, or of a gift card, to set aside for a while."""

    member: Annotated[str, Field(min_length=1, max_length=LONGEST)] | None = Field(
        None, description="The member's id, phone, card or external id. Absent where a gift card is named."
    )
    code: Annotated[str, Field(min_length=1, max_length=100)] | None = Field(
        None, description="Instead of a member: the code of a gift card; its wallet is gift_card. Typed in any habit."
    )
    pin: Annotated[str, Field(max_length=100)] | None = Field(
        None, description="The PIN of the gift card, where it has one."
    )
    wallet: Annotated[str, Field(min_length=1, max_length=64)]
    amount: Decimal
    ttl_seconds: Annotated[int, Field(strict=True, ge=1, le=_A_WEEK)] = Field(
        description="After so many seconds it is let go by itself: at most a week."
    )
    reference: Annotated[str, Field(min_length=1, max_length=LONGEST)] = Field(
        description="What you call it, an order's number for example. The member's statement tells it."
    )
    proof: Annotated[str, Field(max_length=LONGEST)] | None = Field(
        None, description="Proof of the member, as on a receipt. A hold that has it needs none when it is posted."
    )


class PostHold(Sent):
    """How much of a hold to spend."""

    amount: Decimal | None = Field(None, description="Absent: all of it. What is not spent is let go.")
    proof: Annotated[str, Field(max_length=LONGEST)] | None = Field(
        None, description="Proof of the member, where the hold was placed without and the club asks for it."
    )


class VoidHold(Sent):
    """Nothing needs to be said."""


class Hold(Told):
    """Value set aside. It ends once, as posted, voided or expired."""

    id: str = Field(examples=["hld_0c5z3k7q1m9xw"])
    member: str | None = Field(description="Null where it is of a gift card.")
    card: str | None = Field(description="The gift card whose value it is.")
    wallet: str
    amount: Decimal
    posted: Decimal = Field(description="What of it was spent.")
    reference: str
    state: State
    placed_at: datetime
    expires_at: datetime | None = Field(description="Null: when a review of it is over.")
    ended_at: datetime | None = Field(description="Null while it is placed.")


class HoldsWanted(Page):
    """Which holds to list."""

    state: State | None = None


class Holds(Told):
    """A page of holds, newest first."""

    items: list[Hold]
    next: str | None
