"""A basket tried against the document on the page: what it costs, what it brings, and why not more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

from django.http.response import HttpResponseBase
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from moadon.apps.clubs.permissions import May
from moadon.engine.rules import PRICE, InvalidDocument
from moadon.flows import trying
from moadon.flows.till.judging import Told
from moadon.flows.till.reading import read_receipt
from moadon.flows.till.types import DraftPayment, ReceiptDraft
from moadon.flows.trying import MadeUp, Tried, Wanted
from moadon.interfaces.office.members.naming import in_words
from moadon.interfaces.office.members.telling import told
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.parts.refusals import words_of
from moadon.interfaces.office.programmes.editor.bodies import Json, body_of, document_of
from moadon.interfaces.office.programmes.editor.saying import mended
from moadon.interfaces.office.programmes.told import server_now
from moadon.interfaces.office.receipts.goods import quantity_of
from moadon.interfaces.office.shell import render_page
from moadon.kernel.calendars import local_day, zone_of
from moadon.kernel.refusals import Refused, RefusedMany
from moadon.ui import marks
from moadon.ui.parts import Pair, Pairs, Reason, ReasonTree, Text


@dataclass(frozen=True)
class Line:
    """One line of the basket: what it costs in the end, and what took how much off it."""

    label: Text
    costs: SafeString
    off: Sequence[Pair]


@dataclass(frozen=True)
class Outcome:
    """What the panel shows; `wrong` instead, where the basket cannot be judged."""

    lines: Sequence[Line] = ()
    sums: Pairs | None = None
    to_pay: SafeString | None = None
    tree: ReasonTree | None = None
    gifts: Sequence[Text] = ()
    margin: Pairs | None = None
    below: bool = False
    wrong: Sequence[Text] = ()
    waits: bool = False
    partly: bool = False


@page(May.WRITE_PROGRAMMES)
def try_it(request: OfficeRequest) -> HttpResponseBase:
    """The basket sent, judged by the document sent. Writes nothing."""
    try:
        body = body_of(request)
        outcome = _outcome(request, document_of(body), cast(Json, body.get("basket") or {}))
    except InvalidDocument:
        outcome = Outcome(waits=True)
    except Refused as refused:
        outcome = Outcome(wrong=_faults(refused))
    return render_page(request, "office/programmes/edit/tried.html", {"tried": outcome})


def _faults(refused: Refused) -> list[Text]:
    several = refused.refusals if isinstance(refused, RefusedMany) else (refused,)
    return [_placed(one) for one in several]


def _placed(refused: Refused) -> Text:
    """A refusal with the item it is about."""
    parts = (refused.field or "").split(".")
    if parts[0] == "lines" and len(parts) > 1 and parts[1].isdigit():
        return format_html(_("Item {n}: {words}"), n=marks.number(int(parts[1]) + 1), words=words_of(refused))
    return words_of(refused)


def _outcome(request: OfficeRequest, document: dict[str, Any], basket: Json) -> Outcome:
    lines = [line for line in basket.get("lines") or () if isinstance(line, dict) and line.get("unit_price")]
    if not lines:
        return Outcome()
    draft = read_receipt(_receipt(request, basket, lines), request.club)
    member = None if basket.get("who") != "made_up" else _made_up(request, cast(Json, basket.get("made_up") or {}))
    payment, alone = str(basket.get("payment") or ""), bool(basket.get("alone"))
    try:
        return told_of(request, _paid(request, draft, Wanted(text=document, alone=alone), member, payment))
    except InvalidDocument as invalid:
        kept = mended(request.club, document, invalid.findings)
        if kept is None:
            raise
    tried = _paid(request, draft, Wanted(text=kept, alone=alone), member, payment)
    return replace(told_of(request, tried), partly=True)


def _paid(request: OfficeRequest, draft: ReceiptDraft, wanted: Wanted, member: MadeUp | None, payment: str) -> Tried:
    """The trial, paid whole by `payment` where it is said: what is to be paid is known only when it was judged once."""
    tried = trying.try_basket(request.club, draft, wanted, member)
    if not payment:
        return tried
    judged = tried.judged
    due = judged.total - judged.discount - judged.redeemed
    try:
        return trying.try_basket(request.club, _with(draft, payment, due), wanted, member)
    except Refused as refused:
        if refused.code != "payments_do_not_match":
            raise
        # Paying so gives something off: then that much less is paid.
        due = int(str(refused.params["due"]))
        return trying.try_basket(request.club, _with(draft, payment, due), wanted, member)


def _with(draft: ReceiptDraft, payment: str, due: int) -> ReceiptDraft:
    return draft._replace(payments=(DraftPayment(payment, due),))


def _receipt(request: OfficeRequest, basket: Json, lines: Sequence[Json]) -> dict[str, object]:
    """The basket as a till would send it."""
    told: dict[str, object] = {
        "number": "-",
        "at": _moment(request, str(basket.get("at") or "")).isoformat(),
        "channel": basket.get("channel") or "store",
        "lines": [
            {"id": str(n), **line, "sku": line.get("sku") or f"#{n}"}
            for n, line in enumerate(({k: v for k, v in one.items() if v} for one in lines), 1)
        ],
    }
    more = {
        "branch": basket.get("branch"),
        "coupons": basket.get("coupons"),
        "member": basket.get("member") if basket.get("who") == "member" else None,
    }
    return told | {key: value for key, value in more.items() if value}


def _moment(request: OfficeRequest, text: str) -> datetime:
    """The moment typed, on the club's clock; now for what is none."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone_of(request.club.time_zone))
    except ValueError:
        return server_now()


