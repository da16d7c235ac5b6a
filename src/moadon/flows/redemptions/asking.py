"""What a reward costs a member now, whether they can have it, and what is missing. Changes nothing (semantics 11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.members.types import MemberRef
from moadon.apps.programmes import queries as programmes
from moadon.apps.redemptions import queries
from moadon.apps.redemptions.models import Reward
from moadon.engine.redemptions import Asked, Offer, Way, why_not
from moadon.engine.rules import Wallet
from moadon.flows.holdings import holdings
from moadon.flows.redemptions.people import Asker, asker_of, branch_row, counted_since, find_member, units
from moadon.kernel.refusals import Refused


@dataclass(frozen=True, slots=True)
class Wish:
    """What a member wants: a reward by its id or code, by which way of paying (None: the first), where it is picked up
    (a branch's code), or `delivery`."""

    member: MemberRef
    reward: str
    way: str | None = None
    branch: str | None = None
    delivery: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A reward by one way as a member can have it now.

    `missing` is what they lack of the wallet. `against` is every reason why not, the weightiest first; with none they
    can have it.
    """

    reward: Reward
    way: Way
    wallet: Wallet
    price: int
    missing: int
    left: int | None
    against: tuple[Refused, ...]

    @property
    def near(self) -> bool:
        """Whether nothing but value is missing."""
        return self.missing > 0 and all(one.code == "reward_costs_more" for one in self.against)


def choices(club: ClubInfo, member: MemberRef, now: datetime, branch: str | None = None) -> list[Choice]:
    """Every reward that is on offer to a member, by each way: first what they can have, then what is near.

    Inside a transaction of the club; a constant number of statements. Raises `Refused`: `unknown_member`,
    `member_has_left`, `unknown_branch`.
    """
    seen = find_member(club, member)
    rows = [row for row in queries.rewards(club).filter(active=True) if _on(row, club.day_of(now))]
    at = branch_row(branch)
    found = _choices(club, rows, asker_of(club, seen, now), now, Place(at, anywhere=at is None))
    shown = [one for one in found if not {r.code for r in one.against} & _HIDDEN]
    return sorted(shown, key=lambda one: (bool(one.against), not one.near, one.missing if one.near else 0))


def reachable(club: ClubInfo, member: str, now: datetime) -> list[Choice]:
    """What the member of that public id can have now, and what is near; nothing for who has left.

    Inside a transaction of the club; a constant number of statements.
    """
    try:
        found = choices(club, MemberRef("id", member), now)
    except Refused:
        return []
    return [one for one in found if one.near or not one.against]


_HIDDEN = frozenset({"reward_for_others"})
"""What is not for them is not shown to them at all."""


def quote(club: ClubInfo, wish: Wish, now: datetime) -> Choice:
    """What one reward costs a member now. Inside a transaction of the club.

    Raises `Refused`: `unknown_member`, `member_has_left`, `unknown_reward`, `unknown_way`, `unknown_branch`.
    """
    seen = find_member(club, wish.member)
    reward = reward_named(club, wish.reward)
    place = Place(branch_row(wish.branch), wish.delivery)
    found = _choices(club, [reward], asker_of(club, seen, now), now, place)
    way = queries.offer_of(reward).way(wish.way)
    chosen = next((one for one in found if one.way.id == way.id), None)
    if chosen is None:
        raise Refused("unknown_wallet", field="way", given=way.wallet)
    return chosen


def reward_named(club: ClubInfo, given: str) -> Reward:
    """The reward of an id or a code. Raises `Refused("unknown_reward", field="reward")`."""
    try:
        return queries.reward(club, given)
    except Refused:
        raise Refused("unknown_reward", field="reward", given=given[:40]) from None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reward goes: to be picked up at a branch (None: at any), or sent. `anywhere`: nobody has said yet."""

    branch: int | None = None
    delivery: bool = False
    anywhere: bool = False


def _choices(club: ClubInfo, rows: Sequence[Reward], asker: Asker, now: datetime, place: Place) -> list[Choice]:
    had = queries.had_since(asker.member.id, [(row.pk, counted_since(club, row, now)) for row in rows])
    stocks = queries.stocks_of(row.pk for row in rows)
    known = {code: holder.wallets[code] for code, holder in programmes.shelf(club).wallets(now).items()}
    able = {one.wallet.id: one.available for one in holdings(club, asker.member.id, now)}
    found = []
    for row in rows:
        asked = asked_of(row, asker, place, had.get(row.pk, 0), stocks.get(row.pk, {}))
        ways = [way for way in queries.offer_of(row).ways if way.wallet in known]
        found += [_choice(club, row, way, known[way.wallet], able.get(way.wallet, 0), asked) for way in ways]
    return found


def _choice(club: ClubInfo, row: Reward, way: Way, wallet: Wallet, has: int, asked: Asked) -> Choice:
    against = tuple(why_not(queries.offer_of(row), asked))
    price = way.price(asked.levels)
    missing = max(0, price - has)
    if missing:
        against += (Refused("reward_costs_more", field="way", missing=units(wallet, missing, club)),)
    return Choice(row, way, wallet, price, missing, asked.left, against)


def asked_of(row: Reward, asker: Asker, place: Place, had: int, stocks: Mapping[int | None, int]) -> Asked:
    """Who asks for what, as the engine decides on it."""
    return Asked(
        day=asker.day,
        levels=asker.levels,
        segments=frozenset(asker.member.segments),
        mine=had,
        taken=row.taken,
        left=left_of(queries.offer_of(row), stocks, place.branch),
        branch=place.branch,
        delivery=place.delivery or (place.branch is not None and not row.pick_up),
        anywhere=place.anywhere,
    )


def left_of(offer: Offer, stocks: Mapping[int | None, int], branch: int | None) -> int | None:
    """How many are left at a branch, or in all; None where nobody counts."""
    if offer.stocked == "unlimited":
        return None
    if offer.stocked == "all":
        return stocks.get(None, 0)
    if branch is not None:
        return stocks.get(branch, 0)
    return sum(left for one, left in stocks.items() if one is not None)


def _on(row: Reward, day: date) -> bool:
    """Whether it is on offer, or will be: what is over is not shown."""
    return row.last_day is None or row.last_day >= day
