"""Differences in ladders and their levels."""

from collections.abc import Iterator, Mapping, Sequence

from moadon.engine.rules.check.ladders import price_of
from moadon.engine.rules.compare import orders, shown
from moadon.engine.rules.compare.circumstances import level_names
from moadon.engine.rules.compare.difference import BETTER, NEUTRAL, WORSE, Way, mixed, together, unknown
from moadon.engine.rules.compare.sheet import Sheet, pairs
from moadon.engine.rules.document import Also, Document, LadderPart, LevelPart
from moadon.kernel.sentences import Message

_DOWN = {"recomputed": 0, "one_step": 1, "never": 2}
_PERIODS = {"month": 1, "quarter": 2, "year": 3}


def climbing(sheet: Sheet) -> None:
    """Ladders added, gone and changed."""
    for i, was, now in pairs(sheet.was.tiers, sheet.now.tiers):
        if now is None and was is not None:
            sheet.note(("tiers", i), was.id, WORSE, "ends.bare", what=_name(was))
        elif was is None and now is not None:
            sheet.note(("tiers", i), now.id, NEUTRAL, "new.bare", what=_name(now))
        elif was is not None and now is not None and was != now:
            _changed(sheet, ("tiers", i), was, now)


def _name(ladder: LadderPart) -> Message:
    return shown.name_of("ladder", ladder.id, ladder.name)


def _changed(sheet: Sheet, where: Sequence[object], was: LadderPart, now: LadderPart) -> None:
    before = len(sheet.found)
    what = _name(now)
    if (was.basis, was.wallet) != (now.basis, now.wallet):
        told = [Message(f"compare.basis.{one.basis}", {}) for one in (now, was)]
        sheet.changed((*where, "basis"), what, unknown("other_kind"), "basis", *told)
    way = orders.goods(was.items, now.items)
    if way != NEUTRAL:
        sheet.changed((*where, "items"), what, way, "items", shown.goods(now.items), shown.goods(was.items))
    if was.window != now.window:
        told = [_window(one) for one in (now, was)]
        sheet.changed((*where, "window"), what, _windows(was, now), "window", *told)
    if was.down != now.down:
        told = [Message(f"compare.down.{one.down}", {}) for one in (now, was)]
        way = orders.more(_DOWN[was.down], _DOWN[now.down], none="least")
        sheet.changed((*where, "down"), what, way, "down", *told)
    way = orders.more(_days(was), _days(now), none="least")
    if way != NEUTRAL:
        told = [
            shown.NONE if g is None else Message("compare.length.days", {"n": g.days}) for g in (now.grace, was.grace)
        ]
        sheet.changed((*where, "grace"), what, way, "grace", *told)
    _levels(sheet, where, was, now)
    if was.name != now.name:
        sheet.note((*where, "name"), now.id, NEUTRAL, "renamed", was=_name(was), now=what)
    sheet.found[before:] = [one._replace(subject=now.id) for one in sheet.found[before:]]


def _days(ladder: LadderPart) -> int | None:
    return None if ladder.grace is None else ladder.grace.days


def _windows(was: LadderPart, now: LadderPart) -> Way:
    """What is counted over a longer time reaches further."""
    one, other = was.window, now.window
    if one is None or other is None:
        return WORSE if one is None else BETTER
    if one.kind == "calendar" and other.kind == "calendar":
        return orders.more(_PERIODS[one.period], _PERIODS[other.period], none="least")
    if one.kind == "rolling" and other.kind == "rolling":
        return orders.more(one.months, other.months, none="least")
    return unknown("other_period")


def _window(ladder: LadderPart) -> Message:
    window = ladder.window
    if window is None:
        return Message("compare.window.ever", {})
    if window.kind == "calendar":
        return Message(f"compare.window.{window.period}", {})
    if window.kind == "rolling":
        return Message("compare.window.rolling", {"n": window.months})
    return Message("compare.window.membership", {})


def _levels(sheet: Sheet, where: Sequence[object], was: LadderPart, now: LadderPart) -> None:
    kept = [[one.id for one in ladder.levels if one.id in _ids(other)] for ladder, other in ((was, now), (now, was))]
    if kept[0] != kept[1]:
        sheet.note((*where, "levels"), "", mixed("order"), "order.levels", what=_name(now))
    for n, one, other in pairs(was.levels, now.levels):
        at = (*where, "levels", n)
        if other is None and one is not None:
            below = _below(was, one.id)
            way = NEUTRAL if below and gets_as_much(sheet.was, below, one.id) else WORSE
            sheet.note(at, "", way, "level.ends", who=level_names(sheet, [one.id]))
        elif one is None and other is not None:
            below = _below(now, other.id)
            way = BETTER if below is None or gets_as_much(sheet.now, other.id, below) else mixed("levels")
            sheet.note(at, "", way, "level.new", who=level_names(sheet, [other.id]))
        elif one is not None and other is not None and one != other:
            _level(sheet, at, was, one, now, other)


