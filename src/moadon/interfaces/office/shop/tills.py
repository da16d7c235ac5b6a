"""The tills: the list, naming one before its first receipt, renaming one, taking one out of use."""

from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from moadon.apps.clubs import actions
from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.changes import TillChanges
from moadon.apps.clubs.permissions import May
from moadon.apps.clubs.types import ClubInfo
from moadon.interfaces.office.parts.access import OfficeRequest, may, page, reading
from moadon.interfaces.office.parts.columns import Column
from moadon.interfaces.office.parts.filters import Choice
from moadon.interfaces.office.parts.lists import ListSpec, Search, list_page
from moadon.interfaces.office.shop.frame import (
    LEFT_TO_RIGHT,
    STOPPED,
    STOPPED_MEANS,
    FormPage,
    branch_choices,
    of_own_branch,
    save_form,
    show_form,
    state_chip,
    tabs,
)
from moadon.kernel.refusals import Refused
from moadon.ui.forms import LookForm
from moadon.ui.parts import Action, Empty


class NewTillForm(LookForm):
    """A till before its first receipt."""

    widths = {"code": "sm"}  # noqa: RUF012 (as LookForm declares it)

    branch = forms.ChoiceField(label=gettext_lazy("Branch"), required=False)
    code = forms.CharField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("As its receipts name it, like T1."),
        widget=forms.TextInput(LEFT_TO_RIGHT),
    )
    name = forms.CharField(label=gettext_lazy("Name"), required=False, widget=forms.TextInput({"dir": "auto"}))

    def __init__(self, club: ClubInfo, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["branch"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = branch_choices(club, "—")


class TillForm(LookForm):
    """What can be changed of a till: its code is what its receipts are known by."""

    name = forms.CharField(label=gettext_lazy("Name"), required=False, widget=forms.TextInput({"dir": "auto"}))
    active = forms.BooleanField(label=gettext_lazy("In use"), required=False)
    stopped = forms.BooleanField(label=STOPPED, required=False, help_text=STOPPED_MEANS)


@page(May.READ_SHOP)
def till_list(request: OfficeRequest) -> HttpResponseBase:
    """Every till, those that receipts made too."""
    club, slug = request.club, request.club.slug
    editable = may(request, May.WRITE_SHOP)
    add_one = Action(_("Add a till"), reverse("till-add", args=[slug]), primary=True)
    spec = ListSpec(
        name="tills",
        title=_("Branches and staff"),
        noun=lambda n: ngettext("{n} till", "{n} tills", n),
        columns=[
            Column(
                "code",
                _("Till"),
                "code",
                href=(lambda row: reverse("till", args=[slug, row.pk])) if editable else None,
                sort="code",
            ),
            Column("branch", _("Branch"), "name", lambda row: row.branch.name if row.branch else None),
            Column("name", _("Name"), "name", quiet=True),
            Column("made", _("Known since"), "moment", lambda row: row.made_at, sort="made_at", quiet=True),
            Column("active", _("State"), "state", state_chip),
        ],
        sort="code",
        filters=(
            Choice("branch", _("Branch"), _("Branch is {value}"), lambda: branch_choices(club, "")[1:], "branch_id"),
        ),
        search=Search(
            _("Name or code"), lambda rows, text: rows.filter(name__icontains=text) | rows.filter(code__icontains=text)
        ),
        empty=Empty(
            _("No tills yet"),
            _("A till is made by itself when a receipt names it for the first time. It can also be named before."),
            add_one if editable else None,
        ),
        actions=(add_one,) if editable else (),
    )
    rows = of_own_branch(request, clubs.tills(club))
    return list_page(request, spec, rows, template="office/shop/list.html", context=tabs(request, "tills"))


@page(May.WRITE_SHOP)
def add(request: OfficeRequest) -> HttpResponseBase:
    """A new till."""
    with reading(request):
        form = NewTillForm(request.club, request.POST or None)
    told = FormPage(_("Add a till"), "tills", _("Tills"), _("Add the till"))
    if request.method != "POST" or not form.is_valid():
        return show_form(request, told, form)
    typed = form.cleaned_data
    branch = int(typed["branch"]) if typed["branch"] else None

    def work() -> object:
        return actions.add_till(
            club=request.club, code=typed["code"], branch_id=branch, name=typed["name"], actor=request.actor
        )

    return save_form(request, told, form, work, _("The till is there."))


@page(May.WRITE_SHOP)
def edit(request: OfficeRequest, till_id: int) -> HttpResponseBase:
    """Rename a till or take it out of use."""
    with reading(request):
        row = clubs.tills(request.club).filter(id=till_id).first()
    if row is None:
        raise Refused("unknown_id", status=404)
    form = TillForm(
        request.POST or None, initial={"name": row.name, "active": row.active, "stopped": row.stopped_at is not None}
    )
    told = FormPage(row.code, "tills", _("Tills"), _("Save"))
    if request.method != "POST" or not form.is_valid():
        return show_form(request, told, form)
    typed = form.cleaned_data
    changes = TillChanges(name=typed["name"], active=typed["active"], stopped=typed["stopped"])

    def work() -> object:
        return actions.edit_till(club=request.club, till_id=till_id, changes=changes, actor=request.actor)

    return save_form(request, told, form, work, _("Saved."))
