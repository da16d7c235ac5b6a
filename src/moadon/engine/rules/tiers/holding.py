"""Which level a member holds on a day: a pure function of what is counted, bought and set by hand.

Up at once, and after a return down at once: both follow from the sums. Levels of earlier spans are carried on by their
reviews, which are worked out again from the sums each time, so that a late receipt or return corrects them too.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from itertools import accumulate
from typing import NamedTuple

from moadon.engine.rules.basket import NOTHING_YET, Progress
from moadon.engine.rules.tiers.ladder import NONE, Ladder, Level, Sums, reached
from moadon.engine.rules.tiers.spans import (
    DAY,
    DAY_MARK,
    Span,
    before,
    first_day,
    is_own,
    is_reviewed,
    look_back,
    months_since,
    span_of,
)
from moadon.kernel.calendars import add_months

Rows = Mapping[str, Mapping[str, Progress]]
"""Progress by the ladder's rules and their periods."""


class Anchor(NamedTuple):
    """The level that was held when this version of the ladder began: it stays until a review of this one."""

    level: str
    day: date


class ByHand(NamedTuple):
    """A level that somebody gave, until the end of a day; None: until it is taken off."""

    level: str
    until: date | None = None


class Known(NamedTuple):
    """What is known of a member on one ladder. `joined` is a local day."""

    rows: Rows
    joined: date | None = None
    anchor: Anchor | None = None
    by_hand: ByHand | None = None


class Stand(NamedTuple):
    """The rank held, `level`, is the highest of those it comes from: `reached` in the present span, `carried` from
    those before, in `grace` until a day, `bought`, `by_hand`. `NONE` where there is none."""

    level: int
    reached: int
    carried: int
    grace: tuple[tuple[int, date], ...]
    bought: int
    by_hand: int


class Review(NamedTuple):
    """What a review leaves: `level`, and what is held until `until` (exclusive) by grace; None where nothing falls."""

    level: int
    until: date | None


def review(ladder: Ladder, held: int, earned: int, day: date) -> Review:
    """What becomes of the level `held` on `day`, when the span that is over gives `earned`."""
    if ladder.down == "never" or earned >= held:
        return Review(max(held, earned), None)
    level = max(earned, held - 1) if ladder.down == "one_step" else earned
    return Review(level, day + timedelta(days=ladder.grace) if ladder.grace else None)


def level_at(ladder: Ladder, known: Known, day: date) -> Stand:
    """Where the member stands on `day`, with everything that is counted up to now."""
    span = span_of(ladder, day, known.joined)
    counted = Counted(ladder, known)
    carried, graces = _carried(counted, day, span)
    best = counted.best_in(span, day)
    bought = max((rank for rank, level in ladder.fees if bought_until(ladder, known, level, day)), default=NONE)
    hand = known.by_hand
    given = NONE if hand is None or (hand.until is not None and day > hand.until) else ladder.rank(hand.level)
    kept = max((rank for rank, _ in graces), default=NONE)
    return Stand(max(carried, kept, best, bought, given), best, carried, graces, bought, given)


def start_level(ladder: Ladder, joined: date | None, day: date) -> str | None:
    """The level that is held on `day` by somebody who has done nothing yet, by its id."""
    rank = reached(ladder, Sums())
    if "tenure" in ladder.measures:
        rank = level_at(ladder, Known({}, joined), day).level
    level = ladder.level(rank)
    return None if level is None else level.id


def bought_until(ladder: Ladder, known: Known, level: Level, day: date) -> date | None:
    """The last day that `level` holds for because it was bought by `day`; None where it does not."""
    found = None
    for key, row in known.rows.get(ladder.rule_of_fee(level), {}).items():
        since = date.fromisoformat(key.removeprefix(DAY_MARK))
        if row.times > 0 and since <= day:
            term, calendar = level.term, ladder.clock.calendar
            last = add_months(since, term.months, calendar) if term.months else since + timedelta(days=term.days)
            found = last if last >= day and (found is None or last > found) else found
    return found


