"""Ladders of levels: what a member must have done, over which time, and how one comes down again."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from moadon.engine.rules.document.circumstances import Items
from moadon.engine.rules.document.part import After, Part, Text
from moadon.engine.rules.values import Amount, Code, Days, FromAmount, Id, Months, refuse


class CalendarWindow(Part):
    """A month, quarter or year of the club's calendar."""

    kind: Literal["calendar"]
    period: Literal["month", "quarter", "year"]


class RollingWindow(Part):
    """The last so many months, day by day."""

    kind: Literal["rolling"]
    months: Months


class MembershipYear(Part):
    """The years since the member joined."""

    kind: Literal["membership_year"]


Window = Annotated[CalendarWindow | RollingWindow | MembershipYear, Field(discriminator="kind")]


class Grace(Part):
    """How long a level stays after a review that takes it away."""

    days: Days


class Fee(Part):
    """What is bought to hold a level, and for how long it holds then."""

    sku: Code
    lasts: After


class Also(Part):
    """More that must be there, in the same window (`tenure`: full months since joining)."""

    spend: Amount | None = None
    visits: Annotated[int, Field(strict=True, ge=1)] | None = None
    points: Amount | None = None
    tenure: Annotated[int, Field(strict=True, ge=1)] | None = None


class LevelPart(Part):
    """A level: from so much of the ladder's basis on; `also`: and this; `fee`: or whoever has bought it."""

    id: Id
    name: Text | None = None
    from_: Annotated[FromAmount | None, Field(alias="from")] = None
    also: Also | None = None
    fee: Fee | None = None

    @model_validator(mode="after")
    def _some(self) -> "LevelPart":
        if self.from_ is None and self.fee is None:
            raise refuse("empty")
        return self


class LadderPart(Part):
    """Levels from the lowest up. `basis` is what `from` counts: money spent, points earned, receipts, full months
    since joining, or what was paid for the level (`paid`, each level with a `fee`)."""

    id: Id
    name: Text | None = None
    basis: Literal["spend", "points", "visits", "tenure", "paid"]
    wallet: str | None = None
    items: Items | None = None
    window: Window | None = None
    down: Literal["one_step", "recomputed", "never"] = "recomputed"
    grace: Grace | None = None
    levels: Annotated[list[LevelPart], Field(min_length=1, max_length=20)]
