"""Cancelling a receipt that never should have been: the question with what it does, then the deed."""

from datetime import UTC, datetime

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _

from moadon.apps.clubs.permissions import May
from moadon.apps.receipts.models import Receipt
from moadon.flows.till.by_hand import take_back
from moadon.flows.till.types import ReturnDraft, SaleRef
from moadon.interfaces.office.members.naming import receipt_href
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.receipts.effects import effect_of
from moadon.interfaces.office.receipts.pages import crumbs_of, receipt_of, title_of
from moadon.interfaces.office.shell import render_page


@page(May.WRITE_RECEIPTS)
def cancel(request: OfficeRequest, receipt_id: str) -> HttpResponseBase:
    """The question, which holds the figures; posted to, the cancellation. It cannot be undone."""
    with reading(request):
        sale = receipt_of(request, receipt_id)
    there = receipt_href(request.club.slug, sale.pk)
    if sale.kind != "sale" or sale.state != "whole":
        return redirect(there)
    draft = _cancellation(sale)
    if request.method == "POST":
        take_back(request.club, draft, request.actor)
        toast(request, format_html(_("{receipt} is cancelled."), receipt=title_of(sale)))
        return redirect(there)
    told = {
        "receipt": sale,
        "title": title_of(sale),
        "crumbs": crumbs_of(request, sale, _("Cancel")),
        "back": there,
        "effect": effect_of(request, sale, draft),
    }
    return render_page(request, "office/receipts/cancel.html", told)


def _cancellation(sale: Receipt) -> ReturnDraft:
    return ReturnDraft(SaleRef(id=sale.pk), sale.number, datetime.now(UTC), cancel=True)
