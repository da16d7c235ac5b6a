"""Balances corrected by hand."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from moadon.interfaces.api.schemas.values import Day, Decimal, Page, Sent, Told

State = Literal["waiting", "done", "refused", "withdrawn", "expired"]
Shortage = Literal["refuse", "arrears"]


class NewCorrection(Sent):
    """Value of one wallet of a member to give or take by hand."""

    wallet: Annotated[str, Field(min_length=1, max_length=64)]
    amount: Decimal = Field(description="Above zero to give, below zero to take.", examples=["-12.50"])
    reason: Annotated[str, Field(min_length=1, max_length=64)] = Field(
        description="One of the club's reasons: `goodwill`, `missing_receipt`, `wrong_amount`, `wrong_member`, "
        "`technical`, `misuse`, `undo`, unless the club has its own. The member reads it in their language."
    )
    note: Annotated[str, Field(max_length=500)] = Field("", description="More words, for the office alone.")
    expires_on: Day | None = Field(
        None, description="The last day on which what is given is good. Absent: by the wallet's own terms."
    )
    corrects: Annotated[str, Field(max_length=40)] | None = Field(
        None,
        description="The line of the member's statement that is corrected: what is taken comes from its lots first.",
    )
    shortage: Shortage = Field(
        "refuse", description="Where less is there than is to be taken: refuse, or let the rest be owed."
    )


class WithdrawCorrection(Sent):
    """Nothing needs to be said."""


class Correction(Told):
    """A correction: done, or waiting for a second person. It ends once."""

    id: str = Field(examples=["cor_0c5z3k7q1m9xw"])
    member: str
    wallet: str
    amount: Decimal
    reason: str
    note: str
    expires_on: date | None
    corrects: str | None = Field(description="The entry that it corrects.")
    shortage: Shortage
    state: State
    asked_by: str
    asked_at: datetime
    ends_at: datetime = Field(description="When it ends by itself while it waits.")
    decided_by: str | None = Field(description="Who answers for it; null while it waits.")
    decided_at: datetime | None
    said: str = Field(description="What whoever decided it said.")
    balance_before: Decimal | None = Field(description="What the wallet stood at; null unless it was done.")
    balance_after: Decimal | None


class CorrectionsWanted(Page):
    """Which corrections to list."""

    state: State | None = None


class Corrections(Told):
    """A page of corrections, newest first."""

    items: list[Correction]
    next: str | None
