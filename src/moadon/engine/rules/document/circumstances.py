"""Which goods, under what circumstances, for whom, how many times over, and from when."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from moadon.engine.rules.document.part import Part, not_empty
from moadon.engine.rules.values import (
    Amount,
    Code,
    Codes,
    Day,
    Days,
    EventName,
    Factor,
    Hour,
    Hours,
    Id,
    MemberId,
    Weekday,
    listed,
    refuse,
)


class Goods(Part):
    """Goods by sku, category (or any ancestor) and brand."""

    sku: Codes | None = None
    category: Codes | None = None
    brand: Codes | None = None

    @model_validator(mode="after")
    def _some(self) -> "Goods":
        return not_empty(self)


class Items(Part):
    """Which lines: any value of a key is enough, every key given must hold. A category takes its descendants.

    `excluding` leaves out goods that any of its lists names.
    """

    sku: Codes | None = None
    category: Codes | None = None
    brand: Codes | None = None
    excluding: Goods | None = None

    @model_validator(mode="after")
    def _some(self) -> "Items":
        return not_empty(self)


class Base(Part):
    """What counts for earning, for every rule. `exclude` drops a line that any of its lists names."""

    tax: Literal["included", "excluded"] = "included"
    discounts: Literal["after", "before"] = "after"
    exclude: Goods | None = None


class Within(Part):
    """At most so many days before or after the day of the year."""

    days: Annotated[int, Field(strict=True, ge=0, le=182)]


class Since(Part):
    """At most so many days since then."""

    days: Days


class When(Part):
    """Circumstances that must all hold; `sku`, `category` and `brand` ask what the basket contains."""

    dates: Annotated[list[Day], Field(min_length=2, max_length=2)] | None = None
    weekday: Annotated[list[Weekday], Field(min_length=1)] | None = None
    hour: Annotated[list[Hour], Field(min_length=2, max_length=2)] | None = None
    branch: Codes | None = None
    channel: Codes | None = None
    payment: Codes | None = None
    sku: Codes | None = None
    category: Codes | None = None
    brand: Codes | None = None
    basket_from: Amount | None = None
    coupon: Annotated[Codes, BeforeValidator(listed)] | None = None
    first_purchase: Literal[True] | None = None
    birthday_within: Within | None = None
    anniversary_within: Within | None = None
    joined_within: Since | None = None

    @model_validator(mode="after")
    def _some(self) -> "When":
        if self.hour and self.hour[0] == self.hour[1]:
            raise refuse("not_an_hour", given="-".join(self.hour))
        if self.dates and date.fromisoformat(self.dates[0]) > date.fromisoformat(self.dates[1]):
            raise refuse("dates_unordered", given=" - ".join(self.dates))
        return not_empty(self)


class For(Part):
    """For whom: members only, or those of certain levels or segments, or the members named."""

    members: Literal[True] | None = None
    tier: Annotated[list[Id], Field(min_length=1)] | None = None
    segment: Codes | None = None
    member: Annotated[list[MemberId], Field(min_length=1, max_length=1000)] | None = None

    @model_validator(mode="after")
    def _some(self) -> "For":
        return not_empty(self)


class Multiply(Part):
    """Factors by circumstance or member (on the award) and by item (on the base)."""

    tier: dict[Id, Factor] | None = None
    segment: dict[Code, Factor] | None = None
    branch: dict[Code, Factor] | None = None
    channel: dict[Code, Factor] | None = None
    weekday: dict[Weekday, Factor] | None = None
    hour: dict[Hours, Factor] | None = None
    payment: dict[Code, Factor] | None = None
    sku: dict[Code, Factor] | None = None
    category: dict[Code, Factor] | None = None
    brand: dict[Code, Factor] | None = None

    @model_validator(mode="after")
    def _some(self) -> "Multiply":
        return not_empty(self)


class Pending(Part):
    """The award can be spent later: from the start of the local day `days` later, once `event` is told of the
    receipt, or from the start of the next `period`."""

    days: Days | None = None
    event: EventName | None = None
    period: Literal["week", "month", "quarter", "year"] | None = None

    @model_validator(mode="after")
    def _one(self) -> "Pending":
        if sum(one is not None for one in (self.days, self.event, self.period)) != 1:
            raise refuse("just_one", keys="days, event, period")
        return self
