"""Where a member stands on the live ladders, since when and why, and what is ahead."""

from dataclasses import dataclass
from datetime import datetime

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.members import queries as members
from moadon.apps.programmes import queries as programmes
from moadon.apps.programmes.types import Live, Shelf
from moadon.apps.rewards.types import TierRow
from moadon.engine.rules import Ahead, ByHand, Ladder, Sums, sums_on
from moadon.flows.tiers.besides import read_book
from moadon.flows.tiers.book import Climber
from moadon.kernel.calendars import local_day


@dataclass(frozen=True, slots=True)
class Standing:
    """A member on one ladder. `history` is the newest first; it is empty for who never changed level. `sums` is what
    counts now, `by_hand` what somebody gave them and still holds."""

    live: Live
    ladder: Ladder
    ahead: Ahead
    sums: Sums
    by_hand: ByHand | None
    history: tuple[TierRow, ...]

    @property
    def given(self) -> TierRow | None:
        """The change by which the level was set by hand that is held now."""
        return next((row for row in self.history if row.cause == "manual"), None) if self.by_hand else None

    @property
    def since(self) -> datetime | None:
        """When the present level began; None where it was there from the start."""
        level = self.ladder.level(self.ahead.level)
        row = next(iter(self.history), None)
        return row.at if row is not None and level is not None and row.level == level.id else None


def standings(club: ClubInfo, member_id: int, now: datetime, shelf: Shelf | None = None) -> list[Standing]:
    """Where a member stands on every ladder live at `now`. Inside a transaction of the club; four statements."""
    shelf = shelf or programmes.shelf(club)
    lives = [live for live in shelf.live_for(member_id, now, shelf.clock) if live.programme.ladders]
    if not lives:
        return []
    joined = members.joining_of([member_id]).get(member_id)
    climbers = [Climber(member_id, live, joined) for live in lives]
    book = read_book(shelf, [(who, now) for who in climbers])
    found = []
    for who in climbers:
        for ladder, ahead in book.ahead(who, now):
            known, day = book.known(who, ladder), local_day(now, ladder.clock.zone)
            hand = known.by_hand
            if hand is not None and hand.until is not None and hand.until < day:
                hand = None
            history = tuple(reversed(book.log.get(who.key(ladder), [])))
            found.append(Standing(who.live, ladder, ahead, sums_on(ladder, known, day), hand, history))
    return found
