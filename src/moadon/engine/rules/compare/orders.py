"""Which of two limits, sets, lengths or circumstances is the better one for members."""

from collections.abc import Collection
from typing import Any, Literal

from moadon.engine.rules.check.ladders import price_of
from moadon.engine.rules.compare.difference import BETTER, MIXED, NEUTRAL, WORSE, Way, mixed, together, unknown
from moadon.engine.rules.conditions import AtTime, Window
from moadon.engine.rules.document import After, Goods, Items, Limits, Pending, PerMember, PerReceipt, Together, When
from moadon.kernel.calendars import WEEKDAYS

_WITHIN = {
    "day": ("week", "month", "quarter", "year", "ever"),
    "week": ("ever",),
    "month": ("quarter", "year", "ever"),
    "quarter": ("year", "ever"),
    "year": ("ever",),
}
"""The longer periods that a period always lies within."""


def more(was: int | None, now: int | None, *, none: Literal["least", "most"]) -> Way:
    """More is better; None is the least or the most there is."""
    before, after = (((2 if none == "most" else 0), 0) if one is None else (1, one) for one in (was, now))
    return NEUTRAL if before == after else BETTER if after > before else WORSE


def fewer(was: int | None, now: int | None, *, none: Literal["least", "most"]) -> Way:
    """Less is better."""
    return more(now, was, none=none)


def amounts(was: str | None, now: str | None, *, none: Literal["least", "most"]) -> Way:
    """`more` of amounts as they are written."""
    return more(None if was is None else price_of(was), None if now is None else price_of(now), none=none)


def sets(was: Collection[Any] | None, now: Collection[Any] | None) -> Way:
    """Wider is better; None is all there is."""
    before, after = (None if one is None else frozenset(one) for one in (was, now))
    if before == after:
        return NEUTRAL
    if after is None or (before is not None and before < after):
        return BETTER
    return WORSE if before is None or after < before else MIXED


def left_out(was: Goods | None, now: Goods | None) -> Way:
    """Fewer goods left out is better."""
    return together(
        sets(getattr(now, kind, None) or (), getattr(was, kind, None) or ()) for kind in ("sku", "category", "brand")
    )


def goods(was: Items | None, now: Items | None) -> Way:
    """More goods is better. Which categories lie within others only the catalogue knows."""
    ways = [sets(getattr(was, kind, None), getattr(now, kind, None)) for kind in ("sku", "category", "brand")]
    ways.append(left_out(getattr(was, "excluding", None), getattr(now, "excluding", None)))
    way = together(ways)
    return mixed("other_goods") if way.direction == "mixed" else way


def lengths(was: After | None, now: After | None) -> Way:
    """Longer is better; None is without end."""
    if was is None or now is None:
        return NEUTRAL if was is now else BETTER if now is None else WORSE
    (short, long), (least, most) = _days(was), _days(now)
    if was == now:
        return NEUTRAL
    if (was.months is None) == (now.months is None):
        return BETTER if most > long else WORSE
    return BETTER if least >= long else WORSE if most <= short else unknown("months_and_days")


def _days(after: After) -> tuple[int, int]:
    """The fewest and the most days that it can be."""
    if after.months is None:
        days = after.days or 0
        return days, days
    return after.months * 28, after.months * 31


def moments(was: When | None, now: When | None) -> Way:
    """More hours of the week is better."""
    if _timed(was) == _timed(now):
        return NEUTRAL
    return sets(_minutes(was), _minutes(now))


def _timed(when: When | None) -> tuple[object, object]:
    return (None, None) if when is None else (frozenset(when.weekday or WEEKDAYS), when.hour and tuple(when.hour))


def _minutes(when: When | None) -> frozenset[tuple[int, int]] | None:
    if when is None or (when.weekday is None and when.hour is None):
        return None
    days = None if when.weekday is None else frozenset(map(WEEKDAYS.index, when.weekday))
    at = AtTime(days, None if when.hour is None else Window.of(*when.hour))
    return frozenset((day, minute) for day in range(7) for minute in range(24 * 60) if _holds(at, day, minute))


def _holds(at: AtTime, day: int, minute: int) -> bool:
    if at.window is not None:
        if not at.window.holds(minute):
            return False
        if at.window.is_tail(minute):
            day = (day - 1) % 7
    return at.weekdays is None or day in at.weekdays


def dates(was: list[str] | None, now: list[str] | None) -> Way:
    """More days is better."""
    if was == now:
        return NEUTRAL
    if was is None or now is None:
        return BETTER if now is None else WORSE
    return together([_earlier(now[0], was[0]), _earlier(was[1], now[1])])


def _earlier(one: str, other: str) -> Way:
    return NEUTRAL if one == other else BETTER if one < other else WORSE


def pending(was: Pending | None, now: Pending | None) -> Way:
    """Sooner is better; None is at once."""
    if was == now:
        return NEUTRAL
    if was is None or now is None:
        return BETTER if now is None else WORSE
    if was.days is not None and now.days is not None:
        return fewer(was.days, now.days, none="least")
    if was.period is not None and now.period is not None:
        return BETTER if was.period in _WITHIN.get(now.period, ()) else (
            WORSE if now.period in _WITHIN[was.period] else unknown("unclear")
        )  # fmt: skip
    return unknown("other_wait")


def caps(was: PerMember | Together | None, now: PerMember | Together | None) -> Way:
    """A higher limit is better, and the same limit of a shorter period; None is no limit."""
    if was is None or now is None:
        return NEUTRAL if was is now else BETTER if now is None else WORSE
    way = together([amounts(was.amount, now.amount, none="most"), more(was.times, now.times, none="most")])
    if was.period == now.period:
        return way
    if now.period in _WITHIN.get(was.period, ()) and way.direction in ("neutral", "worse"):
        return WORSE
    if was.period in _WITHIN.get(now.period, ()) and way.direction in ("neutral", "better"):
        return BETTER
    return mixed("other_period")


def limits(was: Limits | None, now: Limits | None) -> Way:
    """All limits of a rule, a promotion or a programme."""
    before, after = was or _NONE, now or _NONE
    one, other = before.per_receipt or _NO_LIMIT, after.per_receipt or _NO_LIMIT
    return together(
        [
            caps(before.per_member, after.per_member),
            caps(before.total, after.total),
            amounts(before.budget, after.budget, none="most"),
            amounts(one.amount, other.amount, none="most"),
            more(one.times, other.times, none="most"),
        ]
    )


_NONE = Limits.model_construct()
_NO_LIMIT = PerReceipt.model_construct()
