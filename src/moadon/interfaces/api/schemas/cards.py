"""Gift cards, their series, and money loaded for members."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from moadon.interfaces.api.schemas.members import StoredTerms
from moadon.interfaces.api.schemas.values import LONGEST, Decimal, Flag, Page, Sent, Told

State = Literal["inactive", "active", "blocked", "locked", "dead"]
_Typed = Annotated[str, Field(min_length=1, max_length=100)]


class SoldBy(Sent):
    """What sold it: a receipt, or a reference of yours."""

    receipt: str | None = Field(None, description="The receipt that sold it. When that is returned, the value ends.")
    line: str | None = Field(None, max_length=LONGEST, description="The line of the receipt.")
    reference: Annotated[str, Field(max_length=LONGEST)] = Field("", description="Needed where there is no receipt.")


class SendTo(Sent):
    """Who gets a gift card by e-mail. Its code is told to nobody else."""

    email: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    language: str | None = Field(None, max_length=10, description="Of the letter. Absent: the club's first.")


class NewGiftCard(SoldBy):
    """A gift card to make, worth its amount at once."""

    amount: Decimal
    pin: str | None = Field(None, description="4 to 6 digits; absent: none, unless `with_pin`.", examples=["4711"])
    with_pin: Flag = Field(False, description="A PIN of chance, told once.")
    member: str | None = Field(None, description="The id of whoever it belongs to, where that is known.")
    note: Annotated[str, Field(max_length=500)] = ""
    send_to: SendTo | None = Field(None, description="Sent by e-mail with the note; the answer then has no code.")


class Activation(SoldBy):
    """A printed card of a series that was sold."""

    code: _Typed
    amount: Decimal | None = Field(None, description="Absent: the amount of its series.")


class CodeAndPin(Sent):
    """What is printed on a card."""

    code: _Typed
    pin: str | None = None


class Reason(Sent):
    """Why it is done."""

    reason: Annotated[str, Field(min_length=1, max_length=LONGEST)]


class Attachment(Sent):
    """Whose account a card is put on."""

    member: str = Field(description="The member's id.")


class Nothing(Sent):
    """Nothing needs to be said."""


class NewSeries(Sent):
    """Cards of one amount that are printed before they are sold."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    amount: Decimal
    size: Annotated[int, Field(strict=True, ge=1, le=10_000)]
    with_pin: Flag = False


class NewCodes(Sent):
    """Whether codes that were handed out before are made anew."""

    again: Flag = Field(False, description="Cards that are not active yet get new codes; the old ones open nothing.")


class NewLoad(SoldBy):
    """Money to load for a member."""

    amount: Decimal
    payment: Annotated[str, Field(max_length=64)] = Field("", description="How it was paid: cash, card.")


class GiftCard(Told):
    """A gift card. Its code is told where it is made, and never again."""

    id: str = Field(examples=["gft_0c5z3k7q1m9xw"])
    state: State
    tail: str = Field(description="The last characters of its code.")
    amount: Decimal = Field(description="What it was sold for.")
    left: Decimal = Field(description="What can still be spent or is set aside.")
    has_pin: bool
    mail: Literal["waiting", "sending", "sent", "failed", "unknown", "dropped"] | None = Field(
        description="What became of the letter that brings it; null where none was to."
    )
    has_code: bool = Field(description="False for one that a return has made, until its code is asked for.")
    expires_at: datetime | None
    series: str | None
    receipt: str | None = Field(description="The receipt that sold it.")
    line: str | None
    branch: str | None
    reference: str
    note: str
    member: str | None
    made_at: datetime
    activated_at: datetime | None
    ended_at: datetime | None
    ending: str = Field(description="Why it is dead: sale_returned, killed, replaced, attached.")
    replaced_by: str | None
    reason: str


class MadeGiftCard(GiftCard):
    """A gift card that was just made, with what is printed on it."""

    code: str | None = Field(description="Told this once; null in an answer told again, and for a card that is sent.")
    pin: str | None = Field(description="Told this once, as the code is.")


class GiftCards(Told):
    """A page of gift cards, newest first."""

    items: list[GiftCard]
    next: str | None


class GiftCardsWanted(Page):
    """Which cards to list."""

    state: State | None = None
    tail: str | None = Field(None, max_length=40, description="The last four characters of the code.")
    member: str | None = None
    series: str | None = None
    receipt: str | None = None


class CardBalance(Told):
    """What whoever holds a card may know of it."""

    id: str
    state: State
    balance: Decimal
    available: Decimal
    expires_at: datetime | None
    terms: StoredTerms


class Moved(Told):
    """How much of a card was voided or moved."""

    id: str
    amount: Decimal


class Series(Told):
    """Cards of one amount. `states` counts them."""

    id: str
    name: str
    amount: Decimal
    size: int
    with_pin: bool
    made_at: datetime
    coded_at: datetime | None = Field(description="When its codes were handed out.")
    states: dict[str, int]


class SeriesPage(Told):
    """A page of series, newest first."""

    items: list[Series]
    next: str | None


class SeriesCode(Told):
    """What is printed on one card of a series."""

    id: str
    code: str
    pin: str | None


class SeriesCodes(Told):
    """All codes of a series, told this once. An answer told again has none."""

    items: list[SeriesCode]


class Load(Told):
    """Money that was loaded. `lot` names it, for taking it back."""

    lot: str
    wallet: str
    amount: Decimal
    expires_at: datetime | None
