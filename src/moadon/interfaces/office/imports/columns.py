"""The second step: which columns hold what, with the first rows as they would come in."""

from collections.abc import Sequence
from typing import ClassVar, cast

from django import forms
from django.forms import BoundField
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moadon.apps.clubs.permissions import May
from moadon.apps.imports import queries
from moadon.apps.imports.types import ImportInfo, Kind, State
from moadon.flows.importing.choices import Choices, Column, DateOrder, DecimalSign, check_choices
from moadon.flows.importing.fields import FIELDS, NEEDED
from moadon.flows.importing.preview import preview
from moadon.flows.importing.uploads import choices_of, choose, column_of, source_of
from moadon.interfaces.office.imports.previews import PreviewTable, draw
from moadon.interfaces.office.imports.words import field_word, href_of, steps_of
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.parts.refusals import refuse, words_of
from moadon.interfaces.office.shell import render_page
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from moadon.ui.forms import LookForm
from moadon.ui.parts import Crumb, Crumbs
from moadon.ui.reader import language_now

_COLUMN = "column-"


class ColumnsForm(LookForm):
    """One choice a field, and how the file is read. `form_for` makes the form of a file."""

    widths = {"returns_begin_with": "xs"}  # noqa: RUF012 (as LookForm declares it)
    kind: ClassVar[Kind]

    dates = forms.ChoiceField(
        label=gettext_lazy("Dates"),
        required=False,
        choices=[
            ("", gettext_lazy("as the file shows")),
            ("dmy", gettext_lazy("day, month, year")),
            ("mdy", gettext_lazy("month, day, year")),
            ("ymd", gettext_lazy("year, month, day")),
        ],
    )
    decimal = forms.ChoiceField(
        label=gettext_lazy("Decimals"),
        required=False,
        choices=[("", gettext_lazy("as the file shows")), ("point", "12.90"), ("comma", "12,90")],
    )
    returns_begin_with = forms.CharField(
        label=gettext_lazy("Returns are numbered from"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Like C in C536379. Left empty: rows of less than 0 units are returns."),
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off"}),
    )
    create_members = forms.BooleanField(
        label=gettext_lazy("Let people join whom receipts name and nobody knows"), required=False
    )
    part_receipts = forms.BooleanField(
        label=gettext_lazy("Take a receipt without its faulty rows, instead of leaving all of it out"), required=False
    )

    def choices(self) -> Choices:
        """What is chosen, as far as it can be read."""
        told = self.cleaned_data
        columns = {name: Column((told[_COLUMN + name],)) for name in FIELDS[self.kind] if told.get(_COLUMN + name)}
        return Choices(
            columns,
            told.get("returns_begin_with") or "",
            bool(told.get("create_members")),
            bool(told.get("part_receipts")),
            cast(DateOrder | None, told.get("dates") or None),
            cast(DecimalSign | None, told.get("decimal") or None),
        )

    def likely(self) -> list[BoundField]:
        """Fields that are needed or have a column."""
        needed = {name for group in NEEDED[self.kind] for name in group}
        return [self[_COLUMN + name] for name in FIELDS[self.kind] if name in needed or self._has(name)]

    def others(self) -> list[BoundField]:
        """Fields that the file seems not to have."""
        shown = {bound.name for bound in self.likely()}
        return [self[_COLUMN + name] for name in FIELDS[self.kind] if _COLUMN + name not in shown]

    def settings(self) -> list[BoundField]:
        """How the file is read."""
        return [self[name] for name in self.fields if not name.startswith(_COLUMN)]

    def _has(self, name: str) -> bool:
        return bool(self.initial.get(_COLUMN + name) or self[_COLUMN + name].value())


_OF_RECEIPTS = ("returns_begin_with", "create_members", "part_receipts")
_NOT_ASKED: dict[Kind, tuple[str, ...]] = {
    Kind.RECEIPTS: (),
    Kind.MEMBERS: ("decimal", *_OF_RECEIPTS),
    Kind.PRODUCTS: ("dates", *_OF_RECEIPTS),
}


def form_for(kind: Kind, headings: Sequence[str]) -> type[ColumnsForm]:
    """The form for a file of `kind` with these columns."""
    offered = [("", _("not in the file")), *((heading, heading) for heading in headings)]
    columns = {
        _COLUMN + name: forms.ChoiceField(label=field_word(name), required=False, choices=offered)
        for name in FIELDS[kind]
    }
    # A form leaves out a field of its parent that it calls None.
    return type("FileColumnsForm", (ColumnsForm,), {**dict.fromkeys(_NOT_ASKED[kind]), **columns, "kind": kind})


@page(May.IMPORT)
def choose_columns(request: OfficeRequest, import_id: str) -> HttpResponseBase:
    """The form with its preview, which follows what is chosen; then on to the summary."""
    with reading(request):
        info = queries.import_by_id(request.club, row_id("imp", import_id))
    if info.state != State.NEW:
        return redirect(href_of(request.club.slug, info.id))
    with source_of(info, choices_of(info)) as source:
        headings = source.headings
    form = form_for(info.kind, headings)(request.POST or None, initial=_initial(info))
    valid = form.is_valid() if request.method == "POST" else False
    choices = form.choices() if valid else choices_of(info)
    if request.method == "POST" and "do" in request.POST and valid:
        try:
            choose(request.club, info, choices, language_now())
        except Refused as refused:
            refuse(form, _of_column(refused))
        else:
            return redirect(href_of(request.club.slug, info.id))
    return _show(request, info, form, choices)


def _show(request: OfficeRequest, info: ImportInfo, form: ColumnsForm, choices: Choices) -> HttpResponseBase:
    slug = request.club.slug
    told = {
        "form": form,
        "info": info,
        "steps": steps_of(slug, info, 1),
        "crumbs": Crumbs([Crumb(_("Imports"), reverse("imports", args=[slug])), Crumb(info.file_name)]),
        **_previewed(request, info, choices),
    }
    return render_page(request, "office/imports/columns.html", told, status=422 if "do" in request.POST else 200)


def _previewed(request: OfficeRequest, info: ImportInfo, choices: Choices) -> dict[str, object]:
    try:
        with source_of(info, choices) as source, reading(request):
            check_choices(info.kind, choices, source.headings)
            table: PreviewTable = draw(info.kind, preview(request.club, info.kind, source, choices), request.club)
    except Refused as refused:
        return {"wrong": words_of(_named(refused))}
    return {"preview": table}


def _named(refused: Refused) -> Refused:
    """The refusal with our word for its field."""
    wanted = refused.params.get("wanted")
    if not isinstance(wanted, str):
        return refused
    params = {**refused.params, "wanted": field_word(wanted)}
    return Refused(refused.code, field=refused.field, status=refused.status, **params)


def _of_column(refused: Refused) -> Refused:
    """The refusal under the field of the form that stands for a column."""
    named = _named(refused)
    if named.field is None or named.code not in ("map_missing_field", "map_unknown_column"):
        return named
    return Refused(named.code, field=_COLUMN + named.field, status=named.status, **named.params)


def _initial(info: ImportInfo) -> dict[str, object]:
    choices = choices_of(info)
    told: dict[str, object] = {_COLUMN + name: column_of(choices, name) for name in FIELDS[info.kind]}
    return told | {
        "dates": choices.dates or "",
        "decimal": choices.decimal or "",
        "returns_begin_with": choices.returns_begin_with,
        "create_members": choices.create_members,
        "part_receipts": choices.part_receipts,
    }
