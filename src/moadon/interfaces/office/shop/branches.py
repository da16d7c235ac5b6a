"""The branches: the list, adding one, changing one."""

from django import forms
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from moadon.apps.clubs import actions
from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.permissions import May
from moadon.apps.clubs.types import BranchChanges
from moadon.interfaces.office.parts.access import OfficeRequest, may, page, reading
from moadon.interfaces.office.parts.columns import Column
from moadon.interfaces.office.parts.filters import Choice
from moadon.interfaces.office.parts.lists import ListSpec, Search, list_page
from moadon.interfaces.office.shop.frame import (
    LEFT_TO_RIGHT,
    FormPage,
    edition_of,
    save_form,
    show_form,
    state_chip,
    tabs,
)
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.refusals import Refused
from moadon.ui.forms import LookForm
from moadon.ui.parts import Action, Empty


class BranchForm(LookForm):
    """A branch as typed; the action checks it."""

    widths = {"code": "sm", "time_zone": "md"}  # noqa: RUF012 (as LookForm declares it)

    code = forms.CharField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("As the tills call it, like tlv-1."),
        widget=forms.TextInput(LEFT_TO_RIGHT),
    )
    name = forms.CharField(label=gettext_lazy("Name"), widget=forms.TextInput({"dir": "auto"}))
    time_zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        required=False,
        help_text=gettext_lazy("Only where it is not the club's, like Asia/Jerusalem."),
        widget=forms.TextInput(LEFT_TO_RIGHT),
    )
    active = forms.BooleanField(label=gettext_lazy("In use"), required=False)

    def changes(self) -> BranchChanges:
        """What was typed. The form is valid."""
        typed = self.cleaned_data
        zone = typed["time_zone"] or None
        return BranchChanges(code=typed["code"], name=typed["name"], time_zone=zone, active=typed["active"])


@page(May.READ_SHOP)
def branch_list(request: OfficeRequest) -> HttpResponseBase:
    """Every branch."""
    club, slug = request.club, request.club.slug
    add_one = Action(_("Add a branch"), reverse("branch-add", args=[slug]), primary=True)
    editable = may(request, May.WRITE_SHOP)
    spec = ListSpec(
        name="branches",
        title=_("Branches and staff"),
        noun=lambda n: ngettext("{n} branch", "{n} branches", n),
        columns=[
            Column(
                "name",
                _("Branch"),
                "name",
                href=(lambda row: reverse("branch", args=[slug, public_id("brn", row.pk)])) if editable else None,
                sort="name",
            ),
            Column("code", _("Code"), "code", sort="code"),
            Column("time_zone", _("Time zone"), "code", lambda row: row.time_zone or club.time_zone, quiet=True),
            Column("active", _("State"), "state", state_chip),
        ],
        sort="code",
        filters=(
            Choice("active", _("State"), _("State is {value}"), [("True", _("in use")), ("False", _("not in use"))]),
        ),
        search=Search(
            _("Name or code"), lambda rows, text: rows.filter(name__icontains=text) | rows.filter(code__icontains=text)
        ),
        empty=Empty(
            _("No branches yet"),
            _("A branch is a shop of the club. Receipts say where they were made, and reports compare branches."),
            add_one if editable else None,
        ),
        actions=(add_one,) if editable else (),
    )
    return list_page(
        request, spec, clubs.branches(club), template="office/shop/list.html", context=tabs(request, "branches")
    )


@page(May.WRITE_SHOP)
def add(request: OfficeRequest) -> HttpResponseBase:
    """A new branch."""
    form = BranchForm(request.POST or None, initial={"active": True})
    told = FormPage(_("Add a branch"), "branches", _("Branches"), _("Add the branch"))
    if request.method != "POST" or not form.is_valid():
        return show_form(request, told, form)
    typed = form.changes()

    def work() -> object:
        return actions.add_branch(
            club=request.club, code=typed["code"], name=typed["name"], time_zone=typed["time_zone"], actor=request.actor
        )

    return save_form(request, told, form, work, _("The branch is there."))


@page(May.WRITE_SHOP)
def edit(request: OfficeRequest, branch_id: str) -> HttpResponseBase:
    """Change a branch, or take it out of use."""
    number = row_id("brn", branch_id)
    with reading(request):
        row = clubs.branches(request.club).filter(id=number).first()
    if row is None:
        raise Refused("unknown_id", status=404)
    first = {"code": row.code, "name": row.name, "time_zone": row.time_zone or "", "active": row.active}
    form = BranchForm(request.POST or None, initial=first)
    told = FormPage(row.name, "branches", _("Branches"), _("Save"), edition=row.edition)
    if request.method != "POST" or not form.is_valid():
        return show_form(request, told, form)

    def work() -> object:
        return actions.edit_branch(
            club=request.club,
            branch_id=number,
            changes=form.changes(),
            edition=edition_of(request),
            actor=request.actor,
        )

    return save_form(request, told, form, work, _("Saved."))
