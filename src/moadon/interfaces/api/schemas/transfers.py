"""Value that one member hands to another."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from moadon.interfaces.api.schemas.values import LONGEST, Decimal, Page, Sent, Told

_Member = Annotated[str, Field(min_length=1, max_length=LONGEST)]


class NewTransfer(Sent):
    """Who hands how much of which wallet to whom."""

    giver: _Member = Field(alias="from", description="The giver's id, phone, card or external id.")
    receiver: _Member = Field(alias="to", description="The receiver's, likewise.")
    wallet: Annotated[str, Field(min_length=1, max_length=64)]
    amount: Decimal = Field(description="What leaves the giver. The club's fee, if it takes one, is part of it.")
    note: Annotated[str, Field(max_length=LONGEST)] = ""
    proof: Annotated[str, Field(max_length=LONGEST)] | None = Field(
        None, description="What proves the giver, where the club asks for it."
    )


class Transfer(Told):
    """A transfer that was made. Each part keeps when it ends."""

    id: str = Field(examples=["trf_0c5z3k7q1m9xw"])
    giver: str = Field(alias="from")
    receiver: str = Field(alias="to")
    wallet: str
    amount: Decimal
    fee: Decimal
    received: Decimal = Field(description="What the receiver got.")
    note: str
    at: datetime


class TransfersWanted(Page):
    """Which transfers to list."""

    member: str | None = Field(None, max_length=40, description="The id of a member who gave or received.")


class Transfers(Told):
    """A page of transfers, newest first."""

    items: list[Transfer]
    next: str | None
