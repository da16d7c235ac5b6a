"""Writes of goods and their categories."""

from collections.abc import Sequence

from moadon.apps.catalogue.queries import products_by_sku
from moadon.apps.catalogue.types import ProductInfo, UnknownProduct
from moadon.store import run

_CATEGORIES = """
    wanted_codes as (
      select distinct category as code from given where category is not null
    ),
    known as (
      select c.id, c.code from catalogue_category c join wanted_codes w on w.code = c.code where c.club_id = %s
    ),
    made as (
      insert into catalogue_category (club_id, code, name)
      select %s, w.code, w.code from wanted_codes w
      where not exists (select from known where known.code = w.code) order by w.code
      on conflict (club_id, code) do update set code = excluded.code
      returning id, code
    ),
    nodes as (select id, code from known union all select id, code from made)
"""
_TAKE = f"""
    with given(sku, name, category, brand, unit_cost, unit_price) as (
      select * from unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::bigint[])
    ),
    {_CATEGORIES}
    insert into catalogue_product (club_id, sku, name, category_id, brand, unit_cost, unit_price,
      incomplete, active, edition)
    select %s, g.sku, g.name, n.id, g.brand, g.unit_cost, g.unit_price, true, true, 1
    from given g left join nodes n on n.code = g.category order by g.sku
    on conflict (club_id, sku) do nothing
"""


def take_unknown(club_id: int, seen: Sequence[UnknownProduct]) -> dict[str, ProductInfo]:
    """List products first seen on receipts, marked incomplete, inside the open transaction of the club.

    A category that is unknown is made at the top of the tree. Of several descriptions of one sku the first counts.
    What somebody else listed meanwhile stays as it is. Two statements, whatever the number.
    """
    first = {product.sku: product for product in reversed(seen)}
    rows = sorted(first.values(), key=lambda product: product.sku)
    columns = [
        [p.sku for p in rows], [p.name for p in rows], [p.category for p in rows],
        [p.brand for p in rows], [p.unit_cost for p in rows], [p.unit_price for p in rows],
    ]  # fmt: skip
    run(_TAKE, (*columns, club_id, club_id, club_id))
    return products_by_sku(first)
