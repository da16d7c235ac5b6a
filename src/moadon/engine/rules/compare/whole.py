"""Differences in what stands under all rules: wallets, what counts, limits, margin, order among programmes."""

from moadon.engine.rules.check.ladders import price_of
from moadon.engine.rules.compare import orders, shown
from moadon.engine.rules.compare.circumstances import Subject, level_names, limited
from moadon.engine.rules.compare.difference import BETTER, NEUTRAL, WORSE, Way, mixed, together, unknown
from moadon.engine.rules.compare.sheet import Sheet
from moadon.engine.rules.document import MarginPart, PointsWallet, WalletPart, WholeLimits
from moadon.kernel.sentences import Message


def heading(sheet: Sheet) -> None:
    """The programme as such."""
    was, now = sheet.was, sheet.now
    if was.name != now.name:
        names = [shown.name_of("programme", one.id, one.name) for one in (was, now)]
        sheet.note(("name",), "", NEUTRAL, "renamed", was=names[0], now=names[1])
    what = shown.name_of("programme", now.id, now.name)
    if was.currency != now.currency:
        sheet.changed(("currency",), what, unknown("other_kind"), "currency", now.currency, was.currency)
    if was.stop != now.stop:
        told = [Message(f"compare.stop.programme.{'yes' if one.stop else 'no'}", {}) for one in (now, was)]
        sheet.changed(("stop",), what, WORSE if now.stop else BETTER, "stop.programme", *told)
    if was.priority != now.priority:
        sheet.changed(("priority",), what, mixed("order"), "priority", now.priority, was.priority)


def filling(sheet: Sheet) -> None:
    """Wallets added, gone and changed."""
    codes = [*sheet.now.wallets, *(code for code in sheet.was.wallets if code not in sheet.now.wallets)]
    for code in codes:
        was, now, where = sheet.was.wallets.get(code), sheet.now.wallets.get(code), ("wallets", code)
        if was is None and now is not None:
            sheet.note(where, code, NEUTRAL, "new.bare", what=shown.name_of("wallet", code, now.name))
        elif now is None and was is not None:
            sheet.note(where, code, WORSE, "ends.bare", what=shown.name_of("wallet", code, was.name))
        elif was is not None and now is not None and was != now:
            _wallet(sheet, where, was, now)


def _wallet(sheet: Sheet, where: tuple[str, str], was: WalletPart, now: WalletPart) -> None:
    code = where[1]
    what = shown.name_of("wallet", code, now.name)
    kinds = [(one.kind, getattr(one, "decimals", None)) for one in (was, now)]
    if kinds[0] != kinds[1]:
        told = [Message(f"compare.kind.{one.kind}", {}) for one in (now, was)]
        sheet.changed((*where, "kind"), what, unknown("other_kind"), "kind", *told)
    elif isinstance(was, PointsWallet) and isinstance(now, PointsWallet):
        way = orders.amounts(was.worth, now.worth, none="least")
        if way != NEUTRAL:
            sheet.note((*where, "worth"), code, way, "worth", what=what, now=_worth(sheet, now), was=_worth(sheet, was))
    before, after = (one.expires.after if one.expires is not None else None for one in (was, now))
    way = orders.lengths(before, after)
    if way != NEUTRAL:
        sheet.note((*where, "expires"), code, way, "good", what=what, now=shown.length(after), was=shown.length(before))
    tiers = [(one.expires.tiers if one.expires is not None else None) or {} for one in (was, now)]
    for level in sorted(tiers[0].keys() | tiers[1].keys()):
        terms = [given.get(level, usual) for given, usual in zip(tiers, (before, after), strict=True)]
        way = orders.lengths(*terms)
        if way != NEUTRAL:
            told_terms = [shown.length(term) for term in (terms[1], terms[0])]
            sheet.note(
                (*where, "expires", "tiers", level), code, way, "level.good", what=what,
                who=level_names(sheet, [level]), now=told_terms[0], was=told_terms[1],
            )  # fmt: skip
    if was.name != now.name:
        older = shown.name_of("wallet", code, was.name)
        sheet.note((*where, "name"), code, NEUTRAL, "renamed", was=older, now=what)


def _worth(sheet: Sheet, wallet: PointsWallet) -> object:
    if wallet.worth is None:
        return Message("compare.worth.nothing", {})
    # A hundred points, because one may be worth less than the smallest coin.
    hundred = price_of(wallet.worth) * 100
    return shown.said_of(sheet.now).money(f"{hundred // 10_000}.{hundred % 10_000:04}")


def counting(sheet: Sheet) -> None:
    """What counts for earning."""
    was, now = sheet.was.base, sheet.now.base
    what = Message("compare.earning", {})
    if was.tax != now.tax:
        told = [Message(f"compare.tax.{one.tax}", {}) for one in (now, was)]
        sheet.changed(("base", "tax"), what, WORSE if now.tax == "excluded" else BETTER, "tax", *told)
    if was.discounts != now.discounts:
        told = [Message(f"compare.discounts.{one.discounts}", {}) for one in (now, was)]
        sheet.changed(("base", "discounts"), what, WORSE if now.discounts == "after" else BETTER, "discounts", *told)
    way = orders.left_out(was.exclude, now.exclude)
    if way != NEUTRAL:
        out = [shown.NONE if one.exclude is None else shown.goods(one.exclude) for one in (now, was)]
        sheet.changed(("base", "exclude"), what, way, "exclude", *out)


def limiting(sheet: Sheet) -> None:
    """Limits of the whole programme."""
    was, now = sheet.was.limits or _NONE, sheet.now.limits or _NONE
    one, other = was.wallets or {}, now.wallets or {}
    for code in sorted(one.keys() | other.keys()):
        part = sheet.now.wallets.get(code) or sheet.was.wallets.get(code)
        what = shown.name_of("wallet", code, part.name if part is not None else None)
        document = sheet.now if code in sheet.now.wallets else sheet.was
        of = Subject(("limits", "wallets", code), what, shown.said_of(document, code), money=False)
        limited(sheet, of, one.get(code), other.get(code))
    of = Subject(("limits", "promotions"), Message("compare.promotions", {}), shown.said_of(sheet.now), money=True)
    limited(sheet, of, was.promotions, now.promotions)


def keeping_margin(sheet: Sheet) -> None:
    """Floors under which promotions are left out. One that only warns changes nothing for members."""
    floors = [{part.of: part for part in document.margin if part.mode == "drop"} for document in (sheet.was, sheet.now)]
    for of in sorted(floors[0].keys() | floors[1].keys()):
        was, now = (given.get(of) for given in floors)
        way = _floors(was, now)
        if way != NEUTRAL:
            told = [shown.NONE if one is None else shown.percent(one.floor) for one in (now, was)]
            what = Message("compare.margin", {"of": Message(f"compare.margin.{of}", {})})
            sheet.note(
                ("margin",),
                "",
                way,
                "changed",
                what=what,
                topic=Message("compare.topic.floor", {}),
                now=told[0],
                was=told[1],
            )


def _floors(was: MarginPart | None, now: MarginPart | None) -> Way:
    if was is None or now is None:
        return NEUTRAL if was is now else BETTER if now is None else WORSE
    assumed = NEUTRAL if (was.assume or {}) == (now.assume or {}) else unknown("unclear")
    return together([orders.amounts(was.floor, now.floor, none="least").turned, assumed])


_NONE = WholeLimits.model_construct()
