"""Plain values of goods. Prices and costs in ten-thousandths of the currency's unit, tax rates in ten-thousandths."""

from dataclasses import dataclass

from moadon.kernel.refusals import Refused

DEEPEST = 16
"""How many levels a category tree may have."""


@dataclass(frozen=True, slots=True)
class ProductInfo:
    """A product as the till needs it. `categories`: the code of its own category first, then of its ancestors."""

    id: int
    sku: str
    name: str
    categories: tuple[str, ...]
    brand: str | None
    unit_cost: int | None
    tax_rate: int | None


@dataclass(frozen=True, slots=True)
class UnknownProduct:
    """A product the catalogue does not know, as a receipt describes it."""

    sku: str
    name: str = ""
    category: str | None = None
    brand: str | None = None
    unit_cost: int | None = None
    unit_price: int | None = None


@dataclass(frozen=True, slots=True)
class NewProduct:
    """A product as the club lists it. `category` is a code; one that is unknown becomes a new category at the top."""

    sku: str
    name: str = ""
    category: str | None = None
    brand: str | None = None
    unit_cost: int | None = None
    unit_price: int | None = None
    tax_rate: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """How one of many products fared. `known`: the catalogue had this sku, and has it as described now."""

    product_id: int
    known: bool = False


Outcome = Listed | Refused
