"""A reward as it is offered: what it costs whom, and why somebody cannot have it now."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from moadon.kernel.calendars import PeriodKind
from moadon.kernel.refusals import Refused

Stocked = Literal["unlimited", "all", "branch"]
"""Whether a reward is counted: not, for the whole club together, or at each branch by itself."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to pay for a reward: `amount` of a wallet in its smallest units, and `money` in minor units beside it.

    `tiers`: what holders of a level pay instead of `amount`.
    """

    id: str
    wallet: str
    amount: int
    money: int = 0
    tiers: Mapping[str, int] = field(default_factory=dict)

    def price(self, levels: AbstractSet[str]) -> int:
        """What somebody who holds these levels pays of the wallet: the least of what their levels give."""
        return min((price for level, price in self.tiers.items() if level in levels), default=self.amount)


@dataclass(frozen=True, slots=True)
class Offer:
    """A reward as far as it decides who can have it.

    Days are the club's own and included. `per_member` in each `period` and `in_all` are None where there is no limit.
    `branches` are the rows of those that hand it over; empty: every branch does.
    """

    ways: Sequence[Way]
    active: bool = True
    first_day: date | None = None
    last_day: date | None = None
    tiers: AbstractSet[str] = frozenset()
    segments: AbstractSet[str] = frozenset()
    per_member: int | None = None
    period: PeriodKind = "ever"
    in_all: int | None = None
    stocked: Stocked = "unlimited"
    branches: AbstractSet[int] = frozenset()
    pick_up: bool = True
    delivery: bool = False

    def way(self, wanted: str | None) -> Way:
        """The way of this id, or the first. Raises `Refused("unknown_way", field="way")`."""
        found = next((way for way in self.ways if wanted in (None, way.id)), None)
        if found is None:
            raise Refused("unknown_way", field="way", given=(wanted or "")[:40])
        return found


@dataclass(frozen=True, slots=True)
class Asked:
    """Who wants it, when and where: levels and segments they hold, how often they (`mine`) and all (`taken`) have had
    it, and what is `left` in stock, None where that is not counted. `anywhere`: nobody has said yet where it goes."""

    day: date
    levels: AbstractSet[str] = frozenset()
    segments: AbstractSet[str] = frozenset()
    mine: int = 0
    taken: int = 0
    left: int | None = None
    branch: int | None = None
    delivery: bool = False
    anywhere: bool = False


def why_not(offer: Offer, asked: Asked) -> Iterator[Refused]:
    """Every reason but the price why they cannot have it now, the weightiest first; none where they can."""
    if not offer.active:
        yield Refused("reward_put_away", field="reward")
    if offer.first_day is not None and asked.day < offer.first_day:
        yield Refused("reward_not_yet", field="reward", day=("date", offer.first_day.isoformat()))
    if offer.last_day is not None and asked.day > offer.last_day:
        yield Refused("reward_over", field="reward", day=("date", offer.last_day.isoformat()))
    if not _for_them(offer, asked):
        yield Refused("reward_for_others", field="reward")
    yield from _used_up(offer, asked)
    if not asked.anywhere:
        yield from _place(offer, asked)


def _for_them(offer: Offer, asked: Asked) -> bool:
    by_level = not offer.tiers or bool(offer.tiers & asked.levels)
    return by_level and (not offer.segments or bool(offer.segments & asked.segments))


def _used_up(offer: Offer, asked: Asked) -> Iterator[Refused]:
    if offer.per_member is not None and asked.mine >= offer.per_member:
        code = "reward_had" if offer.period == "ever" else "reward_had_in_period"
        yield Refused(code, field="reward", n=offer.per_member)
    if offer.in_all is not None and asked.taken >= offer.in_all:
        yield Refused("reward_given_out", field="reward")
    if asked.left is not None and asked.left <= 0:
        yield Refused("reward_out_of_stock", field="branch" if offer.stocked == "branch" else "reward")


def _place(offer: Offer, asked: Asked) -> Iterator[Refused]:
    if asked.delivery:
        if not offer.delivery:
            yield Refused("reward_not_sent", field="delivery")
    elif not offer.pick_up:
        yield Refused("reward_only_sent", field="delivery")
    if asked.branch is None:
        if offer.stocked == "branch":
            yield Refused("reward_branch_needed", field="branch")
    elif offer.branches and asked.branch not in offer.branches:
        yield Refused("reward_not_here", field="branch")
