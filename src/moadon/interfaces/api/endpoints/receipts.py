"""The till's work: commit, return, cancel, look up."""

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from moadon.apps.catalogue import queries as catalogue
from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.permissions import May
from moadon.apps.receipts import queries
from moadon.engine.rules import Depth
from moadon.flows.till import gather
from moadon.flows.till.keys import RefusedBefore
from moadon.flows.till.late import submit_late
from moadon.flows.till.proving import proven
from moadon.flows.till.reading import read_receipt
from moadon.flows.till.selling import server_time
from moadon.flows.till.types import Committed, Parked, ReceiptDraft
from moadon.flows.till.why import why_told
from moadon.interfaces.api import answers, guessing, shown
from moadon.interfaces.api.callers import ApiRequest, Caller
from moadon.interfaces.api.described import sends
from moadon.interfaces.api.paging import page
from moadon.interfaces.api.problems import problem_response, problem_text
from moadon.interfaces.api.schemas import receipts as shapes
from moadon.interfaces.api.schemas.reasons import ReasonsAsked
from moadon.interfaces.api.schemas.values import read
from moadon.interfaces.api.writing import once
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.money import PRICE_PLACES, QUANTITY_PLACES, RATE_PLACES, format_decimal, trim_decimal
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction

router = Router(tags=["Receipts"])
MOST_RECEIPTS = 1000
_LINE = {"sku": "SKU-1", "name": "Jeans", "quantity": "2", "unit_price": "149.90"}
BASKET = {
    "number": "10042",
    "at": "2026-11-22T10:15:00+02:00",
    "branch": "tlv-1",
    "till": "T1",
    "employee": "e17",
    "member": "050-234-5678",
    "lines": [{"id": "1", **_LINE}],
    "payments": [{"kind": "card", "amount": "299.80"}],
}


@router.post(
    "receipts",
    response={201: shapes.CommittedNow, 200: shapes.CommittedNow},
    operation_id="commitReceipt",
    openapi_extra=sends(shapes.Basket, BASKET),
)
def commit_receipt(request: ApiRequest, asked: Query[ReasonsAsked]) -> HttpResponse:
    """Commit a basket that was paid. 201 when it happens now, 200 when it had happened before.

    With `reasons` it says why and why not, in numbers, by what counted at that moment.
    """
    caller = request.caller
    caller.must(May.WRITE_RECEIPTS)
    key = request.headers["Idempotency-Key"]
    try:
        draft = draft_of(caller, request.sent, key)
    except Refused as refusal:
        told = refusal
        return once(request, key, lambda: problem_response(told, caller.shapes))
    guessing.check_draft(caller, draft)
    (draft,) = proven(caller.club, [draft], caller.actor, server_time())
    outcome = gather.submit(caller.club, draft, caller.actor)
    if isinstance(outcome, Committed):
        guessing.count_answer(caller, draft, outcome.answer)
    if asked.wanted and isinstance(outcome, Committed):
        outcome = replace(outcome, answer=_with_reasons(caller, outcome, asked.wanted))
    return answer_to(caller, outcome)


def _with_reasons(caller: Caller, outcome: Committed, depth: Depth) -> str:
    """The answer as it was told, and after it the reasons: they are made now, and kept nowhere."""
    with club_transaction(caller.club.id):
        row = queries.receipts().get(id=outcome.receipt_id)
        trees = why_told(caller.club, row, caller.language, depth)
    return f'{outcome.answer[:-1]},"reasons":{json.dumps(trees, ensure_ascii=False)}}}'


@router.post(
    "receipts/batch",
    response=shapes.BatchResults,
    operation_id="commitBatch",
    openapi_extra=sends(shapes.Batch, {"receipts": [BASKET]}),
)
def commit_batch(request: ApiRequest) -> HttpResponse:
    """Commit up to 1,000 receipts. Each has its own result; one that is refused never sinks the others."""
    caller = writer(request)
    key = request.headers["Idempotency-Key"]
    return once(request, key, partial(_commit_batch, caller, request.sent), _batch_told)


def _commit_batch(caller: Caller, sent: object) -> HttpResponse:
    try:
        given = read(shapes.Batch, sent).receipts
    except Refused as refusal:
        return problem_response(refusal, caller.shapes)
    drafts: dict[int, ReceiptDraft] = {}
    outcomes: dict[int, object] = {}
    for position, raw in enumerate(given):
        try:
            drafts[position] = draft_of(caller, raw, None)._replace(late=True)
        except Refused as refusal:
            outcomes[position] = refusal
    committed = guessing.submit_counted(
        caller,
        list(drafts.values()),
        lambda piece: submit_late(caller.club, list(piece), caller.actor, caller.language),
    )
    outcomes |= dict(zip(drafts, committed, strict=True))
    told = [outcomes[position] for position in range(len(given))]
    response = answers.raw(_results([_result(caller, outcome) for outcome in told]))
    return answers.keeping(response, [_kept(caller, outcome) for outcome in told])


def _batch_told(kept: str) -> str:
    """The text of a batch's answer, out of what is kept of it: receipts keep what was told of them."""
    parts = json.loads(kept)
    texts = queries.answers([part[1] for part in parts if isinstance(part, list)])
    return _results([part if isinstance(part, str) else _stands(part[0], texts[part[1]]) for part in parts])


