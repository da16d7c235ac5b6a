"""Who an employee is as a person: their log-in, phone and e-mail, and the members they are or are close to."""

from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.models import Employee
from moadon.apps.clubs.permissions import May
from moadon.apps.fraud import links
from moadon.apps.members import queries as members
from moadon.apps.members.identifiers import read_identifier
from moadon.apps.members.types import MemberRef
from moadon.interfaces.office.members.naming import called, member_href
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.parts.refusals import refuse
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.shell import render_page
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.refusals import Refused
from moadon.ui.forms import LookForm
from moadon.ui.parts import Crumb, Crumbs

_TYPED = {"dir": "ltr", "autocomplete": "off"}


class PersonForm(LookForm):
    """Log-in, phone and e-mail."""

    user = forms.ChoiceField(label=gettext_lazy("Signs in to the office as"), required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), required=False, widget=forms.TextInput(_TYPED))
    email = forms.CharField(label=gettext_lazy("E-mail"), required=False, widget=forms.TextInput(_TYPED))

    def __init__(self, users: list[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["user"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *users]


class LinkForm(LookForm):
    """A member, and how the employee is linked to them."""

    member = forms.CharField(label=gettext_lazy("Member's phone, card or number"), widget=forms.TextInput(_TYPED))
    kind = forms.ChoiceField(
        label=gettext_lazy("Who that is"),
        choices=[("relative", gettext_lazy("Somebody close to them")), ("self", gettext_lazy("The employee"))],
    )


@page(May.SET_FRAUD)
def person(request: OfficeRequest, employee_id: str) -> HttpResponseBase:
    """The two forms; saved, the same page."""
    with reading(request):
        row = _employee(request, employee_id)
        users = [(str(one.user_id), one.user.username) for one in clubs.people(request.club)]
        known = links.person(request.club, row.pk)
    first = {"user": str(known.user_id or ""), "phone": known.phone or "", "email": known.email or ""}
    adding = request.POST.get("form") == "link"
    who = PersonForm(users, request.POST if request.POST and not adding else None, initial=first)
    tie = LinkForm(request.POST if adding else None)
    form, save = (tie, _save_link) if adding else (who, _save_person)
    if request.method == "POST" and form.is_valid():
        try:
            save(request, row.pk, form)
        except Refused as refused:
            refuse(form, refused)
        else:
            toast(request, _("Saved."))
            return redirect(request.path)
    return _draw(request, row, who, tie)


def _draw(request: OfficeRequest, row: Employee, who: PersonForm, tie: LinkForm) -> HttpResponseBase:
    slug, public = request.club.slug, public_id("emp", row.pk)
    with reading(request):
        tied = list(links.links_of(request.club, row.pk))
        named = {
            one.pk: called(one) for one in members.members(request.club).filter(id__in=[t.member_id for t in tied])
        }
    above = Crumb(_("Employees"), reverse("employees", args=[slug]))
    told = {
        "row": row,
        "who": who,
        "tie": tie,
        "links": [
            (
                member_href(slug, one.member_id),
                named.get(one.member_id, ""),
                pgettext("link", "the employee") if one.kind == "self" else pgettext("link", "close to them"),
                public_id("mbr", one.member_id),
            )
            for one in tied
        ],
        "unlink": reverse("review-unlink", args=[slug, public]),
        "crumbs": Crumbs([above, Crumb(row.name, reverse("employee", args=[slug, public])), Crumb(_("Who they are"))]),
    }
    return render_page(request, "office/fraud/staff.html", told, status=422 if who.errors or tie.errors else 200)


@require_POST
@page(May.SET_FRAUD)
def unlink(request: OfficeRequest, employee_id: str) -> HttpResponseBase:
    """Take a link away."""
    with reading(request):
        row = _employee(request, employee_id)
    links.unlink(
        club=request.club, employee=row.pk, member=row_id("mbr", request.POST.get("member", "")), actor=request.actor
    )
    toast(request, _("The link is gone."))
    return redirect(reverse("review-staff", args=[request.club.slug, employee_id]))


def _employee(request: OfficeRequest, public: str) -> Employee:
    row = clubs.employees(request.club).filter(id=row_id("emp", public)).first()
    if row is None:
        raise Refused("unknown_id", status=404)
    return row


def _save_person(request: OfficeRequest, employee: int, form: LookForm) -> None:
    typed, region = form.cleaned_data, request.club.region
    read = {kind: read_identifier(kind, typed[kind], region) if typed[kind] else None for kind in ("phone", "email")}
    known = links.Person(int(typed["user"]) if typed["user"] else None, read["phone"], read["email"])
    links.set_person(club=request.club, employee=employee, person=known, actor=request.actor)


def _save_link(request: OfficeRequest, employee: int, form: LookForm) -> None:
    typed = form.cleaned_data
    with reading(request):
        kind = "id" if typed["member"].startswith("mbr_") else "any"
        ref = MemberRef(kind, typed["member"])  # type: ignore[arg-type]
        found = members.find_refs(request.club, [ref]).get(ref)
    if found is None:
        raise Refused("unknown_member", field="member")
    links.link(club=request.club, employee=employee, member=found.id, kind=typed["kind"], actor=request.actor)
