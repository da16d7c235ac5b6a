"""Value set aside: placed, then posted or voided, or expired by itself."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from django.http import HttpResponse
from ninja import Query, Router

from moadon.apps.clubs.permissions import May
from moadon.apps.ledger import queries as ledger
from moadon.apps.ledger.models import Hold
from moadon.apps.members import queries as members
from moadon.apps.members.types import MemberRef
from moadon.apps.programmes import queries as programmes
from moadon.engine.ledger import holds
from moadon.flows.holds import CardShown, HoldDraft, place_hold, post_hold, void_hold
from moadon.interfaces.api import answers, shown
from moadon.interfaces.api.callers import ApiRequest, Caller
from moadon.interfaces.api.described import sends
from moadon.interfaces.api.paging import page
from moadon.interfaces.api.schemas import holds as shapes
from moadon.interfaces.api.schemas.values import read
from moadon.kernel.ids import owner_id, public_id, row_id
from moadon.kernel.money import format_decimal
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction

router = Router(tags=["Holds"])
_EXAMPLE = {"member": "050-234-5678", "wallet": "credit", "amount": "20.00", "ttl_seconds": 900, "reference": "order 7"}


@router.post(
    "holds", response={201: shapes.Hold}, operation_id="placeHold", openapi_extra=sends(shapes.NewHold, _EXAMPLE)
)
def place(request: ApiRequest) -> HttpResponse:
    """Set value aside, so that nothing else can spend it until it is posted, voided, or its time has passed."""
    caller, now = request.caller, datetime.now(UTC)
    caller.must(May.WRITE_RECEIPTS)
    body = read(shapes.NewHold, request.sent)
    draft = HoldDraft(_holder(caller, body), body.wallet, body.amount, body.ttl_seconds, body.reference, body.proof)
    row = place_hold(caller.club, draft, now, caller.actor)
    return answers.told(_one(caller, row, now), 201)


@router.get("holds/{hold_id}", response=shapes.Hold, operation_id="getHold")
def get(request: ApiRequest, hold_id: str) -> HttpResponse:
    """One hold."""
    caller = request.caller
    caller.must(May.READ_MEMBERS)
    return answers.told(_one(caller, row_id("hld", hold_id), datetime.now(UTC)))


@router.post(
    "holds/{hold_id}/post",
    response=shapes.Hold,
    operation_id="postHold",
    openapi_extra=sends(shapes.PostHold, {"amount": "15.00"}, needed=False),
)
def post(request: ApiRequest, hold_id: str) -> HttpResponse:
    """Spend what is set aside, all or a part of it. The rest is let go."""
    caller, now = request.caller, datetime.now(UTC)
    caller.must(May.WRITE_RECEIPTS)
    row = row_id("hld", hold_id)
    body = read(shapes.PostHold, request.sent)
    post_hold(caller.club, row, body.amount, now, proof=body.proof, actor=caller.actor)
    return answers.told(_one(caller, row, now))


@router.post(
    "holds/{hold_id}/void",
    response=shapes.Hold,
    operation_id="voidHold",
    openapi_extra=sends(shapes.VoidHold, {}, needed=False),
)
def void(request: ApiRequest, hold_id: str) -> HttpResponse:
    """Let go of all that is set aside."""
    caller, now = request.caller, datetime.now(UTC)
    caller.must(May.WRITE_RECEIPTS)
    row = row_id("hld", hold_id)
    read(shapes.VoidHold, request.sent)
    void_hold(caller.club, row, now)
    return answers.told(_one(caller, row, now))


@router.get("members/{member_id}/holds", response=shapes.Holds, operation_id="listHolds")
def list_holds(request: ApiRequest, member_id: str, wanted: Query[shapes.HoldsWanted]) -> HttpResponse:
    """What is and was set aside of a member's value, newest first."""
    caller, now = request.caller, datetime.now(UTC)
    caller.must(May.READ_MEMBERS)
    with club_transaction(caller.club.id):
        rows = ledger.holds_of(members.member(caller.club, member_id).pk)
        if wanted.state:
            rows = ledger.only_in(rows, wanted.state, now)
        return answers.told(page(rows, ("-id",), wanted, partial(_told, caller, now)))


def _holder(caller: Caller, body: shapes.NewHold) -> MemberRef | CardShown:
    """Whose value it is. Raises `Refused`: `member_or_card` where neither or both are named."""
    if (body.member is None) is (body.code is None) or (body.code is None and body.pin is not None):
        raise Refused("member_or_card", field="member")
    if body.member is not None:
        return MemberRef("id" if body.member.startswith("mbr_") else "any", body.member)
    caller.must(May.USE_CARDS)
    return CardShown(body.code or "", body.pin)


def _one(caller: Caller, row: int, now: datetime) -> dict[str, object]:
    with club_transaction(caller.club.id):
        return _told(caller, now, [ledger.hold(row)])[0]


def _told(caller: Caller, now: datetime, rows: Sequence[Hold]) -> list[dict[str, object]]:
    wallets = programmes.wallets(caller.club)
    told: list[dict[str, object]] = []
    for row in rows:
        code = row.account.wallet
        places = wallets[code].places if code in wallets else caller.club.exponent
        overdue = row.state == "placed" and row.expires_at <= now
        told.append(
            {
                "id": public_id("hld", row.pk),
                "member": owner_id(row.account.owner) if row.account.owner > 0 else None,
                "card": owner_id(row.account.owner) if row.account.owner < 0 else None,
                "wallet": code,
                "amount": format_decimal(row.amount, places),
                "posted": format_decimal(row.posted, places),
                "reference": row.reference,
                "state": "expired" if overdue else row.state,
                "placed_at": shown.moment(row.placed_at),
                "expires_at": None if row.expires_at == holds.ENDLESS else shown.moment(row.expires_at),
                "ended_at": shown.moment(row.expires_at if overdue else row.ended_at),
            }
        )
    return told
