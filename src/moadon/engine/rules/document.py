"""The programme document as it is written: its parts, and what each may hold.

Amounts stay decimal text here, as the manager wrote them; `compile` turns them into whole minor units.
"""

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from moadon.engine.rules.values import (
    Amount,
    Code,
    Codes,
    Currency,
    Days,
    Factor,
    Format,
    FromAmount,
    Hour,
    Hours,
    Id,
    Months,
    PeriodName,
    Rate,
    Weekday,
    Words,
    refuse,
)


class Part(BaseModel):
    """Any part of a document: what it does not know, it refuses."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


P = TypeVar("P", bound=Part)


def _not_empty(part: P) -> P:
    if all(getattr(part, name) is None for name in type(part).model_fields):
        raise refuse("empty")
    return part


class Text(Part):
    """The same words in the club's languages."""

    en: Words | None = None
    he: Words | None = None
    fa: Words | None = None


class After(Part):
    """A length of time: either months or days."""

    months: Months | None = None
    days: Days | None = None

    @model_validator(mode="after")
    def _one(self) -> "After":
        if (self.months is None) == (self.days is None):
            raise refuse("months_or_days")
        return self


class Expires(Part):
    """Counted from activation; good until the end of that local day."""

    after: After


class PointsWallet(Part):
    """Points, on the club's own terms. `worth` is what one point pays, in the programme's currency."""

    kind: Literal["points"]
    name: Text | None = None
    worth: Amount | None = None
    decimals: Annotated[int, Field(strict=True, ge=0, le=2)] = 0
    expires: Expires | None = None


class CreditWallet(Part):
    """Money to spend in the shops, in the programme's currency."""

    kind: Literal["credit"]
    name: Text | None = None
    expires: Expires | None = None


WalletPart = Annotated[PointsWallet | CreditWallet, Field(discriminator="kind")]


class Items(Part):
    """Which lines: any value of a key is enough, every key given must hold. A category takes its descendants."""

    sku: Codes | None = None
    category: Codes | None = None
    brand: Codes | None = None

    @model_validator(mode="after")
    def _some(self) -> "Items":
        return _not_empty(self)


class Base(Part):
    """What counts for earning, for every rule. `exclude` drops a line that any of its lists names."""

    tax: Literal["included", "excluded"] = "included"
    exclude: Items | None = None


class When(Part):
    """Circumstances that must all hold; `sku`, `category` and `brand` ask what the basket contains."""

    weekday: Annotated[list[Weekday], Field(min_length=1)] | None = None
    hour: Annotated[list[Hour], Field(min_length=2, max_length=2)] | None = None
    branch: Codes | None = None
    channel: Codes | None = None
    payment: Codes | None = None
    sku: Codes | None = None
    category: Codes | None = None
    brand: Codes | None = None
    basket_from: Amount | None = None

    @model_validator(mode="after")
    def _some(self) -> "When":
        if self.hour and self.hour[0] == self.hour[1]:
            raise refuse("not_an_hour", given="-".join(self.hour))
        return _not_empty(self)


class Multiply(Part):
    """Factors by circumstance (on the award) and by item (on the base)."""

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
        return _not_empty(self)


class Pending(Part):
    """The award can be spent from the start of the local day this many days later."""

    days: Days


class PerMember(Part):
    """The most one member gets by the rule in a period: an amount of the wallet, a number of receipts, or both."""

    amount: Amount | None = None
    times: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] | None = None
    period: Literal["day", "week", "month", "quarter", "year", "ever"]

    @model_validator(mode="after")
    def _some(self) -> "PerMember":
        if self.amount is None and self.times is None:
            raise refuse("empty")
        return self


class PerReceipt(Part):
    """The most one receipt gets by the rule, in the wallet's units."""

    amount: Amount


class Limits(Part):
    """Where a rule stops giving."""

    per_member: PerMember | None = None
    per_receipt: PerReceipt | None = None

    @model_validator(mode="after")
    def _some(self) -> "Limits":
        return _not_empty(self)


class EarnPart(Part):
    """What every earn rule has."""

    id: Id
    name: Text | None = None
    wallet: str
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


AnyEarn = Annotated[LinearPart | TargetsPart | RatesPart | PerAmountPart, Field(discriminator="type")]


class Document(Part):
    """A whole programme, as its manager wrote it."""

    format: Format
    id: Id
    name: Text
    currency: Currency
    base: Base = Base()
    wallets: Annotated[dict[Id, WalletPart], Field(min_length=1)]
    earn: Annotated[list[AnyEarn], Field(min_length=1, max_length=200)]

    def as_json(self) -> dict[str, Any]:
        """The document as JSON values; `parse` of it gives an equal document."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)
