"""The levels that a member held at a past moment, as the log has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.members import queries as members
from moadon.apps.programmes import queries as programmes
from moadon.apps.programmes.types import Live
from moadon.apps.rewards import queries as rewards
from moadon.apps.rewards.types import TierKey, TierRow
from moadon.engine.rules import Ladder, start_level
from moadon.kernel.calendars import local_day
from moadon.kernel.moments import AsOf


@dataclass(frozen=True, slots=True)
class LevelThen:
    """A member on one ladder that was live at the moment. `level` None: none. `history` up to then, the newest first;
    it is empty for who had not changed level yet. `given`: by which change the level was set by hand, while it held."""

    live: Live
    ladder: Ladder
    level: str | None
    history: tuple[TierRow, ...]
    given: TierRow | None = None


def levels_then(club: ClubInfo, member_id: int, moment: AsOf, now: datetime) -> list[LevelThen]:
    """Where a member stood on every ladder live at `moment`; nowhere before joining. Three statements.

    Inside a transaction of the club. What was missing to the next level is not known any more.
    """
    then = moment.moment(now)
    joined = members.joining_of([member_id]).get(member_id)
    shelf = programmes.shelf(club)
    if joined is not None and joined > then:
        return []
    log = rewards.tiers_then(member_id, moment)
    found = []
    for live in shelf.live_for(member_id, then, shelf.clock):
        for ladder in live.programme.ladders:
            rows = log.get(TierKey(member_id, live.code, ladder.id), [])
            began = None if joined is None else local_day(joined, ladder.clock.zone)
            day = local_day(then, ladder.clock.zone)
            level = rows[-1].level if rows else start_level(ladder, began, day)
            found.append(LevelThen(live, ladder, level, tuple(reversed(rows)), _given(rows, day)))
    return found


def _given(rows: Sequence[TierRow], day: date) -> TierRow | None:
    last = rows[-1] if rows else None
    if last is None or last.by_hand is None or (last.by_hand_until is not None and last.by_hand_until < day):
        return None
    return next((row for row in reversed(rows) if row.cause == "manual"), None)
