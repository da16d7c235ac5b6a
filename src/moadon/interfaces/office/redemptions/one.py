"""One redemption: what was asked for, how far it is, and the next step by one click."""

from contextlib import nullcontext
from datetime import UTC, datetime
from typing import get_args

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from moadon.apps.clubs.permissions import May
from moadon.apps.members import queries as members
from moadon.apps.receipts import queries as receipts
from moadon.apps.redemptions import queries
from moadon.apps.redemptions.models import Redemption
from moadon.engine.redemptions import CAN_END, OPEN
from moadon.flows.redemptions import Fulfilment, Undoing, call_off, fulfil, pay
from moadon.flows.redemptions.going_on import Fulfilled
from moadon.interfaces.office.members.naming import Programmes, Shop, called, in_words, member_href, receipt_href
from moadon.interfaces.office.parts.access import OfficeRequest, may, page, reading
from moadon.interfaces.office.parts.guessing import counted
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.redemptions.queue import redemption_href, seen_by
from moadon.interfaces.office.redemptions.words import STATES, price_told, state_chip
from moadon.interfaces.office.shell import render_page
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.refusals import Refused
from moadon.ui import marks
from moadon.ui.parts import Crumb, Crumbs, Pair, Pairs

RECEIPTS = 10
"""How many of the member's last receipts may be named for the money."""


def redemption_of(request: OfficeRequest, redemption_id: str) -> Redemption:
    """The redemption of this id, if this reader may see it. Raises `Refused("unknown_id", status=404)`."""
    found = seen_by(request).filter(id=row_id("rdm", redemption_id)).first()
    if found is None:
        raise Refused("unknown_id", status=404)
    return found


@page(May.READ_REDEMPTIONS)
def redemption(request: OfficeRequest, redemption_id: str) -> HttpResponseBase:
    """The page of a redemption."""
    row = redemption_of(request, redemption_id)
    writing = may(request, May.WRITE_REDEMPTIONS)
    late = row.state not in OPEN
    undoing = row.state in CAN_END and writing and (not late or may(request, May.UNDO_REDEMPTIONS))
    told = {
        "title": in_words(row.names),
        "public": redemption_id,
        "row": row,
        "chip": state_chip(row.state),
        "crumbs": _crumbs(request, in_words(row.names)),
        "facts": _facts(request, row),
        "steps": [
            (step.at, STATES.get(step.state, step.state), step.by, step.reason) for step in queries.steps_of(row)
        ],
        "next": _next(row) if writing else (),
        "paying": _receipts(row) if writing and row.state == "unpaid" else (),
        "unpaid": row.state == "unpaid",
        "undoing": undoing,
        "late": late,
    }
    return render_page(request, "office/redemptions/redemption.html", told)


def _crumbs(request: OfficeRequest, title: str) -> Crumbs:
    return Crumbs([Crumb(_("Rewards for points"), reverse("redemptions", args=[request.club.slug])), Crumb(title)])


def _facts(request: OfficeRequest, row: Redemption) -> Pairs:
    club, book, shop = request.club, Programmes(request.club), Shop(request.club)
    member = members.members(club).get(id=row.member_id)
    who = format_html('<a class="fig" href="{}">{}</a>', member_href(club.slug, member.pk), called(member))
    price = price_told(book, {"wallet": row.wallet, "amount": row.amount, "money": row.money})
    facts = [Pair(_("Member"), who), Pair(_("Price"), price), Pair(_("Asked for"), marks.moment(row.asked_at))]
    if row.state == "unpaid" and row.expires_at is not None:
        facts.append(Pair(_("Kept until"), marks.moment(row.expires_at)))
    where = _("to be sent") if row.delivery else shop.branch(row.branch_id) or _("at any branch")
    facts.append(Pair(_("Where"), where))
    if row.sku:
        facts.append(Pair(_("Sku"), marks.isolated(row.sku)))
    if row.reference:
        facts.append(Pair(_("Reference"), marks.foreign(row.reference)))
    if row.receipt is not None:
        number = receipts.receipts().filter(id=row.receipt).values_list("number", flat=True).first() or ""
        link = format_html(
            '<a class="fig" href="{}">{}</a>', receipt_href(club.slug, row.receipt), marks.isolated(number)
        )
        facts.append(Pair(_("Money paid on receipt"), link))
    return Pairs(facts)


def _next(row: Redemption) -> list[tuple[str, str]]:
    """The steps that may follow, each as its state and what its button says; the likeliest first."""
    words = {"handed_over": _("Hand it over"), "sent": _("It was sent"), "ready": _("It is ready")}
    likely = ("sent", "handed_over") if row.delivery else ("handed_over",)
    wanted = {"asked": (*likely, "ready"), "ready": likely}.get(row.state, ())
    return [(state, words[state]) for state in wanted]


def _receipts(row: Redemption) -> list[tuple[str, object]]:
    """The member's last sales on which the money may have been paid."""
    rows = receipts.receipts().filter(member_id=row.member_id, kind="sale", state="whole", to_pay__gte=row.money)
    return [
        (public_id("rcp", one.pk), format_html("{} · {}", one.number, marks.money(one.to_pay)))
        for one in rows.order_by("-at", "-id")[:RECEIPTS]
    ]


@page(May.WRITE_REDEMPTIONS)
def step(request: OfficeRequest, redemption_id: str) -> HttpResponseBase:
    """The next step, by its button."""
    with reading(request):
        row = redemption_of(request, redemption_id)
    then = request.POST.get("then", "")
    if request.method == "POST" and then in get_args(Fulfilled):
        code = request.POST.get("code", "").strip() or None
        done = Fulfilment(then, code, request.role.branch_id)  # type: ignore[arg-type]
        guess = counted(request, "pick-up", ["wrong_pick_up_code"], "too_many_pick_up_codes") if code else nullcontext()
        with guess:
            fulfil(request.club, row.pk, done, request.actor, datetime.now(UTC))
        toast(request, _("Noted."))
    return redirect(redemption_href(request.club.slug, row.pk))


@page(May.WRITE_REDEMPTIONS)
def paid(request: OfficeRequest, redemption_id: str) -> HttpResponseBase:
    """Name the receipt on which the money was paid."""
    with reading(request):
        row = redemption_of(request, redemption_id)
    if request.method == "POST":
        pay(request.club, row.pk, request.POST.get("receipt", "")[:64], request.actor, datetime.now(UTC))
        toast(request, _("It is paid."))
    return redirect(redemption_href(request.club.slug, row.pk))


@page(May.WRITE_REDEMPTIONS)
def cancel(request: OfficeRequest, redemption_id: str) -> HttpResponseBase:
    """The question whether to call it off; posted to, the deed."""
    with reading(request):
        row = redemption_of(request, redemption_id)
    there, late = redemption_href(request.club.slug, row.pk), row.state not in OPEN
    if row.state not in CAN_END:
        return redirect(there)
    if request.method == "POST":
        how = Undoing(
            request.POST.get("reason", "")[:1000],
            late=may(request, May.UNDO_REDEMPTIONS),
            restock=not late or "restock" in request.POST,
        )
        call_off(request.club, row.pk, how, request.actor, datetime.now(UTC))
        toast(request, _("It is called off."))
        return redirect(there)
    with reading(request):
        book = Programmes(request.club)
        told = {
            "title": in_words(row.names),
            "amount": book.amount(row.wallet, row.amount),
            "late": late,
            "crumbs": _crumbs(request, in_words(row.names)),
            "back": there,
        }
        return render_page(request, "office/redemptions/cancel.html", told)
