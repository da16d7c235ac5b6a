"""Differences in promotions and their groups."""

from collections.abc import Sequence

from moadon.engine.rules.check.ladders import price_of
from moadon.engine.rules.compare import orders, shown
from moadon.engine.rules.compare.circumstances import Subject, surroundings
from moadon.engine.rules.compare.curves import Piece, pieces
from moadon.engine.rules.compare.difference import BETTER, NEUTRAL, WORSE, Way, mixed, unknown
from moadon.engine.rules.compare.gets import compared_gets
from moadon.engine.rules.compare.offers import promotion_gives, step_off
from moadon.engine.rules.compare.sheet import Sheet, pairs
from moadon.engine.rules.compare.steps import stepped
from moadon.engine.rules.document import Document, GroupPart, PromotionPart, StepOff, StepsGet
from moadon.kernel.sentences import Message


def promoting(sheet: Sheet) -> None:
    """Promotions added, gone and changed, the ways their groups go together, and the order in which they go."""
    for i, was, now in pairs(sheet.was.promotions, sheet.now.promotions):
        where = ("promotions", i)
        if now is None and was is not None:
            sheet.note(where, was.id, WORSE, "ends.promotion", what=_offer(was, sheet.was))
        elif was is None and now is not None:
            place = takes_place(sheet.now, now)
            sheet.note(where, now.id, mixed(place) if place else BETTER, "new.promotion", what=_offer(now, sheet.now))
        elif was is not None and now is not None and was != now:
            _changed(sheet, where, was, now)
    _groups(sheet)
    _order(sheet)


def _said(document: Document, promotion: PromotionPart) -> shown.Said:
    return shown.said_of(document, getattr(promotion.get, "wallet", None))


def _offer(promotion: PromotionPart, document: Document) -> Message:
    """A promotion by its name and what it gives; by what it gives alone where it has no name."""
    gives = promotion_gives(promotion, _said(document, promotion))
    if promotion.name is None:
        return gives
    return Message(
        "compare.offer.named", {"name": shown.name_of("promotion", promotion.id, promotion.name), "gives": gives}
    )


def takes_place(document: Document, promotion: PromotionPart) -> str:
    """Why more of `promotion` may be less of another: it goes before others that do not go with it."""
    others = [one for one in document.promotions if one.id != promotion.id]
    if any(promotion.id in (one.not_with or ()) for one in others):
        return "displaces"
    group = next((group for group in document.groups if group.id == promotion.group), None)
    if group is not None and group.mode == "exclusive" and any(one.group == group.id for one in others):
        return "displaces"
    return ""


def _changed(sheet: Sheet, where: Sequence[object], was: PromotionPart, now: PromotionPart) -> None:
    what, said = shown.name_of("promotion", now.id, now.name), _said(sheet.now, now)
    of = Subject(where, what, said, money=True, takes_place=takes_place(sheet.now, now))
    before = len(sheet.found)
    _gets(sheet, of, was, now)
    surroundings(sheet, of, was, now)
    if was.group != now.group:
        sheet.changed(
            (*where, "group"), what, mixed("displaces"), "group", now.group or shown.NONE, was.group or shown.NONE
        )
    way = orders.sets(now.not_with or (), was.not_with or ())
    if way != NEUTRAL:
        told: list[object] = [("list", list(one.not_with)) if one.not_with else shown.NONE for one in (now, was)]
        sheet.changed((*where, "not_with"), what, of.way(way), "not_with", *told)
    if was.name != now.name:
        older = shown.name_of("promotion", was.id, was.name)
        sheet.note((*where, "name"), now.id, NEUTRAL, "renamed", was=older, now=what)
    sheet.found[before:] = [one._replace(subject=now.id) for one in sheet.found[before:]]


