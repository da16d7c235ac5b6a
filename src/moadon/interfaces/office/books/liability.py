"""What is owed to members: by wallet, by the period it was given in, and as journals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from moadon.apps.clubs.permissions import May
from moadon.apps.clubs.types import ClubInfo
from moadon.insight import reports
from moadon.insight.reports.liability import Stretch, days
from moadon.interfaces.office.books.balances import units_of
from moadon.interfaces.office.books.moments import aware
from moadon.interfaces.office.books.tables import Table, figures, texts
from moadon.interfaces.office.members.naming import Programmes
from moadon.interfaces.office.overview.attention import server_now
from moadon.interfaces.office.overview.figures import minor_of
from moadon.interfaces.office.parts.access import OfficeRequest, page
from moadon.interfaces.office.parts.refusals import words_of
from moadon.interfaces.office.shell import render_page
from moadon.kernel.calendars import period_of, previous_period, zone_of
from moadon.kernel.refusals import Refused
from moadon.ui import marks
from moadon.ui.fields import read_day
from moadon.ui.parts import Text
from moadon.ui.reader import shapes
from moadon.ui.words import tell

Told = Mapping[str, Any]
_MONEY = ("worth", "deferred_before", "allocated_in_period", "recognised_in_period", "breakage_in_period", "deferred")
_OF_COHORT = ("issued", "redeemed", "expired", "outstanding", "expected")


@dataclass(frozen=True, slots=True)
class Asked:
    """The days, and what the books are to know: nothing later than `known`, and at the opening than `closed`."""

    first: date
    last: date
    known: datetime | None
    closed: datetime | None
    zone: str

    @property
    def known_typed(self) -> datetime | None:
        """`known` on the club's clock."""
        return self._typed(self.known)

    @property
    def closed_typed(self) -> datetime | None:
        """`closed` on the club's clock."""
        return self._typed(self.closed)

    def _typed(self, moment: datetime | None) -> datetime | None:
        return None if moment is None else moment.astimezone(zone_of(self.zone)).replace(tzinfo=None)

    @property
    def query(self) -> str:
        """It as the address says it."""
        moments = {"known": self.known_typed, "closed": self.closed_typed}
        given = {name: f"{typed:%Y-%m-%dT%H:%M}" for name, typed in moments.items() if typed is not None}
        return urlencode({"from": self.first.isoformat(), "to": self.last.isoformat(), **given})

    def stretch(self, club: ClubInfo) -> Stretch:
        """It as the report takes it. Raises `Refused`."""
        return days(club, self.first, self.last, known=self.known, closed=self.closed)


def read_asked(given: Mapping[str, str], club: ClubInfo, now: datetime) -> Asked:
    """What the address says; days that make no sense give way to the last month that is over."""
    first, last = (read_day(given.get(name, "")) for name in ("from", "to"))
    if first is None or last is None or first > last:
        month = previous_period(period_of(club.day_of(now), "month", club.calendar), club.calendar)
        first, last = month.start, date.fromordinal(month.end.toordinal() - 1)
    known, closed = (aware(given.get(name, ""), club) for name in ("known", "closed"))
    return Asked(first, last, known, closed, club.time_zone)


def told_of(club: ClubInfo, asked: Asked) -> Told:
    """The report, in the reader's words. Raises `Refused`."""
    return reports.liability(club, asked.stretch(club), lambda message: tell(message, shapes()))


@page(May.READ_REPORTS)
def liability_page(request: OfficeRequest) -> HttpResponse:
    """The liability of the days asked for."""
    club = request.club
    asked = read_asked(request.GET, club, server_now())
    context: dict[str, object] = {"asked": asked}
    try:
        report = told_of(club, asked)
    except Refused as refused:
        return render_page(request, "office/books/liability.html", {**context, "refused": words_of(refused)})
    book = Programmes(club)
    files = {
        f"{part}_{kind}": f"{reverse('liability-file', args=[club.slug, part, kind])}?{asked.query}"
        for part in ("cohorts", "journal")
        for kind in ("csv", "xlsx")
    }
    told = {
        "wallets": _wallets(report["wallets"], book, club),
        "cohorts": _cohorts(report, book, club),
        "journal": _journal(report["journal"], club),
        "vouchers": _vouchers(report["vouchers"], book, club) if report["vouchers"] else None,
        "tax": _tax(report["tax"], club),
        "as_of": datetime.fromisoformat(report["as_of"]),
        **files,
    }
    return render_page(request, "office/books/liability.html", {**context, **told})


