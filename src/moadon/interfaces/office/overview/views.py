"""The overview: ten figures, the segments, what needs a person."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from moadon.apps.clubs.permissions import May
from moadon.insight.reports import overview
from moadon.interfaces.office import waiting
from moadon.interfaces.office.overview import attention, figures, segments
from moadon.interfaces.office.overview.period import Days, choices, read_days
from moadon.interfaces.office.parts.access import OfficeRequest, may, page
from moadon.interfaces.office.parts.refusals import words_of
from moadon.interfaces.office.shell import render_page
from moadon.kernel.refusals import Refused
from moadon.ui.parts import Action, Empty


@page(May.READ_REPORTS)
def overview_page(request: OfficeRequest) -> HttpResponse:
    """How the club did in the days asked for."""
    now = attention.server_now()
    days = read_days(request.GET, request.club, now)
    context: dict[str, object] = {"days": days, "choices": choices(request.club, now, days)}
    try:
        report = overview(request.club, days.first, days.last)
    except Refused as refused:
        return render_page(request, "office/overview.html", {**context, "refused": words_of(refused)})
    if not report["series"] or report["now"]["member_turnover"] is None or _nothing(report):  # type: ignore[index]
        return render_page(request, "office/overview.html", {**context, "empty": _empty(request)})
    return render_page(request, "office/overview.html", {**context, **_told(request, report, days, now)})


def _nothing(report: dict[str, Any]) -> bool:
    return all(not report[span]["visiting_members"] for span in ("now", "year_before", "previous"))


def _empty(request: OfficeRequest) -> Empty:
    action = None
    if may(request, May.WRITE_RECEIPTS):
        action = Action(_("Enter a receipt"), reverse("receipt-enter", args=[request.club.slug]), primary=True)
    return Empty(
        _("No receipts in this period"),
        _("The summary counts what members and others bought. Bring in past receipts, or let a till post new ones."),
        action,
    )


def _told(request: OfficeRequest, report: dict[str, Any], days: Days, now: datetime) -> dict[str, object]:
    club = request.club
    return {
        "hero": figures.figure("member_turnover", report, club, days),
        "trend": figures.trend(report, club),
        "nine": [figures.figure(name, report, club, days) for name in figures.NINE],
        "turnover": figures.told("member_turnover", report["now"]["member_turnover"], club),
        "turnover_share": figures.told("member_turnover_share", report["now"]["member_turnover_share"], club),
        "receipts_share": figures.told("member_receipts_share", report["now"]["member_receipts_share"], club),
        "groups": segments.rows(report["segments"], club),
        "size": segments.size(report["segments"]),
        "shares": segments.chart(report["segments"]),
        "needs": attention.needs(report, club, days, waiting.counts(request).get("corrections", 0)),
        "changes": attention.changes(club, now),
        "as_of": datetime.fromisoformat(report["as_of"]),
    }
