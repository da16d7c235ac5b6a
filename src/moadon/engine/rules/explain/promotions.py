"""Promotions and their groups: what one gets on what, for whom, when, how often, and beside which others."""

from collections.abc import Iterator, Sequence

from moadon.engine.rules.document import Document, GroupPart, PromotionPart
from moadon.engine.rules.explain.circumstances import short_for, short_when, tell_for, tell_when
from moadon.engine.rules.explain.gets import counted_by, more_of_get, tell_get
from moadon.engine.rules.explain.limits import tell_limits
from moadon.engine.rules.explain.teller import Teller, text_or_id
from moadon.engine.rules.promotions.board import Board

MOST_NAMED = 4
"""Others of a group that are named; of more it is said that there are some."""


def tell_promotion(teller: Teller, part: PromotionPart, document: Document) -> str:
    """What is said of one promotion, at the teller's depth."""
    if teller.depth == "poster":
        return teller.line([tell_get(teller, part), *short_for(teller, part.for_), *short_when(teller, part.when)])
    return " ".join([teller.say("explain.sentence", text=tell_get(teller, part)), *_rest(teller, part, document)])


def _rest(teller: Teller, part: PromotionPart, document: Document) -> Iterator[str]:
    yield from more_of_get(teller, part)
    yield from tell_for(teller, part.for_)
    yield from tell_when(teller, part.when)
    yield from tell_limits(teller, part.limits, lambda text: off(teller, text), counted_by(part.get))
    yield from _alone(teller, part, document)
    if teller.tells_all:
        yield from _place(teller, part)


def off(teller: Teller, text: str) -> str:
    """An amount that promotions take off."""
    return teller.say("gain.off", amount=teller.money(text))


def _alone(teller: Teller, part: PromotionPart, document: Document) -> Iterator[str]:
    """Which others it does not go with on the same goods, or on the same receipt."""
    group = next((group for group in document.groups if group.id == part.group), None)
    if group is not None and group.mode != "stack":
        others = [one for one in document.promotions if one.group == group.id and one.id != part.id]
        if len(others) > MOST_NAMED:
            yield teller.say("explain.alone.some")
        elif others:
            yield teller.say("explain.alone.goods", others=_named(others))
    if part.not_with:
        others = [one for one in document.promotions if one.id in part.not_with]
        yield teller.say("explain.alone.receipt", others=_named(others))


def _place(teller: Teller, part: PromotionPart) -> Iterator[str]:
    if part.group is None:
        yield teller.say("explain.group.none")
    else:
        yield teller.say("explain.group.of", group=part.group)
    if part.priority:
        yield teller.say("explain.priority", priority=("number", str(part.priority)))


def _named(parts: Sequence[PromotionPart]) -> tuple[str, list[object]]:
    return ("list", [text_or_id(part.name, part.id) for part in parts])


def tell_group(teller: Teller, group: GroupPart, place: int) -> str:
    """How the promotions of a group go together; `place` is its place in the order, 1 is the first."""
    said = [
        teller.say("explain.group.place", group=text_or_id(group.name, group.id), place=("number", str(place))),
        teller.say(f"explain.group.{group.mode}"),
        teller.say(f"explain.group.base.{group.base}"),
    ]
    return " ".join(said)


def ordered(board: Board, document: Document) -> list[PromotionPart]:
    """The document's promotions in the order in which they are judged."""
    parts = {part.id: part for part in document.promotions}
    return [parts[promotion.id] for promotion in board.promotions]
