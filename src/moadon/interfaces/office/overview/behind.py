"""The rows behind a figure: the receipts it adds up, or the members it counts."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.permissions import May
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.members import queries as members
from moadon.insight.reports import rows_behind
from moadon.interfaces.office.overview import attention
from moadon.interfaces.office.overview.figures import label_of, minor_of
from moadon.interfaces.office.overview.period import read_days
from moadon.interfaces.office.parts.access import OfficeRequest, page
from moadon.interfaces.office.parts.masking import hides_people
from moadon.interfaces.office.shell import render_page
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from moadon.ui import marks
from moadon.ui.parts import Crumb, Crumbs

PAGE = 50

Cells = list[SafeString | str]


@page(May.READ_REPORTS)
def behind_page(request: OfficeRequest, figure: str) -> HttpResponse:
    """Fifty rows at a time, the largest or newest first."""
    club = request.club
    days = read_days(request.GET, club, attention.server_now())
    offset = _offset(request.GET.get("after", ""))
    try:
        title = label_of(figure)
    except KeyError:
        raise Refused("unknown_figure", status=404) from None
    found = rows_behind(club, figure, (days.first, days.last), page=(PAGE, offset))
    rows: list[Any] = found["rows"]  # type: ignore[assignment]
    total = int(str(found["total"])) if rows else 0
    of = str(found["of"])
    heads = _heads(of)
    overview = f"{reverse('overview', args=[club.slug])}?{days.query}"
    here = f"{request.path}?{days.query}"
    return render_page(
        request,
        "office/behind.html",
        {
            "title": title,
            "crumbs": Crumbs([Crumb(_("Overview"), overview), Crumb(title)]),
            "days": days,
            "heads": heads,
            "rows": _headed(heads, _receipts(rows, club) if of == "receipts" else _members(rows, club)),
            "first": offset + 1,
            "last": offset + len(rows),
            "total": total,
            "earlier": f"{here}&after={max(0, offset - PAGE)}" if offset else "",
            "later": f"{here}&after={offset + PAGE}" if offset + len(rows) < total else "",
        },
    )


def _offset(text: str) -> int:
    return min(int(text), 1_000_000) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def _heads(of: str) -> list[tuple[str, bool]]:
    if of == "receipts":
        return [
            (_("Receipt"), False), (_("When"), False), (_("Member"), False), (_("Branch"), False),
            (_("Items"), True), (_("Paid"), True),
        ]  # fmt: skip
    return [
        (_("Member"), False), (_("Joined"), False), (_("Branch"), False), (_("Visits"), True),
        (_("Items"), True), (_("Spend"), True),
    ]  # fmt: skip


def _headed(heads: list[tuple[str, bool]], rows: list[Cells]) -> list[list[tuple[str, SafeString | str, bool]]]:
    return [[(head, cell, figure) for (head, figure), cell in zip(heads, row, strict=True)] for row in rows]


def _receipts(rows: list[Any], club: ClubInfo) -> list[Cells]:
    names = _names([row["member"] for row in rows if row["member"]])
    places = _places(club)
    return [
        [
            _link("receipt", club, row["receipt"], marks.isolated(row["number"])),
            marks.day(date.fromisoformat(row["day"])),
            marks.foreign(names[row["member"]]) if row["member"] in names else _("not a member"),
            marks.foreign(places.get(row["branch"], row["branch"] or "")),
            marks.number(row["items"], None),
            marks.money(minor_of(row["paid"], club)),
        ]
        for row in rows
    ]


def _members(rows: list[Any], club: ClubInfo) -> list[Cells]:
    names = _names([row["member"] for row in rows])
    places = _places(club)
    return [
        [
            _link("member", club, row["member"], marks.foreign(names.get(row["member"], row["member"]))),
            marks.day(date.fromisoformat(row["joined"]) if row["joined"] else None),
            marks.foreign(places.get(row["branch"], row["branch"] or "")),
            marks.number(row["visits"]),
            marks.number(row["items"], None),
            marks.money(minor_of(row["spend"], club)),
        ]
        for row in rows
    ]


def _names(publics: list[str]) -> dict[str, str]:
    by_row = {row_id("mbr", public): public for public in publics}
    if hides_people():
        return {public: public for public in publics}
    return {by_row[number]: name or by_row[number] for number, name in members.names_of(by_row).items()}


def _places(club: ClubInfo) -> dict[str, str]:
    return {place.code: place.name for place in clubs.branches(club)}


def _link(route: str, club: ClubInfo, public: str, words: SafeString) -> SafeString:
    return format_html('<a class="fig" href="{}">{}</a>', reverse(route, args=[club.slug, public]), words)
