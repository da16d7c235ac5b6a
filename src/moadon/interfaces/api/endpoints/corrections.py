"""Balances corrected by hand: done within the key's limit, else waiting for a person in the office.

No key approves or refuses: whoever answers for a correction is a person.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from django.db.models import QuerySet
from django.http import HttpResponse
from ninja import Query, Router

from moadon.apps.clubs.permissions import May
from moadon.apps.corrections import queries
from moadon.apps.corrections.models import Request
from moadon.apps.corrections.types import KEY, Hand
from moadon.apps.members import queries as members
from moadon.apps.programmes import queries as programmes
from moadon.flows.corrections import CorrectionDraft, ask_correction, withdraw
from moadon.interfaces.api import answers, shown
from moadon.interfaces.api.callers import ApiRequest, Caller
from moadon.interfaces.api.described import sends
from moadon.interfaces.api.paging import page
from moadon.interfaces.api.schemas import corrections as shapes
from moadon.interfaces.api.schemas.values import read
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.money import format_decimal
from moadon.store import club_transaction

router = Router(tags=["Corrections"])
_EXAMPLE = {"wallet": "credit", "amount": "20.00", "reason": "goodwill", "note": "Waited an hour for an order"}


@router.post(
    "members/{member_id}/corrections",
    response={201: shapes.Correction, 202: shapes.Correction},
    operation_id="correctBalance",
    openapi_extra=sends(shapes.NewCorrection, _EXAMPLE),
)
def correct(request: ApiRequest, member_id: str) -> HttpResponse:
    """Give or take value of a wallet by hand. 201: done. 202: above the limit, it waits for a second person."""
    caller, now = request.caller, datetime.now(UTC)
    caller.must(May.ASK_CORRECTIONS)
    body = read(shapes.NewCorrection, request.sent)
    draft = CorrectionDraft(
        member_id, body.wallet, body.amount, body.reason, body.note, body.expires_on, body.corrects, body.shortage
    )
    told = _one(caller, ask_correction(caller.club, draft, _hand(caller), now), now)
    return answers.told(told, 202 if told["state"] == "waiting" else 201)


@router.get("members/{member_id}/corrections", response=shapes.Corrections, operation_id="listMemberCorrections")
def list_of_member(request: ApiRequest, member_id: str, wanted: Query[shapes.CorrectionsWanted]) -> HttpResponse:
    """The corrections of a member, newest first."""
    caller = request.caller
    caller.must(May.READ_CORRECTIONS)
    with club_transaction(caller.club.id):
        rows = _seen_by(caller).filter(member_id=members.member(caller.club, member_id).pk)
        return _page(caller, rows, wanted)


@router.get("corrections", response=shapes.Corrections, operation_id="listCorrections")
def list_all(request: ApiRequest, wanted: Query[shapes.CorrectionsWanted]) -> HttpResponse:
    """The corrections of the club, newest first; of a key of one branch those that were asked for there."""
    caller = request.caller
    caller.must(May.READ_CORRECTIONS)
    with club_transaction(caller.club.id):
        return _page(caller, _seen_by(caller), wanted)


@router.get("corrections/{correction_id}", response=shapes.Correction, operation_id="getCorrection")
def get(request: ApiRequest, correction_id: str) -> HttpResponse:
    """One correction."""
    caller = request.caller
    caller.must(May.READ_CORRECTIONS)
    return answers.told(_one(caller, row_id("cor", correction_id), datetime.now(UTC)))


@router.post(
    "corrections/{correction_id}/withdraw",
    response=shapes.Correction,
    operation_id="withdrawCorrection",
    openapi_extra=sends(shapes.WithdrawCorrection, {}, needed=False),
)
def take_back(request: ApiRequest, correction_id: str) -> HttpResponse:
    """Take back what this key asked for, while it waits."""
    caller, now = request.caller, datetime.now(UTC)
    caller.must(May.ASK_CORRECTIONS)
    row = row_id("cor", correction_id)
    read(shapes.WithdrawCorrection, request.sent)
    withdraw(caller.club, row, _hand(caller), now)
    return answers.told(_one(caller, row, now))


def _hand(caller: Caller) -> Hand:
    return Hand(caller.actor, KEY, caller.key.branch_id)


def _seen_by(caller: Caller) -> QuerySet[Request]:
    return queries.requests(caller.club, caller.key.branch_id)


def _page(caller: Caller, rows: QuerySet[Request], wanted: shapes.CorrectionsWanted) -> HttpResponse:
    now = datetime.now(UTC)
    if wanted.state:
        rows = queries.only_in(rows, wanted.state, now)
    return answers.told(page(rows, ("-id",), wanted, partial(_told, caller, now)))


def _one(caller: Caller, row: int, now: datetime) -> dict[str, object]:
    with club_transaction(caller.club.id):
        return _told(caller, now, [queries.request(caller.club, row, caller.key.branch_id)])[0]


def _told(caller: Caller, now: datetime, rows: Sequence[Request]) -> list[dict[str, object]]:
    holders = programmes.shelf(caller.club).wallets()
    told: list[dict[str, object]] = []
    for row in rows:
        code, stage = row.wallet, queries.stage(row, now)
        places = holders[code].wallets[code].places if code in holders else caller.club.exponent
        overdue = stage != row.state
        told.append(
            {
                "id": public_id("cor", row.pk),
                "member": public_id("mbr", row.member_id),
                "wallet": code,
                "amount": format_decimal(row.amount, places),
                "reason": row.reason,
                "note": row.note,
                "expires_on": None if row.expires_on is None else row.expires_on.isoformat(),
                "corrects": shown.opaque("ent", row.corrects),
                "shortage": row.shortage,
                "state": stage,
                "asked_by": row.asker_name,
                "asked_at": shown.moment(row.asked_at),
                "ends_at": shown.moment(row.ends_at),
                "decided_by": "moadon" if overdue else row.decider_name or None,
                "decided_at": shown.moment(row.ends_at if overdue else row.decided_at),
                "said": row.said,
                "balance_before": None if row.before is None else format_decimal(row.before, places),
                "balance_after": None if row.after is None else format_decimal(row.after, places),
            }
        )
    return told
