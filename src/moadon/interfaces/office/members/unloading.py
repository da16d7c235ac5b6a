"""Loaded money of which nothing was spent yet, and taking it back: typed for the wrong member, or the wrong amount."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import F, QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from moadon.apps.clubs.permissions import May
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.ledger import queries as ledger
from moadon.apps.ledger.models import Lot
from moadon.apps.members import queries as members
from moadon.apps.members.models import Member
from moadon.engine.rules import LOADED
from moadon.flows.cards import giving
from moadon.interfaces.office.books.tables import Table, figures, texts
from moadon.interfaces.office.cards.forms import ReasonForm
from moadon.interfaces.office.cards.words import last_good_day
from moadon.interfaces.office.members.naming import called, crumbs_to, member_href
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.parts.refusals import refuse
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.shell import render_page
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.refusals import Refused
from moadon.ui import marks

_LOADS = 20
"""So many are offered to be taken back, the newest."""


def loads_whole(club: ClubInfo, member: Member) -> Table | None:
    """The member's loads that can still be taken back, each with the way to do it; None where there is none. One
    query."""
    rows = [_told(club, member, lot) for lot in _whole(member).order_by("-active_at", "-id")[:_LOADS]]
    heads = [*texts(_("Loaded")), *figures(_("Amount")), *texts(_("Good until"), _("What can be done"))]
    return Table("loads", _("Not spent yet"), heads, rows, "") if rows else None


def _whole(member: Member) -> QuerySet[Lot]:
    return ledger.lots_of(member.pk).filter(account__wallet=LOADED, remaining=F("amount"), held=0)


def _told(club: ClubInfo, member: Member, lot: Lot) -> list[Any]:
    until = _("without end") if lot.expires_at is None else marks.day(last_good_day(club, lot.expires_at))
    address = reverse("member-load-back", args=[club.slug, public_id("mbr", member.pk), public_id("lot", lot.pk)])
    link = format_html('<a class="mo-link" href="{}">{}</a>', address, _("Take the money back"))
    return [marks.moment(lot.active_at), marks.money(lot.amount), until, link]


@page(May.ISSUE_CARDS)
def take_back(request: OfficeRequest, member_id: str, lot_id: str) -> HttpResponseBase:
    """The question with the amount, asked with a reason; then the member's page."""
    with reading(request):
        member = members.member(request.club, member_id)
        lot = ledger.lots_of(member.pk).filter(account__wallet=LOADED, id=row_id("lot", lot_id)).first()
    if lot is None:
        raise Refused("unknown_id", status=404)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _take(request, member, lot, form.cleaned_data["reason"])
        except Refused as refused:
            refuse(form, refused)
    told: dict[str, Any] = {
        "form": form,
        "amount": marks.money(lot.amount),
        "name": called(member),
        "crumbs": crumbs_to(request, _("Take loaded money back"), member),
        "back": member_href(request.club.slug, member.pk),
    }
    return render_page(request, "office/members/load_back.html", told, status=422 if form.errors else 200)


def _take(request: OfficeRequest, member: Member, lot: Lot, reason: str) -> HttpResponseBase:
    done = giving.cancel_load(
        request.club, public_id("mbr", member.pk), lot.pk, reason, request.actor, datetime.now(UTC)
    )
    words = {"amount": marks.money(done.amount), "name": called(member)}
    toast(request, format_html(_("{amount} of {name} is taken back. Give them back what they paid."), **words))
    return redirect(member_href(request.club.slug, member.pk))
