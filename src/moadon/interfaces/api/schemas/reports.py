"""Reports: decimals as strings with at least six significant digits, shares between 0 and 1."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from moadon.interfaces.api.schemas.values import Day, Decimal, Moment, Then, Told


class Span(BaseModel):
    """The days of a report, the first and the last included."""

    from_: Day = Field(alias="from", description="The first day.")
    to: Day = Field(description="The last day.")


class Days(Told):
    """Days from the first to the last, both included."""

    from_: Day = Field(alias="from")
    to: Day


class SegmentsWanted(Span):
    """The days, and how many equal groups."""

    groups: int = Field(5, ge=1, le=1000, description="How many equal groups.")


class KpisWanted(Span):
    """The days, and by what to tell the figures apart."""

    by: str | None = Field(None, max_length=20, description="branch, employee, month or segment")


class Figures(Told):
    """What every report says of itself: its days, the club's currency, and when its copy of the books was made."""

    from_: Day = Field(alias="from", description="The first day.")
    to: Day = Field(description="The last day.")
    currency: str
    as_of: datetime


class ClubSummary(Figures):
    """The club summary of a period. `..._member_mean` is the mean of the members' own means."""

    member_turnover: Decimal | None
    member_turnover_share: Decimal | None
    member_receipts_share: Decimal | None
    visiting_members: int | None
    members_not_visiting: int | None
    spend_per_member: Decimal | None
    receipts_per_member: Decimal | None
    average_receipt: Decimal | None
    items_per_receipt: Decimal | None
    items_per_member: Decimal | None
    average_receipt_member_mean: Decimal | None
    items_per_receipt_member_mean: Decimal | None
    turnover: Decimal | None = Field(description="What everybody, members or not, paid for goods, less returns.")
    receipts: int = Field(description="Sales, of members or not.")
    member_receipts: int = Field(description="Sales that name a member.")
    member_items: Decimal = Field(description="Units bought by members, less units returned.")


class Segment(Told):
    """One group of visiting members. Group 1 spent the least.

    Its figures are of what its members bought in the period: returns are not taken off but told beside them, as
    `returned`. The KPIs of the same names, also those by segment, have returns taken off.
    """

    group: int
    members: int
    revenue: Decimal = Field(description="What the members paid for goods, returns not taken off.")
    revenue_share: Decimal | None = Field(description="Its part of the revenue of all groups.")
    visits_per_member: Decimal | None
    items_per_member: Decimal | None = Field(description="Units bought, returns not taken off.")
    spend_per_member: Decimal | None = Field(description="Revenue by members.")
    items_per_receipt: Decimal | None = Field(description="Units bought by sales, returns not taken off.")
    average_receipt: Decimal | None = Field(description="Revenue by sales.")
    from_spend: Decimal | None = Field(description="What the member who spent the least in it spent.")
    to_spend: Decimal | None = Field(description="What the member who spent the most in it spent.")
    returned: Decimal = Field(description="What the members got back for goods that they returned in the period.")
    average_receipt_member_mean: Decimal | None = Field(description="The mean of the members' own means.")
    items_per_receipt_member_mean: Decimal | None = Field(description="The mean of the members' own means.")


class ValueSegments(Figures):
    """The visiting members in equal groups."""

    groups: list[Segment]


class KpiRow(Told):
    """A KPI of one branch, employee, month or segment; the latter two are not compared and have no name."""

    key: str = Field(description="Code of the branch or employee (empty: none), the month, or number of the segment.")
    name: str | None = Field(None, description="Of the branch or employee.")
    value: Decimal | None
    previous: Decimal | None = None
    year_before: Decimal | None = None


class Kpi(Told):
    """One KPI: now, in the period before, and in the same period a year before."""

    id: str
    unit: str
    good: Literal["up", "down"] = Field(description="Which direction is good.")
    value: Decimal | None
    previous: Decimal | None
    year_before: Decimal | None
    rows: list[KpiRow]


class ComparedWith(Told):
    """The days that KPIs are compared with."""

    previous: Days
    year_before: Days


class Kpis(Figures):
    """All KPIs of a period."""

    by: str | None
    compared_with: ComparedWith
    kpis: list[Kpi]


class BalancesWanted(Then):
    """As of when, and by what to tell the figures apart."""

    by: str | None = Field(None, max_length=20, description="wallet (as without it) or branch")


class Balance(Told):
    """What the members hold of one wallet, of what one branch gave where that was asked for."""

    branch: str | None = Field(description="Code of the branch; null: of the whole club, or given at none.")
    name: str | None = Field(description="Of the branch.")
    wallet: str
    kind: Literal["points", "credit", "gift"] | None = Field(
        description="Null where no programme knows the wallet any more."
    )
    members: int = Field(description="Who holds or owes something of it.")
    balance: Decimal = Field(description="What can be spent, less arrears; with what has ended and was not swept out.")
    available: Decimal = Field(description="What can be spent and has not ended.")
    pending: Decimal
    arrears: Decimal = Field(description="Owed from returns.")
    expiring: Decimal = Field(description="What ends within 30 days of the moment.")
    worth: Decimal = Field(description="Money: what all that has not ended pays, what is pending too.")


