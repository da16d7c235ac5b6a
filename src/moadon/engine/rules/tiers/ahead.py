"""What is ahead on a ladder: the next level and what is missing to it, and what would be held if nothing happened."""

from datetime import date, timedelta
from typing import NamedTuple

from moadon.engine.rules.tiers.holding import Known, bought_until, level_at, sums_on
from moadon.engine.rules.tiers.ladder import Demand, Ladder, Measure
from moadon.engine.rules.tiers.spans import DAY, is_reviewed, span_of
from moadon.kernel.calendars import FAR, add_months
from moadon.kernel.sentences import Message

_SHORT = 28
"""Days of the shortest month."""


class Ahead(NamedTuple):
    """Ranks: `level` is held, `next` the one above (None at the top).

    `missing` is still asked for it, by measure; it must be there by the day `until` (None: no haste).
    `whys` say it: one sentence for each measure that is missing, or that it can be bought, or that there is no higher.
    """

    level: int
    next: int | None
    missing: tuple[Demand, ...]
    until: date | None
    whys: tuple[Message, ...]


def projected(ladder: Ladder, known: Known, day: date, level: int | None = None) -> Ahead:
    """What is ahead of a member who stands as `known` on `day`; `level` is the rank held, where it is known."""
    if level is None:
        level = level_at(ladder, known, day).level
    above = ladder.level(level + 1)
    span = span_of(ladder, day, known.joined)
    until = span.end - DAY if span.key and span.end < FAR else None
    missing: tuple[Demand, ...] = ()
    if above is not None and above.asks is not None:
        sums = sums_on(ladder, known, day)
        some = [Demand(one.measure, one.least - getattr(sums, one.measure)) for one in above.asks]
        missing = tuple(one for one in some if one.least > 0)
    whys = _whys(ladder, level, missing, until)
    return Ahead(level, None if above is None else level + 1, missing, until, whys)


def falls(ladder: Ladder, known: Known, day: date) -> tuple[date, int] | None:
    """The first day on which a lower level would be held if nothing more happened, and its rank, or None."""
    held = level_at(ladder, known, day).level
    turn: date | None = day
    for _ in range(2 * len(ladder.levels) + 4 + ladder.window.months + ladder.grace // _SHORT):
        turn = next_turn(ladder, known, turn) if turn is not None else None
        if turn is None:
            return None
        level = level_at(ladder, known, turn).level
        if level < held:
            return turn, level
        held = max(held, level)
    return None


def next_turn(ladder: Ladder, known: Known, day: date) -> date | None:
    """The next day on which time alone may change the level: a review, the end of a grace, of what was bought, of what
    was given by hand, or another full month. None: there is no such day."""
    found = [until for _, until in level_at(ladder, known, day).grace]
    if is_reviewed(ladder):
        found.append(span_of(ladder, day, known.joined).end)
    for _, level in ladder.fees:
        last = bought_until(ladder, known, level, day)
        found += [last + DAY] if last is not None else []
    if known.by_hand is not None and known.by_hand.until is not None:
        found.append(known.by_hand.until + timedelta(days=1))
    if known.joined is not None:
        steps = {one.least for level in ladder.levels for one in level.asks or () if one.measure == "tenure"}
        found += [add_months(known.joined, months, ladder.clock.calendar) for months in steps]
    return min((one for one in found if one > day), default=None)


def _whys(ladder: Ladder, level: int, missing: tuple[Demand, ...], until: date | None) -> tuple[Message, ...]:
    above, held = ladder.level(level + 1), ladder.level(level)
    if above is None:
        return () if held is None else (Message("tier.top", {"level": held.told}),)
    by: dict[str, object] = {"level": above.told}
    if until is not None:
        by["until"] = ("date", until.isoformat())
    ending = "" if until is None else ".by"
    told = [
        Message(f"tier.next.{one.measure}{'' if one.measure == 'tenure' else ending}", by | told_of(ladder, one))
        for one in missing
    ]
    if above.fee is not None:
        told.append(Message("tier.next.fee" if above.asks is None else "tier.next.or_fee", by))
    return tuple(told)


def told_of(ladder: Ladder, asked: Demand) -> dict[str, object]:
    """So much of a measure, as parameters of messages."""
    measure: Measure = asked.measure
    if measure == "spend":
        return {"missing": ladder.units.money(asked.least)}
    if measure == "points":
        return {"missing": ladder.units.gain(asked.least)}
    return {"n": asked.least}
