"""Writing a programme: the editor's page, and the plain form of its text, which works without script too."""

from collections.abc import Mapping
from datetime import datetime
from itertools import chain, count
from typing import Any

from django import forms
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moadon.apps.clubs.permissions import May
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.programmes import queries as programmes
from moadon.engine.rules import InvalidDocument
from moadon.flows import publishing
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.parts.refusals import refuse
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.programmes.editor.pages import editor_of
from moadon.interfaces.office.programmes.editor.ready import EMPTY, offered, ready_text
from moadon.interfaces.office.programmes.told import published_words
from moadon.interfaces.office.shell import render_page
from moadon.kernel.calendars import zone_of
from moadon.kernel.refusals import Refused
from moadon.ui import marks
from moadon.ui.fields import MomentField
from moadon.ui.forms import LookForm
from moadon.ui.parts import Crumb, Crumbs


class DocumentForm(LookForm):
    """The document as typed, and from when it is to be live."""

    widths = {"at": "md"}  # noqa: RUF012 (as LookForm declares it)

    document = forms.CharField(
        label=gettext_lazy("Document"),
        strip=False,
        max_length=2_097_152,
        widget=forms.Textarea({"rows": 26, "dir": "ltr", "spellcheck": "false", "autocapitalize": "off"}),
    )
    at = MomentField(
        label=gettext_lazy("Live from"),
        required=False,
        help_text=gettext_lazy("On the club's clock. Left empty: at once."),
    )

    def live_from(self, club: ClubInfo) -> datetime | None:
        """The moment typed, on the club's clock; None for now. The form is valid."""
        at: datetime | None = self.cleaned_data["at"]
        return None if at is None else at.replace(tzinfo=zone_of(club.time_zone))


@page(May.WRITE_PROGRAMMES)
def add(request: OfficeRequest) -> HttpResponseBase:
    """A new programme: from an empty page, or from a template (`?from=`); nothing chosen yet asks which."""
    chosen = request.GET.get("from")
    if request.method != "POST" and chosen is None:
        above = reverse("programmes", args=[request.club.slug])
        crumbs = Crumbs([Crumb(_("Earning rules"), above), Crumb(_("Write a programme"))])
        context = {"templates": offered(), "crumbs": crumbs}
        return render_page(request, "office/programmes/begin.html", context)
    with reading(request):
        taken = set(programmes.programmes(request.club).values_list("code", flat=True))
    return _editor(request, None, _beginning(request.club, chosen, _free(request.club.slug, taken)), 0)


def _beginning(club: ClubInfo, chosen: str | None, code: str) -> str:
    try:
        return ready_text(club, chosen or EMPTY, code)
    except Refused as unknown:
        raise Http404 from unknown


def _free(wanted: str, taken: set[str]) -> str:
    codes = chain([wanted], (f"{wanted}-{n}" for n in count(2)))
    return next(code for code in codes if code not in taken)


@page(May.WRITE_PROGRAMMES)
def edit(request: OfficeRequest, code: str) -> HttpResponseBase:
    """The draft, else the newest version, to be changed."""
    with reading(request):
        row = programmes.programme(request.club, code)
        newest = programmes.versions_of(request.club, code).first()
    text = row.draft or (newest.source if newest else "")
    return _editor(request, code, text, row.edition)


def _editor(request: OfficeRequest, code: str | None, text: str, edition: int) -> HttpResponseBase:
    form = DocumentForm(request.POST or None, initial={"document": text})
    if request.method == "POST" and form.is_valid():
        answer = _saved(request, code, form)
        if answer is not None:
            return answer
    typed = request.POST.get("document", text)
    seen = request.POST.get("edition", "")
    number = int(seen) if seen.isascii() and seen.isdigit() else edition
    context: Mapping[str, Any] = {
        **editor_of(request, code, typed, number, refused=bool(form.errors)),
        "form": form,
    }
    return render_page(request, "office/programmes/editor.html", context, status=422 if form.errors else 200)


def _saved(request: OfficeRequest, code: str | None, form: DocumentForm) -> HttpResponseBase | None:
    """Keep or publish what was typed; None when it was refused, which then stands on the form."""
    club, text = request.club, form.cleaned_data["document"]
    try:
        if request.POST.get("do") == "publish":
            done = publishing.publish_programme(club=club, text=text, at=form.live_from(club), actor=request.actor)
            words = published_words(done)
            target = done.programme
        else:
            words = marks.foreign(_("The draft is kept. Nothing that is live has changed."))
            target = _drafted(request, code, text)
    except InvalidDocument:
        form.add_error("document", _("This document cannot go live yet. What is wrong stands beside it."))
        return None
    except Refused as refused:
        refuse(form, refused)
        return None
    toast(request, words)
    return redirect(reverse("programme", args=[club.slug, target]))


def _drafted(request: OfficeRequest, code: str | None, text: str) -> str:
    if code is None:
        return publishing.draft_programme(club=request.club, text=text, actor=request.actor).programme
    seen = request.POST.get("edition", "")
    edition = int(seen) if seen.isascii() and seen.isdigit() else None
    kept = publishing.redraft_programme(club=request.club, code=code, text=text, edition=edition, actor=request.actor)
    return kept.programme
