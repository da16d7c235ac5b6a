"""The rewards of the redemption catalogue, and what of it a member can have."""

from datetime import UTC, datetime
from functools import partial
from typing import Any, cast

from django.http import HttpResponse
from ninja import Query, Router

from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.permissions import May
from moadon.apps.members import queries as members
from moadon.apps.members.types import MemberRef
from moadon.apps.redemptions import actions, queries
from moadon.apps.redemptions.models import Reward
from moadon.apps.redemptions.types import RewardFields, WayDraft
from moadon.flows.redemptions import choices
from moadon.interfaces.api import answers
from moadon.interfaces.api.callers import ApiRequest, Caller
from moadon.interfaces.api.described import sends
from moadon.interfaces.api.paging import page
from moadon.interfaces.api.schemas import rewards as shapes
from moadon.interfaces.api.schemas.values import Page, Sent, read
from moadon.interfaces.api.shown_rewards import choice_told, rewards_told, stock_changes_told
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction

router = Router(tags=["Rewards"])
_EXAMPLE = {
    "code": "mug",
    "names": {"en": "Mug", "he": "ספל", "fa": "ماگ"},
    "ways": [{"wallet": "points", "amount": "500", "tiers": {"gold": "400"}}],
    "stocked": "all",
}


@router.get("rewards", response=shapes.Rewards, operation_id="listRewards")
def list_rewards(request: ApiRequest, wanted: Query[shapes.RewardsWanted]) -> HttpResponse:
    """The rewards in the order of the catalogue's page, those put away too."""
    caller = _reader(request)
    with club_transaction(caller.club.id):
        rows = queries.rewards(caller.club)
        rows = rows if wanted.active is None else rows.filter(active=wanted.active)
        rows = rows if wanted.kind is None else rows.filter(kind=wanted.kind)
        return answers.told(page(rows, ("position", "code", "id"), wanted, partial(rewards_told, caller)))


@router.post(
    "rewards", response={201: shapes.Reward}, operation_id="addReward", openapi_extra=sends(shapes.NewReward, _EXAMPLE)
)
def add_reward(request: ApiRequest) -> HttpResponse:
    """Put a reward into the catalogue. Stock begins at nothing."""
    caller = _writer(request)
    body = read(shapes.NewReward, request.sent)
    row = actions.add_reward(club=caller.club, code=body.code, fields=_fields(body), actor=caller.actor)
    return answers.told(_told(caller, row), 201)


@router.get("rewards/{reward_id}", response=shapes.Reward, operation_id="getReward")
def get_reward(request: ApiRequest, reward_id: str) -> HttpResponse:
    """One reward, by its id or its code."""
    caller = _reader(request)
    with club_transaction(caller.club.id):
        row = queries.reward(caller.club, reward_id)
    return answers.told(_told(caller, row))


@router.patch(
    "rewards/{reward_id}",
    response=shapes.Reward,
    operation_id="editReward",
    openapi_extra=sends(shapes.RewardChanges, {"position": 2}),
)
def edit_reward(request: ApiRequest, reward_id: str) -> HttpResponse:
    """Change a reward. What members have asked for keeps what it cost."""
    caller = _writer(request)
    fields = _fields(read(shapes.RewardChanges, request.sent))
    return answers.told(_told(caller, _edit(request, reward_id, fields)))


@router.delete("rewards/{reward_id}", response={204: None}, operation_id="putRewardAway")
def put_away(request: ApiRequest, reward_id: str) -> HttpResponse:
    """Offer a reward no longer. What members have asked for stands."""
    _writer(request)
    _edit(request, reward_id, {"active": False})
    return answers.nothing()


@router.post(
    "rewards/{reward_id}/stock",
    response=shapes.Reward,
    operation_id="changeStock",
    openapi_extra=sends(shapes.StockChange, {"change": 12, "reason": "Delivered"}),
)
def change_stock(request: ApiRequest, reward_id: str) -> HttpResponse:
    """Say how many came or went, and why."""
    caller = _writer(request)
    body = read(shapes.StockChange, request.sent)
    with club_transaction(caller.club.id):
        row = queries.reward(caller.club, reward_id)
        branch = _branch(caller, body.branch)
        actions.change_stock(
            club=caller.club, reward_id=row.pk, branch=branch, change=body.change, reason=body.reason,
            actor=caller.actor,
        )  # fmt: skip
    return answers.told(_told(caller, row))


@router.get("rewards/{reward_id}/stock", response=shapes.StockChanges, operation_id="listStockChanges")
def stock_changes(request: ApiRequest, reward_id: str, wanted: Query[Page]) -> HttpResponse:
    """What was changed of a reward's stock by hand, newest first."""
    caller = _reader(request)
    with club_transaction(caller.club.id):
        rows = queries.stock_changes(queries.reward(caller.club, reward_id))
        return answers.told(page(rows, ("-id",), wanted, stock_changes_told))


@router.get("members/{member_id}/rewards", response=shapes.Choices, operation_id="listChoices")
def list_choices(request: ApiRequest, member_id: str, branch: str | None = None) -> HttpResponse:
    """What a member can have now and for how much, what is near, and why not the rest. `branch`: to be had there."""
    caller = request.caller
    caller.must(May.READ_REDEMPTIONS)
    caller.must(May.READ_MEMBERS)
    with club_transaction(caller.club.id):
        members.member(caller.club, member_id)
        found = choices(caller.club, MemberRef("id", member_id), datetime.now(UTC), caller.branch(branch))
        return answers.told({"items": [choice_told(caller, one) for one in found]})


def _edit(request: ApiRequest, reward_id: str, fields: RewardFields) -> Reward:
    caller = request.caller
    with club_transaction(caller.club.id):
        number = queries.reward(caller.club, reward_id).pk
        return actions.edit_reward(
            club=caller.club,
            reward_id=number,
            fields=fields,
            edition=answers.edition_wanted(request),
            actor=caller.actor,
        )


def _fields(body: Sent) -> RewardFields:
    given: dict[str, Any] = body.model_dump(exclude_unset=True, exclude={"code"})
    if "ways" in given:
        given["ways"] = [WayDraft(**way) for way in given["ways"]]
    return cast(RewardFields, given)


def _branch(caller: Caller, code: str | None) -> int | None:
    if code is None:
        return None
    row = clubs.branches(caller.club).filter(code=code).first()
    if row is None:
        raise Refused("unknown_branch", field="branch", given=code)
    return int(row.pk)


def _told(caller: Caller, row: Reward) -> dict[str, object]:
    with club_transaction(caller.club.id):
        return rewards_told(caller, [row])[0]


def _reader(request: ApiRequest) -> Caller:
    request.caller.must(May.READ_REDEMPTIONS)
    return request.caller


def _writer(request: ApiRequest) -> Caller:
    request.caller.must(May.WRITE_REWARDS)
    return request.caller
