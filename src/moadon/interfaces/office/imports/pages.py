"""One import: its summary before it begins, how far it is, what became of its rows."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from procrastinate.contrib.django import app

from moadon.apps.clubs.permissions import May
from moadon.apps.imports import actions, queries
from moadon.apps.imports.types import OPEN, ImportInfo, Kind, State
from moadon.flows.importing.choices import Choices
from moadon.flows.importing.fields import FIELDS
from moadon.flows.importing.jobs import progress_of, summary
from moadon.flows.importing.keeping import has_rejected, open_rejected
from moadon.flows.importing.uploads import choices_of, is_chosen
from moadon.interfaces.office.imports.words import KINDS, START, field_word, href_of, state_chip, steps_of
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.parts.refusals import words_of
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.shell import render_page
from moadon.kernel.ids import row_id
from moadon.store import club_transaction
from moadon.ui import marks
from moadon.ui.figures import Figure, Ruler
from moadon.ui.parts import Action, Crumb, Crumbs, Notice, Pair, Pairs

LOOKED_AT = 20_000
"""Rejected rows that are looked through for an example of each reason."""
_RUN = re.compile(r"\+?\d[\d.,:/-]*\d")
"""Figures of several parts in the plain words of a file. From right to left their parts would change places."""
_LEADS_TO = {
    Kind.MEMBERS: ("members", gettext_lazy("See the members")),
    Kind.PRODUCTS: ("products", gettext_lazy("See the products")),
    Kind.RECEIPTS: ("receipts", gettext_lazy("See the receipts")),
}


@page(May.IMPORT)
def import_page(request: OfficeRequest, import_id: str) -> HttpResponseBase:
    """An import in whatever state it is. While it is open the page asks again by itself."""
    info = queries.import_by_id(request.club, row_id("imp", import_id))
    if info.state == State.NEW and not is_chosen(info):
        return redirect(reverse("import-columns", args=[request.club.slug, import_id]))
    slug = request.club.slug
    told = {
        "info": info,
        "id": import_id,
        "kind": KINDS[info.kind],
        "chip": state_chip(info),
        "crumbs": Crumbs([Crumb(_("Imports"), reverse("imports", args=[slug])), Crumb(info.file_name)]),
        **(_before(slug, info) if info.state == State.NEW else _since(slug, info)),
    }
    return render_page(request, "office/imports/import.html", told)


@require_POST
@page(May.IMPORT)
def start(request: OfficeRequest, import_id: str) -> HttpResponseBase:
    """Leave the file to the worker."""
    number = row_id("imp", import_id)
    with reading(request):
        info = queries.import_by_id(request.club, number)
    if info.state == State.NEW and not is_chosen(info):
        return redirect(reverse("import-columns", args=[request.club.slug, import_id]))
    with club_transaction(request.club.id):
        actions.queue_import(club=request.club, import_id=number, actor=request.actor)
        app.configure_task("import").defer(club_id=request.club.id, import_id=number)
    return redirect(href_of(request.club.slug, number))


@require_POST
@page(May.IMPORT)
def stop(request: OfficeRequest, import_id: str) -> HttpResponseBase:
    """End it where it stands."""
    info = actions.stop_import(club=request.club, import_id=row_id("imp", import_id), actor=request.actor)
    toast(request, _("The import is stopped. What is in stays in."))
    return redirect(href_of(request.club.slug, info.id))


@page(May.IMPORT)
def rejected(request: OfficeRequest, import_id: str) -> HttpResponseBase:
    """The rows that were not taken, as a CSV file with the reasons."""
    info = queries.import_by_id(request.club, row_id("imp", import_id))
    if not has_rejected(info):
        raise Http404
    name = f"{info.file_name}.rejected.csv"
    return FileResponse(open_rejected(info), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")


def _before(slug: str, info: ImportInfo) -> dict[str, object]:
    return {"steps": steps_of(slug, info, 2), "chosen": _chosen(info), "start": START[info.kind]}


def _chosen(info: ImportInfo) -> Pairs:
    """Which column holds what, and how the file is read."""
    choices = choices_of(info)
    pairs = [
        Pair(field_word(name), marks.foreign(", ".join(choices.columns[name].headings)))
        for name in FIELDS[info.kind]
        if name in choices.columns
    ]
    return Pairs([*pairs, *(Pair(label, value) for label, value in _settings(info.kind, choices))])


def _settings(kind: Kind, choices: Choices) -> Iterator[tuple[str, str | SafeString]]:
    if kind != Kind.RECEIPTS:
        return
    if choices.returns_begin_with:
        yield _("Returns are numbered from"), marks.isolated(choices.returns_begin_with)
    yield _("People whom nobody knows"), _("join") if choices.create_members else _("are refused")
    yield (
        _("Receipts with a faulty row"),
        _("come in without it") if choices.part_receipts else _("stay out as a whole"),
    )


def _since(slug: str, info: ImportInfo) -> dict[str, object]:
    progress, counts = progress_of(info), info.counts
    figures = [
        Figure(_("Rows"), marks.number(counts.read)),
        Figure(_("New"), marks.number(counts.taken)),
        Figure(_("Known before"), marks.number(counts.same)),
        Figure(_("Rejected"), marks.number(counts.rejected)),
    ]
    told: dict[str, object] = {"figures": figures, "open": info.state in OPEN}
    if info.state in OPEN:
        fill = round(progress.share * 100)
        told |= {"ruler": Ruler(fill, str(marks.percent(str(progress.share)))), "phase": _phase(info, progress.phase)}
    if info.problem is not None:
        told["problem"] = Notice(words_of(info.problem), "bad", "alert-circle")
    if info.state == State.DONE:
        route, label = _LEADS_TO[info.kind]
        told["leads_to"] = Action(label, reverse(route, args=[slug]), primary=True)
    if info.state not in OPEN and has_rejected(info):
        told |= {"reasons": _reasons(open_rejected(info), summary(info.place)["codes"]), "has_file": True}
    return told


def _phase(info: ImportInfo, phase: str) -> str:
    if info.state == State.WAITING:
        return _("The worker takes it up in a moment.")
    words = {
        "reading": _("Reading the file."),
        "sorting": _("Putting receipts in the order of their time."),
        "booking": _("Bringing in, in the order of time."),
        "telling": _("Writing down what was not taken."),
    }
    return words[phase]


def _reasons(rejected: BinaryIO, codes: dict[str, int]) -> list[tuple[SafeString, SafeString, SafeString]]:
    """How often each reason came up, the reason as one row has it, and which row that is."""
    found: dict[str, tuple[str, str]] = {}
    with io.TextIOWrapper(rejected, encoding="utf-8-sig", newline="") as file:
        for row in islice(csv.reader(file), 1, LOOKED_AT):
            reason, code, number = row[-3:]
            found.setdefault(code, (reason, number))
            if len(found) == len(codes):
                break
    return [
        (
            marks.number(count),
            marks.told(_RUN.sub("\u2066\\g<0>\u2069", found[code][0])),
            format_html("{}", marks.number(int(found[code][1]))),
        )
        for code, count in codes.items()
        if code in found
    ]
