"""What one member held, and on which levels they stood, at a past moment."""

from datetime import UTC, datetime

from django.http.response import HttpResponseBase
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from moadon.apps.clubs.permissions import May
from moadon.apps.ledger.past import LotThen
from moadon.apps.members import queries as members
from moadon.engine.rules import AWAITED
from moadon.flows.holdings import Holding, holdings_then
from moadon.flows.tiers.then import LevelThen, levels_then
from moadon.interfaces.office.books.moments import read_asked
from moadon.interfaces.office.books.tables import Table, figures, texts
from moadon.interfaces.office.members.ladders import CAUSES, ladder_name, level_name
from moadon.interfaces.office.members.naming import Programmes, crumbs_to
from moadon.interfaces.office.parts.access import OfficeRequest, page
from moadon.interfaces.office.shell import render_page
from moadon.ui import marks
from moadon.ui.parts import Text


@page(May.READ_MEMBERS)
def past_page(request: OfficeRequest, member_id: str) -> HttpResponseBase:
    """The wallets, their lots and the levels as they were."""
    club, now = request.club, datetime.now(UTC)
    member = members.member(club, member_id)
    asked, book = read_asked(request.GET, club), Programmes(club)
    held = holdings_then(club, member.pk, asked.moment, now)
    told = {
        "asked": asked,
        "crumbs": crumbs_to(request, _("At a past moment"), member),
        "tables": [_wallets(held, book), _lots(held, book), _levels(levels_then(club, member.pk, asked.moment, now))],
    }
    return render_page(request, "office/members/past.html", told)


def _wallets(held: list[Holding], book: Programmes) -> Table:
    heads = [*texts(_("Wallet")), *figures(_("Balance"), _("Can be spent"), _("Waiting"), _("Arrears"))]
    rows: list[list[SafeString | Text]] = [
        [
            book.wallet_name(one.wallet.id),
            *(book.bare(one.wallet.id, units) for units in (one.balance, one.available, one.pending, one.arrears)),
        ]
        for one in held
    ]
    return Table("wallets", _("Wallets"), heads, rows, _("There were no wallets."))


def _lots(held: list[Holding], book: Programmes) -> Table:
    heads = [*texts(_("Wallet"), _("Spendable from"), _("Ends")), *figures(_("Given"), _("Left"))]
    rows = [_lot(one.wallet.id, lot, book) for one in held for lot in one.lots]
    return Table("lots", _("Lots"), heads, rows, _("Nothing was left."))


def _lot(wallet: str, lot: LotThen, book: Programmes) -> list[SafeString | Text]:
    starts = _("waits to be confirmed") if lot.active_at and lot.active_at >= AWAITED else marks.moment(lot.active_at)
    ends = marks.moment(lot.expires_at) if lot.expires_at else _("no end")
    left = lot.balance + lot.pending
    return [book.wallet_name(wallet), starts, ends, book.bare(wallet, lot.given or 0), book.bare(wallet, left)]


def _levels(found: list[LevelThen]) -> Table:
    rows: list[list[SafeString | Text]] = []
    for one in found:
        last = next(iter(one.history), None)
        since = marks.moment(last.at) if last else _("from the start")
        why = CAUSES.get(last.cause, last.cause) if last else ""
        rows.append([ladder_name(one.ladder), level_name(one.ladder, one.level), since, why])
    heads = texts(_("Ladder"), _("Level"), _("Since"), _("Why"))
    return Table("levels", _("Levels"), heads, rows, _("There were no levels."))
