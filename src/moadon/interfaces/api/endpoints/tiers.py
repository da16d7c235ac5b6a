"""Levels: where a member stands, and levels set by hand."""

from datetime import UTC, datetime

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from moadon.apps.clubs.permissions import May
from moadon.apps.members import queries
from moadon.apps.rewards.types import TierRow
from moadon.engine.rules import ByHand
from moadon.flows.tiers import by_hand
from moadon.flows.tiers.telling import Standing, standings
from moadon.flows.tiers.then import LevelThen, levels_then
from moadon.flows.till.levels import tier_told
from moadon.interfaces.api import answers, shown
from moadon.interfaces.api.callers import ApiRequest, Caller
from moadon.interfaces.api.described import sends
from moadon.interfaces.api.schemas import tiers as shapes
from moadon.interfaces.api.schemas.values import Then, read
from moadon.kernel.ids import row_id
from moadon.kernel.moments import AsOf
from moadon.kernel.shapes import Shapes
from moadon.store import club_transaction
from moadon.ui.words import tell

router = Router(tags=["Members"])
_EXAMPLE = {"level": "gold", "reason": "Opened the new branch with us", "until": "2027-12-31"}


class Which(BaseModel):
    """Which ladder of several with one id."""

    programme: str | None = Field(None, max_length=40)


@router.get("members/{member_id}/tiers", response=list[shapes.MemberTier], operation_id="listTiers")
def list_tiers(request: ApiRequest, member_id: str, wanted: Query[Then]) -> HttpResponse:
    """The member's level on every live ladder: since when and why, what is missing to the next, how long it holds.

    Of a past moment, on the ladders of then, as the log has it: what was missing is not known any more.
    """
    caller = request.caller
    caller.must(May.READ_MEMBERS)
    if wanted.as_of == AsOf():
        return answers.told(_tiers(caller, member_id))
    with club_transaction(caller.club.id):
        member = queries.member(caller.club, member_id)
        found = levels_then(caller.club, member.pk, wanted.as_of, datetime.now(UTC))
    return answers.told([_told_then(one, caller.shapes) for one in found])


@router.put(
    "members/{member_id}/tiers/{ladder}",
    response=list[shapes.MemberTier],
    operation_id="setTier",
    openapi_extra=sends(shapes.SetTier, _EXAMPLE),
)
def set_tier(request: ApiRequest, member_id: str, ladder: str) -> HttpResponse:
    """Give a level by hand, with the reason. Reviews and returns leave it alone until it is taken off."""
    caller = request.caller
    caller.must(May.SET_TIERS)
    body = read(shapes.SetTier, request.sent)
    wanted = by_hand.Wanted(_row(caller, member_id), ladder, body.programme)
    held = ByHand(body.level, body.until)
    by_hand.set_level(caller.club, wanted, held, body.reason, caller.actor, datetime.now(UTC))
    return answers.told(_tiers(caller, member_id))


@router.delete("members/{member_id}/tiers/{ladder}", response={204: None}, operation_id="freeTier")
def free_tier(request: ApiRequest, member_id: str, ladder: str, which: Query[Which]) -> HttpResponse:
    """Take off a level that was given by hand: the member holds what they reached."""
    caller = request.caller
    caller.must(May.SET_TIERS)
    wanted = by_hand.Wanted(_row(caller, member_id), ladder, which.programme)
    by_hand.take_off(caller.club, wanted, "", caller.actor, datetime.now(UTC))
    return answers.nothing()


def _row(caller: Caller, member_id: str) -> int:
    with club_transaction(caller.club.id):
        return queries.member(caller.club, member_id).pk


def _tiers(caller: Caller, member_id: str) -> list[dict[str, object]]:
    with club_transaction(caller.club.id):
        queries.member(caller.club, member_id)
        found = standings(caller.club, row_id("mbr", member_id), datetime.now(UTC))
    return [_told(one, caller.shapes) for one in found]


def _told(one: Standing, speaker: Shapes) -> dict[str, object]:
    falls = one.falls
    lower = None if falls is None else one.ladder.level(falls[1])
    level = one.ladder.level(one.ahead.level)
    return tier_told(one.live.code, one.ladder, one.ahead, lambda why: tell(why, speaker)) | {
        "name": "" if level is None else speaker.say(level.told),
        "since": shown.moment(one.since),
        "until": None if one.ahead.until is None else one.ahead.until.isoformat(),
        "falls_on": None if falls is None else falls[0].isoformat(),
        "falls_to": None if lower is None else lower.id,
        "by_hand": _by_hand(one),
        "history": [_change(row) for row in one.history],
    }


def _told_then(one: LevelThen, speaker: Shapes) -> dict[str, object]:
    level = one.ladder.level(one.ladder.rank(one.level))
    last = next(iter(one.history), None)
    return {
        "programme": one.live.code,
        "ladder": one.ladder.id,
        "level": one.level,
        "name": "" if level is None else speaker.say(level.told),
        **dict.fromkeys(("next", "missing", "until", "falls_to")),
        "why": "",
        "since": None if last is None else shown.moment(last.at),
        "falls_on": None if last is None or last.falls_on is None else last.falls_on.isoformat(),
        "by_hand": None if one.given is None else _hand_of(one.given),
        "history": [_change(row) for row in one.history],
    }


def _hand_of(row: TierRow) -> dict[str, object]:
    until = row.by_hand_until
    return {
        "level": row.by_hand,
        "until": None if until is None else until.isoformat(),
        "reason": row.reason,
        "by": row.by,
    }


def _by_hand(one: Standing) -> dict[str, object] | None:
    given = one.given
    if given is None or one.by_hand is None:
        return None
    until = one.by_hand.until
    return {
        "level": one.by_hand.level,
        "until": None if until is None else until.isoformat(),
        "reason": given.reason,
        "by": given.by,
    }


def _change(row: TierRow) -> dict[str, object]:
    return {
        "level": row.level,
        "at": shown.moment(row.at),
        "cause": row.cause,
        "reason": row.reason,
        "by": row.by,
        "carried": row.carried,
        "falls_on": None if row.falls_on is None else row.falls_on.isoformat(),
        "by_hand": row.by_hand,
        "by_hand_until": None if row.by_hand_until is None else row.by_hand_until.isoformat(),
    }
