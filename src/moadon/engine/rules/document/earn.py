"""The ways to earn."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from moadon.engine.rules.document.circumstances import For, Items, Multiply, Pending, When
from moadon.engine.rules.document.limits import Limits
from moadon.engine.rules.document.part import Part, Text, just_one
from moadon.engine.rules.values import Amount, Codes, EventName, FromAmount, Id, PeriodName, Priority, Rate, refuse

Count = Annotated[int, Field(strict=True, ge=1, le=10_000)]


class EarnPart(Part):
    """What every earn rule has. Rules of a higher `priority` go first; after one that gives and says `stop`, no
    other rule for the same wallet is asked."""

    id: Id
    name: Text | None = None
    priority: Priority = 0
    stop: bool = False
    wallet: str
    for_: Annotated[For | None, Field(alias="for")] = None
    items: Items | None = None
    when: When | None = None
    multiply: Multiply | None = None
    pending: Pending | None = None
    limits: Limits | None = None


class LinearPart(EarnPart):
    """For every full `every` spent, `give`; in one receipt, or with what is left over kept for the next."""

    type: Literal["linear"]
    every: Amount
    give: Amount
    basis: Literal["receipt", "accumulated"] = "receipt"


class StepPart(Part):
    """A target: reach this much in the period and this is given."""

    reach: Amount
    give: Amount


class TargetsPart(EarnPart):
    """The highest step reached in a period, paid at the start of the next."""

    type: Literal["targets"]
    period: PeriodName
    steps: Annotated[list[StepPart], Field(min_length=1, max_length=50)]


class BandPart(Part):
    """From this much in the period on, this rate."""

    from_: Annotated[FromAmount, Field(alias="from")]
    rate: Rate


class RatesPart(EarnPart):
    """A rate that depends on the value bought in the period: of the whole value, or of the part in each band."""

    type: Literal["rate_by_value"]
    period: PeriodName
    method: Literal["whole", "within"] = "whole"
    bands: Annotated[list[BandPart], Field(min_length=1, max_length=50)]


class PerAmountPart(EarnPart):
    """For each full `amount` in the receipt, `give`."""

    type: Literal["per_amount"]
    amount: Amount
    give: Amount


class PerItemPart(EarnPart):
    """For each full `count` units of the items in the receipt, `give`. A line of weighed goods is one unit."""

    type: Literal["per_item"]
    give: Amount
    count: Count = 1


class PerVisitPart(EarnPart):
    """For a receipt on which something counts, `give`."""

    type: Literal["per_visit"]
    give: Amount


class StampsPart(EarnPart):
    """A card of stamps: one for each unit (or visit); a full card of `every` stamps pays `give` and begins anew."""

    type: Literal["stamps"]
    of: Literal["item", "visit"] = "item"
    every: Count
    give: Amount


class StreakPart(EarnPart):
    """For buying in `length` days, weeks or months in a row, `give`; then the row begins anew."""

    type: Literal["streak"]
    of: Literal["day", "week", "month"]
    length: Annotated[int, Field(strict=True, ge=2, le=60)]
    give: Amount


class BreadthPart(EarnPart):
    """For buying from `count` different ones of `among`, in one receipt or in a period, `give` once."""

    type: Literal["breadth"]
    count: Annotated[int, Field(strict=True, ge=2, le=50)]
    category: Annotated[Codes, Field(max_length=50)] | None = None
    brand: Annotated[Codes, Field(max_length=50)] | None = None
    period: PeriodName | None = None
    give: Amount

    @model_validator(mode="after")
    def _one(self) -> "BreadthPart":
        just_one(self, "category", "brand")
        if self.count > len(set(self.category or self.brand or ())):
            raise refuse("more_than_there_are", n=self.count)
        return self


class PerEventPart(EarnPart):
    """When something happened that a till does not see, `give`. `data`: what the event must say."""

    type: Literal["per_event"]
    event: EventName
    data: Annotated[dict[Id, Codes], Field(min_length=1)] | None = None
    give: Amount


AnyEarn = Annotated[
    LinearPart
    | TargetsPart
    | RatesPart
    | PerAmountPart
    | PerItemPart
    | PerVisitPart
    | StampsPart
    | StreakPart
    | BreadthPart
    | PerEventPart,
    Field(discriminator="type"),
]
