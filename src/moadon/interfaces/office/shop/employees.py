"""The employees: the list, adding one, changing one."""

from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from moadon.apps.clubs import actions
from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.changes import EmployeeChanges
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
    edition_of,
    of_own_branch,
    save_form,
    show_form,
    state_chip,
    tabs,
)
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.refusals import Refused
from moadon.ui.forms import LookForm
from moadon.ui.parts import Action, Empty


class EmployeeForm(LookForm):
    """Somebody who serves, as typed; the action checks it."""

    widths = {"code": "sm"}  # noqa: RUF012 (as LookForm declares it)

    code = forms.CharField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("As the tills call them, like e17."),
        widget=forms.TextInput(LEFT_TO_RIGHT),
    )
    name = forms.CharField(label=gettext_lazy("Name"), widget=forms.TextInput({"dir": "auto"}))
    branch = forms.ChoiceField(label=gettext_lazy("Branch"), required=False)
    active = forms.BooleanField(label=gettext_lazy("In use"), required=False)
    stopped = forms.BooleanField(label=STOPPED, required=False, help_text=STOPPED_MEANS)

    def __init__(self, club: ClubInfo, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["branch"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = branch_choices(club, "—")

    def changes(self) -> EmployeeChanges:
        """What was typed. The form is valid."""
        typed = self.cleaned_data
        branch = int(typed["branch"]) if typed["branch"] else None
        return EmployeeChanges(
            code=typed["code"], name=typed["name"], branch_id=branch, active=typed["active"], stopped=typed["stopped"]
        )


@page(May.READ_SHOP)
def employee_list(request: OfficeRequest) -> HttpResponseBase:
    """Everybody who serves or served."""
    club, slug = request.club, request.club.slug
    editable = may(request, May.WRITE_SHOP)
    add_one = Action(_("Add an employee"), reverse("employee-add", args=[slug]), primary=True)
    spec = ListSpec(
        name="employees",
        title=_("Branches and staff"),
        noun=lambda n: ngettext("{n} employee", "{n} employees", n),
        columns=[
            Column(
                "name",
                _("Employee"),
                "name",
                href=(lambda row: reverse("employee", args=[slug, public_id("emp", row.pk)])) if editable else None,
                sort="name",
            ),
            Column("code", _("Code"), "code", sort="code"),
            Column("branch", _("Branch"), "name", lambda row: row.branch.name if row.branch else None, quiet=True),
            Column("active", _("State"), "state", state_chip),
        ],
        sort="code",
        filters=(
            Choice("branch", _("Branch"), _("Branch is {value}"), lambda: branch_choices(club, "")[1:], "branch_id"),
            Choice("active", _("State"), _("State is {value}"), [("True", _("in use")), ("False", _("not in use"))]),
        ),
        search=Search(
            _("Name or code"), lambda rows, text: rows.filter(name__icontains=text) | rows.filter(code__icontains=text)
        ),
        empty=Empty(
            _("No employees yet"),
            _("An employee is somebody who serves. Receipts and new members say by whom, and reports compare them."),
            add_one if editable else None,
        ),
        actions=(add_one,) if editable else (),
    )
    rows = of_own_branch(request, clubs.employees(club))
    return list_page(request, spec, rows, template="office/shop/list.html", context=tabs(request, "employees"))


@page(May.WRITE_SHOP)
def add(request: OfficeRequest) -> HttpResponseBase:
    """Somebody new."""
    with reading(request):
        form = EmployeeForm(request.club, request.POST or None, initial={"active": True})
    told = FormPage(_("Add an employee"), "employees", _("Employees"), _("Add the employee"))
    if request.method != "POST" or not form.is_valid():
        return show_form(request, told, form)
    typed = form.changes()

    def work() -> object:
        return actions.add_employee(
            club=request.club, code=typed["code"], name=typed["name"], branch_id=typed["branch_id"], actor=request.actor
        )

    return save_form(request, told, form, work, _("The employee is there."))


@page(May.WRITE_SHOP)
def edit(request: OfficeRequest, employee_id: str) -> HttpResponseBase:
    """Change an employee, or note that they left."""
    number = row_id("emp", employee_id)
    with reading(request):
        row = clubs.employees(request.club).filter(id=number).first()
        if row is None:
            raise Refused("unknown_id", status=404)
        first = {"code": row.code, "name": row.name, "branch": str(row.branch_id or ""), "active": row.active}
        first["stopped"] = row.stopped_at is not None
        form = EmployeeForm(request.club, request.POST or None, initial=first)
    who = None
    if may(request, May.SET_FRAUD):
        who = Action(_("Who they are"), reverse("review-staff", args=[request.club.slug, employee_id]))
    told = FormPage(row.name, "employees", _("Employees"), _("Save"), edition=row.edition, action=who)
    if request.method != "POST" or not form.is_valid():
        return show_form(request, told, form)

    def work() -> object:
        return actions.edit_employee(
            club=request.club,
            employee_id=number,
            changes=form.changes(),
            edition=edition_of(request),
            actor=request.actor,
        )

    return save_form(request, told, form, work, _("Saved."))
