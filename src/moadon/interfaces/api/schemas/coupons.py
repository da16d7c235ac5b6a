"""Pools of codes, their codes, and what is done with them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from moadon.interfaces.api.schemas.values import LONGEST, Decimal, Flag, Moment, Page, Sent, Told

Kind = Literal["bulk", "personal", "reserved", "imported"]
State = Literal["free", "reserved", "issued", "used", "expired", "withdrawn"]
_A_MILLION = 1_000_000
Count = Annotated[int, Field(strict=True, ge=1, le=_A_MILLION)]
Name = Annotated[str, Field(min_length=1, max_length=100)]
Party = Annotated[str, Field(min_length=1, max_length=64)]
OneCode = Annotated[str, Field(min_length=1, max_length=LONGEST)]
ReceiptsFor = Literal["", "member", "any"]
_UNTIL = "From then on no code of it works; null: without an end."
_DAYS = "A code works so many days after it was issued, its last day included."
_RECEIPTS_FOR = "With whose receipts one is issued: of members, of any customer, or (empty) with none."
_RECEIPTS_FROM = "From which amount to pay on a receipt gets one."


class PatternSent(Sent):
    """How codes are made: so many letters at random behind the prefix, and one more that tells a mistyped code."""

    prefix: Annotated[str, Field(max_length=12)] = ""
    length: Annotated[int, Field(strict=True, ge=4, le=40)] = Field(
        13, description="At least 62 random bits (13 letters, 19 digits); of personal codes 32 (7 letters, 10 digits)."
    )
    alphabet: Literal["letters", "digits"] = Field(
        "letters", description="Letters: digits and capitals without those that look alike."
    )
    check: Flag = True


class NewPool(Sent):
    """A pool to make."""

    name: Name
    word: Name = Field(description="The coupon of a programme document that its codes open.", examples=["WELCOME"])
    kind: Kind = "bulk"
    pattern: PatternSent = PatternSent()
    uses: Count = Field(1, description="How often each code may be used.")
    valid_from: Moment | None = None
    valid_until: Moment | None = Field(None, description=_UNTIL)
    days: Annotated[int, Field(strict=True, ge=1, le=3660)] | None = Field(None, description=_DAYS)
    receipts_for: ReceiptsFor = Field("", description=_RECEIPTS_FOR)
    receipts_from: Decimal = Field("0", description=_RECEIPTS_FROM)
    count: Annotated[int, Field(strict=True, ge=0, le=_A_MILLION)] = Field(
        0, description="Codes to make now. None of personal pools, whose codes are made as they are issued."
    )


class PoolChanges(Sent):
    """What to change of a pool. `withdrawn`: no code of it works, until it is put back."""

    name: Name = ""
    valid_from: Moment | None = None
    valid_until: Moment | None = Field(None, description=_UNTIL)
    days: Annotated[int, Field(strict=True, ge=1, le=3660)] | None = Field(None, description=_DAYS)
    receipts_for: ReceiptsFor = Field("", description=_RECEIPTS_FOR)
    receipts_from: Decimal = Field("0", description=_RECEIPTS_FROM)
    withdrawn: Flag = False


class Pattern(Told):
    """How codes are made."""

    prefix: str
    length: int
    alphabet: str
    check: bool


class Pool(Told):
    """A pool, with how many of its codes stand in each state, how often they were used and what that took off."""

    id: str = Field(examples=["cpl_0c5z3k7q1m9xw"])
    name: str
    word: str
    kind: Kind
    pattern: Pattern
    uses: int
    valid_from: datetime | None
    valid_until: datetime | None
    days: int | None
    receipts_for: str
    receipts_from: Decimal
    withdrawn_at: datetime | None
    to_make: int = Field(description="Codes that are still being made.")
    codes: int
    states: dict[str, int] = Field(
        description="As counted by the last night: what ended since is not in `expired` yet."
    )
    times_used: int
    gave: Decimal = Field(description="Money that stands taken off receipts.")
    created_at: datetime
    edition: int


class PoolsWanted(Page):
    """Which pools to list."""

    word: str | None = Field(None, max_length=100)
    kind: Kind | None = None


class Pools(Told):
    """A page of pools, newest first."""

    items: list[Pool]
    next: str | None


class MoreCodes(Sent):
    """How many codes to make."""

    count: Count


class Code(Told):
    """A code as it stands."""

    id: str = Field(examples=["cpn_0c5z3k7q1m9xw"])
    code: str
    text: str = Field(description="In groups, as people read it.")
    pool: str
    state: State
    used: int
    uses: int
    member: str | None
    aside: str = Field(description="For whom it is set aside: `channel:web`, `partner:acme`, `member`, or empty.")
    aside_until: datetime | None
    issued_at: datetime | None
    valid_until: datetime | None
    link: str = Field(description="Its own page, to be sent to who may have it.")


class LookedUp(Code):
    """A code that somebody showed: what it gives in words, and whether a receipt now would take it."""

    words: str


class CodesWanted(Page):
    """Which codes of a pool to list."""

    state: State | None = None
    q: str | None = Field(None, max_length=64, description="How the code begins, however it is typed.")


class Codes(Told):
    """A page of codes, newest first."""

    items: list[Code]
    next: str | None


class CodeWanted(Sent):
    """The code to look up."""

    code: OneCode


class GivenCode(Sent):
    """A code that was made elsewhere."""

    code: OneCode
    member: Annotated[str, Field(min_length=1, max_length=LONGEST)] | None = None
    valid_until: Moment | None = None


class GivenCodes(Sent):
    """Codes that were made elsewhere; more of them go by `moadon coupons import`."""

    codes: Annotated[list[OneCode | GivenCode], Field(min_length=1, max_length=10_000)]


class RejectedCode(Told):
    """A code that was not taken."""

    position: int
    code: str
    reason: str = Field(examples=["code_of_another_pool"])
    detail: str


class Taken(Told):
    """What became of the codes: new ones, ones that the pool had already, and ones that were refused."""

    taken: int
    known: int
    rejected: list[RejectedCode]


class IssueTo(Sent):
    """To whom to give a code: named members, or all of a segment."""

    members: Annotated[list[Party], Field(min_length=1, max_length=10_000)] | None = Field(
        None, description="Each by id, phone, card or external id."
    )
    segment: Party | None = None


class IssuedCode(Told):
    """A code and whose it is."""

    id: str
    code: str
    text: str
    member: str
    valid_until: datetime | None
    link: str


class IssuedCodes(Told):
    """How many codes were given out, and the first thousand of them."""

    count: int
    items: list[IssuedCode]


class SetAside(Sent):
    """Free codes to set aside, for one of the three."""

    count: Annotated[int, Field(strict=True, ge=1, le=100_000)]
    channel: Party | None = None
    partner: Party | None = None
    member: Party | None = None
    until: Moment | None = None


class LetGo(Sent):
    """Codes to let go that were set aside: those named, those for somebody (`channel:web`), or all."""

    codes: Annotated[list[OneCode], Field(min_length=1, max_length=10_000)] | None = None
    aside: Annotated[str, Field(max_length=80)] | None = None


class SetAsideCodes(Told):
    """The codes that were set aside."""

    count: int
    codes: list[str]


class Withdraw(Sent):
    """Which codes to withdraw: those named, or all that can still be used, of one state perhaps."""

    codes: Annotated[list[OneCode], Field(min_length=1, max_length=10_000)] | None = None
    state: Literal["free", "reserved", "issued"] | None = None


class PutBack(Sent):
    """Which codes are to work again: those named, or all that were withdrawn at a moment, as `withdraw` told it."""

    codes: Annotated[list[OneCode], Field(min_length=1, max_length=10_000)] | None = None
    at: Moment | None = None


class Counted(Told):
    """How many codes it was, and when: with that moment it is undone."""

    count: int
    at: datetime
