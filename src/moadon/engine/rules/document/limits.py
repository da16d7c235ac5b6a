"""Where a rule, a promotion or a whole programme stops giving."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from moadon.engine.rules.document.part import Part, not_empty
from moadon.engine.rules.values import Amount, Id, refuse

Times = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
Per = Literal["day", "week", "month", "quarter", "year", "ever"]


class PerMember(Part):
    """The most one member gets in a period: an amount, a number of receipts, or both."""

    amount: Amount | None = None
    times: Times | None = None
    period: Per

    @model_validator(mode="after")
    def _some(self) -> "PerMember":
        if self.amount is None and self.times is None:
            raise refuse("empty")
        return self


class PerReceipt(Part):
    """The most one receipt gets: an amount; `times`: of a promotion so many units, or sets of a set."""

    amount: Amount | None = None
    times: Times | None = None

    @model_validator(mode="after")
    def _some(self) -> "PerReceipt":
        return not_empty(self)


class Together(Part):
    """The most all members together get in a period: an amount, a number of receipts, or both."""

    amount: Amount | None = None
    times: Times | None = None
    period: Per

    @model_validator(mode="after")
    def _some(self) -> "Together":
        if self.amount is None and self.times is None:
            raise refuse("empty")
        return self


class Limits(Part):
    """Where a rule stops giving. Amounts are units of its wallet; of a promotion, money.


    `total` is for all members together, `budget` the same without end.
    """

    per_member: PerMember | None = None
    per_receipt: PerReceipt | None = None
    total: Together | None = None
    budget: Amount | None = None

    @model_validator(mode="after")
    def _some(self) -> "Limits":
        return not_empty(self)


class WholeLimits(Part):
    """Where the whole programme stops: by wallet over all its rules, and over all its promotions."""

    wallets: Annotated[dict[Id, Limits], Field(min_length=1)] | None = None
    promotions: Limits | None = None

    @model_validator(mode="after")
    def _some(self) -> "WholeLimits":
        return not_empty(self)
