"""What became of a basket that was tried, in the reader's words: costs, awards, offers, reasons, margin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from moadon.engine.rules import PRICE, Offer
from moadon.flows.till.judging import Told
from moadon.flows.trying import Tried
from moadon.interfaces.office.members.naming import in_words
from moadon.interfaces.office.members.telling import told
from moadon.interfaces.office.programmes.editor.controls import as_json
from moadon.interfaces.office.receipts.goods import quantity_of
from moadon.interfaces.office.receipts.whys import whys
from moadon.kernel.money import format_decimal
from moadon.ui import marks
from moadon.ui.parts import Branches, Pair, Pairs, Reason, ReasonTree, Text


@dataclass(frozen=True)
class Line:
    """One line of the basket: what it costs in the end, and what took how much off it."""

    label: Text
    costs: SafeString
    off: Sequence[Pair]


@dataclass(frozen=True)
class Taking:
    """What the member could have for points; `redeem` is how the basket says that they take it."""

    text: Text
    redeem: str


@dataclass(frozen=True)
class Outcome:
    """What the panel shows; `wrong` instead, where the basket cannot be judged."""

    lines: Sequence[Line] = ()
    sums: Pairs | None = None
    to_pay: SafeString | None = None
    tree: ReasonTree | None = None
    gifts: Sequence[Text] = ()
    offers: Sequence[Taking] = ()
    whys: Branches | None = None
    margin: Pairs | None = None
    below: bool = False
    wrong: Sequence[Text] = ()
    waits: bool = False
    partly: bool = False


def told_of(tried: Tried) -> Outcome:
    """What came out, in the reader's words. Inside a transaction of the club."""
    judged = tried.judged
    rows = [Pair(_("Goods"), marks.money(judged.total))]
    if judged.discount:
        rows.append(Pair(_("Discounts"), marks.money(-judged.discount, signed=True)))
    if judged.redeemed:
        rows.append(Pair(_("Paid from wallets"), marks.money(-judged.redeemed, signed=True)))
    to_pay = judged.total - judged.discount - judged.redeemed
    margins = [one.evaluation.margin for one in judged.told if one.evaluation.margin is not None]
    namer = _Namer(tried)
    return Outcome(
        lines=_lines(tried, namer),
        sums=Pairs(rows),
        to_pay=marks.money(to_pay),
        tree=namer.tree(),
        gifts=[namer.gift(one, gift) for one in judged.told for gift in one.evaluation.gifts],
        offers=[namer.taking(one, offer) for one in judged.told for offer in one.evaluation.offers],
        whys=whys(tried.scene.club, judged, namer),
        margin=_margin(margins[0]) if margins else None,
        below=bool(margins and margins[0].below),
    )


def _lines(tried: Tried, namer: "_Namer") -> list[Line]:
    judged = tried.judged
    names = {line.id: line.name or line.sku for line in judged.draft.lines}
    off: dict[str, list[Pair]] = {}
    sums: dict[str, int] = {}
    for one in judged.told:
        for outcome in one.evaluation.lines:
            for rule, amount in outcome.discounts:
                pair = Pair(namer.name(one, rule), marks.money(-amount, signed=True))
                off.setdefault(outcome.id, []).append(pair)
                sums[outcome.id] = sums.get(outcome.id, 0) + amount
    found = []
    for line in judged.lines:
        product = tried.scene.products.get(line.sku)
        name = (product.name if product else "") or names[line.id]
        item = (
            format_html(_("Item {n}"), n=marks.number(int(line.id))) if name == f"#{line.id}" else marks.foreign(name)
        )
        label = format_html("{} × {}", quantity_of(line.quantity), item)
        costs = marks.money(line.total - line.discount - sums.get(line.id, 0))
        found.append(Line(label, costs, off.get(line.id, ())))
    return found


def _margin(margin: Any) -> Pairs:
    rows = [
        Pair(_("Revenue without tax"), marks.money(margin.revenue)),
        Pair(_("Cost of the goods"), marks.money(-margin.cost, signed=True)),
    ]
    if margin.awards:
        rows.append(Pair(_("What was earned is worth"), marks.money(-margin.awards, signed=True)))
    share = marks.percent(f"{margin.left / margin.revenue:.4f}", 1) if margin.revenue > 0 else marks.NONE
    rows.append(Pair(_("Left"), format_html("{} · {}", marks.money(margin.left), share)))
    return Pairs(rows)


class _Namer:
    """Names of rules and wallets by the programmes that were tried, whether they were ever published or not."""

    def __init__(self, tried: Tried) -> None:
        self.told = tried.judged.told

    def name(self, one: Told, rule: str) -> SafeString:
        """What a rule or promotion is called."""
        names: Mapping[str, str] = one.programme.name_of(rule) or {}
        return marks.foreign(in_words(names) or rule)

    def rule_name(self, programme: str, _version: int | None, rule: str) -> SafeString:
        """The same by the programme's id."""
        return next((self.name(one, rule) for one in self.told if one.code == programme), marks.foreign(rule))

    def taking(self, one: Told, offer: Offer) -> Taking:
        """What points would pay, if the member wishes."""
        held = one.programme.wallets.get(offer.wallet)
        amount = format_decimal(offer.points, held.places if held else 0)
        redeem = {"wallet": offer.wallet, "amount": amount, "promotion": offer.rule}
        return Taking(format_html("{}: {}", self.name(one, offer.rule), told(offer.why)), as_json(redeem))

    def amount(self, one: Told, wallet: str, units: int) -> SafeString:
        """Units of a wallet, or money off."""
        held = one.programme.wallets.get(wallet)
        if wallet == PRICE or held is None or held.kind != "points":
            return marks.money(units, signed=True)
        return marks.points(units, held.places, signed=True, narrow=True)

    def gift(self, one: Told, gift: Any) -> Text:
        """Units that would cost nothing if they were in the basket."""
        return format_html(
            _("{n} × {sku} would cost nothing: {rule}."),
            n=marks.number(gift.units),
            sku=marks.isolated(gift.sku),
            rule=self.name(one, gift.rule),
        )

    def tree(self) -> ReasonTree:
        """Applied, near and not applied, each with its reason."""
        found: list[Reason] = []
        for one in self.told:
            said = one.evaluation
            for taken in said.promotions:
                amount = marks.money(-taken.amount, signed=True)
                found.append(Reason("yes", self.name(one, taken.rule), [told(taken.why)], amount))
            for earned in said.earnings:
                amount = self.amount(one, earned.wallet, earned.amount) if earned.amount else SafeString("")
                found.append(Reason("yes", self.name(one, earned.rule), [told(earned.why)], amount))
        for one in self.told:
            for near in one.evaluation.near:
                amount = self.amount(one, near.wallet, near.gets)
                found.append(Reason("near", self.name(one, near.rule), [told(near.why)], amount))
        for one in self.told:
            nothing = one.evaluation.not_applied
            found += [Reason("no", self.name(one, no.rule), [told(no.why)]) for no in nothing]
        return ReasonTree(found)
