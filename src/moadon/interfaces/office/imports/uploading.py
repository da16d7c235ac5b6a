"""The first step: what the file holds, and the file."""

from typing import Any, cast

from django import forms
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moadon.apps.clubs.permissions import May
from moadon.apps.imports.types import Kind
from moadon.flows.importing.uploads import receive
from moadon.interfaces.office.imports.words import ABOUT, KINDS, steps_of
from moadon.interfaces.office.parts.access import OfficeRequest, page
from moadon.interfaces.office.parts.refusals import refuse
from moadon.interfaces.office.shell import render_page
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.ui.forms import LookForm
from moadon.ui.parts import Crumb, Crumbs

ACCEPTED = ".csv,.tsv,.txt,.jsonl,.ndjson,.json,.parquet"


class UploadForm(LookForm):
    """A file and what it holds."""

    widths = {"file": "lg"}  # noqa: RUF012 (as LookForm declares it)

    kind = forms.ChoiceField(label=gettext_lazy("What it holds"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV in any encoding, JSON Lines or Parquet, with the names of the columns first."),
        widget=forms.FileInput({"accept": ACCEPTED}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = cast(forms.ChoiceField, self.fields["kind"])
        field.choices = [
            (kind.value, format_html('{} <span class="mo-3">{}</span>', word, ABOUT[kind]))
            for kind, word in KINDS.items()
        ]


@page(May.IMPORT)
def upload(request: OfficeRequest) -> HttpResponseBase:
    """The form; then on to the columns."""
    slug = request.club.slug
    form = UploadForm(request.POST or None, request.FILES or None, initial={"kind": Kind.RECEIPTS.value})
    if request.method == "POST" and form.is_valid():
        file = cast(Any, form.cleaned_data["file"])
        kind = Kind(form.cleaned_data["kind"])
        try:
            info = receive(request.club, kind, file.name or "file", file.chunks(), request.actor)
        except Refused as refused:
            refuse(form, refused.at("file") if refused.field is None else refused)
        else:
            return redirect(reverse("import-columns", args=[slug, public_id("imp", info.id)]))
    told = {
        "form": form,
        "steps": steps_of(slug, None, 0),
        "crumbs": Crumbs([Crumb(_("Imports"), reverse("imports", args=[slug])), Crumb(_("Bring in a file"))]),
    }
    return render_page(request, "office/imports/upload.html", told, status=422 if form.errors else 200)