def _gets(sheet: Sheet, of: Subject, was: PromotionPart, now: PromotionPart) -> None:
    one, other = was.get, now.get
    if isinstance(one, StepsGet) and isinstance(other, StepsGet):
        _steps(sheet, of, one, other)
        return
    way = compared_gets(one, other)
    if way == NEUTRAL:
        return
    # Goods are told apart from what is given on them.
    said = [
        promotion_gives(p.model_copy(update={"items": now.items}), _said(d, p))
        for p, d in ((now, sheet.now), (was, sheet.was))
    ]
    key = "gives" if said[0] != said[1] else "bands"
    sheet.note((*of.where, "get"), now.id, of.way(way), key, what=of.what, now=said[0], was=said[1])


def _steps(sheet: Sheet, of: Subject, was: StepsGet, now: StepsGet) -> None:
    way = of.way(pieces(_pieces(was), _pieces(now)))
    before, after = ({price_of(step.from_): step for step in get.steps} for get in (was, now))
    kinds = [{at: _gives(step) for at, step in steps.items()} for steps in (before, after)]
    for one in stepped(*kinds):
        here = after.get(one.at) or before[one.at]
        told = {
            "now": None if one.now is None else step_off(after[one.at], of.said),
            "was": None if one.was is None else step_off(before[one.at if one.came is None else one.came], of.said),
            "reach": of.said.money(here.from_),
            "from": None if one.came is None else of.said.money(before[one.came].from_),
        }
        own = of.way(one.way) if way.direction == "mixed" else way
        sheet.note((*of.where, "get", "steps"), "", own, one.key, what=of.what, **told)


def _gives(step: StepOff) -> tuple[bool, int]:
    return (step.percent is not None, price_of(step.percent or step.value or "0"))


def _pieces(get: StepsGet) -> list[Piece]:
    one = price_of("1")
    found = []
    for step in get.steps:
        start = price_of(step.from_)
        if step.percent is not None:
            found.append(Piece(start, start * price_of(step.percent), price_of(step.percent)))
        else:
            found.append(Piece(start, price_of(step.value or "0") * one))
    return found


def _groups(sheet: Sheet) -> None:
    for i, was, now in pairs(sheet.was.groups, sheet.now.groups):
        if was is None or now is None or not any(one.group == now.id for one in sheet.was.promotions):
            continue
        what = shown.name_of("group", now.id, now.name)
        if was.mode != now.mode:
            told = [Message(f"compare.mode.{one.mode}", {}) for one in (now, was)]
            sheet.note(
                ("groups", i),
                now.id,
                _mode(was, now),
                "changed",
                what=what,
                topic=Message("compare.topic.mode", {}),
                now=told[0],
                was=told[1],
            )
        if was.base != now.base:
            told = [Message(f"compare.base.{one.base}", {}) for one in (now, was)]
            way = BETTER if now.base == "original" else WORSE
            sheet.note(
                ("groups", i),
                now.id,
                way,
                "changed",
                what=what,
                topic=Message("compare.topic.base", {}),
                now=told[0],
                was=told[1],
            )


def _mode(was: GroupPart, now: GroupPart) -> Way:
    if (was.mode, now.mode) == ("exclusive", "best"):
        return BETTER
    if (was.mode, now.mode) == ("best", "exclusive"):
        return WORSE
    return unknown("unclear")


def _order(sheet: Sheet) -> None:
    """The order in which kept promotions go, where it matters to what they give."""
    kept = {one.id for one in sheet.was.promotions} & {one.id for one in sheet.now.promotions}
    was, now = (_ranks(document, kept) for document in (sheet.was, sheet.now))
    if was != now and [one for one in was if one in now] != [one for one in now if one in was]:
        sheet.note(("promotions",), "", mixed("order"), "order.promotions")


def _ranks(document: Document, kept: set[str]) -> list[tuple[str | None, str]]:
    """Promotions with their groups in the order in which they are asked; those of `best` groups go together."""
    places = {group.id: n for n, group in enumerate(document.groups)}
    best = {group.id for group in document.groups if group.mode == "best"}
    ranked = sorted(
        enumerate(document.promotions),
        key=lambda one: (
            places.get(one[1].group or "", len(places)),
            (0, one[1].id) if one[1].group in best else (-one[1].priority, f"{one[0]:06}"),
        ),
    )
    return [(one.group, one.id) for _, one in ranked if one.id in kept]