def _made_up(request: OfficeRequest, given: Json) -> MadeUp:
    today = local_day(server_now(), request.club.time_zone)
    levels = {str(k): str(v) for k, v in (given.get("levels") or {}).items() if v}
    balances = {str(k): str(v) for k, v in (given.get("balances") or {}).items() if v}
    return MadeUp(
        levels=levels,
        segments=frozenset(str(one) for one in given.get("segments") or ()),
        birth=today.replace(year=today.year - 28) if given.get("birthday") else None,
        joined=today - timedelta(days=0 if given.get("first") else 400),
        first_purchase=bool(given.get("first")),
        balances=balances,
    )


def told_of(request: OfficeRequest, tried: Tried) -> Outcome:
    """What came out, in the reader's words."""
    judged = tried.judged
    rows = [Pair(_("Goods"), marks.money(judged.total))]
    if judged.discount:
        rows.append(Pair(_("Discounts"), marks.money(-judged.discount, signed=True)))
    if judged.redeemed:
        rows.append(Pair(_("Paid from wallets"), marks.money(-judged.redeemed, signed=True)))
    to_pay = judged.total - judged.discount - judged.redeemed
    margins = [one.evaluation.margin for one in judged.told if one.evaluation.margin is not None]
    with reading(request):
        namer = _Namer(tried)
        return Outcome(
            _lines(tried, namer),
            Pairs(rows),
            marks.money(to_pay),
            namer.tree(),
            [namer.gift(one, gift) for one in judged.told for gift in one.evaluation.gifts],
            _margin(margins[0]) if margins else None,
            bool(margins and margins[0].below),
        )


def _lines(tried: Tried, namer: "_Namer") -> list[Line]:
    judged = tried.judged
    names = {line.id: line.name or line.sku for line in judged.draft.lines}
    off: dict[str, list[Pair]] = {}
    sums: dict[str, int] = {}
    for one in judged.told:
        for outcome in one.evaluation.lines:
            for taken in outcome.discounts:
                pair = Pair(namer.name(one, taken.rule), marks.money(-taken.amount, signed=True))
                off.setdefault(outcome.id, []).append(pair)
                sums[outcome.id] = sums.get(outcome.id, 0) + taken.amount
    found = []
    for line in judged.lines:
        product = tried.scene.products.get(line.sku)
        name = (product.name if product else "") or names[line.id]
        label = format_html("{} × {}", quantity_of(line.quantity), marks.foreign(name))
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
