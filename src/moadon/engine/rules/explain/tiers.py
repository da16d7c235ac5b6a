"""A ladder in plain words: what counts, what each level asks, and how one comes up and down."""

from collections.abc import Iterator

from moadon.engine.rules.document import LadderPart
from moadon.engine.rules.explain.teller import Teller, named
from moadon.engine.rules.tiers.ladder import Demand, Ladder, Level


def tell_ladder(teller: Teller, ladder: Ladder, part: LadderPart) -> Iterator[str]:
    """The sentences of one ladder; on a poster its levels only."""
    levels = [teller.say("comma").join(_level(teller, ladder, level)) + "." for level in ladder.levels]
    if teller.depth == "poster":
        yield from levels
        return
    basis = "credit" if ladder.basis == "points" and not ladder.units.is_points else ladder.basis
    yield teller.say(f"explain.tier.basis.{basis}")
    window = ladder.window
    if window.kind != "ever":
        kind = window.period if window.kind == "calendar" else window.kind
        yield teller.say(f"explain.tier.window.{kind}", n=window.months)
    for goods in ("sku", "category", "brand"):
        wanted = getattr(part.items, goods, None)
        if wanted:
            yield teller.say(f"explain.tier.items.{goods}", wanted=named(goods, wanted))
    yield from levels
    yield from _fees(teller, ladder)
    if ladder.basis != "paid":
        yield teller.say("explain.tier.up")
    if window.kind != "ever":
        rolling = "rolling." if window.kind == "rolling" and ladder.down != "never" else ""
        yield teller.say(f"explain.tier.down.{rolling}{ladder.down}")
        if ladder.grace and ladder.down != "never":
            yield teller.say("explain.tier.grace", n=ladder.grace)


def _level(teller: Teller, ladder: Ladder, level: Level) -> Iterator[str]:
    if level.asks is None:
        yield teller.say("explain.tier.from.bought", level=level.told)
        return
    first = next((one for one in level.asks if one.measure == ladder.basis), None)
    if first is None:
        yield teller.say("explain.tier.from.start", level=level.told)
    else:
        yield teller.say(f"explain.tier.from.{first.measure}", level=level.told, **_amount(ladder, first))
    for one in level.asks:
        if one is not first:
            yield teller.say(f"explain.tier.also.{one.measure}", **_amount(ladder, one))


def _amount(ladder: Ladder, asked: Demand) -> dict[str, object]:
    if asked.measure == "spend":
        return {"least": ladder.units.sum(asked.least)}
    if asked.measure == "points":
        return {"least": ladder.units.gain(asked.least)}
    return {"n": asked.least}


def _fees(teller: Teller, ladder: Ladder) -> Iterator[str]:
    for _, level in ladder.fees:
        length = "months" if level.term.months else "days"
        yield teller.say(f"explain.tier.fee.{length}", level=level.told, n=level.term.months or level.term.days)
