"""Reads of the redemption catalogue. Inside a transaction of the club."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import QuerySet

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.redemptions.models import Redemption, Reward, Step, Stock, StockChange
from moadon.engine.redemptions import OPEN, UNDONE, Offer, Way
from moadon.kernel.digits import to_ascii_digits
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from moadon.store import run

CODE_LENGTH = 10
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of pick-up codes: no letter that is taken for another or for a digit. Ten of them are fifty random bits."""
_MISREAD = str.maketrans("OIL", "011")


def rewards(club: ClubInfo) -> QuerySet[Reward]:
    """The club's rewards in the order of its page, those put away too."""
    return Reward.objects.filter(club_id=club.id).order_by("position", "code", "id")


def named(club: ClubInfo, public: str) -> QuerySet[Reward]:
    """The reward of this public id or code, if there is one."""
    try:
        return rewards(club).filter(id=row_id("rwd", public))
    except Refused:
        return rewards(club).filter(code=public)


def reward(club: ClubInfo, public: str) -> Reward:
    """The reward of this public id or code. Raises `Refused("unknown_id", status=404)`."""
    found = named(club, public).first()
    if found is None:
        raise Refused("unknown_id", status=404, given=public[:40])
    return found


def offer_of(row: Reward) -> Offer:
    """A reward as the engine decides on it."""
    return Offer(
        ways=[Way(**way) for way in row.ways],
        active=row.active,
        first_day=row.first_day,
        last_day=row.last_day,
        tiers=frozenset(row.tiers),
        segments=frozenset(row.segments),
        per_member=row.per_member,
        period=row.period,  # type: ignore[arg-type]
        in_all=row.in_all,
        stocked=row.stocked,  # type: ignore[arg-type]
        branches=frozenset(row.branches),
        pick_up=row.pick_up,
        delivery=row.delivery,
    )


def stocks_of(ids: Iterable[int]) -> dict[int, dict[int | None, int]]:
    """By reward and branch (None: in all) what is left. One statement."""
    found: dict[int, dict[int | None, int]] = {}
    for reward_id, branch, left in Stock.objects.filter(reward_id__in=list(ids)).values_list(
        "reward_id", "branch_id", "left"
    ):
        found.setdefault(reward_id, {})[branch] = left
    return found


def stock_changes(row: Reward) -> QuerySet[StockChange]:
    """What somebody changed of a reward's stock, newest first."""
    return StockChange.objects.filter(stock__reward=row).select_related("stock").order_by("-id")


def had_since(member: int, since: Sequence[tuple[int, datetime]]) -> dict[int, int]:
    """How often a member has had each of these rewards since a moment, those undone aside. One statement."""
    rows = run(
        """select r.reward_id, count(*) from redemptions_redemption r
           join unnest(%s::bigint[], %s::timestamptz[]) as w(reward, since) on w.reward = r.reward_id
           where r.member_id = %s and r.asked_at >= w.since and r.state <> all(%s::text[]) group by 1""",
        ([one for one, _ in since], [moment for _, moment in since], member, list(UNDONE)),
    )
    return dict(rows)


def redemptions(club: ClubInfo) -> QuerySet[Redemption]:
    """The club's redemptions, newest first."""
    return Redemption.objects.filter(club_id=club.id).select_related("reward").order_by("-id")


def redemption(club: ClubInfo, row: int) -> Redemption:
    """One redemption. Raises `Refused("unknown_id", status=404)`."""
    found = redemptions(club).filter(id=row).first()
    if found is None:
        raise Refused("unknown_id", status=404)
    return found


def open_only(rows: QuerySet[Redemption]) -> QuerySet[Redemption]:
    """Those that somebody still has to do something about."""
    return rows.filter(state__in=OPEN)


def of_branch(rows: QuerySet[Redemption], branch: int | None) -> QuerySet[Redemption]:
    """Those that a branch hands over: its own, and those that any branch may. None: all."""
    return rows if branch is None else rows.filter(branch_id=branch) | rows.filter(branch_id=None)


def plain_code(typed: str) -> str:
    """A pick-up code as it is kept, however it was typed or scanned: without dashes, look-alikes put right."""
    kept = "".join(ch for ch in to_ascii_digits(typed[:100]).upper() if ch.isalnum())
    return kept.translate(_MISREAD)[: CODE_LENGTH * 2]


def steps_of(row: Redemption) -> QuerySet[Step]:
    """How a redemption went on, oldest first."""
    return Step.objects.filter(redemption=row).order_by("id")


def overdue(at: datetime, limit: int) -> list[int]:
    """Up to `limit` redemptions that were not paid up in time, by row number, oldest first. One statement."""
    rows = Redemption.objects.filter(state="unpaid", expires_at__lte=at).order_by("expires_at", "id")
    return list(rows.values_list("id", flat=True)[:limit])


def paid_on(receipt: int) -> int:
    """The money of redemptions that a receipt has paid for, in minor units, those undone aside. One statement."""
    return sum(paid_by(receipt).values_list("money", flat=True))


def paid_by(receipt: int) -> QuerySet[Redemption]:
    """The redemptions whose money a receipt has paid, those undone aside, the newest first."""
    return Redemption.objects.filter(receipt=receipt).exclude(state__in=UNDONE).order_by("-id")


def shown_code(code: str) -> str:
    """A pick-up code as people read it: in two halves."""
    return f"{code[: CODE_LENGTH // 2]}-{code[CODE_LENGTH // 2 :]}"
