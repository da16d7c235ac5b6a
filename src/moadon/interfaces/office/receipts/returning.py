"""Taking goods back from a receipt's page, or giving money back for goods that stay: pick, see what it does, do it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import cast

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from moadon.apps.clubs.permissions import May
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.receipts import queries as receipts
from moadon.flows.cards.giving import good_until
from moadon.flows.till.by_hand import take_back
from moadon.interfaces.office.cards.words import last_good_day
from moadon.interfaces.office.members.naming import Shop, receipt_href
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.receipts.effects import Effect, effect_of
from moadon.interfaces.office.receipts.goods import items_of
from moadon.interfaces.office.receipts.pages import RETURNABLE, crumbs_of, receipt_of, title_of
from moadon.interfaces.office.receipts.picking import Picked, all_left, read_picked
from moadon.interfaces.office.shell import render_page
from moadon.kernel.refusals import Refused
from moadon.ui import marks
from moadon.ui.reader import shapes


@page(May.WRITE_RECEIPTS)
def take_goods_back(request: OfficeRequest, receipt_id: str) -> HttpResponseBase:
    """The lines with their fields; as units or amounts are typed, what the return would do; then the return itself."""
    with reading(request):
        sale = receipt_of(request, receipt_id)
        returns = list(receipts.returns_of(sale.pk))
        items = items_of(sale, returns)
        here = branch_of(request)
    if sale.kind != "sale" or sale.state not in RETURNABLE:
        return redirect(receipt_href(request.club.slug, sale.pk))
    typed = cast(Mapping[str, str], request.POST if request.method == "POST" else request.GET)
    if "all" in typed:
        typed = {name: typed[name] for name in ("number", "at", "credit") if name in typed} | all_left(items)
    picked = read_picked(typed, sale, items, len(returns), datetime.now(UTC))
    if request.method == "POST" and "do" in request.POST:
        done = _do(request, picked, here)
        if done:
            return done
    return _form(request, picked, here)


def _form(request: OfficeRequest, picked: Picked, here: str | None) -> HttpResponseBase:
    effect: Effect | None = None
    if picked.lines and not picked.refused:
        try:
            effect = effect_of(request, picked.receipt, picked.draft(here))
        except Refused as refused:
            picked.refuse(refused)
    fragment = request.headers.get("HX-Request") == "true"
    told = {
        "receipt": picked.receipt,
        "title": title_of(picked.receipt),
        "crumbs": crumbs_of(request, picked.receipt, _("Return or money back")),
        "back": receipt_href(request.club.slug, picked.receipt.pk),
        "picked": picked,
        "symbol": shapes().symbol,
        "effect": effect,
        "wrong_number": picked.refused.get("number", ""),
        "wrong": picked.refused.get("", ""),
    }
    template = "office/receipts/return_form.html" if fragment else "office/receipts/return.html"
    return render_page(request, template, told, status=422 if picked.refused and not fragment else 200)


def _do(request: OfficeRequest, picked: Picked, here: str | None) -> HttpResponseBase | None:
    """Book the return that was seen; None when it would do something else by now, or is refused."""
    if not picked.lines and not picked.refused:
        nothing = _("Nothing is picked. Type how many units came back, or how much money is given back.")
        picked.refused[""] = SafeString(nothing)
    if picked.refused:
        return None
    draft = picked.draft(here)
    try:
        effect = effect_of(request, picked.receipt, draft)
        if effect.mark != request.POST.get("seen", ""):
            return None
        done = take_back(request.club, draft, request.actor)
    except Refused as refused:
        picked.refuse(refused)
        return None
    toast(request, _booked(request.club, picked, effect.credited))
    return redirect(receipt_href(request.club.slug, done.receipt_id))


def _booked(club: ClubInfo, picked: Picked, credited: int) -> SafeString:
    number = marks.isolated(picked.number)
    if not credited:
        return format_html(_("Return {number} is booked."), number=number)
    until, amount = good_until(club, club.return_credit_months, picked.at), marks.money(credited)
    if until is None:
        return format_html(
            _("Return {number} is booked. {amount} of credit, without end."), number=number, amount=amount
        )
    told = _("Return {number} is booked. {amount} of credit, good until {day}.")
    return format_html(told, number=number, amount=amount, day=marks.day(last_good_day(club, until)))


def branch_of(request: OfficeRequest) -> str | None:
    """The code of the reader's own branch: what they take back, they take back there. Others: the sale's."""
    own = request.role.branch_id
    return Shop(request.club).places[own].code if own is not None else None
