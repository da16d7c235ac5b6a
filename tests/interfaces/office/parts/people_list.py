"""A list over a real table for the tests of lists: people who sign in."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import ngettext

from moadon.apps.clubs.models import User
from moadon.apps.clubs.permissions import May
from moadon.interfaces.office import errors
from moadon.interfaces.office.parts.access import OfficeRequest, page
from moadon.interfaces.office.parts.columns import Column
from moadon.interfaces.office.parts.filters import Choice, Days, Words
from moadon.interfaces.office.parts.lists import ListSpec, Search, Total, list_page
from moadon.ui.parts import Action, Chip, Empty
from tests.ui import shell_addresses

handler403, handler404 = errors.not_allowed, errors.not_found
NOON = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)


def chosen_staff(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(is_staff=value == "1")


SPEC = ListSpec(
    name="people",
    title="People",
    noun=lambda n: ngettext("{n} person", "{n} people", n),
    columns=(
        Column(
            "name", "Name", "code", value=lambda row: row.username, sort="username", href=lambda row: f"/p/{row.pk}"
        ),
        Column("first", "First", "name", value=lambda row: row.first_name, sort="first_name"),
        Column("seen", "Seen", "moment", value=lambda row: row.last_login, sort="last_login"),
        Column("joined", "Joined", "moment", value=lambda row: row.date_joined, sort="date_joined", shown=False),
        Column("state", "State", "state", value=lambda row: Chip("staff", "acc") if row.is_staff else None),
        Column("worth", "Worth", "money", value=lambda row: len(row.username) * 100),
    ),
    sort="name",
    filters=(
        Choice("staff", "Staff", "Staff is {value}", (("1", "yes"), ("0", "no")), chosen=chosen_staff),
        Words("first", "First name", "First name has {value}", "first_name"),
        Days("joined", "Joined", "Joined {value}", "date_joined", moment=True),
    ),
    search=Search("Name", lambda rows, text: rows.filter(username__contains=text)),
    totals=(Total("id", "number"),),
    nullable=("last_login",),
    empty=Empty("Nobody yet", "They come.", Action("Add the first", "/add", primary=True)),
)


@page(May.READ_MEMBERS)
def people(request: OfficeRequest) -> HttpResponseBase:
    return list_page(request, SPEC, User.objects.exclude(username="dana"))


urlpatterns = [*shell_addresses.urlpatterns, path("office/<slug:slug>/people/", people, name="people")]


def add_people(count: int, **given: Any) -> None:
    """`count` people: p000 to p119 and on; every third never signed in, names repeat, half are staff."""
    User.objects.bulk_create(
        User(
            username=f"p{n:03}",
            first_name=("Noa", "יעל", "مریم", "=HYPERLINK(1)")[n % 4],
            is_staff=bool(n % 2),
            last_login=None if n % 3 == 0 else NOON + dt.timedelta(hours=n // 2),
            date_joined=NOON + dt.timedelta(hours=n),
            **given,
        )
        for n in range(count)
    )