@router.get("receipts", response=shapes.Receipts, operation_id="listReceipts")
def list_receipts(request: ApiRequest, wanted: Query[shapes.Wanted]) -> HttpResponse:
    """Look receipts up as the shop knows them, newest first."""
    caller = _reader(request)
    with club_transaction(caller.club.id):
        rows = queries.receipts()
        if wanted.number is not None:
            rows = rows.filter(number=wanted.number)
        if wanted.branch is not None:
            found = clubs.shop_by_codes([wanted.branch], [], []).branches.get(wanted.branch)
            rows = rows.filter(branch_id=found.id) if found else rows.none()
        if wanted.business_date is not None:
            rows = rows.filter(business_date=wanted.business_date)
        if wanted.member is not None:
            rows = rows.filter(member_id=row_id("mbr", wanted.member))
        show = partial(_heads, caller)
        return answers.told(page(rows, ("-at", "-id"), wanted, show))


@router.get("receipts/{receipt_id}", response=shapes.Receipt, operation_id="getReceipt")
def get_receipt(request: ApiRequest, receipt_id: str, asked: Query[ReasonsAsked]) -> HttpResponse:
    """One receipt: its lines, its returns, and what was told when it was committed.

    With `reasons` also why and why not, by what counted at its moment; what was stored then is never contradicted.
    """
    caller = _reader(request)
    with club_transaction(caller.club.id):
        row = receipt_by(receipt_id)
        lines = list(queries.lines_of(row.pk))
        goods = catalogue.products_by_id(line.product_id for line in lines)
        returns = [public_id("rcp", back.pk) for back in queries.returns_of(row.pk)]
        head = _heads(caller, [row])[0]
        trees = why_told(caller.club, row, caller.language, asked.wanted) if asked.wanted else None
    places = caller.club.exponent
    return answers.told(
        {
            **head,
            "lines": [
                {
                    "id": line.key,
                    "sku": goods[line.product_id].sku,
                    "name": line.name or goods[line.product_id].name,
                    "quantity": trim_decimal(line.quantity, QUANTITY_PLACES),
                    "unit_price": trim_decimal(line.unit_price, PRICE_PLACES),
                    "total": format_decimal(line.total, places),
                    "discount": format_decimal(line.discount, places),
                    "tax_rate": trim_decimal(line.tax_rate, RATE_PLACES),
                }
                for line in lines
            ],
            "returns": returns,
            "evaluation": json.loads(row.answer) if row.answer else {},
            **({} if trees is None else {"reasons": trees}),
        }
    )


def _reader(request: ApiRequest) -> Caller:
    caller = request.caller
    caller.must(May.READ_RECEIPTS)
    return caller


def writer(request: ApiRequest) -> Caller:
    """The caller, who must be one that writes receipts."""
    caller = request.caller
    caller.must(May.WRITE_RECEIPTS)
    return caller


def draft_of(caller: Caller, raw: object, key: str | None) -> ReceiptDraft:
    """A receipt as it was sent, of a branch that the caller may write for."""
    draft = read_receipt(raw, caller.club, key=key, language=caller.language)
    branch = caller.branch(draft.branch)
    return draft if branch == draft.branch else draft._replace(branch=branch)


def answer_to(caller: Caller, outcome: Committed | Parked | Refused) -> HttpResponse:
    """What a caller is told of a receipt: that it stands, waits for its sale, or was refused."""
    if isinstance(outcome, Refused):
        response = problem_response(outcome, caller.shapes)
        again = isinstance(outcome, RefusedBefore)
    else:
        response = answers.raw(outcome.answer, HTTPStatus.OK if outcome.replayed else outcome.status)
        again = outcome.replayed
    if again:
        response.headers[answers.REPLAYED] = "true"
    return response


def _results(results: Sequence[str]) -> str:
    return f'{{"results":[{",".join(results)}]}}'


def _result(caller: Caller, outcome: object) -> str:
    """One result of a batch; the text of an answer goes in as it was told."""
    if isinstance(outcome, Committed):
        return _stands(_status(outcome), outcome.answer)
    assert isinstance(outcome, Refused)
    return f'{{"status":{outcome.status},"error":{problem_text(outcome, caller.shapes)}}}'


def _kept(caller: Caller, outcome: object) -> object:
    """What is kept of a result to tell it again: a refusal's text, the status and the row of a receipt that stands."""
    return [_status(outcome), outcome.receipt_id] if isinstance(outcome, Committed) else _result(caller, outcome)


def _status(outcome: Committed) -> int:
    return int(HTTPStatus.OK if outcome.replayed else outcome.status)


def _stands(status: int, answer: str) -> str:
    return f'{{"status":{status},"receipt":{answer}}}'


def receipt_by(public: str) -> Any:
    """The receipt of this public id. Raises `Refused("unknown_id", status=404)`."""
    row = queries.receipts().filter(id=row_id("rcp", public)).first()
    if row is None:
        raise Refused("unknown_id", status=404, given=public[:40])
    return row


def _heads(caller: Caller, rows: Sequence[Any]) -> list[dict[str, object]]:
    """Receipts with the codes of the shop. One statement more."""
    codes = clubs.codes_by_id(
        (row.branch_id for row in rows), (row.employee_id for row in rows), (row.till_id for row in rows)
    )
    places = caller.club.exponent
    return [
        {
            "id": public_id("rcp", row.pk),
            "number": row.number,
            "kind": row.kind,
            "state": row.state,
            "at": shown.moment(row.at),
            "business_date": row.business_date.isoformat(),
            "branch": codes.branches.get(row.branch_id),
            "till": codes.tills.get(row.till_id),
            "employee": codes.employees.get(row.employee_id),
            "channel": row.channel,
            "member": shown.opaque("mbr", row.member_id),
            "total": format_decimal(row.total, places),
            "discount": format_decimal(row.discount, places),
            "to_pay": format_decimal(row.to_pay, places),
            "of": shown.opaque("rcp", row.of_receipt_id),
        }
        for row in rows
    ]
