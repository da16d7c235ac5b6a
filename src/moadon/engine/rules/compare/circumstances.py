"""Differences in what rules and promotions have in common: goods, circumstances, whom for, how much at most."""

from collections.abc import Sequence
from typing import NamedTuple

from moadon.engine.rules.compare import orders, shown
from moadon.engine.rules.compare.difference import BETTER, NEUTRAL, WORSE, Way, mixed, together
from moadon.engine.rules.compare.sheet import Sheet
from moadon.engine.rules.compare.shown import Said
from moadon.engine.rules.document import EarnPart, For, Items, Limits, PromotionPart, When
from moadon.kernel.sentences import Message

Where = Sequence[object]
_LISTS = ("branch", "channel", "payment", "sku", "category", "brand", "coupon")
_DAYS = ("birthday_within", "anniversary_within", "joined_within")


class Subject(NamedTuple):
    """What differences are said of. `takes_place`: a reason why it getting more may cost members something else."""

    where: Where
    what: Message
    said: Said
    money: bool
    takes_place: str = ""

    def way(self, way: Way) -> Way:
        """`way`, unless getting more of this may take the place of something else."""
        return mixed(self.takes_place) if way.direction == "better" and self.takes_place else way


def surroundings(sheet: Sheet, of: Subject, was: EarnPart | PromotionPart, now: EarnPart | PromotionPart) -> None:
    """Everything around what is given."""
    wider = of if of.takes_place or not _counts_times(now.limits) else of._replace(takes_place="uses_up")
    _goods(sheet, wider, was.items, now.items)
    _when(sheet, wider, was.when, now.when)
    _whom(sheet, of, was.for_, now.for_)
    limited(sheet, of, was.limits, now.limits)


def _counts_times(limits: Limits | None) -> bool:
    """Whether so many receipts get it: one that comes to count as well may use up what a larger one would have got."""
    return limits is not None and any(
        cap is not None and cap.times is not None for cap in (limits.per_member, limits.total)
    )


def _goods(sheet: Sheet, of: Subject, was: Items | None, now: Items | None) -> None:
    way = orders.goods(was, now)
    if way != NEUTRAL:
        sheet.changed((*of.where, "items"), of.what, of.way(way), "items", shown.goods(now), shown.goods(was))


def _when(sheet: Sheet, of: Subject, was: When | None, now: When | None) -> None:
    at = (*of.where, "when")
    before, after = was or _ALWAYS, now or _ALWAYS
    way = orders.moments(before, after)
    if way != NEUTRAL:
        sheet.changed(at, of.what, of.way(way), "hours", shown.hours(now), shown.hours(was))
    way = orders.dates(before.dates, after.dates)
    if way != NEUTRAL:
        sheet.changed((*at, "dates"), of.what, of.way(way), "dates", shown.days(after.dates), shown.days(before.dates))
    for kind in _LISTS:
        one, other = getattr(before, kind), getattr(after, kind)
        way = _coupons(one, other) if kind == "coupon" else orders.sets(one, other)
        if way != NEUTRAL:
            sheet.changed((*at, kind), of.what, of.way(way), kind, shown.some(other, kind), shown.some(one, kind))
    _more_whens(sheet, of, before, after)


def _coupons(was: list[str] | None, now: list[str] | None) -> Way:
    one, other = (None if codes is None else {code.casefold() for code in codes} for codes in (was, now))
    return orders.sets(one, other)


def _more_whens(sheet: Sheet, of: Subject, was: When, now: When) -> None:
    at = (*of.where, "when")
    way = orders.amounts(was.basket_from, now.basket_from, none="least").turned
    if way != NEUTRAL:
        told = [shown.NONE if one is None else of.said.money(one) for one in (now.basket_from, was.basket_from)]
        sheet.changed((*at, "basket_from"), of.what, of.way(way), "basket_from", *told)
    if was.first_purchase != now.first_purchase:
        way = WORSE if now.first_purchase else BETTER
        told = [
            Message(f"compare.purchase.{'first' if one else 'every'}", {})
            for one in (now.first_purchase, was.first_purchase)
        ]
        sheet.changed((*at, "first_purchase"), of.what, of.way(way), "first_purchase", *told)
    for kind in _DAYS:
        one, other = getattr(was, kind), getattr(now, kind)
        way = orders.more(one and one.days, other and other.days, none="most")
        if way != NEUTRAL:
            told = [
                shown.NONE if part is None else Message("compare.length.days", {"n": part.days})
                for part in (other, one)
            ]
            sheet.changed((*at, kind), of.what, of.way(way), kind, *told)


def _whom(sheet: Sheet, of: Subject, was: For | None, now: For | None) -> None:
    at = (*of.where, "for")
    _levels(sheet, of, (was and was.tier) or None, (now and now.tier) or None)
    ways = [orders.sets(getattr(was, kind, None), getattr(now, kind, None)) for kind in ("segment", "member")]
    way = together(ways)
    # Whoever is no member loses nothing that was promised to members. Levels were told apart.
    members_only = was is not now and not (was and was.tier) and not (now and now.tier) and (was is None or now is None)
    if way != NEUTRAL or members_only:
        sheet.changed(at, of.what, of.way(way), "for", shown.audience(now), shown.audience(was))


def _levels(sheet: Sheet, of: Subject, was: list[str] | None, now: list[str] | None) -> None:
    at = (*of.where, "for", "tier")
    if was is None or now is None:
        way = orders.sets(was, now)
        if way != NEUTRAL:
            sheet.changed(at, of.what, of.way(way), "levels", shown.some(now), shown.some(was))
        return
    for key, levels, way in (("level.lost", set(was) - set(now), WORSE), ("level.gained", set(now) - set(was), BETTER)):
        if levels:
            sheet.note(at, str(of.where[1]), of.way(way), key, who=level_names(sheet, sorted(levels)), what=of.what)


def level_names(sheet: Sheet, levels: Sequence[str]) -> tuple[str, list[object]]:
    """Levels by their names, as a list."""
    known = {
        level.id: level.name
        for document in (sheet.was, sheet.now)
        for ladder in document.tiers
        for level in ladder.levels
    }
    return ("list", [_level(level, known.get(level)) for level in levels])


def _level(code: str, text: object) -> object:
    return code if text is None else ("text", text.model_dump(exclude_none=True))  # type: ignore[attr-defined]


def limited(sheet: Sheet, of: Subject, was: Limits | None, now: Limits | None) -> None:
    """Differences in limits."""
    at = (*of.where, "limits")
    before, after = was or _NO_LIMITS, now or _NO_LIMITS
    for kind in ("per_member", "per_receipt", "total"):
        one, other = getattr(before, kind), getattr(after, kind)
        one_alone, other_alone = (Limits.model_construct(**{kind: limit}) for limit in (one, other))
        way = orders.limits(one_alone, other_alone)
        if way != NEUTRAL:
            told = [shown.cap(limit, of.said, money=of.money) for limit in (other, one)]
            sheet.changed((*at, kind), of.what, of.way(way), kind, *told)
    way = orders.amounts(before.budget, after.budget, none="most")
    if way != NEUTRAL:
        told = [shown.budget(limits, of.said, money=of.money) for limits in (after, before)]
        sheet.changed((*at, "budget"), of.what, of.way(way), "budget", *told)


_ALWAYS = When.model_construct()
_NO_LIMITS = Limits.model_construct()
