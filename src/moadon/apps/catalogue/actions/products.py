"""Products: listed by the club, or first seen on receipts."""

from collections.abc import Mapping, Sequence
from typing import Any

from moadon.apps.audit import actions as audit
from moadon.apps.catalogue.models import Category, Product
from moadon.apps.catalogue.queries import products, products_by_sku
from moadon.apps.catalogue.types import Listed, NewProduct, Outcome, ProductChanges, ProductInfo, UnknownProduct
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.kernel.money import RATE_PLACES
from moadon.kernel.refusals import Refused, RefusedMany
from moadon.kernel.texts import parse_code, parse_text
from moadon.store import club_transaction, run
from moadon.store.conflicts import refusing

LARGEST = 10**13
LONGEST = 200
_TAKEN = {"one_product_per_sku": ("sku_taken", "sku")}

_NODES = """
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
    {_NODES}
    insert into catalogue_product (club_id, sku, name, category_id, brand, unit_cost, unit_price,
      incomplete, active, edition)
    select %s, g.sku, g.name, n.id, g.brand, g.unit_cost, g.unit_price, true, true, 1
    from given g left join nodes n on n.code = g.category order by g.sku
    on conflict (club_id, sku) do nothing
"""
_LIST = f"""
    with given(sku, name, category, brand, unit_cost, unit_price, tax_rate) as (
      select * from unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::int[])
    ),
    {_NODES}
    insert into catalogue_product as p (club_id, sku, name, category_id, brand, unit_cost, unit_price, tax_rate,
      incomplete, active, edition)
    select %s, g.sku, g.name, n.id, g.brand, g.unit_cost, g.unit_price, g.tax_rate, false, true, 1
    from given g left join nodes n on n.code = g.category order by g.sku
    on conflict (club_id, sku) do update set
      name = coalesce(nullif(excluded.name, ''), p.name), category_id = coalesce(excluded.category_id, p.category_id),
      brand = coalesce(excluded.brand, p.brand), unit_cost = coalesce(excluded.unit_cost, p.unit_cost),
      unit_price = coalesce(excluded.unit_price, p.unit_price), tax_rate = coalesce(excluded.tax_rate, p.tax_rate),
      incomplete = false, active = true, edition = p.edition + 1, updated_at = now()
    where (p.name, p.category_id, p.brand, p.unit_cost, p.unit_price, p.tax_rate, p.incomplete, p.active)
      is distinct from (coalesce(nullif(excluded.name, ''), p.name), coalesce(excluded.category_id, p.category_id),
        coalesce(excluded.brand, p.brand), coalesce(excluded.unit_cost, p.unit_cost),
        coalesce(excluded.unit_price, p.unit_price), coalesce(excluded.tax_rate, p.tax_rate), false, true)
    returning p.sku
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


def list_products(*, club: ClubInfo, rows: Sequence[NewProduct]) -> list[Outcome]:
    """List many products with a constant number of statements; one outcome per row, in order.

    A sku that is listed already gets what is new; `known` when there was nothing new. Of several rows of one sku
    the last counts. Faulty rows are refused and do not keep the others out.
    """
    read = [_try_read(row) for row in rows]
    good = {values["sku"]: values for values in read if isinstance(values, dict)}
    wanted = [good[sku] for sku in sorted(good)]
    names = ("sku", "name", "category", "brand", "unit_cost", "unit_price", "tax_rate")
    columns = [[values[name] for values in wanted] for name in names]
    with club_transaction(club.id):
        changed = {sku for (sku,) in run(_LIST, (*columns, club.id, club.id, club.id))}
        ids = {sku: info.id for sku, info in products_by_sku(good).items()}
    return [
        Listed(ids[values["sku"]], known=values["sku"] not in changed) if isinstance(values, dict) else values
        for values in read
    ]


def add_product(*, club: ClubInfo, new: NewProduct, actor: Actor) -> Product:
    """List one product. Raises RefusedMany for faulty fields, `Refused("sku_taken", status=409)`."""
    values = _read(new)
    with club_transaction(club.id), refusing(_TAKEN):
        category = _category(club, values.pop("category"))
        product = Product.objects.create(club_id=club.id, category=category, **values)
        audit.record_deed(club.id, actor, "product.added", product.sku, None, values)
    return product


def edit_product(
    *, club: ClubInfo, product_id: int, changes: ProductChanges, edition: int | None = None, actor: Actor
) -> Product:
    """Change a product; with `edition`, only if nobody changed it since. It counts as complete from then on.

    Raises RefusedMany, and `Refused`: `unknown_id` (404), `edition_differs` (412).
    """
    values = _checked(changes)
    with club_transaction(club.id):
        product = products(club).select_for_update(of=("self",)).filter(id=product_id).first()
        if product is None:
            raise Refused("unknown_id", status=404)
        if edition not in (None, product.edition):
            raise Refused("edition_differs", status=412, edition=product.edition)
        before = {name: getattr(product, name) for name in values if name != "category"}
        told = dict(values)
        if "category" in values:
            before["category"] = product.category.code if product.category else None
            product.category = _category(club, values.pop("category"))
        for name, value in values.items():
            setattr(product, name, value)
        product.incomplete = False
        product.edition += 1
        product.save()
        audit.record_deed(club.id, actor, "product.edited", product.sku, before, told)
    return product


def _category(club: ClubInfo, code: str | None) -> Category | None:
    """The category of that code, made at the top of the tree when there is none."""
    if code is None:
        return None
    return Category.objects.get_or_create(club_id=club.id, code=code, defaults={"name": code})[0]


def _try_read(row: NewProduct) -> dict[str, Any] | Refused:
    try:
        return _read(row)
    except Refused as fault:
        return fault


def _read(new: NewProduct) -> dict[str, Any]:
    given: dict[str, object] = {
        "sku": new.sku, "name": new.name, "category": new.category, "brand": new.brand,
        "unit_cost": new.unit_cost, "unit_price": new.unit_price, "tax_rate": new.tax_rate,
    }  # fmt: skip
    return _checked(given)


def _checked(given: Mapping[str, object] | ProductChanges) -> dict[str, Any]:
    values: dict[str, Any] = {}
    faults: list[Refused] = []
    for name, value in given.items():
        try:
            values[name] = _field(name, value)
        except Refused as fault:
            faults.append(fault)
    if faults:
        raise RefusedMany(faults)
    return values


def _field(name: str, value: object) -> object:
    if name == "active":
        if not isinstance(value, bool):
            raise Refused("not_true_or_false", field=name)
        return value
    if name == "sku":
        return parse_text(value, field=name, longest=LONGEST)
    if name == "name":
        return parse_text("" if value is None else value, field=name, longest=LONGEST, needed=False)
    if value is None or value == "":
        return None
    if name == "category":
        return parse_code(value, field=name)
    if name == "brand":
        return parse_text(value, field=name, longest=LONGEST)
    most = 10**RATE_PLACES if name == "tax_rate" else LARGEST
    if not isinstance(value, int) or not 0 <= value <= most:
        raise Refused("rate_above_one" if name == "tax_rate" else "out_of_range", field=name, given=str(value)[:40])
    return value