class LevelCount(Told):
    """How many members stand on one level."""

    branch: str | None = Field(description="Code of the branch that signed them up; null: of the whole club, or none.")
    name: str | None
    programme: str
    ladder: str
    level: str | None = Field(description="Null: no level.")
    members: int


class Balances(Told):
    """Balances by wallet and members by level at one moment."""

    at: datetime | None
    known: datetime | None
    by: str | None
    currency: str
    rows: list[Balance]
    tiers: list[LevelCount]
    as_of: datetime = Field(description="When the copy of the books was made that this was counted from.")


class LiabilityWanted(BaseModel):
    """Of which days, or of which moment, and what the books are to know."""

    from_: Day | None = Field(None, alias="from", description="The first day.")
    to: Day | None = Field(None, description="The last day.")
    at: Moment | None = Field(None, description="Instead of days: from the beginning of the club's year to this time.")
    known: Moment | None = Field(None, description="What the books said then; what was written later is not in it.")
    closed: Moment | None = Field(
        None, description="When the period before was closed: this one opens with what the books said then."
    )


class Owed(Told):
    """Units and money of value. What is not of the period is as it stands at its end."""

    issued: Decimal = Field(description="Given, less what returns took back.")
    without_sale: Decimal = Field(description="Of it, given without a sale: it puts no revenue off.")
    redeemed: Decimal = Field(description="Spent, and what paid arrears.")
    expired: Decimal
    outstanding: Decimal
    expected: Decimal = Field(description="What is expected to be redeemed in all, with what was redeemed.")
    worth: Decimal = Field(description="Money: what all that is outstanding would pay.")
    deferred_before: Decimal = Field(description="Owed when the period began.")
    allocated: Decimal = Field(description="Of the price of the sales, what was put off for the value with them.")
    recognised: Decimal = Field(description="Of that, what is revenue by now.")
    breakage: Decimal = Field(description="Of that, what is for value that nobody is expected to redeem.")
    deferred: Decimal = Field(description="Owed at the end: allocated, less recognised.")
    allocated_in_period: Decimal
    recognised_in_period: Decimal
    breakage_in_period: Decimal


class OwedCohort(Owed):
    """Value of one wallet given in one month or year."""

    cohort: str = Field(examples=["2026-11"])
    from_: Day = Field(alias="from", description="Its first day.")
    promised_share: Decimal = Field(
        description="The share expected to be redeemed when it began: it divided the price."
    )


class OwedWallet(Owed):
    """One wallet: the cohorts that are told, together."""

    wallet: str
    kind: Literal["points", "credit", "gift"] | None
    method: Literal["set", "ended_lots", "all"] | None = Field(
        description="Where the estimate is from: the club's settings, lots that have ended, or none: all is expected."
    )
    expected_share: Decimal | None = Field(description="The share that is expected to be redeemed, at the end.")
    arrears: Decimal = Field(description="Units that members owe from returns; not taken off what is owed to them.")
    cohorts: list[OwedCohort] = Field(description="Those of which something is left or happened in the period.")


class VoucherTax(Told):
    """How vouchers are taxed in this club."""

    treatment: Literal["multi_purpose", "single_purpose"] = Field(
        description="multi_purpose: when they are redeemed; single_purpose: when they are sold."
    )
    in_worth: Decimal = Field(description="The tax that lies in the worth of what is outstanding.")


class SoldVoucher(Told):
    """Gift cards or loaded money in the period: money, tax included."""

    wallet: Literal["gift_card", "loaded"]
    sold: Decimal = Field(description="Less what was taken back.")
    redeemed: Decimal
    expired: Decimal = Field(description="Ended unused: no tax falls due.")
    left: Decimal = Field(description="What can still be redeemed at the end.")
    sold_tax: Decimal = Field(description="Tax that fell due as they were sold: of a single purpose.")
    redeemed_tax: Decimal = Field(description="Tax that fell due as they were redeemed: of many purposes.")


class JournalLine(Told):
    """One line of the journal. Debits and credits are equal."""

    date: Day
    account: str
    debit: Decimal
    credit: Decimal
    text: str


class Liability(Figures):
    """What points and credit put off and make revenue, what is owed at the end, and the journals."""

    at: datetime = Field(description="The end of the period.")
    known: datetime | None
    cohort: Literal["month", "year"]
    tax: VoucherTax
    wallets: list[OwedWallet]
    vouchers: list[SoldVoucher] = Field(description="Gift cards and loaded money.")
    journal: list[JournalLine]
