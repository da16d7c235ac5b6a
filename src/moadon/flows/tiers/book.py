"""What is known of members' levels while a batch is judged, and what changed in them.

The level is a function of what is counted (`engine.rules.level_at`); the log remembers when it changed and why. A
receipt that comes late is judged by the level that the log has for its time.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from moadon.apps.programmes.types import Live, Shelf
from moadon.apps.rewards import queries as rewards
from moadon.apps.rewards.types import CountsFrom, MemberProgress, ProgressRow, TierKey, TierRow
from moadon.engine.rules import (
    NOTHING_YET,
    Ahead,
    Anchor,
    ByHand,
    Earning,
    Known,
    Ladder,
    Progress,
    Stand,
    falls,
    level_at,
    next_turn,
    projected,
    start_level,
    wanted,
)
from moadon.flows.tiers.causes import Cause
from moadon.kernel.calendars import local_day
from moadon.kernel.facts import Fact
from moadon.kernel.ids import public_id
from moadon.store import Question
from moadon.store.questions import Asking

Rows = dict[str, dict[str, Progress]]


class Climber(NamedTuple):
    """A member who stands on the ladders of a live programme. `joined` is None where it is not known."""

    member: int
    live: Live
    joined: datetime | None

    def key(self, ladder: Ladder) -> TierKey:
        """What names them on one of its ladders."""
        return TierKey(self.member, self.live.code, ladder.id)

    def joined_on(self, ladder: Ladder) -> date | None:
        """The local day of joining."""
        return None if self.joined is None else local_day(self.joined, ladder.clock.zone)


@dataclass(slots=True)
class Book:
    """`rows` and `log` are what was read, with what was counted and changed since; `changes` and `turns` are to be
    written. `made_up`: levels held by somebody who is nobody, in a trial. `stands`: whether anybody is on a ladder."""

    shelf: Shelf
    rows: dict[tuple[int, str], Rows] = field(default_factory=dict)
    log: dict[TierKey, list[TierRow]] = field(default_factory=dict)
    changes: list[tuple[TierKey, TierRow]] = field(default_factory=list)
    turns: dict[TierKey, date | None] = field(default_factory=dict)
    made_up: Mapping[str, str] = field(default_factory=dict)
    stands: bool = False
    _stands: dict[tuple[TierKey, int, date], Stand] = field(default_factory=dict)
    _same: dict[tuple[str, int, int, str], bool] = field(default_factory=dict)

    def levels(self, who: Climber, at: datetime) -> dict[str, str]:
        """The level held on each ladder by its id, as it was at `at`; a ladder without one is not there."""
        found = {}
        for ladder in who.live.programme.ladders:
            level = self._level_then(who, ladder, at)
            if level is not None:
                found[ladder.id] = level
        return found

    def _level_then(self, who: Climber, ladder: Ladder, at: datetime) -> str | None:
        log = self.log.get(who.key(ladder), [])
        if log and at < log[-1].at:
            held = next((row for row in reversed(log) if row.at <= at), None)
            return held.level if held is not None else self._start(who, ladder, at)
        return _id(ladder, self._stand(who, ladder, local_day(at, ladder.clock.zone)).level)

    def _stand(self, who: Climber, ladder: Ladder, day: date) -> Stand:
        """Where a member stands on a day, worked out once for as long as nothing is counted."""
        key = (who.key(ladder), who.live.version, day)
        found = self._stands.get(key)
        if found is None:
            found = self._stands[key] = level_at(ladder, self.known(who, ladder), day)
        return found

    def known(self, who: Climber, ladder: Ladder) -> Known:
        """What is known of a member on a ladder, as the engine reads it."""
        joined = who.joined_on(ladder)
        if self.made_up:
            held = self.made_up.get(ladder.id)
            return Known({}, joined, None, None if held is None else ByHand(held))
        log = self.log.get(who.key(ladder), [])
        by_hand = None
        if log and log[-1].by_hand is not None:
            by_hand = ByHand(log[-1].by_hand, log[-1].by_hand_until)
        return Known(self.rows.get((who.member, who.live.code), {}), joined, self._anchor(who, ladder, log), by_hand)

    def _anchor(self, who: Climber, ladder: Ladder, log: list[TierRow]) -> Anchor | None:
        """What another version of the ladder gave last, and the day on which this one began."""
        for row in reversed(log):
            if self._is_same(who.live, row.version, ladder.id):
                continue
            begun = [
                v.live_from
                for v in self.shelf.versions
                if v.programme == who.live.code
                and v.number > row.version
                and self._is_same(who.live, v.number, ladder.id)
            ]
            since = max(row.at, min(begun, default=who.live.live_from))
            return Anchor(row.level or "", local_day(since, ladder.clock.zone))
        return None

    def _is_same(self, live: Live, version: int, ladder: str) -> bool:
        """Whether a ladder was written in `version` as it is written in the live one."""
        if version == live.version:
            return True
        key = (live.code, live.version, version, ladder)
        found = self._same.get(key)
        if found is None:
            try:
                other = self.shelf.named(live.code, version, live.programme.clock).programme.document.tiers
            except KeyError:
                other = []
            mine = [part for part in live.programme.document.tiers if part.id == ladder]
            found = self._same[key] = mine == [part for part in other if part.id == ladder]
        return found

    def _start(self, who: Climber, ladder: Ladder, at: datetime) -> str | None:
        """What is held by somebody who has done nothing yet."""
        return start_level(ladder, who.joined_on(ladder), local_day(at, ladder.clock.zone))

    def count(self, who: Climber, entries: Iterable[Earning]) -> None:
        """Add what a receipt or a return counts."""
        self._stands.clear()
        rows = self.rows.setdefault((who.member, who.live.code), {})
        for entry in entries:
            for rule, period in entry.counts:
                was = rows.setdefault(rule, {}).get(period, NOTHING_YET)
                rows[rule][period] = Progress(was.base + entry.base, was.awarded, was.times + entry.times)

    def ahead(self, who: Climber, at: datetime) -> list[tuple[Ladder, Ahead]]:
        """What is ahead of a member on each ladder."""
        found = []
        for ladder in who.live.programme.ladders:
            day = local_day(at, ladder.clock.zone)
            held = self._stand(who, ladder, day).level
            found.append((ladder, projected(ladder, self.known(who, ladder), day, held)))
        return found

    def settle(self, who: Climber, cause: Cause) -> None:
        """Note where a member's levels are others than the log has last.

        A change never lies before the last one: what comes late changes what is held from then on.
        """
        for ladder in who.live.programme.ladders:
            log = self.log.get(who.key(ladder), [])
            at = max(cause.at, log[-1].at) if log else cause.at
            live = live_at(self.shelf, who.member, who.live, at)
            mine = next((one for one in live.programme.ladders if one.id == ladder.id), None)
            if mine is not None:
                self._settle(who._replace(live=live), mine, cause, at)

    def review(self, who: Climber, ladder: Ladder, cause: Cause) -> None:
        """Look at a member on one ladder as of a day that has come, and say when to look again."""
        log = self.log.get(who.key(ladder), [])
        at = max(cause.at, log[-1].at) if log else cause.at
        self._settle(who, ladder, cause, at)
        known, day = self.known(who, ladder), local_day(at, ladder.clock.zone)
        self.turns[who.key(ladder)] = due(ladder, known, day, level_at(ladder, known, day))

    def set_by_hand(self, who: Climber, ladder: Ladder, held: ByHand | None, cause: Cause) -> None:
        """Give a level by hand, or take off what was given."""
        key = who.key(ladder)
        log = self.log.get(key, [])
        at = max(cause.at, log[-1].at) if log else cause.at
        known, day = self.known(who, ladder)._replace(by_hand=held), local_day(at, ladder.clock.zone)
        stand = level_at(ladder, known, day)
        fall = falls(ladder, known, day)
        row = TierRow(
            who.live.version, _id(ladder, stand.level), at, cause.kind, cause.reason, cause.by,
            _id(ladder, stand.carried), fall[0] if fall else None, *(held if held is not None else (None, None)),
        )  # fmt: skip
        self.add(key, row)
        self.turns[key] = due(ladder, known, day, stand)

    def _settle(self, who: Climber, ladder: Ladder, cause: Cause, at: datetime) -> None:
        key = who.key(ladder)
        log = self.log.setdefault(key, [])
        last = log[-1] if log else None
        day = local_day(at, ladder.clock.zone)
        stand = self._stand(who, ladder, day)
        level = _id(ladder, stand.level)
        # Whom nobody has looked at yet was there the day before a review as well.
        start = at - timedelta(days=1) if cause.kind == "review" else at
        before = self._start(who, ladder, start) if last is None else last.level
        if level != before:
            fall = falls(ladder, self.known(who, ladder), day)
            row = TierRow(
                who.live.version, level, at, cause.kind_of(stand, ladder.rank(before), late=at > cause.at),
                cause.reason,
                cause.by, _id(ladder, stand.carried), fall[0] if fall else None,
                *((last.by_hand, last.by_hand_until) if last is not None else (None, None)), cause.receipt,
            )  # fmt: skip
            self.add(key, row)
        if level != before or (last is None and "tenure" in ladder.measures):
            self.turns[key] = due(ladder, self.known(who, ladder), day, stand)

    def add(self, key: TierKey, row: TierRow) -> None:
        """Add a change to the log."""
        self._stands.clear()
        self.log.setdefault(key, []).append(row)
        self.changes.append((key, row))

    def facts(self) -> list[Fact]:
        """What the rest of the house is told of the changes."""
        told = []
        for key, row in self.changes:
            data = {"programme": key.programme, "ladder": key.ladder, "level": row.level, "cause": row.cause}
            told.append(Fact("TierChanged", public_id("mbr", key.member_id), row.at, data))
        return told


def due(ladder: Ladder, known: Known, day: date, stand: Stand) -> date | None:
    """When the night is to look again; None where time alone changes nothing."""
    lowest = ladder.levels[0]
    at_the_bottom = stand.level <= 0 and not lowest.asks and lowest.asks is not None
    if at_the_bottom and "tenure" not in ladder.measures and known.by_hand is None:
        return None
    return next_turn(ladder, known, day)


def _id(ladder: Ladder, rank: int) -> str | None:
    level = ladder.level(rank)
    return None if level is None else level.id


def ask_book(asking: Asking, shelf: Shelf, climbers: Iterable[tuple[Climber, datetime]]) -> Callable[[], Book]:
    """Read what is known of these members from these moments on; what is returned gives it when the block has ended.

    Two statements, whatever their number; none where no programme has ladders.
    """
    keys: set[TierKey] = set()
    first: dict[tuple[int, str, str], str] = {}
    for who, at in climbers:
        for ladder in who.live.programme.ladders:
            keys.add(who.key(ladder))
            for rule, period in wanted(ladder, local_day(at, ladder.clock.zone), who.joined_on(ladder)):
                row = (who.member, who.live.code, rule)
                first[row] = min(period, first.get(row, period))
    if not keys:
        return lambda: Book(shelf)
    log: Question[dict[TierKey, list[TierRow]]] = rewards.asking_tiers(sorted(keys))
    counts = rewards.asking_counts(CountsFrom(*row, period) for row, period in sorted(first.items()))
    asked_log, asked_counts = asking(log), asking(counts)
    return lambda: Book(shelf, _rows(asked_counts.get()), asked_log.get(), stands=True)


def _rows(found: Mapping[MemberProgress, ProgressRow]) -> dict[tuple[int, str], Rows]:
    rows: dict[tuple[int, str], Rows] = {}
    for key, row in found.items():
        mine = rows.setdefault((key.member_id, key.programme), {})
        mine.setdefault(key.rule, {})[key.period] = Progress(*row)
    return rows


def live_at(shelf: Shelf, member: int, live: Live, at: datetime) -> Live:
    """The version of a programme that is live for a member at a moment; the one given where it has ended."""
    found = shelf.live_for(member, at, live.programme.clock)
    return next((one for one in found if one.code == live.code), live)
