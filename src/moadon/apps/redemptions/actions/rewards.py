"""The rewards that are on offer. What members have had keeps what it cost."""

from collections.abc import Mapping
from typing import Any, Final

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.redemptions.models import Reward
from moadon.apps.redemptions.reading import check_whole, columns_of
from moadon.apps.redemptions.types import RewardFields
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.kernel.texts import parse_code
from moadon.store import club_transaction
from moadon.store.conflicts import refusing

_TAKEN = {"one_reward_per_code": ("code_taken", "code")}
_COLUMNS: Final = (
    "kind", "sku", "names", "descriptions", "ways", "tiers", "segments", "first_day", "last_day", "per_member",
    "period", "in_all", "stocked", "kept_minutes", "branches", "pick_up", "delivery", "position", "active",
)  # fmt: skip


def add_reward(*, club: ClubInfo, code: str, fields: RewardFields, actor: Actor) -> Reward:
    """Put a reward into the catalogue. `names` and `ways` are needed.

    Raises `Refused`: `code_taken` (409), or `RefusedMany` that names each field at fault.
    """
    code = parse_code(code, field="code")
    with club_transaction(club.id), refusing(_TAKEN):
        needed: RewardFields = {"names": {}, "ways": ()}
        row = Reward(club_id=club.id, code=code, **columns_of(club, {**needed, **fields}))
        check_whole(_columns(row))
        row.save()
        audit.record_deed(club.id, actor, "reward.added", public_id("rwd", row.pk), None, {"code": code} | _told(row))
    return row


def edit_reward(
    *, club: ClubInfo, reward_id: int, fields: RewardFields, edition: int | None = None, actor: Actor
) -> Reward:
    """Change a reward; with `edition`, only if nobody changed it since. Redemptions that stand keep what they cost.

    Raises `Refused`: `unknown_id` (404), `edition_differs` (412), or `RefusedMany` that names each field at fault.
    """
    with club_transaction(club.id):
        row = Reward.objects.filter(club_id=club.id, id=reward_id).select_for_update(no_key=True).first()
        if row is None:
            raise Refused("unknown_id", status=404)
        if edition not in (None, row.edition):
            raise Refused("edition_differs", status=412, edition=row.edition)
        before = _told(row)
        for name, value in columns_of(club, fields).items():
            setattr(row, name, value)
        check_whole(_columns(row))
        row.edition += 1
        row.save()
        after = _told(row)
        changed = [name for name in after if after[name] != before[name]]
        audit.record_deed(
            club.id, actor, "reward.edited", public_id("rwd", row.pk),
            {name: before[name] for name in changed}, {name: after[name] for name in changed},
        )  # fmt: skip
    return row


def _columns(row: Reward) -> Mapping[str, Any]:
    return {name: getattr(row, name) for name in _COLUMNS}


def _told(row: Reward) -> dict[str, Any]:
    """Everything of it for the log."""
    told = dict(_columns(row))
    for name in ("first_day", "last_day"):
        told[name] = told[name].isoformat() if told[name] else None
    return told
