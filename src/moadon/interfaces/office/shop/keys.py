"""The keys with which tills and shops call: the list, making one (shown once), ending one."""

from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from moadon.apps.clubs import actions
from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.models import ApiKey
from moadon.apps.clubs.permissions import May
from moadon.apps.clubs.types import ClubInfo, Scope
from moadon.interfaces.office.parts.access import OfficeRequest, may, page, reading
from moadon.interfaces.office.parts.columns import Column
from moadon.interfaces.office.parts.filters import Choice
from moadon.interfaces.office.parts.lists import ListSpec, list_page
from moadon.interfaces.office.parts.refusals import refuse
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.shell import render_page
from moadon.interfaces.office.shop.frame import FormPage, branch_choices, show_form, tabs
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.refusals import Refused
from moadon.ui.forms import LookForm
from moadon.ui.parts import Action, Chip, Crumb, Crumbs, Empty

_SCOPES = [
    (Scope.TILL.value, gettext_lazy("a till's work")),
    (Scope.INTEGRATION.value, gettext_lazy("a shop's or a system's work: tills, goods, branches")),
    (Scope.FIGURES.value, gettext_lazy("reading figures, without who members are")),
    (Scope.READ.value, gettext_lazy("reading only")),
    (Scope.ALL.value, gettext_lazy("everything")),
]


class KeyForm(LookForm):
    """A key to be made."""

    name = forms.CharField(
        label=gettext_lazy("What for"),
        required=False,
        help_text=gettext_lazy("So that you know it again, like: till software, Jaffa."),
        widget=forms.TextInput({"dir": "auto"}),
    )
    scope = forms.ChoiceField(label=gettext_lazy("May do"), choices=_SCOPES)
    branch = forms.ChoiceField(
        label=gettext_lazy("Branch"),
        required=False,
        help_text=gettext_lazy("A key of one branch writes for that branch alone."),
    )

    def __init__(self, club: ClubInfo, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["branch"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = branch_choices(club, _("all"))


@page(May.READ_ACCESS)
def key_list(request: OfficeRequest) -> HttpResponseBase:
    """Every key, ended ones too."""
    club, slug, manages = request.club, request.club.slug, may(request, May.MANAGE_KEYS)
    add_one = Action(_("Make a key"), reverse("key-add", args=[slug]), primary=True)
    spec = ListSpec(
        name="keys",
        title=_("Branches and staff"),
        noun=lambda n: ngettext("{n} key", "{n} keys", n),
        columns=_columns(slug, manages=manages),
        sort="-made",
        filters=(Choice("scope", _("May do"), _("May do: {value}"), [(v, str(label)) for v, label in _SCOPES]),),
        empty=Empty(
            _("No keys yet"),
            _("A key lets till software or a web shop call. It is shown once, when it is made."),
            add_one if manages else None,
        ),
        actions=(add_one,) if manages else (),
        exported=False,
    )
    return list_page(request, spec, clubs.keys(club), template="office/shop/list.html", context=tabs(request, "keys"))


def _columns(slug: str, *, manages: bool) -> list[Column]:
    names = {value: str(label) for value, label in _SCOPES}
    return [
        Column("name", _("What for"), "name", lambda row: row.name or public_id("key", row.pk)),
        Column("hint", _("Ends in"), "code", lambda row: f"…{row.hint}", quiet=True),
        Column("scope", _("May do"), "name", lambda row: names.get(row.scope, row.scope)),
        Column("branch", _("Branch"), "name", lambda row: row.branch.name if row.branch else None, quiet=True),
        Column("made", _("Made"), "moment", lambda row: row.created_at, sort="id", quiet=True),
        Column("used", _("Last used"), "moment", lambda row: row.used_at, quiet=True),
        Column("state", _("State"), "state", _state),
        *(_changing(slug) if manages else ()),
    ]


def _changing(slug: str) -> list[Column]:
    return [
        Column(
            "renew",
            _("Renewing"),
            "name",
            lambda row: "" if row.revoked_at else _("Another secret"),
            href=lambda row: reverse("key-renew", args=[slug, public_id("key", row.pk)]),
        ),
        Column(
            "end",
            _("Ending"),
            "name",
            lambda row: "" if row.revoked_at else _("End it"),
            href=lambda row: _end(slug, row),
        ),
    ]


def _state(row: ApiKey) -> Chip:
    if row.revoked_at:
        return Chip(_("ended"))
    two = row.old_until is not None and row.old_until > timezone.now()
    return Chip(_("two secrets")) if two else Chip(_("in use"), "good")


def _end(slug: str, row: ApiKey) -> str:
    return reverse("key-revoke", args=[slug, public_id("key", row.pk)])


@page(May.MANAGE_KEYS)
def add(request: OfficeRequest) -> HttpResponseBase:
    """Make a key and show it, this once."""
    with reading(request):
        form = KeyForm(request.club, request.POST or None, initial={"scope": Scope.TILL.value})
    told = FormPage(_("Make a key"), "keys", _("Keys"), _("Make the key"))
    if request.method != "POST" or not form.is_valid():
        return show_form(request, told, form)
    typed = form.cleaned_data
    branch = int(typed["branch"]) if typed["branch"] else None
    try:
        made = actions.make_key(
            club=request.club, scope=typed["scope"], branch_id=branch, name=typed["name"], actor=request.actor
        )
    except Refused as refused:
        refuse(form, refused)
        return show_form(request, told, form)
    back = reverse("keys", args=[request.club.slug])
    crumbs = Crumbs([Crumb(_("Keys"), back), Crumb(_("The new key"))])
    response = render_page(request, "office/shop/key.html", {"secret": made.secret, "back": back, "crumbs": crumbs})
    response["Cache-Control"] = "no-store"
    return response


@page(May.MANAGE_KEYS)
def revoke(request: OfficeRequest, key_id: str) -> HttpResponseBase:
    """Ask whether to end a key, as that cannot be undone; then end it."""
    number = row_id("key", key_id)
    back = reverse("keys", args=[request.club.slug])
    if request.method == "POST":
        actions.revoke_key(club=request.club, key_id=number, actor=request.actor)
        toast(request, _("The key has ended. What calls with it is refused within five seconds."))
        return redirect(back)
    row = clubs.keys(request.club).filter(id=number, revoked_at__isnull=True).first()
    if row is None:
        raise Refused("unknown_id", status=404)
    crumbs = Crumbs([Crumb(_("Keys"), back), Crumb(row.name or key_id)])
    return render_page(request, "office/shop/revoke.html", {"key": row, "back": back, "crumbs": crumbs})
