"""Reports: decimals as strings with at least six significant digits, shares between 0 and 1."""

from datetime import datetime

from pydantic import BaseModel, Field

from moadon.interfaces.api.schemas.values import Day, Decimal, Told


class Span(BaseModel):
    """The days of a report, the first and the last included."""

    from_: Day = Field(alias="from", description="The first day.")
    to: Day = Field(description="The last day.")


class SegmentsWanted(Span):
    """The days, and how many equal groups."""

    groups: int = Field(5, ge=1, le=1000, description="How many equal groups.")


class KpisWanted(Span):
    """The days, and by what to tell the figures apart."""

    by: str | None = Field(None, max_length=20, description="branch, employee, month or segment")


class ClubSummary(Told):
    """The club summary of a period. `..._member_mean` is the mean of the members' own means."""

    currency: str
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
    as_of: datetime


class Segment(Told):
    """One group of visiting members. Group 1 spent the least."""

    group: int
    members: int
    revenue: Decimal
    revenue_share: Decimal | None
    visits_per_member: Decimal | None
    items_per_member: Decimal | None
    spend_per_member: Decimal | None
    items_per_receipt: Decimal | None
    average_receipt: Decimal | None
    from_spend: Decimal | None
    to_spend: Decimal | None


class ValueSegments(Told):
    """The visiting members in equal groups."""

    groups: list[Segment]


class KpiRow(Told):
    """A KPI of one branch, employee, month or segment."""

    key: str
    value: Decimal | None


class Kpi(Told):
    """One KPI: now, in the period before, and in the same period a year before."""

    id: str
    unit: str
    value: Decimal | None
    previous: Decimal | None
    year_before: Decimal | None
    rows: list[KpiRow]


class Kpis(Told):
    """All KPIs of a period."""

    by: str | None
    kpis: list[Kpi]
