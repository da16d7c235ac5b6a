"""Promotions: what a basket costs less, and which of them go together."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from moadon.engine.rules.document.circumstances import For, Items, When
from moadon.engine.rules.document.limits import Limits
from moadon.engine.rules.document.part import Part, Text, just_one
from moadon.engine.rules.values import Amount, Code, FromAmount, Id, Priority, Share, refuse

Count = Annotated[int, Field(strict=True, ge=1, le=100)]


class GroupPart(Part):
    """Promotions that are judged together; groups go in the order in which they are written.

    `exclusive`: a unit of goods takes part in one promotion of the group, the first by priority. `best`: in one, so
    that the member gets the most. `stack`: in all. `base`: percentages are of the original or the reduced price.
    """

    id: Id
    name: Text | None = None
    mode: Literal["exclusive", "stack", "best"]
    base: Literal["original", "reduced"] = "reduced"


class PercentGet(Part):
    """A share off the items, or off the whole basket."""

    kind: Literal["percent"]
    value: Share
    on: Literal["items", "basket"] = "items"


class AmountGet(Part):
    """An amount off each unit of the items, off the items together, or off the whole basket."""

    kind: Literal["amount"]
    value: Amount
    on: Literal["items", "unit", "basket"] = "items"


class FixedPriceGet(Part):
    """Each unit of the items at this price."""

    kind: Literal["fixed_price"]
    value: FromAmount


class PriceListGet(Part):
    """Units at a price of their own, by sku."""

    kind: Literal["price_list"]
    prices: Annotated[dict[Code, FromAmount], Field(min_length=1, max_length=2000)]


class BuyGet(Part):
    """Of each `buy + get` units the `get` cheapest cost less: by `percent`, or at `price` each.

    `of`: the units one gets are these, and those one buys are the promotion's items.
    """

    kind: Literal["buy_get"]
    buy: Count
    get: Count
    percent: Share | None = None
    price: FromAmount | None = None
    of: Items | None = None

    @model_validator(mode="after")
    def _one(self) -> "BuyGet":
        return just_one(self, "percent", "price")


class BundleItem(Part):
    """So many units of these items."""

    items: Items
    count: Count = 1


class BundlePriceGet(Part):
    """One of each together at a price."""

    kind: Literal["bundle_price"]
    price: FromAmount
    of: Annotated[list[BundleItem], Field(min_length=1, max_length=10)]


class BundlePercentGet(Part):
    """One of each together for a share less."""

    kind: Literal["bundle_percent"]
    value: Share
    of: Annotated[list[BundleItem], Field(min_length=1, max_length=10)]


class StepOff(Part):
    """From this much on, so much off, or such a share."""

    from_: Annotated[Amount, Field(alias="from")]
    value: Amount | None = None
    percent: Share | None = None

    @model_validator(mode="after")
    def _one(self) -> "StepOff":
        return just_one(self, "value", "percent")


class StepsGet(Part):
    """What the highest step reached gives, off the whole basket. With items, what these cost is what reaches."""

    kind: Literal["steps"]
    steps: Annotated[list[StepOff], Field(min_length=1, max_length=50)]


class GiftGet(Part):
    """Units that cost nothing: of one sku, or of a choice (the dearest in the basket)."""

    kind: Literal["gift"]
    sku: Code | None = None
    of: Items | None = None
    count: Count = 1

    @model_validator(mode="after")
    def _one(self) -> "GiftGet":
        return just_one(self, "sku", "of")


class PointsPriceGet(Part):
    """Each unit of the items for so many points and the rest of the price in money, if the member wishes."""

    kind: Literal["points_price"]
    wallet: str
    points: Amount
    price: FromAmount


class PointsDiscountGet(Part):
    """So much off the basket for so many points, if the member wishes."""

    kind: Literal["points_discount"]
    wallet: str
    points: Amount
    value: Amount


AnyGet = Annotated[
    PercentGet
    | AmountGet
    | FixedPriceGet
    | PriceListGet
    | BuyGet
    | BundlePriceGet
    | BundlePercentGet
    | StepsGet
    | GiftGet
    | PointsPriceGet
    | PointsDiscountGet,
    Field(discriminator="kind"),
]


class PromotionPart(Part):
    """A promotion: for whom, when and on what, and what one gets. Without a group it goes last and goes with all.

    Of several, the higher `priority` goes first. `not_with`: it does nothing where one of these has done something.
    """

    id: Id
    name: Text | None = None
    group: Id | None = None
    priority: Priority = 0
    for_: Annotated[For | None, Field(alias="for")] = None
    items: Items | None = None
    when: When | None = None
    get: AnyGet
    limits: Limits | None = None
    not_with: Annotated[list[Id], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _of_its_own(self) -> "PromotionPart":
        if self.items is not None and isinstance(self.get, BundlePriceGet | BundlePercentGet | PriceListGet | GiftGet):
            raise refuse("items_of_its_own", kind=self.get.kind)
        return self
