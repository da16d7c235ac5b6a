"""What members ask for from the redemption catalogue, and what becomes of it."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from ninja import Query, Router

from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.permissions import May
from moadon.apps.members.types import MemberRef
from moadon.apps.redemptions import queries
from moadon.apps.redemptions.models import Redemption
from moadon.flows.redemptions import Fulfilment, RedemptionDraft, Undoing, Wish, call_off, fulfil, pay, quote, redeem
from moadon.interfaces.api import answers, limits
from moadon.interfaces.api.callers import ApiRequest, Caller
from moadon.interfaces.api.described import sends
from moadon.interfaces.api.paging import page
from moadon.interfaces.api.schemas import rewards as shapes
from moadon.interfaces.api.schemas.values import read
from moadon.interfaces.api.shown_rewards import choice_told, one_told, redemptions_told
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction

router = Router(tags=["Redemptions"])
_EXAMPLE = {"member": "050-234-5678", "reward": "mug", "branch": "tlv-1"}


@router.post(
    "redemptions/quote",
    response=shapes.Choice,
    operation_id="quoteRedemption",
    openapi_extra=sends(shapes.NewRedemption, _EXAMPLE),
)
def quote_one(request: ApiRequest) -> HttpResponse:
    """What a reward costs a member now, whether they can have it, and what is missing. Changes nothing."""
    caller = request.caller
    caller.must(May.READ_REDEMPTIONS)
    caller.must(May.QUOTE)
    body = read(shapes.NewRedemption, request.sent)
    with club_transaction(caller.club.id):
        return answers.told(choice_told(caller, quote(caller.club, _wish(caller, body), datetime.now(UTC))))


@router.post(
    "redemptions",
    response={201: shapes.OneRedemption},
    operation_id="redeemReward",
    openapi_extra=sends(shapes.NewRedemption, _EXAMPLE),
)
def redeem_reward(request: ApiRequest) -> HttpResponse:
    """Give a member a reward. Where money has to be paid too, the value is set aside until it is."""
    caller = request.caller
    caller.must(May.WRITE_REDEMPTIONS)
    body = read(shapes.NewRedemption, request.sent)
    draft = RedemptionDraft(_wish(caller, body), body.proof, body.reference)
    row = redeem(caller.club, draft, caller.actor, datetime.now(UTC))
    return answers.told(_told(caller, row), 201)


@router.get("redemptions", response=shapes.Redemptions, operation_id="listRedemptions")
def list_redemptions(request: ApiRequest, wanted: Query[shapes.RedemptionsWanted]) -> HttpResponse:
    """Redemptions, newest first. A key of one branch sees those that its branch hands over."""
    caller = request.caller
    caller.must(May.READ_REDEMPTIONS)
    if wanted.pick_up_code is not None:
        _may_guess(caller)
    with club_transaction(caller.club.id):
        rows = _only(caller, wanted)
        if wanted.pick_up_code is not None and not rows.exists():
            limits.codes.take(caller.key.id, limits.CODES)
        return answers.told(page(rows, ("-id",), wanted, partial(redemptions_told, caller)))


@router.get("redemptions/{redemption_id}", response=shapes.OneRedemption, operation_id="getRedemption")
def get_redemption(request: ApiRequest, redemption_id: str) -> HttpResponse:
    """One redemption with its steps."""
    caller = request.caller
    caller.must(May.READ_REDEMPTIONS)
    return answers.told(_told(caller, _row(caller, redemption_id)))


@router.post(
    "redemptions/{redemption_id}/pay",
    response=shapes.OneRedemption,
    operation_id="payRedemption",
    openapi_extra=sends(shapes.PayRedemption, {"receipt": "rcp_0c5z3k7q1m9xw"}),
)
def pay_redemption(request: ApiRequest, redemption_id: str) -> HttpResponse:
    """Name the receipt on which the money was paid. What was set aside is taken."""
    caller = request.caller
    caller.must(May.WRITE_REDEMPTIONS)
    body, row = read(shapes.PayRedemption, request.sent), _row(caller, redemption_id)
    pay(caller.club, row, body.receipt, caller.actor, datetime.now(UTC))
    return answers.told(_told(caller, row))


@router.post(
    "redemptions/{redemption_id}/fulfil",
    response=shapes.OneRedemption,
    operation_id="fulfilRedemption",
    openapi_extra=sends(shapes.FulfilRedemption, {"state": "handed_over", "code": "7H3K9-QM2XA"}),
)
def fulfil_redemption(request: ApiRequest, redemption_id: str) -> HttpResponse:
    """Note that it is ready, was handed over or sent."""
    caller = request.caller
    caller.must(May.WRITE_REDEMPTIONS)
    body, row = read(shapes.FulfilRedemption, request.sent), _row(caller, redemption_id)
    if body.code is not None:
        _may_guess(caller)
    with club_transaction(caller.club.id):
        branch = _branch(caller, body.branch)
    try:
        fulfil(caller.club, row, Fulfilment(body.state, body.code, branch), caller.actor, datetime.now(UTC))
    except Refused as refusal:
        if refusal.code == "wrong_pick_up_code":
            limits.codes.take(caller.key.id, limits.CODES)
        raise
    return answers.told(_told(caller, row))


@router.post(
    "redemptions/{redemption_id}/cancel",
    response=shapes.OneRedemption,
    operation_id="cancelRedemption",
    openapi_extra=sends(shapes.CancelRedemption, {"reason": "Changed her mind"}, needed=False),
)
def cancel_redemption(request: ApiRequest, redemption_id: str) -> HttpResponse:
    """Call it off: value, stock and limits are as before. What was handed over is returned, by keys that may."""
    caller = request.caller
    caller.must(May.WRITE_REDEMPTIONS)
    body, row = read(shapes.CancelRedemption, request.sent), _row(caller, redemption_id)
    how = Undoing(body.reason, late=caller.may(May.UNDO_REDEMPTIONS), restock=body.restock)
    call_off(caller.club, row, how, caller.actor, datetime.now(UTC))
    return answers.told(_told(caller, row))


def _wish(caller: Caller, body: shapes.NewRedemption) -> Wish:
    member = MemberRef("id" if body.member.startswith("mbr_") else "any", body.member)
    branch = body.branch if body.delivery else caller.branch(body.branch)
    return Wish(member, body.reward, body.way, branch, body.delivery)


def _only(caller: Caller, wanted: shapes.RedemptionsWanted) -> QuerySet[Redemption]:
    rows = queries.of_branch(queries.redemptions(caller.club), caller.key.branch_id)
    only: dict[str, Any] = {}
    if wanted.state is not None:
        only["state"] = wanted.state
    if wanted.member is not None:
        only["member_id"] = _number("mbr", wanted.member)
    if wanted.branch is not None:
        only["branch_id__in"] = clubs.branches(caller.club).filter(code=wanted.branch).values("id")
    if wanted.pick_up_code is not None:
        only["code"] = queries.plain_code(wanted.pick_up_code)
    if wanted.reward is not None:
        only["reward_id__in"] = queries.named(caller.club, wanted.reward).values("id")
    return (queries.open_only(rows) if wanted.open else rows).filter(**only)


def _number(prefix: str, public: str) -> int:
    """The row of an id; 0, which is nobody's, for what is none."""
    try:
        return row_id(prefix, public)
    except Refused:
        return 0


def _may_guess(caller: Caller) -> None:
    if seconds := limits.codes.wait(caller.key.id, limits.CODES):
        raise Refused("too_many_pick_up_codes", status=429, seconds=seconds)


def _row(caller: Caller, public: str) -> int:
    """The row of a redemption that this key may see. Raises `Refused("unknown_id", status=404)`."""
    number = row_id("rdm", public)
    with club_transaction(caller.club.id):
        seen = queries.of_branch(queries.redemptions(caller.club).filter(id=number), caller.key.branch_id)
        if not seen.exists():
            raise Refused("unknown_id", status=404, given=public[:40])
    return number


def _branch(caller: Caller, given: str | None) -> int | None:
    code = caller.branch(given)
    if code is None:
        return None
    row = clubs.branches(caller.club).filter(code=code).first()
    if row is None:
        raise Refused("unknown_branch", field="branch", given=code[:64])
    return int(row.pk)


def _told(caller: Caller, row: int) -> dict[str, object]:
    with club_transaction(caller.club.id):
        found = queries.redemption(caller.club, row)
        return one_told(caller, found, code=caller.may(May.WRITE_REDEMPTIONS))