class Counted:
    """What a member has done on a ladder, read as sums of spans or of rolling windows."""

    def __init__(self, ladder: Ladder, known: Known) -> None:
        self.ladder = ladder
        self.known = known
        self._rows = {
            measure: known.rows.get(ladder.rule_for(measure), {}) for measure in ladder.measures if measure != "tenure"
        }
        self._rolling = {m: _Rolling(m, rows, ladder) for m, rows in self._rows.items()} if ladder.is_rolling else {}

    def best_in(self, span: Span, upto: date) -> int:
        """The highest rank reached in `span` by `upto`; a rolling window may have held more on an earlier day."""
        last = min(upto, span.end - DAY)
        if span.key:
            return reached(self.ladder, self._in_span(span.key, last))
        days = {span.start, last}
        for one in self._rolling.values():
            days.update(one.days_of(span.start, last))
        return max(reached(self.ladder, self.on(day)) for day in days)

    def end_of(self, span: Span) -> int:
        """The rank that the last day of `span` gives."""
        return reached(self.ladder, self._in_span(span.key, span.end - DAY) if span.key else self.on(span.end - DAY))

    def on(self, day: date) -> Sums:
        """What counts on `day`: the sums of its span, or of the rolling window that ends with it."""
        if not self._rolling:
            return self._in_span(span_of(self.ladder, day, self.known.joined).key, day)
        first = first_day(self.ladder, day)
        found = {measure: one.between(first, day) for measure, one in self._rolling.items()}
        return Sums(**found, tenure=self._tenure(day))

    def _in_span(self, key: str, day: date) -> Sums:
        found = {measure: _of(rows.get(key, NOTHING_YET), measure) for measure, rows in self._rows.items()}
        return Sums(**found, tenure=self._tenure(day))

    def _tenure(self, day: date) -> int:
        joined = self.known.joined
        if joined is None or "tenure" not in self.ladder.measures:
            return 0
        return max(0, months_since(joined, day, self.ladder.clock.calendar))


class _Rolling:
    """One measure day by day, with the sums up to each day, so that any window is one subtraction."""

    def __init__(self, measure: str, rows: Mapping[str, Progress], ladder: Ladder) -> None:
        self.keys = sorted(key for key in rows if is_own(ladder, key))
        self.upto = [0, *accumulate(_of(rows[key], measure) for key in self.keys)]

    def between(self, first: date, last: date) -> int:
        """The sum of the days from `first` to `last`, both included."""
        keys = self.keys
        return self.upto[bisect_right(keys, _key(last))] - self.upto[bisect_left(keys, _key(first))]

    def days_of(self, first: date, last: date) -> list[date]:
        """The days from `first` to `last` on which anything counts."""
        keys = self.keys
        found = keys[bisect_left(keys, _key(first)) : bisect_right(keys, _key(last))]
        return [date.fromisoformat(key[len(DAY_MARK) :]) for key in found]


def sums_on(ladder: Ladder, known: Known, day: date) -> Sums:
    """What counts on `day`: the sums of its span, or of the rolling window that ends with it."""
    return Counted(ladder, known).on(day)


def _key(day: date) -> str:
    return DAY_MARK + day.isoformat()


def _of(row: Progress, measure: str) -> int:
    return row.times if measure == "visits" else row.base


def _carried(counted: Counted, day: date, span: Span) -> tuple[int, tuple[tuple[int, date], ...]]:
    """The rank that the reviews of earlier spans have left, and what is still held by their grace."""
    ladder, known = counted.ladder, counted.known
    anchor = known.anchor
    carried = NONE
    graces: list[tuple[int, date]] = []
    for one in [*_over(ladder, known, day, span), span]:
        if anchor is not None and one.start <= anchor.day < one.end:
            carried = ladder.rank(anchor.level)
        if one == span:
            break
        held = max(carried, counted.best_in(one, one.end - DAY))
        found = review(ladder, held, counted.end_of(one), one.end)
        if found.until is not None and found.until > day:
            graces.append((held, found.until))
        carried = found.level
    return carried, tuple(graces)


def _over(ladder: Ladder, known: Known, day: date, span: Span) -> list[Span]:
    """Spans that are over and can still matter, the oldest first."""
    if not is_reviewed(ladder):
        return []
    is_first = _is_first(ladder, known)
    most = look_back(ladder)
    found: list[Span] = []
    while not is_first(span) and (most is None or most > 0):
        span = before(ladder, span, known.joined)
        found.append(span)
        if most is not None and span.end + timedelta(days=ladder.grace) <= day:
            most -= 1
    return found[::-1]


def _is_first(ladder: Ladder, known: Known) -> Callable[[Span], bool]:
    """Whether nothing that matters lies before a span: the anchor's, or that of the oldest row."""
    anchor = known.anchor
    if anchor is not None:
        return lambda span: span.start <= anchor.day
    keys = [key for rule in ladder.rules for key in known.rows.get(rule, {}) if is_own(ladder, key)]
    oldest = min(keys, default=None)
    if oldest is None:
        return lambda _: True
    return lambda span: (span.key or DAY_MARK + span.start.isoformat()) <= oldest
