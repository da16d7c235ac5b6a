"""Members, what they hold and what happened to it."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from moadon.interfaces.api.schemas.life_cycle import Difference
from moadon.interfaces.api.schemas.rewards import Choice
from moadon.interfaces.api.schemas.tiers import Tier
from moadon.interfaces.api.schemas.values import Code, Day, Decimal, Language, Page, Sent, Text, Then, Told

Phone = Annotated[
    str, Field(examples=["050-234-5678"], max_length=60, description="In any habit of writing; kept as E.164.")
]


class NewMember(Sent):
    """A person to take in."""

    phone: Phone
    email: Text | None = Field(None, examples=["dana@example.com"])
    first_name: Text | None = Field(None, examples=["Dana"])
    last_name: Text | None = Field(None, examples=["Levi"])
    card: Text | None = None
    external_id: Text | None = Field(None, description="What another system of yours calls them.")
    birth_date: Day | None = None
    language: Language | None = None
    branch: Code | None = Field(None, description="Who signed them up: the branch's code.")
    employee: Code | None = Field(None, description="Who signed them up: the employee's code.", examples=["e17"])
    referred_by: str | None = Field(
        None, max_length=60, description="The id of the member who brought them. It is never changed."
    )


class MemberChanges(Sent):
    """What to change. A field that is absent stays; null takes it away."""

    phone: Phone | None = None
    email: Text | None = None
    first_name: Text | None = None
    last_name: Text | None = None
    card: Text | None = None
    external_id: Text | None = None
    birth_date: Day | None = None
    language: Language | None = None
    branch: Code | None = None
    employee: Code | None = None
    status: Literal["active", "ended"] = "active"
    segments: list[Code] | None = Field(None, max_length=50, description="All of them; null or none takes them away.")


class Member(Told):
    """A member of the club."""

    id: str = Field(examples=["mbr_0c5z3k7q1m9xw"])
    phone: str | None
    email: str | None
    first_name: str
    last_name: str
    card: str | None
    external_id: str | None
    birth_date: date | None
    language: str | None
    branch: str | None
    employee: str | None
    status: Literal["active", "ended"]
    segments: list[str] = Field(description="Codes of groups that rules may be for.")
    referred_by: str | None = Field(description="The id of the member who brought them.")
    joined_at: datetime
    ended_at: datetime | None
    edition: int = Field(description="Grows with every change; the ETag says the same.")


class Members(Told):
    """A page of members, newest first."""

    items: list[Member]
    next: str | None = Field(description="The cursor of the next page; null at the end.")


class Wanted(Page):
    """Whom to list: by identifiers, or by what was typed."""

    phone: str | None = Field(None, max_length=60)
    email: str | None = Field(None, max_length=254)
    card: str | None = Field(None, max_length=64)
    external_id: str | None = Field(None, max_length=64)
    q: str | None = Field(
        None,
        max_length=200,
        description="Beginnings of names, cards and external ids; whole phones or their last 4 or 7 digits; whole "
        "e-mail addresses or what stands before the @.",
    )


class Expiring(Told):
    """What runs out at the end of a day of the club."""

    on: date
    amount: Decimal


class WalletsWanted(Then):
    """As of when, and how closely."""

    lots: bool = Field(False, description="Whether to tell the lots of each wallet.")


class WalletLot(Told):
    """What is left of one lot, in the order in which lots are spent."""

    id: str
    given: Decimal
    balance: Decimal = Field(description="What can be spent until it ends.")
    pending: Decimal
    active_at: datetime | None = Field(description="Null while it waits for an event.")
    expires_at: datetime | None
    receipt: str | None = Field(description="The receipt that gave it.")


class StoredTerms(Told):
    """The legal terms of stored value: money that was paid before it is spent."""

    kind: Literal["gift_card", "loaded_money", "return_credit"]
    months: int | None = Field(description="For how many months value is good that is given now. Null: for ever.")
    least_months: int | None = Field(description="What the law of the country asks for; null where none is known.")
    basis: Literal["law", "club"] = Field(description="What `months` rests on: the law, or the club's longer word.")
    law: (
        Literal[
            "il_consumer_protection_law", "us_15_usc_1693l_1", "ie_gift_vouchers_act_2019",
            "il_consumer_protection_regulations",
        ]
        | None
    )  # fmt: skip
    until: date | None = Field(description="The last day of what ends first of it. Null: nothing of it ends.")
    tax: Literal["when_redeemed", "when_sold"] = Field(
        description="When tax is due: as a voucher of many purposes, or of a single one. Return credit was not sold."
    )


class Wallet(Told):
    """What a member has of one wallet."""

    wallet: str = Field(examples=["credit"])
    kind: Literal["points", "credit", "gift"]
    balance: Decimal = Field(description="What the member stands at; below zero: owed from returns.")
    available: Decimal = Field(description="What can be spent now: nothing of it is set aside.")
    held: Decimal = Field(description="What holds have set aside. Of a past moment it is not known, and 0.")
    pending: Decimal = Field(description="Given, not yet spendable.")
    arrears: Decimal = Field(description="Owed from returns; it is taken off the balance.")
    expiring: list[Expiring]
    terms: StoredTerms | None = Field(description="Of gift cards, loaded money and return credit; null of any other.")
    lots: list[WalletLot] | None = Field(None, description="Null unless they were asked for.")


class EntryReceipt(Told):
    """The receipt that an entry came from."""

    id: str
    number: str | None


class EntryLot(Told):
    """The lot that an entry gave, took from or gave back to."""

    id: str
    given: Decimal
    active_at: datetime | None = Field(description="Null while it waits for an event.")
    expires_at: datetime | None
    receipt: str | None = Field(description="The receipt that gave it.")


class Entry(Told):
    """One line of a member's statement."""

    id: str
    at: datetime
    kind: str = Field(
        description="award, spend, reversal, restore, activation, expiry, period, or release: a hold's end that paid "
        "what was owed."
    )
    book: str = Field(description="balance: can be spent; pending: not yet; arrears: owed from returns.")
    wallet: str
    amount: Decimal = Field(description="Signed.")
    balance_after: Decimal | None
    why: str
    receipt: EntryReceipt | None
    programme: str | None
    rule: str | None
    version: int | None
    lot: EntryLot | None


