"""Differences in the ways to earn."""

from collections.abc import Sequence

from moadon.engine.rules.check.ladders import price_of
from moadon.engine.rules.compare import orders, shown
from moadon.engine.rules.compare.circumstances import Subject, surroundings
from moadon.engine.rules.compare.curves import Piece, pieces, repeating
from moadon.engine.rules.compare.difference import (
    BETTER,
    MIXED,
    NEUTRAL,
    WORSE,
    Way,
    mixed,
    together,
    unknown,
)
from moadon.engine.rules.compare.multiply import multiplied
from moadon.engine.rules.compare.offers import rule_gives
from moadon.engine.rules.compare.sheet import Sheet, pairs
from moadon.engine.rules.compare.steps import stepped
from moadon.engine.rules.document import (
    BandPart,
    BreadthPart,
    EarnPart,
    LinearPart,
    PerAmountPart,
    PerEventPart,
    PerItemPart,
    RatesPart,
    StampsPart,
    StepPart,
    StreakPart,
    TargetsPart,
)
from moadon.kernel.money import RATE_PLACES, parse_decimal
from moadon.kernel.sentences import Message


def earning(sheet: Sheet) -> None:
    """Rules added, gone and changed."""
    for i, was, now in pairs(sheet.was.earn, sheet.now.earn):
        if now is None and was is not None:
            sheet.note(("earn", i), was.id, WORSE, "ends", what=_name(was), gave=rule_gives(was, _said(sheet, was)))
        elif was is None and now is not None:
            way = mixed("stop") if now.stop else BETTER
            sheet.note(("earn", i), now.id, way, "new", what=_name(now), gives=rule_gives(now, _said(sheet, now)))
        elif was is not None and now is not None and was != now:
            _changed(sheet, i, was, now)
    _order(sheet)


def _name(rule: EarnPart) -> Message:
    return shown.name_of("rule", rule.id, rule.name)


def _said(sheet: Sheet, rule: EarnPart) -> shown.Said:
    return shown.said_of(sheet.now if rule.wallet in sheet.now.wallets else sheet.was, rule.wallet)


def _changed(sheet: Sheet, i: int | None, was: EarnPart, now: EarnPart) -> None:
    where = ("earn", i)
    of = Subject(where, _name(now), _said(sheet, now), money=False)
    before = len(sheet.found)
    if was.wallet != now.wallet:
        way = unknown("other_wallet")
        sheet.changed((*where, "wallet"), of.what, way, "wallet", now.wallet, was.wallet)
    _gives(sheet, of, was, now)
    surroundings(sheet, of, was, now)
    multiplied(sheet, of, was.multiply, now.multiply)
    way = orders.pending(was.pending, now.pending)
    if way != NEUTRAL:
        sheet.changed((*where, "pending"), of.what, way, "pending", shown.wait(now.pending), shown.wait(was.pending))
    if was.stop != now.stop:
        told = [Message(f"compare.stop.{'yes' if one.stop else 'no'}", {}) for one in (now, was)]
        sheet.changed((*where, "stop"), of.what, WORSE if now.stop else BETTER, "stop", *told)
    if was.name != now.name:
        sheet.note((*where, "name"), now.id, NEUTRAL, "renamed", was=_name(was), now=_name(now))
    sheet.found[before:] = [one._replace(subject=now.id) for one in sheet.found[before:]]


def _gives(sheet: Sheet, of: Subject, was: EarnPart, now: EarnPart) -> None:
    if isinstance(was, TargetsPart) and isinstance(now, TargetsPart) and was.period == now.period:
        way = pieces(_targets(was.steps), _targets(now.steps))
        _steps(sheet, of, was.steps, now.steps, way)
        return
    way = curve_of_gives(was, now)
    one, other = rule_gives(was, _said(sheet, was)), rule_gives(now, of.said)
    if way == NEUTRAL and one == other:
        return
    if one == other:
        # The headline is the same: what differs stands further down.
        sheet.note(of.where, now.id, way, "bands", what=of.what)
        return
    sheet.note(of.where, now.id, way, "gives", what=of.what, now=other, was=one)


def curve_of_gives(was: EarnPart, now: EarnPart) -> Way:
    """Which of two rules of one id gives more for the same purchases."""
    if isinstance(was, LinearPart) and isinstance(now, LinearPart):
        # What is left over is kept: never less than receipt by receipt.
        basis = NEUTRAL if was.basis == now.basis else BETTER if now.basis == "accumulated" else WORSE
        return together([repeating(_every(was.every, was.give), _every(now.every, now.give)), basis])
    if isinstance(was, PerAmountPart) and isinstance(now, PerAmountPart):
        return repeating(_every(was.amount, was.give), _every(now.amount, now.give))
    if isinstance(was, RatesPart) and isinstance(now, RatesPart):
        way = pieces(_bands(was), _bands(now))
        return way if was.period == now.period else together([way, unknown("other_period")])
    if isinstance(was, TargetsPart) and isinstance(now, TargetsPart):
        return unknown("other_period")
    return _counted(was, now)


