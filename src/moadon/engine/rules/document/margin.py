"""The margin that a basket must keep."""

from typing import Annotated, Literal

from pydantic import Field

from moadon.engine.rules.document.part import Part
from moadon.engine.rules.values import Code, Rate


class MarginPart(Part):
    """What must be left of the price without tax after cost, as a share of it, per item, category or basket.

    `drop`: promotions that would leave less are left out, the lowest priority first. `warn`: they stay, and it is
    said. `assume`: the margin at full price where a product's cost is not known, by category.
    """

    floor: Rate
    of: Literal["item", "category", "basket"] = "basket"
    mode: Literal["drop", "warn"] = "drop"
    assume: Annotated[dict[Code, Rate], Field(min_length=1)] | None = None
