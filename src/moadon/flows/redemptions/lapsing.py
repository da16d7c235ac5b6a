"""Redemptions that were not paid up in time: what they took of stock and limits is there again.

Their value comes back by itself: the hold that sets it aside ends at the same moment.
"""

from datetime import datetime

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.redemptions import actions, queries
from moadon.apps.redemptions.models import Redemption, Reward
from moadon.flows.redemptions.telling import fact
from moadon.store import club_transaction, retrying


def expire_held(reward: Reward, now: datetime) -> int:
    """End those of a held reward whose time has passed by `now`; how many.

    So the last one is to be had again at that very moment, also before the night comes by.
    """
    overdue = Redemption.objects.filter(reward=reward, state="unpaid", expires_at__lte=now).order_by("id")
    rows = list(overdue.select_for_update(no_key=True))
    for row in rows:
        actions.give_back_one(reward, row.stock_id)
        actions.set_stage(row, "expired", row.expires_at or now, by="")
    if rows:
        audit.write_facts(reward.club_id, [fact("RedemptionExpired", row, row.expires_at or now) for row in rows])
    return len(rows)


def expire_overdue(club: ClubInfo, now: datetime, limit: int) -> tuple[frozenset[int], int]:
    """End up to `limit` redemptions of the club whose time has passed: which were due, and how many ended now."""

    def work() -> tuple[frozenset[int], int]:
        with club_transaction(club.id):
            due = queries.overdue(now, limit)
            rewards = Redemption.objects.filter(id__in=due).values_list("reward_id", flat=True)
            ended = [expire_held(actions.lock_reward(club, row), now) for row in sorted(set(rewards))]
            return frozenset(due), sum(ended)

    return retrying(work)
