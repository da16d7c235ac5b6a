"""A site of the parts alone: the pages of the look's pictures, and a list over a real table."""

from functools import cached_property
from typing import cast

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import ngettext

from moadon.apps.clubs.models import User
from moadon.apps.clubs.permissions import OF_ROLE
from moadon.apps.clubs.types import ClubInfo, Role, RoleInClub
from moadon.interfaces.office import errors, nav
from moadon.interfaces.office.parts.access import OfficeRequest, page
from moadon.interfaces.office.parts.columns import Column
from moadon.interfaces.office.parts.filters import Choice, Days, Words
from moadon.interfaces.office.parts.lists import ListSpec, Search, list_page
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.shell import Shell
from moadon.ui.fields import DayField, MoneyField
from moadon.ui.forms import LookForm
from moadon.ui.parts import Action, Chip, Empty, Step, Steps
from tests.ui import scenes, shell_addresses
from tests.ui.words import say

handler403, handler404 = errors.not_allowed, errors.not_found


class MembershipForm(LookForm):
    fee = MoneyField(label="Membership fee", help_text="For 12 months. Free above a threshold.", least=100)
    phone = forms.CharField(label="Phone", widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "tel"}))
    since = DayField(label="Since", required=False)
    branch = forms.ChoiceField(label="Branch", choices=[("h", "Harbour"), ("n", "North gate")])
    agreed = forms.BooleanField(label="May be written to", required=False)


class Scenery(Shell):
    """What stands around a page of the gallery, which asks no database how much waits."""

    @cached_property
    def groups(self) -> list[nav.ShownGroup]:
        """The navigation, with something that waits."""
        return nav.shown_to(self.request, {"corrections": 2})


def draw(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    known = cast(OfficeRequest, request)
    known.club = ClubInfo(1, "kav", say("club"), "ILS", "Asia/Jerusalem", brand_colour="#7a2e4d")
    known.clubs = (known.club, ClubInfo(2, "north", "North Club", "ILS", "Asia/Jerusalem"))
    known.role = RoleInClub(1, 1, Role.OWNER)
    known.person = User(username="dana", first_name="Dana")
    rights = {what.value: True for what in OF_ROLE[Role.OWNER]}
    return render(request, template, {"shell": Scenery(known), "may": rights, "words": say, **context})


def gallery(request: HttpRequest, slug: str, scene: str) -> HttpResponse:
    draw(request, "gallery/nothing.html", {})  # the club is known from here on
    return draw(request, f"gallery/{scene}.html", getattr(scenes, scene)())


def parts(request: HttpRequest, slug: str) -> HttpResponse:
    form = MembershipForm({"fee": "49.00", "phone": "", "since": "2026-02-31", "branch": "h"})
    form.is_valid()
    toast(request, "Credit given to Noa L.", undo="#")
    toast(request, "Not saved: someone changed this rule.", failed=True)
    steps = Steps(
        (
            Step("Who", "4,118 members", "done", "#"),
            Step("What", "20% on canvas", "done"),
            Step("Message", "SMS", "now"),
            Step("When"),
        )
    )
    empty = Empty(
        "No promotions yet",
        "A promotion changes a price at the till, for whom and when you say.",
        Action("Make the first", "#", primary=True),
    )
    return draw(request, "gallery/parts.html", {"form": form, "steps": steps, "empty": empty})


def people_list() -> ListSpec:
    return ListSpec(
        name="people",
        title=say("members"),
        noun=lambda n: ngettext("{n} person", "{n} people", n),
        columns=(
            Column("username", say("members"), "code", sort="username", href=lambda row: f"#{row.pk}"),
            Column("first_name", "Name", "name", sort="first_name"),
            Column("date_joined", "When", "moment", sort="date_joined", quiet=True),
            Column("last_login", "Seen", "moment", sort="last_login", shown=False),
            Column("state", "State", "state", value=lambda row: Chip("staff", "acc") if row.is_staff else None),
            Column("id_money", "Paid", "money", value=lambda row: row.pk * 100),
        ),
        sort="username",
        nullable=("last_login",),
        filters=(
            Choice(
                "staff",
                "Staff",
                "Staff is {value}",
                (("1", "yes"), ("0", "no")),
                chosen=lambda rows, v: rows.filter(is_staff=v == "1"),
            ),
            Words("name", "Name", "Name has {value}", "first_name"),
            Days("joined", "Joined", "Joined {value}", "date_joined", moment=True),
        ),
        search=Search("User name", lambda rows, text: rows.filter(username__contains=text)),
        empty=Empty(
            "Nobody yet", "People who work here stand in this list.", Action("Add the first", "#", primary=True)
        ),
    )


@page(next(iter(OF_ROLE[Role.CASHIER])))
def people(request: OfficeRequest) -> HttpResponseBase:
    rows: QuerySet[User] = User.objects.all()
    return list_page(request, people_list(), rows)


urlpatterns = [
    path("gallery/<slug:slug>/parts", parts),
    path("gallery/<slug:slug>/<str:scene>", gallery),
    *shell_addresses.urlpatterns,
    path("office/<slug:slug>/", gallery, {"scene": "overview"}, name="overview"),
    path("office/<slug:slug>/members/", people, name="members"),
    path("office/<slug:slug>/receipts/", people, name="receipts"),
    path("office/<slug:slug>/programmes/", people, name="programmes"),
    path("office/<slug:slug>/branches/", people, name="branches"),
    path("office/<slug:slug>/imports/", people, name="imports"),
    path("office/<slug:slug>/audit/", people, name="audit"),
    path("office/<slug:slug>/settings/", people, name="settings"),
]
