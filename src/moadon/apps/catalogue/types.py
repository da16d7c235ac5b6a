"""Plain values of goods. Prices and costs in ten-thousandths of the currency's unit, tax rates in ten-thousandths."""

from dataclasses import dataclass
from typing import TypedDict

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
    """A product as the club lists it, as typed. An unknown `category` (a code) becomes a new one at the top.

    Of a product that is listed already, what is empty or None here stays as it is.
    """

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


class ProductChanges(TypedDict, total=False):
    """What may be changed of a product. `active` False: no longer sold."""

    name: str
    category: str | None
    brand: str | None
    unit_cost: int | None
    unit_price: int | None
    tax_rate: int | None
    active: bool


class CategoryChanges(TypedDict, total=False):
    """What may be changed of a category. `parent` is a code, None for the top of the tree."""

    name: str
    parent: str | None
