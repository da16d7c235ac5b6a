"""The programme document as it is written: its parts, and what each may hold.

Amounts stay decimal text here, as the manager wrote them; `compile` turns them into whole minor units.
"""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from moadon.engine.rules.document.circumstances import (
    Base,
    For,
    Goods,
    Items,
    Multiply,
    Pending,
    Since,
    When,
    Within,
)
from moadon.engine.rules.document.earn import (
    AnyEarn,
    BandPart,
    BreadthPart,
    EarnPart,
    LinearPart,
    PerAmountPart,
    PerEventPart,
    PerItemPart,
    PerVisitPart,
    RatesPart,
    StampsPart,
    StepPart,
    StreakPart,
    TargetsPart,
)
from moadon.engine.rules.document.limits import Limits, PerMember, PerReceipt, Together, WholeLimits
from moadon.engine.rules.document.margin import MarginPart
from moadon.engine.rules.document.part import After, Expires, Part, Text
from moadon.engine.rules.document.promotions import (
    AmountGet,
    AnyGet,
    BundleItem,
    BundlePercentGet,
    BundlePriceGet,
    BuyGet,
    FixedPriceGet,
    GiftGet,
    GroupPart,
    PercentGet,
    PointsDiscountGet,
    PointsPriceGet,
    PriceListGet,
    PromotionPart,
    StepOff,
    StepsGet,
)
from moadon.engine.rules.document.tiers import Also, Fee, LadderPart, LevelPart
from moadon.engine.rules.document.wallets import CreditWallet, PointsWallet, WalletPart
from moadon.engine.rules.values import Currency, Format, Id, Priority, listed, refuse

__all__ = [
    "After",
    "Also",
    "AmountGet",
    "AnyEarn",
    "AnyGet",
    "BandPart",
    "Base",
    "BreadthPart",
    "BundleItem",
    "BundlePercentGet",
    "BundlePriceGet",
    "BuyGet",
    "CreditWallet",
    "Document",
    "EarnPart",
    "Expires",
    "Fee",
    "FixedPriceGet",
    "For",
    "GiftGet",
    "Goods",
    "GroupPart",
    "Items",
    "LadderPart",
    "LevelPart",
    "Limits",
    "LinearPart",
    "MarginPart",
    "Multiply",
    "Part",
    "Pending",
    "PerAmountPart",
    "PerEventPart",
    "PerItemPart",
    "PerMember",
    "PerReceipt",
    "PerVisitPart",
    "PercentGet",
    "PointsDiscountGet",
    "PointsPriceGet",
    "PointsWallet",
    "PriceListGet",
    "PromotionPart",
    "RatesPart",
    "Since",
    "StampsPart",
    "StepOff",
    "StepPart",
    "StepsGet",
    "StreakPart",
    "TargetsPart",
    "Text",
    "Together",
    "WalletPart",
    "When",
    "WholeLimits",
    "Within",
]


class Document(Part):
    """A whole programme, as its manager wrote it.

    Of several programmes that are live at once, the higher `priority` goes first; after one that gave something and
    says `stop`, the others are not asked.
    """

    format: Format
    id: Id
    name: Text
    currency: Currency
    priority: Priority = 0
    stop: bool = False
    base: Base = Base()
    wallets: Annotated[dict[Id, WalletPart], Field(max_length=20)] = {}  # noqa: RUF012 (pydantic copies it)
    earn: Annotated[list[AnyEarn], Field(max_length=200)] = []  # noqa: RUF012
    tiers: Annotated[list[LadderPart], Field(max_length=5)] = []  # noqa: RUF012
    groups: Annotated[list[GroupPart], Field(max_length=50)] = []  # noqa: RUF012
    promotions: Annotated[list[PromotionPart], Field(max_length=5000)] = []  # noqa: RUF012
    margin: Annotated[list[MarginPart], BeforeValidator(listed), Field(max_length=3)] = []  # noqa: RUF012
    limits: WholeLimits | None = None

    @model_validator(mode="after")
    def _something(self) -> "Document":
        if not self.earn and not self.promotions and not self.tiers:
            raise refuse("gives_nothing")
        return self

    def as_json(self) -> dict[str, Any]:
        """The document as JSON values; `parse` of it gives an equal document."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)
