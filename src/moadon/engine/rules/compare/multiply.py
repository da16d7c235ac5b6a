"""Differences in how many times over an award counts."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from moadon.engine.rules.compare import shown
from moadon.engine.rules.compare.circumstances import Subject, level_names
from moadon.engine.rules.compare.curves import compared
from moadon.engine.rules.compare.difference import BETTER, WORSE, Way, mixed, unknown
from moadon.engine.rules.compare.sheet import Sheet
from moadon.engine.rules.conditions import Window
from moadon.engine.rules.document import Multiply
from moadon.engine.rules.phrases import time_of_day, word
from moadon.kernel.money import RATE_PLACES, parse_decimal
from moadon.kernel.sentences import Message

KINDS = ("tier", "segment", "branch", "channel", "weekday", "hour", "payment", "sku", "category", "brand")
_HIGHEST_COUNTS = ("tier", "segment", "payment")
"""Of several that hold at once the highest counts, and once where none is named."""


def multiplied(sheet: Sheet, of: Subject, was: Multiply | None, now: Multiply | None) -> None:
    """One difference for each level, segment, branch and so on whose factor is another."""
    for kind in KINDS:
        before, after = _numbers(was, kind), _numbers(now, kind)
        if kind == "hour":
            _tell_hours(sheet, of, before, after)
            continue
        for code in sorted(before.keys() | after.keys()):
            one, other = before.get(code, Decimal(1)), after.get(code, Decimal(1))
            if one != other or (code in before) != (code in after):
                way = _way(kind, code, before, after)
                _tell(sheet, of, (kind, code), way, one, other)


def _numbers(part: Multiply | None, kind: str) -> dict[str, Decimal]:
    given: Mapping[str, str] = getattr(part, kind, None) or {}
    return {code: Decimal(parse_decimal(text, RATE_PLACES)).scaleb(-RATE_PLACES) for code, text in given.items()}


def _way(kind: str, code: str, before: Mapping[str, Decimal], after: Mapping[str, Decimal]) -> Way:
    one, other = before.get(code, Decimal(1)), after.get(code, Decimal(1))
    plain = BETTER if other > one else WORSE if other < one else Way("neutral")
    if code in before and code in after:
        return plain
    if kind in _HIGHEST_COUNTS and min(one, other) < 1:
        # Less than once for some who are named elsewhere too: whether they lose by it depends on who they are.
        return unknown("unclear")
    if kind == "category":
        # A nearer category goes before a farther one, and which is nearer only the catalogue knows.
        named, others = max(one, other, key=lambda factor: factor != 1), [*before.values(), *after.values(), Decimal(1)]
        rising = code in after
        if named >= max(others):
            return BETTER if rising else WORSE
        if named <= min(others):
            return WORSE if rising else BETTER
        return mixed("other_goods")
    return plain


def _tell_hours(sheet: Sheet, of: Subject, before: Mapping[str, Decimal], after: Mapping[str, Decimal]) -> None:
    """Hours may overlap: they are compared minute by minute and told together."""
    way = compared(_at(after, minute) - _at(before, minute) for minute in range(24 * 60))
    if way.direction != "neutral":
        told: list[object] = [
            ("list", [_hours(*one) for one in given.items()]) if given else shown.NONE for given in (after, before)
        ]
        sheet.changed((*of.where, "multiply", "hour"), of.what, way, "times", *told)


def _hours(hours: str, factor: Decimal) -> Message:
    start, end = (time_of_day(int(text[:2]) * 60 + int(text[3:])) for text in hours.split("-"))
    return Message("compare.hours.times", {"from": start, "to": end, "times": shown.number(str(factor))})


def _at(factors: Mapping[str, Decimal], minute: int) -> Decimal:
    found = [factor for hours, factor in factors.items() if Window.of(*hours.split("-")).holds(minute)]
    return max(found, default=Decimal(1))


def _tell(sheet: Sheet, of: Subject, named: tuple[str, str], way: Way, was: Decimal, now: Decimal) -> None:
    kind, code = named
    where = (*of.where, "multiply", kind, code)
    told: dict[str, Any] = {
        "who": _who(sheet, kind, code),
        "what": of.what,
        "now": shown.number(str(now)),
        "was": shown.number(str(was)),
    }
    if kind == "tier" and now != was:
        share = (abs(now - was) / was).quantize(Decimal("0.0001"))
        told["share"] = ("percent", format(share.normalize(), "f"))
        sheet.note(where, str(of.where[1]), way, "level.more" if now > was else "level.less", **told)
    else:
        sheet.note(where, str(of.where[1]), way, "times", **told)


def _who(sheet: Sheet, kind: str, code: str) -> object:
    if kind == "tier":
        return level_names(sheet, [code])
    if kind == "weekday":
        return word(f"weekday.{code}")
    return code