class EntriesWanted(Page):
    """Which lines of a statement to tell."""

    wallet: str | None = Field(None, max_length=64)


class Entries(Told):
    """A page of a statement, newest first."""

    items: list[Entry]
    next: str | None


class Offer(Told):
    """What a rule or promotion of a live programme offers this member, in words."""

    programme: str
    version: int
    kind: Literal["rule", "promotion"]
    rule: str = Field(description="Its id.")
    text: str


class Near(Told):
    """The next step of a rule that the member has begun."""

    programme: str
    rule: str
    wallet: str | None = Field(description="Null where it is money off the price.")
    missing: Decimal
    gets: Decimal
    why: str


class Announced(Told):
    """A change, or the end of a programme, that was announced and is not in force yet."""

    programme: str
    version: int | None = Field(description="Null for the end of the programme.")
    takes_effect_at: datetime
    differences: list[Difference] = Field(description="What will be worse, and what better, in words.")


class OwnCoupon(Told):
    """A code that is the member's own and can still be used."""

    code: str
    text: str = Field(description="In groups, as people read it.")
    name: str
    words: str = Field(description="What it gives, in the caller's language.")
    valid_until: datetime | None
    uses_left: int
    link: str = Field(description="Its own page, to be sent to the member.")


class Benefits(Told):
    """What is on offer now, what is near, and what will change."""

    offers: list[Offer] = Field(
        description="What is for somebody like them on this day, and whose limits leave something. What must be bought "
        "for it, where and at which hour is said in words."
    )
    near: list[Near]
    tiers: list[Tier] = Field(description="Where the member stands, and what is missing to the next level.")
    announced: list[Announced] = Field(description="The nearest first.")
    rewards: list[Choice] = Field(description="Of the redemption catalogue what they can have now, and what is near.")
    coupons: list[OwnCoupon] = Field(description="The newest first, a hundred at most.")
