"""Entering a receipt by hand: a shop without a till's software, or a receipt that a till could not send."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import cast

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from moadon.apps.catalogue import queries as catalogue
from moadon.apps.clubs.permissions import May
from moadon.apps.members import queries as members
from moadon.flows.till.by_hand import enter_receipt
from moadon.flows.till.types import Committed
from moadon.interfaces.office.members.naming import Programmes, Shop, receipt_href
from moadon.interfaces.office.members.telling import sentences
from moadon.interfaces.office.parts.access import OfficeRequest, may, page, reading
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.receipts.bearing import look_up, read_bearers
from moadon.interfaces.office.receipts.forms import HeadForm
from moadon.interfaces.office.receipts.quotes import quote_of
from moadon.interfaces.office.receipts.typed import Typed, read_typed
from moadon.interfaces.office.shell import render_page
from moadon.kernel.money import parse_decimal
from moadon.kernel.refusals import Refused
from moadon.ui import marks
from moadon.ui.parts import Crumb, Crumbs
from moadon.ui.reader import shapes

MORE_ROWS = 3
MOST_OFFERED = 20


@page(May.WRITE_RECEIPTS)
def enter(request: OfficeRequest) -> HttpResponseBase:
    """The form; as it is filled, what the receipt would cost and bring; then the receipt itself."""
    with reading(request):
        book = Programmes(request.club)
        form = _head(request)
        typed = _typed(request, book)
        filled = form.is_valid()
    if "look" not in request.POST and "do" in request.POST and filled and not typed.bearers.code:
        try:
            done = enter_receipt(request.club, typed.draft(request.club, form.head(), form.moment()), request.actor)
        except Refused as refused:
            typed.refuse(refused)
            _refuse_head(form, typed)
        else:
            toast(request, _entered(request, form, done))
            return redirect(receipt_href(request.club.slug, done.receipt_id))
    return _show(request, form, typed, book)


def _entered(request: OfficeRequest, form: HeadForm, done: Committed) -> SafeString:
    """That it stands, and what is left on each gift card that paid."""
    told = format_html(_("Receipt {number} is entered."), number=marks.isolated(form.cleaned_data["number"]))
    paid = [one for one in json.loads(done.answer).get("redeemed", ()) if "card" in one]
    left = [marks.money(parse_decimal(one["left"], request.club.exponent)) for one in paid]
    return sentences(told, *(format_html(_("{amount} is left on the gift card."), amount=amount) for amount in left))


@page(May.WRITE_RECEIPTS)
def offered(request: OfficeRequest) -> HttpResponseBase:
    """Products whose sku or name begins like what is typed, as options of the fields' list."""
    text = next((str(value) for name, value in request.GET.items() if name.endswith(".sku")), "")
    text = text.replace("\0", "").strip()[:64]
    found = catalogue.products(request.club).filter(active=True)
    fits = found.filter(sku__istartswith=text) | found.filter(name__istartswith=text)
    return render_page(request, "office/receipts/goods.html", {"goods": fits[:MOST_OFFERED] if text else ()})


def _head(request: OfficeRequest) -> HeadForm:
    club, own = request.club, request.role.branch_id
    shop = Shop(club)
    if request.method == "POST":
        return HeadForm(shop, own, request.POST)
    now = shapes().local(datetime.now(UTC))
    places = list(shop.places.values())
    first = {"branch": places[0].code} if len(places) == 1 else {}
    told = {"day": now.date(), "time": f"{now:%H:%M}", "member": _known_as(request), **first}
    return HeadForm(shop, own, initial=told)


def _known_as(request: OfficeRequest) -> str:
    """The member whom the address names, as a cashier would say who it is."""
    public = request.GET.get("member", "")[:100]
    try:
        member = members.member(request.club, public) if public else None
    except Refused:
        return ""
    return (shapes().phone(member.phone) if member.phone else member.card or public) if member else ""


def _typed(request: OfficeRequest, book: Programmes) -> Typed:
    """The lines as typed, with what the catalogue knows of their products."""
    query = cast(Mapping[str, str], request.POST)
    typed = read_typed(query, payable(book), MORE_ROWS if "more" in query else 0)
    skus = {row.texts["sku"] for row in typed.rows if row.texts["sku"]}
    known = {product.sku: product for product in catalogue.products(request.club).filter(sku__in=skus)} if skus else {}
    for row in typed.rows:
        row.known = known.get(row.texts["sku"])
    if may(request, May.USE_CARDS):
        typed.bearers, typed.caller = read_bearers(query), request.actor.caller
    return typed


def payable(book: Programmes) -> list[str]:
    """The wallets that can be paid with."""
    return [code for code in book.holders if (wallet := book.wallet(code)) and wallet.value_of(10**wallet.places) > 0]


def _show(request: OfficeRequest, form: HeadForm, typed: Typed, book: Programmes) -> HttpResponseBase:
    """The page with the quote beside it. Only a receipt that was sent off shows what was refused beside its fields."""
    sent = "do" in request.POST
    quote = quote_of(request, form, typed, book)
    if typed.bearers.code and not typed.bearers.full and ("look" in request.POST or sent):
        look_up(request, typed.bearers, quote.left, datetime.now(UTC))
        quote = quote_of(request, form, typed, book)
    for one in typed.bearers.cards:
        one.refused = typed.redeem_refused.get(one.name, "")
    if not sent:
        typed = Typed(typed.rows, typed.redeem, proof=typed.proof, bearers=typed.bearers)
        for row in typed.rows:
            row.refused.clear()
    told = {
        "form": form if sent or request.method != "POST" else _plain(request),
        "typed": typed,
        "bearers": typed.bearers if may(request, May.USE_CARDS) else None,
        "redeem": [(c, book.wallet_name(c), t, typed.redeem_refused.get(c, "")) for c, t in typed.redeem.items()],
        "refused": [words for name, several in typed.refused.items() if name not in form.fields for words in several],
        "quote": quote,
        "crumbs": Crumbs(
            [Crumb(_("Receipts"), reverse("receipts", args=[request.club.slug])), Crumb(_("Enter a receipt"))]
        ),
    }
    return render_page(request, "office/receipts/enter.html", told, status=422 if sent else 200)


def _plain(request: OfficeRequest) -> HeadForm:
    """The head with what was typed, and nothing refused yet."""
    with reading(request):
        return HeadForm(Shop(request.club), request.role.branch_id, initial=request.POST.dict())


def _refuse_head(form: HeadForm, typed: Typed) -> None:
    """Move what was refused of the head to its fields."""
    names = {"at": "day"}
    for name in list(typed.refused):
        if names.get(name, name) in form.fields:
            for words in typed.refused.pop(name):
                form.add_error(names.get(name, name), words)
