"""What is told of something that happened and that no till sees, and what came of it."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from moadon.interfaces.api.schemas.receipts import Award, NotApplied
from moadon.interfaces.api.schemas.returns import WalletState
from moadon.interfaces.api.schemas.values import Decimal, Moment, Sent, Told

_MOST = 20


class NewEvent(Sent):
    """Something that happened to a member."""

    type: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.-]{0,39}$")] = Field(
        description="`joined`, `referred`, `friend_joined`, `friend_bought_first`, `birthday`, `anniversary`, "
        "`profile_completed`, `delivered`, or what the club calls it.",
        examples=["review"],
    )
    member: Annotated[str, Field(min_length=1, max_length=200)] = Field(
        description="The member's id, phone, card or external id."
    )
    at: Moment
    data: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")], Annotated[str, Field(max_length=200)]] = (
        Field(
            default={},
            max_length=_MOST,
            description="What is said of it; `receipt` is the id of the sale that it is about.",
            examples=[{"stars": "5"}],
        )
    )


class Activated(Told):
    """Value of a receipt that waited for the event and can be spent now."""

    wallet: str
    amount: Decimal
    programme: str
    rule: str
    expires_at: datetime | None


class Happened(Told):
    """An event, and what came of it."""

    id: str = Field(examples=["evt_0c5z3k7q1m9xw"])
    type: str
    member: str
    at: datetime
    awards: list[Award]
    activated: list[Activated]
    not_applied: list[NotApplied]
    wallets: list[WalletState]