def _counted(was: EarnPart, now: EarnPart) -> Way:
    """Rules that give for units, visits, stamps, rows of visits, breadth or events."""
    if type(was) is not type(now):
        return unknown("other_kind")
    give = orders.amounts(getattr(was, "give", None), getattr(now, "give", None), none="least")
    if isinstance(was, PerItemPart) and isinstance(now, PerItemPart):
        return repeating((was.count, price_of(was.give)), (now.count, price_of(now.give)))
    if isinstance(was, StampsPart) and isinstance(now, StampsPart):
        way = repeating((was.every, price_of(was.give)), (now.every, price_of(now.give)))
        return way if was.of == now.of else together([way, BETTER if now.of == "item" else WORSE])
    if isinstance(was, StreakPart) and isinstance(now, StreakPart):
        way = repeating((was.length, price_of(was.give)), (now.length, price_of(now.give)))
        return way if was.of == now.of else unknown("other_period")
    if isinstance(was, BreadthPart) and isinstance(now, BreadthPart):
        return _breadth(was, now, give)
    if isinstance(was, PerEventPart) and isinstance(now, PerEventPart):
        return together([give, _event(was, now)])
    return give


def _breadth(was: BreadthPart, now: BreadthPart, give: Way) -> Way:
    among = together(orders.sets(getattr(was, kind), getattr(now, kind)) for kind in ("category", "brand"))
    if (was.category is None) != (now.category is None):
        among = MIXED
    period = NEUTRAL if was.period == now.period else unknown("other_period")
    return together([give, among, orders.fewer(was.count, now.count, none="least"), period])


def _event(was: PerEventPart, now: PerEventPart) -> Way:
    if was.event != now.event:
        return unknown("other_kind")
    one, other = was.data or {}, now.data or {}
    keys = one.keys() | other.keys()
    return together(orders.sets(one.get(key), other.get(key)) for key in keys)


def _every(every: str, give: str) -> tuple[int, int]:
    return price_of(every), price_of(give)


def _targets(steps: Sequence[StepPart]) -> list[Piece]:
    return [Piece(price_of(step.reach), price_of(step.give)) for step in steps]


def _bands(rule: RatesPart) -> list[Piece]:
    found: list[Piece] = []
    for band in rule.bands:
        start, rate = price_of(band.from_), _rate(band)
        value = start * rate
        if rule.method == "within" and found:
            last = found[-1]
            value = last.value + last.slope * (start - last.start)
        found.append(Piece(start, value, rate))
    return found


def _rate(band: BandPart) -> int:
    return parse_decimal(band.rate, RATE_PLACES)


def _steps(sheet: Sheet, of: Subject, was: Sequence[StepPart], now: Sequence[StepPart], way: Way) -> None:
    before = {price_of(step.reach): (price_of(step.give), step) for step in was}
    after = {price_of(step.reach): (price_of(step.give), step) for step in now}
    for one in stepped({at: give for at, (give, _) in before.items()}, {at: give for at, (give, _) in after.items()}):
        told = {
            "now": None if one.now is None else of.said.units(after[one.at][1].give),
            "was": None if one.was is None else of.said.units(before[one.at if one.came is None else one.came][1].give),
            "reach": of.said.money((after.get(one.at) or before[one.at])[1].reach),
            "from": None if one.came is None else of.said.money(before[one.came][1].reach),
        }
        own = one.way if way.direction == "mixed" else way
        sheet.note((*of.where, "steps"), "", own, one.key, what=of.what, **told)


def _order(sheet: Sheet) -> None:
    """Where a rule stops others of its wallet, the order decides who is asked."""
    stops = {rule.wallet for document in (sheet.was, sheet.now) for rule in document.earn if rule.stop}
    for wallet in sorted(stops):
        kept = {rule.id for rule in sheet.was.earn} & {rule.id for rule in sheet.now.earn}
        was, now = (
            [r.id for r in sorted(document.earn, key=lambda r: -r.priority) if r.wallet == wallet and r.id in kept]
            for document in (sheet.was, sheet.now)
        )
        if was != now and sorted(was) == sorted(now):
            sheet.note(("earn",), "", mixed("order"), "order.rules", wallet=wallet)
