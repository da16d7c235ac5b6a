"""Stored value put on a member's account: money that they pay to spend later, credit for goods that they bring back."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moadon.apps.clubs.permissions import May
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.members import queries as members
from moadon.apps.members.models import Member
from moadon.apps.receipts import queries as receipts
from moadon.flows.cards import giving
from moadon.interfaces.office.books.tables import Table, figures, texts
from moadon.interfaces.office.cards.words import last_good_day
from moadon.interfaces.office.members.naming import called, crumbs_to, member_href
from moadon.interfaces.office.members.unloading import loads_whole
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.parts.once import once
from moadon.interfaces.office.parts.refusals import refuse
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.receipts.pages import RETURNABLE
from moadon.interfaces.office.receipts.words import PAYMENT_WORDS
from moadon.interfaces.office.shell import render_page
from moadon.interfaces.office.shop.frame import of_own_branch
from moadon.kernel.ids import public_id
from moadon.kernel.money import format_decimal
from moadon.kernel.refusals import Refused
from moadon.ui import marks
from moadon.ui.fields import MoneyField
from moadon.ui.forms import LookForm
from moadon.ui.parts import Text

_SALES = 50
"""So many of the member's sales, the newest, are offered to be brought back."""


class LoadForm(LookForm):
    """How much, by which receipt, and how it was paid."""

    widths = {"amount": "sm", "payment": "sm"}  # noqa: RUF012 (as LookForm declares it)

    amount = MoneyField(label=gettext_lazy("Amount"))
    reference = forms.CharField(
        label=gettext_lazy("Receipt"),
        max_length=200,
        help_text=gettext_lazy("The number of the slip or of the order with which it was paid."),
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
    payment = forms.ChoiceField(
        label=gettext_lazy("Paid by"),
        required=False,
        choices=[("", "—"), *((code, PAYMENT_WORDS[code]) for code in ("cash", "card", "transfer"))],
    )

    def said(self) -> str:
        """The receipt and how it was paid, as the books keep it. The form is valid."""
        return " · ".join(filter(None, (self.cleaned_data["reference"], self.cleaned_data["payment"])))


@page(May.ISSUE_CARDS)
def load(request: OfficeRequest, member_id: str) -> HttpResponseBase:
    """The form, then the question with its figures, then the deed."""
    with reading(request):
        member = members.member(request.club, member_id)
    form = LoadForm(request.POST or None)
    asked = request.method == "POST" and form.is_valid() and "change" not in request.POST
    if asked and "do" in request.POST:
        try:
            return _load(request, member, form)
        except Refused as refused:
            refuse(form, refused)
            asked = False
    context: dict[str, Any] = {
        "form": form,
        "question": _question(request.club, member, form) if asked else None,
        "crumbs": crumbs_to(request, _("Load money"), member),
        "back": member_href(request.club.slug, member.pk),
    }
    with reading(request):
        context["loads"] = loads_whole(request.club, member)
    return render_page(request, "office/members/load.html", context, status=422 if form.errors else 200)


def _load(request: OfficeRequest, member: Member, form: LoadForm) -> HttpResponseBase:
    club, amount = request.club, format_decimal(form.cleaned_data["amount"], request.club.exponent)
    sold = giving.Sold(amount, reference=form.said(), branch_id=request.role.branch_id)

    def work() -> dict[str, Any]:
        done = giving.load_money(club, public_id("mbr", member.pk), sold, request.actor, datetime.now(UTC))
        return {"amount": done.amount, "until": done.until and done.until.isoformat()}

    told = once(request, work)
    words = {"amount": marks.money(told["amount"]), "reference": marks.foreign(form.cleaned_data["reference"])}
    if told["until"] is None:
        toast(request, format_html(_("{amount} is loaded by receipt {reference}, without end."), **words))
    else:
        day = marks.day(last_good_day(club, datetime.fromisoformat(told["until"])))
        toast(request, format_html(_("{amount} is loaded by receipt {reference}, good until {day}."), **words, day=day))
    return redirect(member_href(club.slug, member.pk))


def _question(club: ClubInfo, member: Member, form: LoadForm) -> dict[str, Text]:
    """What is about to be done, with its figures."""
    until = giving.good_until(club, club.gift_months, datetime.now(UTC))
    return {
        "amount": marks.money(form.cleaned_data["amount"]),
        "name": called(member),
        "reference": marks.foreign(form.cleaned_data["reference"]),
        "until": "" if until is None else marks.day(last_good_day(club, until)),
    }


@page(May.WRITE_RECEIPTS)
def return_credit(request: OfficeRequest, member_id: str) -> HttpResponseBase:
    """The member's sales of which goods can still come back, each with the way to give credit for them."""
    with reading(request):
        member = members.member(request.club, member_id)
        sold = receipts.receipts().filter(member_id=member.pk, kind="sale", state__in=RETURNABLE)
        rows = [_sale(request.club, row) for row in of_own_branch(request, sold).order_by("-at", "-id")[:_SALES]]
    heads = [*texts(_("Receipt"), _("When")), *figures(_("Paid"))]
    context: dict[str, Any] = {
        "sales": Table("sales", _("Sales"), heads, rows, _("Nothing that this member bought can come back.")),
        "crumbs": crumbs_to(request, _("Give return credit"), member),
    }
    return render_page(request, "office/members/return_credit.html", context)


def _sale(club: ClubInfo, row: Any) -> list[SafeString | Text]:
    address = reverse("receipt-return", args=[club.slug, public_id("rcp", row.pk)])
    link = format_html('<a class="mo-link" href="{}?credit=1">{}</a>', address, marks.isolated(row.number))
    return [link, marks.moment(row.at), marks.money(row.to_pay)]
