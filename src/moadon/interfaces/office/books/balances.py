"""What members held at a moment: of each wallet, of what each branch gave, and on which levels they stood."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from moadon.apps.clubs.permissions import May
from moadon.apps.clubs.types import ClubInfo
from moadon.insight import reports
from moadon.interfaces.office.books.moments import read_asked
from moadon.interfaces.office.books.tables import Table, figures, texts
from moadon.interfaces.office.members.ladders import ladder_name, level_name
from moadon.interfaces.office.members.naming import Programmes
from moadon.interfaces.office.overview.figures import minor_of
from moadon.interfaces.office.parts.access import OfficeRequest, page
from moadon.interfaces.office.parts.refusals import words_of
from moadon.interfaces.office.shell import render_page
from moadon.kernel.refusals import Refused
from moadon.ui import marks
from moadon.ui.parts import Text

Rows = Sequence[Mapping[str, Any]]
_UNITS = ("balance", "available", "pending", "arrears", "expiring")


@page(May.READ_REPORTS)
def balances_page(request: OfficeRequest) -> HttpResponse:
    """The club's balances and levels, and below them those of its branches."""
    club = request.club
    asked = read_asked(request.GET, club)
    told: dict[str, object] = {"asked": asked}
    try:
        whole: Any = reports.balances(club, asked.moment)
        branches: Any = reports.balances(club, asked.moment, "branch")
    except Refused as refused:
        return render_page(request, "office/books/balances.html", {**told, "refused": words_of(refused)})
    book = Programmes(club)
    tables = [
        _wallets("wallets", _("The club"), whole["rows"], book, club),
        _levels("levels", _("Members by level"), whole["tiers"], book),
    ]
    if any(row["branch"] for row in (*branches["rows"], *branches["tiers"])):
        tables += [
            _wallets("branches", _("What each branch gave"), branches["rows"], book, club, by_branch=True),
            _levels("branch-levels", _("Members by level and branch"), branches["tiers"], book, by_branch=True),
        ]
    return render_page(request, "office/books/balances.html", {**told, "tables": tables})


def _wallets(name: str, title: Text, rows: Rows, book: Programmes, club: ClubInfo, *, by_branch: bool = False) -> Table:
    heads = [
        *texts(*([_("Branch")] if by_branch else []), _("Wallet")),
        *figures(
            _("Members"), _("Balance"), _("Can be spent"), _("Waiting"), _("Arrears"), _("Ends in 30 days"), _("Worth")
        ),
    ]
    drawn = [
        [
            *([_place(row)] if by_branch else []),
            book.wallet_name(row["wallet"]),
            marks.number(row["members"]),
            *(units_of(book, row["wallet"], row[unit], club) for unit in _UNITS),
            marks.money(minor_of(row["worth"], club)),
        ]
        for row in rows
    ]
    return Table(name, title, heads, drawn, _("Nobody held anything."))


def _levels(name: str, title: Text, rows: Rows, book: Programmes, *, by_branch: bool = False) -> Table:
    heads = [*texts(*([_("Branch")] if by_branch else []), _("Ladder"), _("Level")), *figures(_("Members"))]
    ladders = {
        (version.programme, ladder.id): ladder
        for version in book.shelf.versions
        for ladder in book.shelf.named(version.programme, version.number, book.shelf.clock).programme.ladders
    }
    drawn: list[list[SafeString | Text]] = []
    for row in rows:
        ladder = ladders[row["programme"], row["ladder"]]
        where = [_place(row)] if by_branch else []
        drawn.append([*where, ladder_name(ladder), level_name(ladder, row["level"]), marks.number(row["members"])])
    return Table(name, title, heads, drawn, _("There were no levels."))


def _place(row: Mapping[str, Any]) -> Text:
    return marks.foreign(row["name"] or row["branch"]) if row["branch"] else _("no branch")


def units_of(book: Programmes, wallet: str, text: str, club: ClubInfo) -> SafeString:
    """Units of a wallet as a report tells them, without a word after them."""
    known = book.wallet(wallet)
    places = known.places if known else club.exponent
    return book.bare(wallet, int(Decimal(text).scaleb(places)))
