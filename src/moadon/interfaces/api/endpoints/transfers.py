"""Transfers between members, where the club lets them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from django.http import HttpResponse
from ninja import Query, Router

from moadon.apps.clubs.permissions import May
from moadon.apps.corrections import transfers
from moadon.apps.corrections.models import Transfer
from moadon.apps.members import queries as members
from moadon.apps.members.types import MemberRef
from moadon.apps.programmes import queries as programmes
from moadon.flows.corrections.transferring import TransferDraft, transfer
from moadon.interfaces.api import answers, shown
from moadon.interfaces.api.callers import ApiRequest, Caller
from moadon.interfaces.api.described import sends
from moadon.interfaces.api.paging import page
from moadon.interfaces.api.schemas import transfers as shapes
from moadon.interfaces.api.schemas.values import read
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.money import format_decimal
from moadon.store import club_transaction

router = Router(tags=["Transfers"])
_EXAMPLE = {"from": "050-234-5678", "to": "050-234-5679", "wallet": "points", "amount": "100"}


@router.post(
    "transfers",
    response={201: shapes.Transfer},
    operation_id="transferValue",
    openapi_extra=sends(shapes.NewTransfer, _EXAMPLE),
    by_alias=True,
)
def make(request: ApiRequest) -> HttpResponse:
    """Hand value of one member to another. Refused (`no_transfers`) unless the club allows it for the wallet."""
    caller, now = request.caller, datetime.now(UTC)
    caller.must(May.TRANSFER)
    body = read(shapes.NewTransfer, request.sent)
    draft = TransferDraft(_ref(body.giver), _ref(body.receiver), body.wallet, body.amount, body.note, body.proof)
    row = transfer(caller.club, draft, caller.actor, now)
    return answers.told(_one(caller, row), 201)


@router.get("transfers/{transfer_id}", response=shapes.Transfer, operation_id="getTransfer", by_alias=True)
def get(request: ApiRequest, transfer_id: str) -> HttpResponse:
    """One transfer."""
    caller = request.caller
    caller.must(May.READ_MEMBERS)
    return answers.told(_one(caller, row_id("trf", transfer_id)))


@router.get("transfers", response=shapes.Transfers, operation_id="listTransfers", by_alias=True)
def list_transfers(request: ApiRequest, wanted: Query[shapes.TransfersWanted]) -> HttpResponse:
    """The transfers of the club or of one member, newest first."""
    caller = request.caller
    caller.must(May.READ_MEMBERS)
    with club_transaction(caller.club.id):
        rows = transfers.transfers(caller.club)
        if wanted.member is not None:
            rows = transfers.transfers_of(caller.club, members.member(caller.club, wanted.member).pk)
        return answers.told(page(rows, ("-id",), wanted, partial(_told, caller)))


def _ref(text: str) -> MemberRef:
    return MemberRef("id" if text.startswith("mbr_") else "any", text)


def _one(caller: Caller, row: int) -> dict[str, object]:
    with club_transaction(caller.club.id):
        return _told(caller, [transfers.transfer(caller.club, row)])[0]


def _told(caller: Caller, rows: Sequence[Transfer]) -> list[dict[str, object]]:
    holders = programmes.shelf(caller.club).wallets()
    told: list[dict[str, object]] = []
    for row in rows:
        places = holders[row.wallet].wallets[row.wallet].places if row.wallet in holders else caller.club.exponent
        told.append(
            {
                "id": public_id("trf", row.pk),
                "from": public_id("mbr", row.giver),
                "to": public_id("mbr", row.receiver),
                "wallet": row.wallet,
                "amount": format_decimal(row.amount, places),
                "fee": format_decimal(row.fee, places),
                "received": format_decimal(row.amount - row.fee, places),
                "note": row.note,
                "at": shown.moment(row.at),
            }
        )
    return told
