"""Pools of codes: made, changed, withdrawn, listed."""

from functools import partial

from django.http import HttpResponse
from ninja import Query, Router
from procrastinate.contrib.django import app

from moadon.apps.clubs.permissions import May
from moadon.apps.coupons import actions, queries
from moadon.apps.coupons import types as kinds
from moadon.apps.coupons.models import Pool
from moadon.engine.coupons import Pattern
from moadon.flows.coupons import pools
from moadon.interfaces.api import answers
from moadon.interfaces.api.callers import ApiRequest, Caller
from moadon.interfaces.api.described import sends
from moadon.interfaces.api.paging import page
from moadon.interfaces.api.schemas import coupons as shapes
from moadon.interfaces.api.schemas.values import read
from moadon.interfaces.api.shown_coupons import pools_told
from moadon.kernel.ids import row_id
from moadon.kernel.money import parse_decimal
from moadon.store import club_transaction

router = Router(tags=["Coupons"])
_EXAMPLE = {"name": "Welcome letter", "word": "WELCOME", "count": 500, "valid_until": "2027-01-01T00:00:00+02:00"}


@router.get("coupons", response=shapes.Pools, operation_id="listCouponPools")
def list_pools(request: ApiRequest, wanted: Query[shapes.PoolsWanted]) -> HttpResponse:
    """The club's pools, newest first, with their counts."""
    caller = request.caller
    caller.must(May.READ_COUPONS)
    with club_transaction(caller.club.id):
        rows = queries.pools(caller.club)
        rows = rows if wanted.word is None else rows.filter(opens=wanted.word.casefold())
        rows = rows if wanted.kind is None else rows.filter(kind=wanted.kind)
        return answers.told(page(rows, ("-id",), wanted, partial(pools_told, caller)))


@router.post(
    "coupons",
    response={201: shapes.Pool},
    operation_id="addCouponPool",
    openapi_extra=sends(shapes.NewPool, _EXAMPLE),
)
def add_pool(request: ApiRequest) -> HttpResponse:
    """Make a pool of codes. The coupon itself opens nothing from then on: its codes do.

    A few thousand codes are there at once; of more, `to_make` tells how many are still being made.
    """
    caller = maker(request)
    body = read(shapes.NewPool, request.sent)
    new = kinds.NewPool(
        body.name, body.word, body.kind, Pattern(**body.pattern.model_dump()), body.uses, body.valid_from,
        body.valid_until, body.days, body.receipts_for,
        parse_decimal(body.receipts_from, caller.club.exponent, field="receipts_from"), body.count,
    )  # fmt: skip
    return made(caller, pools.open_pool(club=caller.club, new=new, actor=caller.actor))


@router.get("coupons/{pool_id}", response=shapes.Pool, operation_id="getCouponPool")
def get_pool(request: ApiRequest, pool_id: str) -> HttpResponse:
    """One pool."""
    caller = request.caller
    caller.must(May.READ_COUPONS)
    with club_transaction(caller.club.id):
        return _one(caller, queries.pool(caller.club, pool_id))


@router.patch(
    "coupons/{pool_id}",
    response=shapes.Pool,
    operation_id="editCouponPool",
    openapi_extra=sends(shapes.PoolChanges, {"valid_until": "2027-02-01T00:00:00+02:00"}),
)
def edit_pool(request: ApiRequest, pool_id: str) -> HttpResponse:
    """Change a pool, or withdraw it and put it back. What it opens and how its codes look stays."""
    caller = maker(request)
    row = row_id("cpl", pool_id)
    body = read(shapes.PoolChanges, request.sent)
    changes = body.model_dump(exclude_unset=True, exclude={"withdrawn"})
    if "receipts_from" in changes:
        changes["receipts_from"] = parse_decimal(body.receipts_from, caller.club.exponent, field="receipts_from")
    edition = answers.edition_wanted(request)
    with club_transaction(caller.club.id):
        changed = pools.change_pool(
            club=caller.club,
            pool_id=row,
            changes=kinds.PoolChanges(**changes),  # type: ignore[typeddict-item]
            edition=edition,
            actor=caller.actor,
        )
        if "withdrawn" in body.model_fields_set:
            set_withdrawn = actions.withdraw_pool if body.withdrawn else actions.put_pool_back
            changed = set_withdrawn(club=caller.club, pool_id=row, actor=caller.actor)
        return _one(caller, changed)


@router.delete("coupons/{pool_id}", response={204: None}, operation_id="withdrawCouponPool")
def withdraw_pool(request: ApiRequest, pool_id: str) -> HttpResponse:
    """Let no code of a pool work any more. It stays for its receipts, and can be put back."""
    caller = maker(request)
    edition = answers.edition_wanted(request)
    actions.withdraw_pool(club=caller.club, pool_id=row_id("cpl", pool_id), edition=edition, actor=caller.actor)
    return answers.nothing()


def maker(request: ApiRequest) -> Caller:
    """The caller, who must be one that makes coupons."""
    caller = request.caller
    caller.must(May.MAKE_COUPONS)
    return caller


def made(caller: Caller, row: Pool) -> HttpResponse:
    """The pool; what is still to be made is left to the worker."""
    if row.to_make:
        app.configure_task("coupons").defer(club_id=caller.club.id, pool_id=row.pk)
    with club_transaction(caller.club.id):
        return answers.told(pools_told(caller, [row])[0], 201)


def _one(caller: Caller, row: Pool) -> HttpResponse:
    return answers.told(pools_told(caller, [row])[0])
