"""Reads of goods and their categories. Inside a transaction of the club."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from moadon.apps.catalogue.models import Category, Product
from moadon.apps.catalogue.types import DEEPEST, ProductInfo
from moadon.apps.clubs.types import ClubInfo
from moadon.store import Question, array, ask, run

_UP = f"""
    up(start, code, parent_id, depth) as (
      select c.id, c.code, c.parent_id, 0 from catalogue_category c where {{start}}
      union all
      select up.start, c.code, c.parent_id, up.depth + 1
      from up join catalogue_category c on c.id = up.parent_id where up.depth < {DEEPEST}
    ),
    paths(start, codes) as (select start, array_agg(code order by depth) from up group by start)
"""
_PRODUCTS = f"""
    with recursive wanted as materialized (
      select p.id, p.sku, p.name, p.brand, p.unit_cost, p.tax_rate, p.category_id
      from catalogue_product p where {{which}}
    ),
    {_UP.format(start="c.id in (select category_id from wanted)")}
    select w.id, w.sku, w.name, paths.codes, w.brand, w.unit_cost, w.tax_rate
    from wanted w left join paths on paths.start = w.category_id
"""
_BY_SKU = _PRODUCTS.format(which="p.sku = any(%s::text[])")
_BY_ID = _PRODUCTS.format(which="p.id = any(%s::bigint[])")
_PATHS = f"""
    with recursive {_UP.format(start="c.code = any(%s::text[])")}
    select codes from paths
"""
_HEIGHT = f"""
    with recursive down(id, depth) as (
      select c.id, 1 from catalogue_category c where c.code = %s
      union all
      select c.id, down.depth + 1 from down join catalogue_category c on c.parent_id = down.id
      where down.depth <= {DEEPEST}
    )
    select max(depth) from down
"""


def products_by_sku(skus: Iterable[str]) -> dict[str, ProductInfo]:
    """The products with these skus; unknown ones are not in the answer. One statement, whatever their number."""
    return ask(asking_products(skus))


def asking_products(skus: Iterable[str]) -> Question[dict[str, ProductInfo]]:
    """`products_by_sku` as a question, to be sent with others."""
    return Question(_BY_SKU, (array("text", sorted(set(skus))),), lambda rows: {one.sku: one for one in _infos(rows)})


def products_by_id(ids: Iterable[int]) -> dict[int, ProductInfo]:
    """The products with these row numbers. One statement, whatever their number."""
    return {product.id: product for product in _infos(run(_BY_ID, (sorted(set(ids)),)))}


def _infos(rows: Iterable[tuple[Any, ...]]) -> list[ProductInfo]:
    return [
        ProductInfo(id_, sku, name, tuple(codes or ()), brand, cost, tax)
        for id_, sku, name, codes, brand, cost, tax in rows
    ]


def products_with_costs(limit: int) -> list[tuple[ProductInfo, int]]:
    """Up to `limit` products that are sold with a price and a cost that are known, and their prices. Two statements."""
    rows = Product.objects.filter(active=True, unit_price__gt=0, unit_cost__isnull=False).order_by("id")
    prices = {row.pk: row.unit_price or 0 for row in rows.only("id", "unit_price")[:limit]}
    return [(product, prices[product.id]) for product in products_by_id(prices).values()]


def category_paths(codes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Per known category its own code and those of its ancestors, nearest first. One statement."""
    rows = run(_PATHS, (sorted(set(codes)),))
    return {codes[0]: tuple(codes) for (codes,) in rows}


def category_names(codes: Iterable[str]) -> dict[str, str]:
    """What known categories are called, in one statement."""
    return dict(run("select code, name from catalogue_category where code = any(%s::text[])", (sorted(set(codes)),)))


def product_names(skus: Iterable[str]) -> dict[str, str]:
    """What known products are called, in one statement."""
    return dict(run("select sku, name from catalogue_product where sku = any(%s::text[])", (sorted(set(skus)),)))


def category_height(code: str) -> int:
    """How many levels hang on a category, with its own; 0 for one that is not there."""
    return run(_HEIGHT, (code,))[0][0] or 0


def products(club: ClubInfo) -> QuerySet[Product]:
    """The club's products by sku, those no longer sold too."""
    return Product.objects.filter(club_id=club.id).select_related("category").order_by("sku")


def categories(club: ClubInfo) -> QuerySet[Category]:
    """The club's categories by code, with their parents."""
    return Category.objects.filter(club_id=club.id).select_related("parent").order_by("code")
