"""Series of printed cards: ordering one, and its codes for the printer, as a file or as sheets, once."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime

import segno
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from moadon.apps.cards import queries
from moadon.apps.cards.models import Series
from moadon.apps.clubs.permissions import May
from moadon.engine.cards.codes import grouped
from moadon.flows.cards import making
from moadon.flows.cards.coding import Secrets
from moadon.interfaces import ports
from moadon.interfaces.office.books.tables import Table, figures, texts
from moadon.interfaces.office.cards.forms import SeriesForm
from moadon.interfaces.office.cards.words import STATES
from moadon.interfaces.office.parts.access import OfficeRequest, may, page, reading
from moadon.interfaces.office.shell import render_page
from moadon.interfaces.office.shop.frame import FormPage, save_form, show_form
from moadon.kernel.ids import public_id, row_id
from moadon.ui import marks
from moadon.ui.parts import Crumb, Crumbs

KINDS = ("csv", "pdf")


@page(May.MANAGE_CARDS)
def add(request: OfficeRequest) -> HttpResponseBase:
    """Order a series."""
    form = SeriesForm(request.club.exponent, request.POST or None)
    help_ = _("The cards are worth nothing until the till activates each as it is sold.")
    told = FormPage(_("Order a series"), "card-series-list", _("Series"), _("Order the series"), help=help_)
    if request.method != "POST" or not form.is_valid():
        return show_form(request, told, form)
    typed = form.cleaned_data
    new = making.NewSeries(typed["name"], form.said(), typed["size"], typed["with_pin"])
    return save_form(
        request, told, form, lambda: making.make_series(request.club, new, request.actor), _("The series is there.")
    )


@page(May.READ_CARDS)
def series_page(request: OfficeRequest, series_id: str) -> HttpResponseBase:
    """One series: how many cards are in which state, and its codes."""
    row = queries.series(row_id("gfs", series_id))
    states = queries.states_of([row.pk]).get(row.pk, {})
    cells = [[STATES[state], marks.number(states[state])] for state in STATES if state in states]
    above = reverse("card-series-list", args=[request.club.slug])
    told = {
        "series": row,
        "each": marks.money(row.amount),
        "states": Table("states", _("Cards"), [*texts(_("State")), *figures(_("Cards"))], cells),
        "crumbs": Crumbs([Crumb(_("Series"), above), Crumb(row.name)]),
        "codes": reverse("card-series-codes", args=[request.club.slug, series_id]),
        "manages": may(request, May.MANAGE_CARDS) and "inactive" in states,
    }
    return render_page(request, "office/cards/series.html", told)


@page(May.MANAGE_CARDS)
def codes(request: OfficeRequest, series_id: str) -> HttpResponseBase:
    """The codes of all cards that are not sold yet, this once: as a file, or as sheets to print and cut."""
    row_number = row_id("gfs", series_id)
    with reading(request):
        row = queries.series(row_number)
    if request.method != "POST":
        return redirect(reverse("card-series", args=[request.club.slug, series_id]))
    again = request.POST.get("again") == "1"
    made = making.hand_out_series(request.club, row_number, request.actor, datetime.now(UTC), again=again)
    kind = request.POST.get("kind", "csv")
    body, type_ = (_sheets(row, made), "application/pdf") if kind == "pdf" else (_file(made), "text/csv; charset=utf-8")
    response = HttpResponse(body, content_type=type_)
    name = f"{public_id('gfs', row.pk)}.{kind if kind in KINDS else 'csv'}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _file(made: Sequence[Secrets]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["card", "code", "pin"])
    writer.writerows([public_id("gft", one.card), grouped(one.code), one.pin or ""] for one in made)
    return out.getvalue().encode("utf-8-sig")


def _sheets(row: Series, made: Sequence[Secrets]) -> bytes:
    """Cards of 85 by 54 millimetres, ten a page."""
    cards = [
        {"code": grouped(one.code), "pin": one.pin, "qr": segno.make(one.code, error="m", micro=False).svg_data_uri()}
        for one in made
    ]
    html = render_to_string(
        "office/cards/sheet.html", {"cards": cards, "name": row.name, "amount": marks.money(row.amount)}
    )
    return ports.pdf()(html, render_to_string("office/cards/sheet.css"))
