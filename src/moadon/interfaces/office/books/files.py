"""The parts of the liability as files for the accountant."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from moadon.apps.clubs.permissions import May
from moadon.interfaces.office.books.liability import read_asked, told_of
from moadon.interfaces.office.overview.attention import server_now
from moadon.interfaces.office.parts.access import OfficeRequest, may, page
from moadon.interfaces.office.parts.columns import Column
from moadon.interfaces.office.parts.exports import export

_FIGURES = (
    "issued", "without_sale", "redeemed", "expired", "outstanding", "expected", "worth", "deferred_before", "allocated",
    "recognised", "breakage", "deferred", "allocated_in_period", "recognised_in_period", "breakage_in_period",
)  # fmt: skip


@page(May.READ_REPORTS)
def liability_file(request: OfficeRequest, part: str, kind: str) -> HttpResponseBase:
    """The cohorts or the journal, as CSV or as a workbook."""
    if part not in ("cohorts", "journal") or kind not in ("csv", "xlsx"):
        raise Http404
    if not may(request, May.EXPORT):
        raise PermissionDenied
    asked = read_asked(request.GET, request.club, server_now())
    report = told_of(request.club, asked)
    name = f"{part}-{request.club.slug}-{asked.first}-{asked.last}"
    if part == "journal":
        return export("csv" if kind == "csv" else "xlsx", name, _journal(), report["journal"])
    rows = [{"wallet": one["wallet"], **cohort} for one in report["wallets"] for cohort in one["cohorts"]]
    return export("csv" if kind == "csv" else "xlsx", name, _cohorts(), rows)


def _journal() -> list[Column]:
    return [
        Column("date", _("Day"), "day", value=lambda row: date.fromisoformat(row["date"])),
        Column("account", _("Account")),
        Column("debit", _("Debit"), "number", value=_decimal("debit")),
        Column("credit", pgettext("journal", "Credit"), "number", value=_decimal("credit")),
        Column("text", _("Text")),
    ]


def _cohorts() -> list[Column]:
    return [
        Column("wallet", _("Wallet")),
        Column("from", _("Given from"), "day", value=lambda row: date.fromisoformat(row["from"])),
        Column("promised_share", _("Share expected when it was given"), "share"),
        *(Column(name, label, "number", value=_decimal(name)) for name, label in _labels().items()),
    ]


def _labels() -> Mapping[str, str]:
    words = (
        _("Given"), _("of it without a sale"), _("Redeemed"), _("Expired"), _("Outstanding"), _("Expected in all"),
        _("Worth"), _("Owed at the start"), _("Put off"), _("Made revenue"), _("of it breakage"), _("Owed at the end"),
        _("Put off in the period"), _("Made revenue in the period"), _("Breakage in the period"),
    )  # fmt: skip
    return dict(zip(_FIGURES, words, strict=True))


def _decimal(name: str) -> Any:
    return lambda row: Decimal(row[name])
