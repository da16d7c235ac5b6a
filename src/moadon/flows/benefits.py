"""What is on offer to a member now, and what is near."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.programmes import queries as programmes
from moadon.apps.programmes.types import Live
from moadon.apps.rewards import queries as rewards
from moadon.apps.rewards.types import MemberProgress
from moadon.engine.rules import Basket, Buyer, Near, Programme, Progress, evaluate
from moadon.flows.tiers.telling import Standing, standings


@dataclass(frozen=True, slots=True)
class NearBenefit:
    """The next step of a rule that the member has begun."""

    programme: Programme
    near: Near


@dataclass(frozen=True, slots=True)
class Benefits:
    """Programmes that are live now, with the steps within reach, the nearest first, and where the member stands on
    each ladder."""

    live: tuple[Live, ...]
    near: tuple[NearBenefit, ...]
    tiers: tuple[Standing, ...] = ()


def benefits(club: ClubInfo, member_id: int, now: datetime) -> Benefits:
    """What `member_id` can count on at `now`. Inside a transaction of the club; two statements, and three
    where a programme has ladders."""
    shelf = programmes.shelf(club)
    live = shelf.live_for(member_id, now, shelf.clock)
    # An empty basket asks every rule where the member stands, and nothing else.
    basket = Basket(now, shelf.clock, None, None, None, "store", ())
    keys = {
        MemberProgress(member_id, one.code, rule, period)
        for one in live
        for rule, period in one.programme.progress_keys(basket)
    }
    rows = rewards.progress_of(keys)
    tiers = standings(club, member_id, now, shelf)
    near: list[NearBenefit] = []
    for one in live:
        standing = {(key.rule, key.period): Progress(*row) for key, row in rows.items() if key.programme == one.code}
        wanted = {key: standing.get(key, Progress()) for key in one.programme.progress_keys(basket)}
        buyer = Buyer(wanted, levels=_levels(tiers, one.code))
        near += [NearBenefit(one.programme, step) for step in evaluate(one.programme, basket, buyer).near]
    near.sort(key=lambda step: (step.near.missing, step.near.rule))
    return Benefits(live, tuple(near), tuple(tiers))


def _levels(tiers: Sequence[Standing], programme: str) -> dict[str, str]:
    held = [(one.ladder, one.ladder.level(one.ahead.level)) for one in tiers if one.live.code == programme]
    return {ladder.id: level.id for ladder, level in held if level is not None}
