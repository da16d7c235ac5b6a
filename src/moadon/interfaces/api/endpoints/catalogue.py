"""Products and categories."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from moadon.apps.catalogue import actions, queries
from moadon.apps.catalogue import types as kinds
from moadon.apps.clubs.permissions import May
from moadon.interfaces.api import answers
from moadon.interfaces.api.callers import ApiRequest, Caller
from moadon.interfaces.api.described import sends
from moadon.interfaces.api.paging import page
from moadon.interfaces.api.schemas import catalogue as shapes
from moadon.interfaces.api.schemas.values import Page, read
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.money import PRICE_PLACES, RATE_PLACES, trim_decimal
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction

router = Router(tags=["Catalogue"])
_EXAMPLE = {"sku": "SKU-1", "name": "Jeans", "category": "jeans", "unit_price": "149.90", "unit_cost": "61.00"}


@router.get("products", response=shapes.Products, operation_id="listProducts")
def list_products(request: ApiRequest, wanted: Query[shapes.Wanted]) -> HttpResponse:
    """The club's products by sku."""
    caller = _reader(request)
    with club_transaction(caller.club.id):
        rows = queries.products(caller.club)
        rows = rows if wanted.sku is None else rows.filter(sku=wanted.sku)
        rows = rows if wanted.incomplete is None else rows.filter(incomplete=wanted.incomplete)
        return answers.told(page(rows, ("sku", "id"), wanted, _products))


@router.post(
    "products",
    response={201: shapes.Product},
    operation_id="addProduct",
    openapi_extra=sends(shapes.NewProduct, _EXAMPLE),
)
def add_product(request: ApiRequest) -> HttpResponse:
    """List a product."""
    caller = _writer(request)
    body = read(shapes.NewProduct, request.sent)
    new = kinds.NewProduct(**body.model_dump())
    product = actions.add_product(club=caller.club, new=new, actor=caller.actor)
    return answers.told(_product(product), 201)


@router.get("products/{product_id}", response=shapes.Product, operation_id="getProduct")
def get_product(request: ApiRequest, product_id: str) -> HttpResponse:
    """One product."""
    caller = _reader(request)
    with club_transaction(caller.club.id):
        product = queries.products(caller.club).filter(id=row_id("prd", product_id)).first()
    if product is None:
        raise Refused("unknown_id", status=404, given=product_id[:40])
    return answers.told(_product(product))


@router.patch(
    "products/{product_id}",
    response=shapes.Product,
    operation_id="editProduct",
    openapi_extra=sends(shapes.ProductChanges, {"unit_cost": "58.50"}),
)
def edit_product(request: ApiRequest, product_id: str) -> HttpResponse:
    """Change a product. It counts as complete from then on. Receipts that stand keep what they said."""
    caller = _writer(request)
    body = read(shapes.ProductChanges, request.sent)
    product = actions.edit_product(
        club=caller.club,
        product_id=row_id("prd", product_id),
        changes=kinds.ProductChanges(**body.model_dump(exclude_unset=True)),  # type: ignore[typeddict-item]
        edition=answers.edition_wanted(request),
        actor=caller.actor,
    )
    return answers.told(_product(product))


@router.delete("products/{product_id}", response={204: None}, operation_id="endProduct")
def end_product(request: ApiRequest, product_id: str) -> HttpResponse:
    """Note that a product is no longer sold. It stays in the catalogue for its receipts."""
    caller = _writer(request)
    actions.edit_product(
        club=caller.club,
        product_id=row_id("prd", product_id),
        changes={"active": False},
        edition=answers.edition_wanted(request),
        actor=caller.actor,
    )
    return answers.nothing()


@router.get("categories", response=shapes.Categories, operation_id="listCategories")
def list_categories(request: ApiRequest, wanted: Query[Page]) -> HttpResponse:
    """The category tree as a list, by code; each names the one above."""
    caller = _reader(request)
    with club_transaction(caller.club.id):
        return answers.told(page(queries.categories(caller.club), ("code", "id"), wanted, _categories))


@router.post(
    "categories",
    response={201: shapes.Category},
    operation_id="addCategory",
    openapi_extra=sends(shapes.NewCategory, {"code": "jeans", "name": "Jeans", "parent": "clothes"}),
)
def add_category(request: ApiRequest) -> HttpResponse:
    """Add a category."""
    caller = _writer(request)
    body = read(shapes.NewCategory, request.sent)
    row = actions.add_category(club=caller.club, code=body.code, name=body.name, parent=body.parent, actor=caller.actor)
    return answers.told(_categories([row])[0], 201)


@router.patch(
    "categories/{code}",
    response=shapes.Category,
    operation_id="editCategory",
    openapi_extra=sends(shapes.CategoryChanges, {"parent": "clothes"}),
)
def edit_category(request: ApiRequest, code: str) -> HttpResponse:
    """Rename a category, or hang it elsewhere in the tree."""
    caller = _writer(request)
    body = read(shapes.CategoryChanges, request.sent)
    changes = kinds.CategoryChanges(**body.model_dump(exclude_unset=True))  # type: ignore[typeddict-item]
    edition = answers.edition_wanted(request)
    row = actions.edit_category(club=caller.club, code=code, changes=changes, edition=edition, actor=caller.actor)
    return answers.told(_categories([row])[0])


@router.delete("categories/{code}", response={204: None}, operation_id="removeCategory")
def remove_category(request: ApiRequest, code: str) -> HttpResponse:
    """Take away a category that nothing hangs on."""
    caller = _writer(request)
    edition = answers.edition_wanted(request)
    actions.remove_category(club=caller.club, code=code, edition=edition, actor=caller.actor)
    return answers.nothing()


def _reader(request: ApiRequest) -> Caller:
    caller = request.caller
    caller.must(May.READ_CATALOGUE)
    return caller


def _writer(request: ApiRequest) -> Caller:
    caller = request.caller
    caller.must(May.WRITE_CATALOGUE)
    return caller


def _products(rows: Sequence[Any]) -> list[dict[str, object]]:
    return [_product(row) for row in rows]


def _product(row: Any) -> dict[str, object]:
    return {
        "id": public_id("prd", row.pk),
        "sku": row.sku,
        "name": row.name,
        "category": row.category.code if row.category else None,
        "brand": row.brand,
        "unit_price": _decimal(row.unit_price, PRICE_PLACES),
        "unit_cost": _decimal(row.unit_cost, PRICE_PLACES),
        "tax_rate": _decimal(row.tax_rate, RATE_PLACES),
        "incomplete": row.incomplete,
        "active": row.active,
        "edition": row.edition,
    }


def _decimal(value: int | None, places: int) -> str | None:
    return None if value is None else trim_decimal(value, places)


def _categories(rows: Sequence[Any]) -> list[dict[str, object]]:
    return [
        {
            "code": row.code,
            "name": row.name,
            "parent": row.parent.code if row.parent else None,
            "edition": row.edition,
        }
        for row in rows
    ]
