"""Who asks for a reward: what they hold and what they can spend."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.members import queries as members
from moadon.apps.members.types import MemberRef, MemberSeen
from moadon.apps.redemptions.models import Reward
from moadon.engine.rules import Wallet
from moadon.flows.tiers.telling import standings
from moadon.kernel.calendars import day_start, period_of
from moadon.kernel.refusals import Refused

_ALWAYS = datetime(1900, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Asker:
    """A member with the levels and segments they hold on `day`, the club's own."""

    member: MemberSeen
    levels: frozenset[str]
    day: date


def find_member(club: ClubInfo, ref: MemberRef) -> MemberSeen:
    """Who wants a reward. Raises `Refused`: `unknown_member`, `member_has_left`."""
    found = members.find_refs(club, [ref]).get(ref)
    if found is None:
        raise Refused("unknown_member", field="member")
    if not found.active:
        raise Refused("member_has_left", field="member")
    return found


def asker_of(club: ClubInfo, member: MemberSeen, now: datetime) -> Asker:
    """The member as rewards see them. Four statements."""
    held = [(one.ladder, one.ladder.level(one.ahead.level)) for one in standings(club, member.id, now)]
    return Asker(member, frozenset(level.id for _, level in held if level is not None), club.day_of(now))


def counted_since(club: ClubInfo, reward: Reward, now: datetime) -> datetime:
    """From when on what a member had of a reward counts against its limit."""
    if reward.period == "ever":
        return _ALWAYS
    period = period_of(club.day_of(now), reward.period, club.calendar, club.week_start)
    return day_start(period.start, club.time_zone)


def branch_row(code: str | None) -> int | None:
    """The row behind a branch's code. Raises `Refused("unknown_branch", field="branch")`."""
    if code is None:
        return None
    found = clubs.shop_by_codes([code], [], []).branches.get(code)
    if found is None or not found.active:
        raise Refused("unknown_branch", field="branch", given=code[:64])
    return found.id


def units(wallet: Wallet, amount: int, club: ClubInfo) -> tuple[object, ...]:
    """An amount of a wallet as sentences tell it."""
    return ("points", amount, wallet.places) if wallet.kind == "points" else ("money", amount, club.currency)