def _wallets(rows: Sequence[Told], book: Programmes, club: ClubInfo) -> Table:
    heads = [
        *texts(_("Wallet")),
        *figures(
            _("Outstanding"), _("Arrears"), _("Worth"), _("Owed at the start"), _("Put off"), _("Made revenue"),
            _("of it breakage"), _("Owed at the end"), _("Expected to be redeemed"),
        ),
        *texts(_("By")),
    ]  # fmt: skip
    drawn: list[list[SafeString | Text]] = [
        [
            book.wallet_name(row["wallet"]),
            units_of(book, row["wallet"], row["outstanding"], club),
            units_of(book, row["wallet"], row["arrears"], club),
            *(marks.money(minor_of(row[name], club)) for name in _MONEY),
            marks.percent(row["expected_share"], 1),
            _method(row["method"]),
        ]
        for row in rows
    ]
    return Table("wallets", _("What is owed"), heads, drawn, _("Nothing is owed to members."))


def _method(method: str | None) -> Text:
    words = {
        "set": _("the club's own estimate"),
        "ended_lots": _("lots that have ended"),
        "all": _("caution: too few lots have ended"),
    }
    return words.get(method or "", "")


def _cohorts(report: Told, book: Programmes, club: ClubInfo) -> Table:
    heads = [
        *texts(_("Wallet"), _("Given in")),
        *figures(
            _("Given"), _("Redeemed"), _("Expired"), _("Outstanding"), _("Expected in all"), _("Put off"),
            _("Made revenue"), _("Owed at the end"),
        ),
    ]  # fmt: skip
    drawn: list[list[SafeString | Text]] = [
        [
            book.wallet_name(wallet["wallet"]),
            shapes().period(report["cohort"], date.fromisoformat(row["from"])),
            *(units_of(book, wallet["wallet"], row[name], club) for name in _OF_COHORT),
            *(marks.money(minor_of(row[name], club)) for name in ("allocated", "recognised", "deferred")),
        ]
        for wallet in report["wallets"]
        for row in wallet["cohorts"]
    ]
    return Table("cohorts", _("By the period in which it was given"), heads, drawn, _("Nothing is owed to members."))


def _journal(rows: Sequence[Told], club: ClubInfo) -> Table:
    heads = [*texts(_("Day"), _("Account"), _("Text")), *figures(_("Debit"), pgettext("journal", "Credit"))]
    drawn: list[list[SafeString | Text]] = [
        [
            marks.day(date.fromisoformat(row["date"])),
            marks.foreign(row["account"]),
            marks.foreign(row["text"]),
            *(marks.money(minor_of(row[side], club)) for side in ("debit", "credit")),
        ]
        for row in rows
    ]
    return Table("journal", _("Journal"), heads, drawn, _("Nothing moved."))


def _vouchers(rows: Sequence[Told], book: Programmes, club: ClubInfo) -> Table:
    heads = [
        *texts(_("Wallet")),
        *figures(_("Sold"), _("Redeemed"), _("Expired"), _("Left"), _("Tax as sold"), _("Tax as redeemed")),
    ]
    names = ("sold", "redeemed", "expired", "left", "sold_tax", "redeemed_tax")
    drawn: list[list[SafeString | Text]] = [
        [book.wallet_name(row["wallet"]), *(marks.money(minor_of(row[name], club)) for name in names)] for row in rows
    ]
    return Table("vouchers", _("Vouchers sold"), heads, drawn, "")


def _tax(tax: Told, club: ClubInfo) -> tuple[Text, SafeString]:
    treatment = {
        "multi_purpose": _("Vouchers have many purposes: tax is due when they are redeemed."),
        "single_purpose": _("Vouchers have a single purpose: tax was due when they were sold."),
    }
    return treatment[tax["treatment"]], marks.money(minor_of(tax["in_worth"], club))
