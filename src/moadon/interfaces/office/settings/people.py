"""The people who run the club: the list, letting somebody in (their password is shown once), changing, letting go."""

import secrets
from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_variables

from moadon.apps.clubs import actions
from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.models import Membership, User
from moadon.apps.clubs.permissions import May
from moadon.apps.clubs.types import ClubInfo, Role
from moadon.interfaces.office.parts.access import OfficeRequest, may, page, reading
from moadon.interfaces.office.parts.columns import Column
from moadon.interfaces.office.parts.filters import Choice
from moadon.interfaces.office.parts.lists import ListSpec, Search, list_page
from moadon.interfaces.office.parts.refusals import refuse
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.roles import ROLE_WORDS, role_told
from moadon.interfaces.office.settings.frame import tabs
from moadon.interfaces.office.shell import render_page
from moadon.interfaces.office.shop.frame import LEFT_TO_RIGHT, FormPage, branch_choices, save_form, show_form
from moadon.kernel.refusals import Refused
from moadon.ui import marks
from moadon.ui.forms import LookForm
from moadon.ui.parts import Action, Crumb, Crumbs

RANDOM_BYTES = 12
"""Of a first password: 96 bits, sixteen signs."""


class RoleForm(LookForm):
    """What somebody may do in the club."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=[(role.value, words) for role, words in ROLE_WORDS.items()],
        help_text=gettext_lazy(
            "An owner may do everything. A manager runs the club but neither its people, its keys nor its settings. "
            "A cashier serves members. An auditor reads everything, the audit log too, and changes nothing. An analyst "
            "reads figures, and members by their numbers alone."
        ),
    )
    branch = forms.ChoiceField(
        label=gettext_lazy("Branch"),
        required=False,
        help_text=gettext_lazy(
            "Somebody of one branch sees and enters receipts of that branch alone, and opens no page that is about the "
            "whole club."
        ),
    )

    def __init__(self, club: ClubInfo, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["branch"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = branch_choices(club, _("all"))

    @property
    def branch_id(self) -> int | None:
        """The row of the branch chosen. The form is valid."""
        chosen = self.cleaned_data["branch"]
        return int(chosen) if chosen else None


class NewPersonForm(RoleForm):
    """Somebody to let in."""

    field_order = ("username", "name", "role", "branch")

    username = forms.CharField(
        label=gettext_lazy("Signs in as"),
        max_length=150,
        help_text=gettext_lazy("A name or an e-mail."),
        widget=forms.TextInput(LEFT_TO_RIGHT),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"), required=False, max_length=150, widget=forms.TextInput({"dir": "auto"})
    )


@page(May.READ_ACCESS)
def people_list(request: OfficeRequest) -> HttpResponseBase:
    """Everybody who works in the club."""
    slug = request.club.slug
    words = [(role.value, label) for role, label in ROLE_WORDS.items()]
    manages = may(request, May.MANAGE_PEOPLE)
    add_one = Action(_("Let somebody in"), reverse("person-add", args=[slug]), primary=True)
    spec = ListSpec(
        name="people",
        title=_("Settings"),
        noun=lambda n: ngettext("{n} person", "{n} people", n),
        columns=_columns(slug, "person" if manages else "person-sign-ins"),
        sort="user__username",
        filters=(Choice("role", _("Role"), _("Role is {value}"), words),),
        search=Search(
            _("Name"),
            lambda rows, text: (
                rows.filter(user__username__icontains=text) | rows.filter(user__first_name__icontains=text)
            ),
        ),
        actions=(add_one,) if manages else (),
        exported=False,
    )
    return list_page(
        request, spec, clubs.people(request.club), template="office/shop/list.html", context=tabs(request, "people")
    )


def _columns(slug: str, route: str) -> list[Column]:
    return [
        Column(
            "user__username",
            _("Signs in as"),
            "code",
            href=lambda row: reverse(route, args=[slug, row.user_id]),
            sort="user__username",
        ),
        Column("name", _("Name"), "name", lambda row: row.user.first_name or None),
        Column("role", _("Role"), "text", lambda row: role_told(row.role, one_branch=row.branch_id is not None)),
        Column("branch", _("Branch"), "name", lambda row: row.branch.name if row.branch else _("all"), quiet=True),
        Column(
            "seen",
            _("Last signed in"),
            "moment",
            lambda row: row.user.last_login,
            href=lambda row: reverse("person-sign-ins", args=[slug, row.user_id]),
            quiet=True,
        ),
    ]


@page(May.MANAGE_PEOPLE)
@sensitive_variables("password")
def add(request: OfficeRequest) -> HttpResponseBase:
    """Let somebody in and show their first password, this once."""
    with reading(request):
        form = NewPersonForm(request.club, request.POST or None, initial={"role": Role.CASHIER.value})
    told = FormPage(_("Let somebody in"), "people", _("People"), _("Let them in"))
    if request.method != "POST" or not form.is_valid():
        return show_form(request, told, form)
    typed, password = form.cleaned_data, secrets.token_urlsafe(RANDOM_BYTES)
    try:
        user = actions.create_user(
            username=typed["username"],
            password=password,
            name=typed["name"],
            language=request.club.languages[0],
        )
        actions.give_role(
            club=request.club, user=user, role=typed["role"], branch_id=form.branch_id, actor=request.actor
        )
    except Refused as refused:
        refuse(form, refused)
        return show_form(request, told, form)
    back = reverse("people", args=[request.club.slug])
    crumbs = Crumbs([Crumb(_("People"), back), Crumb(user.username)])
    context = {"username": user.username, "secret": password, "back": back, "crumbs": crumbs}
    response = render_page(request, "office/settings/password.html", context)
    response["Cache-Control"] = "no-store"
    return response


@page(May.MANAGE_PEOPLE)
def edit(request: OfficeRequest, user_id: int) -> HttpResponseBase:
    """Change what somebody may do."""
    with reading(request):
        row = row_of(request, user_id)
        first = {"role": row.role, "branch": str(row.branch_id or "")}
        form = RoleForm(request.club, request.POST or None, initial=first)
    name = row.user.first_name or row.user.username
    go = Action(_("Let go"), reverse("person-remove", args=[request.club.slug, user_id]))
    told = FormPage(name, "people", _("People"), _("Save"), help=marks.isolated(row.user.username), action=go)
    if request.method != "POST" or not form.is_valid():
        return show_form(request, told, form)

    def work() -> None:
        role = form.cleaned_data["role"]
        actions.give_role(club=request.club, user=row.user, role=role, branch_id=form.branch_id, actor=request.actor)

    return save_form(request, told, form, work, _("Saved."))


@page(May.MANAGE_PEOPLE)
def remove(request: OfficeRequest, user_id: int) -> HttpResponseBase:
    """Ask whether to let somebody go; then end what they may do here."""
    with reading(request):
        row = row_of(request, user_id)
    back = reverse("people", args=[request.club.slug])
    if request.method == "POST":
        user: User = row.user
        actions.take_role(club=request.club, user=user, actor=request.actor)
        toast(request, format_html(_("{name} no longer works here."), name=marks.foreign(user.username)))
        return redirect(back)
    crumbs = Crumbs([Crumb(_("People"), back), Crumb(row.user.username)])
    return render_page(request, "office/settings/remove.html", {"row": row, "back": back, "crumbs": crumbs})


def row_of(request: OfficeRequest, user_id: int) -> Membership:
    """What somebody is in the club, with their user. Raises `Refused("unknown_id", status=404)`."""
    row = clubs.people(request.club).filter(user_id=user_id).first()
    if row is None:
        raise Refused("unknown_id", status=404)
    return row
