"""Products and the category tree."""

from pydantic import Field

from moadon.interfaces.api.schemas.values import Code, Decimal, Flag, Page, Price, Rate, Sent, Text, Told

Sku = Field(min_length=1, max_length=200, examples=["SKU-1"])


class NewProduct(Sent):
    """A product to list. A category that is unknown is made, at the top of the tree."""

    sku: str = Sku
    name: Text = ""
    category: Code | None = Field(None, examples=["jeans"])
    brand: Text | None = None
    unit_price: Price | None = None
    unit_cost: Price | None = None
    tax_rate: Rate | None = None


class ProductChanges(Sent):
    """What to change of a product. `active` false: no longer sold."""

    name: Text = ""
    category: Code | None = None
    brand: Text | None = None
    unit_price: Price | None = None
    unit_cost: Price | None = None
    tax_rate: Rate | None = None
    active: Flag = True


class Product(Told):
    """A product. `incomplete`: first seen on a receipt, and not looked at since."""

    id: str = Field(examples=["prd_0c5z3k7q1m9xw"])
    sku: str
    name: str
    category: str | None
    brand: str | None
    unit_price: Decimal | None
    unit_cost: Decimal | None
    tax_rate: Decimal | None
    incomplete: bool
    active: bool
    edition: int


class Wanted(Page):
    """Which products to list."""

    sku: str | None = Field(None, max_length=200)
    incomplete: bool | None = Field(None, description="true: only those first seen on receipts.")


class Products(Told):
    """A page of products."""

    items: list[Product]
    next: str | None


class NewCategory(Sent):
    """A category to add."""

    code: Code = Field(examples=["jeans"])
    name: Text = ""
    parent: Code | None = Field(
        None, description="The code of the category above; null: the top.", examples=["clothes"]
    )


class CategoryChanges(Sent):
    """What to change of a category. A new parent takes along all that hangs below."""

    name: Text = ""
    parent: Code | None = None


class Category(Told):
    """A node of the category tree."""

    code: str
    name: str
    parent: str | None
    edition: int


class Categories(Told):
    """A page of categories."""

    items: list[Category]
    next: str | None