def _ids(ladder: LadderPart) -> set[str]:
    return {level.id for level in ladder.levels}


def _below(ladder: LadderPart, level: str) -> str | None:
    """The level under it, or None for the lowest."""
    ids = [one.id for one in ladder.levels]
    return ids[ids.index(level) - 1] if ids.index(level) else None


def _level(
    sheet: Sheet, at: Sequence[object], old: LadderPart, was: LevelPart, new: LadderPart, now: LevelPart
) -> None:
    who = level_names(sheet, [now.id])
    way = _reach(sheet, new, now, orders.amounts(was.from_, now.from_, none="most").turned)
    if way != NEUTRAL:
        told = [_from(sheet, ladder, level) for ladder, level in ((new, now), (old, was))]
        sheet.note((*at, "from"), "", way, "level.from", who=who, now=told[0], was=told[1])
    if was.also != now.also:
        sheet.note((*at, "also"), "", _reach(sheet, new, now, _also(was.also, now.also)), "level.also", who=who)
    if was.fee != now.fee:
        if was.fee is None or now.fee is None:
            way = BETTER if was.fee is None else WORSE
        else:
            sku = NEUTRAL if was.fee.sku == now.fee.sku else unknown("other_goods")
            way = together([orders.lengths(was.fee.lasts, now.fee.lasts), sku])
        sheet.note((*at, "fee"), "", way, "level.fee", who=who)
    if was.name != now.name:
        names = [shown.name_of("level", one.id, one.name) for one in (was, now)]
        sheet.note((*at, "name"), "", NEUTRAL, "renamed", was=names[0], now=names[1])


def _reach(sheet: Sheet, ladder: LadderPart, level: LevelPart, way: Way) -> Way:
    """A level that is easier to reach is better only where it gives what the one below does."""
    below = _below(ladder, level.id)
    easier = way.direction == "better" and below is not None
    return mixed("levels") if easier and not gets_as_much(sheet.now, level.id, str(below)) else way


def _from(sheet: Sheet, ladder: LadderPart, level: LevelPart) -> object:
    if level.from_ is None:
        return Message("compare.level.bought", {})
    if ladder.basis in ("visits", "tenure"):
        return Message(f"compare.count.{ladder.basis}", {"n": price_of(level.from_) // price_of("1")})
    document = sheet.now if ladder in sheet.now.tiers else sheet.was
    said = shown.said_of(document, ladder.wallet)
    return said.units(level.from_) if ladder.basis == "points" else said.money(level.from_)


def _also(was: Also | None, now: Also | None) -> Way:
    """Less that is asked for as well is better."""
    ways = [
        orders.amounts(getattr(was, kind, None), getattr(now, kind, None), none="least") for kind in ("spend", "points")
    ]
    ways += [
        orders.more(getattr(was, kind, None), getattr(now, kind, None), none="least") for kind in ("visits", "tenure")
    ]
    return together(way.turned for way in ways)


def gets_as_much(document: Document, level: str, other: str) -> bool:
    """Whether `level` gets everything that `other` gets for being that level."""
    if any(other in listed and level not in listed for listed in _audiences(document)):
        return False
    for factors in _factors(document):
        if price_of(factors.get(level, "1")) < price_of(factors.get(other, "1")):
            return False
    for wallet in document.wallets.values():
        expires = wallet.expires
        terms = [None if expires is None else (expires.tiers or {}).get(code, expires.after) for code in (other, level)]
        if orders.lengths(*terms).direction not in ("better", "neutral"):
            return False
    return True


def _audiences(document: Document) -> Iterator[Sequence[str]]:
    for part in (*document.earn, *document.promotions):
        if part.for_ is not None and part.for_.tier is not None:
            yield part.for_.tier


def _factors(document: Document) -> Iterator[Mapping[str, str]]:
    for rule in document.earn:
        if rule.multiply is not None and rule.multiply.tier is not None:
            yield rule.multiply.tier
