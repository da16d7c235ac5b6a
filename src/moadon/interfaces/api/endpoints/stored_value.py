"""Series of gift cards, and money loaded for members."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from django.http import HttpResponse
from ninja import Query, Router

from moadon.apps.cards import queries
from moadon.apps.cards.models import Series
from moadon.apps.clubs.permissions import May
from moadon.engine.rules import LOADED
from moadon.flows.cards import giving, making
from moadon.interfaces.api import answers, shown
from moadon.interfaces.api.callers import ApiRequest, Caller
from moadon.interfaces.api.described import sends
from moadon.interfaces.api.endpoints.cards import told_codes
from moadon.interfaces.api.paging import page
from moadon.interfaces.api.schemas import cards as shapes
from moadon.interfaces.api.schemas.values import Page, read
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.money import format_decimal
from moadon.store import club_transaction

router = Router(tags=["Gift cards"])


@router.post(
    "gift-card-series",
    response={201: shapes.Series},
    operation_id="makeGiftCardSeries",
    openapi_extra=sends(shapes.NewSeries, {"name": "Rosh Hashana", "amount": "100.00", "size": 200}),
)
def make_series(request: ApiRequest) -> HttpResponse:
    """Make cards of one amount, to be printed. Each is worth nothing until it is activated."""
    caller = request.caller
    caller.must(May.MANAGE_CARDS)
    body = read(shapes.NewSeries, request.sent)
    new = making.NewSeries(body.name, body.amount, body.size, body.with_pin)
    row = making.make_series(caller.club, new, caller.actor)
    with club_transaction(caller.club.id):
        return answers.told(_series(caller, [queries.series(row)])[0], 201)


@router.get("gift-card-series", response=shapes.SeriesPage, operation_id="listGiftCardSeries")
def list_series(request: ApiRequest, wanted: Query[Page]) -> HttpResponse:
    """The club's series, newest first."""
    caller = request.caller
    caller.must(May.READ_CARDS)
    with club_transaction(caller.club.id):
        return answers.told(page(queries.all_series(), ("-id",), wanted, partial(_series, caller)))


@router.get("gift-card-series/{series_id}", response=shapes.Series, operation_id="getGiftCardSeries")
def get_series(request: ApiRequest, series_id: str) -> HttpResponse:
    """One series."""
    caller = request.caller
    caller.must(May.READ_CARDS)
    with club_transaction(caller.club.id):
        return answers.told(_series(caller, [queries.series(row_id("gfs", series_id))])[0])


@router.post(
    "gift-card-series/{series_id}/codes",
    response=shapes.SeriesCodes,
    operation_id="tellGiftCardSeriesCodes",
    openapi_extra=sends(shapes.NewCodes, {"again": False}, needed=False),
)
def tell_codes(request: ApiRequest, series_id: str) -> HttpResponse:
    """The codes of all cards of a series that are not active yet, for the printer: in this answer and nowhere else."""
    caller = request.caller
    caller.must(May.MANAGE_CARDS)
    row, body = row_id("gfs", series_id), read(shapes.NewCodes, request.sent)
    made = making.hand_out_series(caller.club, row, caller.actor, datetime.now(UTC), again=body.again)
    return answers.keeping(answers.told({"items": told_codes(made)}), {"items": []})


@router.post(
    "members/{member_id}/loads",
    response={201: shapes.Load},
    operation_id="loadMoney",
    openapi_extra=sends(shapes.NewLoad, {"amount": "200.00", "payment": "card", "reference": "terminal 4, 1182"}),
)
def load(request: ApiRequest, member_id: str) -> HttpResponse:
    """Put money on a member's account. It is spent like any wallet of theirs, as `loaded`."""
    caller = request.caller
    caller.must(May.ISSUE_CARDS)
    body = read(shapes.NewLoad, request.sent)
    reference = " · ".join(
        part for part in (body.reference, body.payment if body.reference or body.receipt else "") if part
    )
    sold = giving.Sold(body.amount, body.receipt, body.line, reference, caller.key.branch_id)
    made = giving.load_money(caller.club, member_id, sold, caller.actor, datetime.now(UTC))
    return answers.told(_load(caller, made), 201)


@router.post(
    "members/{member_id}/loads/{lot_id}/cancel",
    response=shapes.Load,
    operation_id="cancelLoad",
    openapi_extra=sends(shapes.Reason, {"reason": "Typed for the wrong member"}),
)
def cancel_load(request: ApiRequest, member_id: str, lot_id: str) -> HttpResponse:
    """Take loaded money back that nobody has spent any of."""
    caller = request.caller
    caller.must(May.ISSUE_CARDS)
    reason = read(shapes.Reason, request.sent).reason
    made = giving.cancel_load(caller.club, member_id, row_id("lot", lot_id), reason, caller.actor, datetime.now(UTC))
    return answers.told(_load(caller, made))


def _load(caller: Caller, made: giving.Loaded) -> dict[str, object]:
    amount = format_decimal(made.amount, caller.club.exponent)
    until = shown.moment(made.until)
    return {"lot": public_id("lot", made.lot), "wallet": LOADED, "amount": amount, "expires_at": until}


def _series(caller: Caller, rows: Sequence[Series]) -> list[dict[str, object]]:
    states = queries.states_of([row.pk for row in rows])
    return [
        {
            "id": public_id("gfs", row.pk),
            "name": row.name,
            "amount": format_decimal(row.amount, caller.club.exponent),
            "size": row.size,
            "with_pin": row.with_pin,
            "made_at": shown.moment(row.made_at),
            "coded_at": shown.moment(row.coded_at),
            "states": states.get(row.pk, {}),
        }
        for row in rows
    ]
