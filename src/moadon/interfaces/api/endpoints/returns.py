"""Goods that come back: returns, exchanges, cancellations, and receipts that stand after all."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TypeVar

from django.http import HttpResponse
from ninja import Router

from moadon.apps.clubs import queries as clubs
from moadon.flows.till import exchange, give_back, reopen
from moadon.flows.till.fields import read_moment
from moadon.flows.till.reading_returns import read_return
from moadon.flows.till.reopening import Again
from moadon.flows.till.types import ReturnDraft, SaleRef
from moadon.interfaces.api import answers
from moadon.interfaces.api.bodies import NOTHING
from moadon.interfaces.api.callers import ApiRequest, Caller
from moadon.interfaces.api.described import sends
from moadon.interfaces.api.endpoints.receipts import BASKET, answer_to, draft_of, receipt_by, writer
from moadon.interfaces.api.schemas import receipts as shapes
from moadon.interfaces.api.schemas import returns as return_shapes
from moadon.interfaces.api.schemas.values import read
from moadon.kernel.ids import row_id
from moadon.kernel.money import format_decimal, parse_decimal
from moadon.kernel.refusals import Refused, RefusedMany
from moadon.store import club_transaction

router = Router(tags=["Receipts"])
T = TypeVar("T")
_RETURN = {"number": "10051", "at": "2026-11-23T11:00:00+02:00", "lines": [{"line": "1", "quantity": "1"}]}


@router.post(
    "receipts/{receipt_id}/returns",
    response={201: return_shapes.Returned, 200: return_shapes.Returned},
    operation_id="returnGoods",
    openapi_extra=sends(return_shapes.Return, _RETURN),
)
def return_goods(request: ApiRequest, receipt_id: str) -> HttpResponse:
    """Take goods back, whole or by line, or money for goods that stay. What remains is judged again; value spent comes
    back as it was."""
    caller = writer(request)
    sale = row_id("rcp", receipt_id)
    draft = read_return(request.sent, SaleRef(id=sale), caller.club.exponent, language=caller.language)
    with club_transaction(caller.club.id):
        receipt_by(receipt_id)
        return _give_back(caller, replace(draft, branch=caller.branch(draft.branch)))


@router.post(
    "receipts/{receipt_id}/exchange",
    response={201: shapes.Exchanged, 200: shapes.Exchanged},
    operation_id="exchangeGoods",
    openapi_extra=sends(shapes.Exchange, {"return": _RETURN, "receipt": {**BASKET, "number": "10052"}}),
)
def exchange_goods(request: ApiRequest, receipt_id: str) -> HttpResponse:
    """Take goods back and sell others as one operation: both stand, or neither."""
    caller = writer(request)
    sent = request.sent
    if not isinstance(sent, Mapping) or set(sent) != {"return", "receipt"}:
        read(shapes.Exchange, sent)
        raise Refused("not_an_object")
    ref, language = SaleRef(id=row_id("rcp", receipt_id)), caller.language
    back = _part("return", lambda: read_return(sent["return"], ref, caller.club.exponent, language=language))
    sale = _part("receipt", lambda: draft_of(caller, sent["receipt"], None))
    with club_transaction(caller.club.id):
        receipt_by(receipt_id)
        back = replace(back, branch=caller.branch(back.branch))
        done = exchange(caller.club, back, sale, caller.actor, language=caller.language)
    returned, receipt = json.loads(done.returned.answer), json.loads(done.receipt.answer)
    places = caller.club.exponent
    due = parse_decimal(receipt["to_pay"], places) - parse_decimal(returned["refund"], places)
    told = {
        "to_pay": format_decimal(max(0, due), places),
        "refund": format_decimal(max(0, -due), places),
        "return": returned,
        "receipt": receipt,
    }
    response = answers.told(told, HTTPStatus.OK if done.replayed else HTTPStatus.CREATED)
    if done.replayed:
        response.headers[answers.REPLAYED] = "true"
    return response


def _part(name: str, reading: Callable[[], T]) -> T:
    """What `reading` gives; what it refuses is told of the part `name` of the body."""
    try:
        return reading()
    except RefusedMany as refused:
        raise RefusedMany([one.at(name) for one in refused.refusals]) from None
    except Refused as refused:
        raise refused.at(name) from None


@router.post(
    "returns",
    response={201: return_shapes.Returned, 200: return_shapes.Returned, 202: return_shapes.Parked},
    operation_id="returnByNumber",
    openapi_extra=sends(
        return_shapes.EarlyReturn, {**_RETURN, "of": {"number": "10042", "branch": "tlv-1", "till": "T1"}}
    ),
)
def return_by_number(request: ApiRequest) -> HttpResponse:
    """Take goods back by the sale's own number. A sale that has not been sent yet is waited for: 202."""
    caller = writer(request)
    draft = read_return(request.sent, None, caller.club.exponent, language=caller.language)
    return _give_back(caller, replace(draft, branch=caller.branch(draft.branch)))


@router.post(
    "receipts/{receipt_id}/cancel",
    response={201: return_shapes.Returned, 200: return_shapes.Returned},
    operation_id="cancelReceipt",
    openapi_extra=sends(return_shapes.Cancellation, {}, needed=False),
)
def cancel_receipt(request: ApiRequest, receipt_id: str) -> HttpResponse:
    """Undo a sale that never should have been: everything it moved is moved back."""
    caller = writer(request)
    sent = request.sent
    raw: object = {} if sent is NOTHING else sent
    if not isinstance(raw, Mapping) or set(raw) - {"at", "employee"}:
        read(return_shapes.Cancellation, raw)
        raise Refused("not_an_object")
    at = read_moment(raw["at"], "at") if raw.get("at") is not None else datetime.now(UTC)
    employee = raw.get("employee")
    if employee is not None and not isinstance(employee, str):
        raise Refused("not_text", field="employee")
    with club_transaction(caller.club.id):
        row = receipt_by(receipt_id)
        codes = clubs.codes_by_id([row.branch_id])
        # A sale of no branch is not of the caller's branch either.
        caller.branch(codes.branches.get(row.branch_id or 0, ""))
        draft = ReturnDraft(
            sale=SaleRef(id=row.pk), number=row.number, at=at, employee=employee, cancel=True, language=caller.language
        )
        return _give_back(caller, draft)


@router.post(
    "receipts/{receipt_id}/reopen",
    response={201: shapes.Committed, 200: shapes.Committed},
    operation_id="reopenReceipt",
    openapi_extra=sends(return_shapes.Reopening, {"number": "10042-2"}),
)
def reopen_receipt(request: ApiRequest, receipt_id: str) -> HttpResponse:
    """Let a cancelled receipt stand after all: booked once more, at its own time, under a number of its own."""
    caller = writer(request)
    body = read(return_shapes.Reopening, request.sent)
    with club_transaction(caller.club.id):
        row = receipt_by(receipt_id)
        codes = clubs.codes_by_id([row.branch_id])
        caller.branch(codes.branches.get(row.branch_id or 0, ""))
        again = Again(body.number, body.proof)
        done = reopen(caller.club, row, again, caller.actor, language=caller.language)
        return answer_to(caller, done)


def _give_back(caller: Caller, draft: ReturnDraft) -> HttpResponse:
    (outcome,) = give_back(caller.club, [draft], caller.actor, language=caller.language)
    return answer_to(caller, outcome)
