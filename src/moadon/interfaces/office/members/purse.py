"""What a member holds: each wallet as a figure with its lots, in the order in which they will be spent."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moadon.apps.ledger.models import Account, Lot
from moadon.engine.rules import AWAITED
from moadon.interfaces.office.members.naming import Programmes
from moadon.interfaces.office.members.statement import last_day
from moadon.ui import figures, marks
from moadon.ui.parts import Text
from moadon.ui.reader import shapes

TOLD = 3
"""How many lots of a wallet are told in words."""


class Purse:
    """The wallets of one member as parts of a page. `today` is the club's own day."""

    def __init__(self, book: Programmes, today: date) -> None:
        self.book = book
        self.today = today

    def wallets(self, accounts: Iterable[Account], lots: Iterable[Lot]) -> list[tuple[str, figures.Wallet]]:
        """Every wallet that the club has now, or that the member has something in: its code and its part."""
        held = {account.wallet: account for account in accounts}
        by_wallet: dict[str, list[Lot]] = {}
        for lot in lots:
            by_wallet.setdefault(lot.account.wallet, []).append(lot)
        codes = [*self.book.holders, *sorted(held.keys() - self.book.holders.keys())]
        return [(code, self._wallet(code, held.get(code), by_wallet.get(code, []))) for code in codes]

    def _wallet(self, code: str, account: Account | None, lots: Sequence[Lot]) -> figures.Wallet:
        stands_at = account.balance - account.owed if account else 0
        owed = account.owed if account else 0
        figure = figures.Figure(
            label=self.book.wallet_name(code),
            value=self.book.bare(code, stands_at),
            href=f"?wallet={code}#statement" if account else "",
            note=self._note(code, owed, lots),
        )
        return figures.Wallet(figure, self._lots(code, lots), "bad" if stands_at < 0 else "")

    def _note(self, code: str, owed: int, lots: Sequence[Lot]) -> Text:
        if owed:
            return format_html(
                _("{amount} is owed: goods came back after their award was spent. The next awards pay it first."),
                amount=self.book.amount(code, owed),
            )
        waiting = sum(lot.remaining for lot in lots if lot.pending)
        if waiting and len(grouped(lots)) > TOLD:
            return format_html(_("{amount} more is waiting"), amount=self.book.amount(code, waiting))
        return "" if lots else _("Nothing in it now")

    def _lots(self, code: str, lots: Sequence[Lot]) -> figures.Lots | None:
        if not lots:
            return None
        items, soon = [], True
        for group in grouped(lots):
            ends = group[0].expires_at is not None and not group[0].pending
            items.append(self._lot(code, group, soon=soon and ends))
            soon = soon and not ends
        return figures.Lots(items, TOLD)

    def _lot(self, code: str, group: Sequence[Lot], *, soon: bool) -> figures.Lot:
        first, units = group[0], sum(lot.remaining for lot in group)
        amount = self.book.bare(code, units, signed=first.pending)
        if first.pending and first.active_at >= AWAITED:
            return figures.Lot(amount, _("waits to be confirmed"), units, "pending")
        if first.pending:
            starts = marks.day(shapes().local(first.active_at).date())
            return figures.Lot(amount, format_html(_("waits until {day}"), day=starts), units, "pending")
        if first.expires_at is None:
            return figures.Lot(amount, _("no end"), units)
        ends = last_day(first)
        if soon:
            return figures.Lot(amount, self._soon(ends), units, "soon")
        return figures.Lot(amount, marks.day(ends), units)

    def _soon(self, day: date) -> SafeString:
        """How long the lot that ends next is still good: "ends in 30 days, 31 Dec 2026"."""
        left = (day - self.today).days
        if left < 0:
            return format_html(_("ended on {day}"), day=marks.day(day))
        if left == 0:
            return SafeString(_("ends today"))
        told = ngettext("ends in {n} day, {day}", "ends in {n} days, {day}", left)
        return format_html(told, n=marks.number(left), day=marks.day(day))


def grouped(lots: Iterable[Lot]) -> list[list[Lot]]:
    """Lots, in the order in which they are spent, by the day on which they end; after the first few by month.

    So a member of many years has a purse that can still be read.
    """
    groups: list[list[Lot]] = []
    last: object = None
    for lot in lots:
        key = _together(lot, by_day=len(groups) <= TOLD)
        if groups and key == last:
            groups[-1].append(lot)
            continue
        last = _together(lot, by_day=len(groups) < TOLD)
        groups.append([lot])
    return groups


def _together(lot: Lot, *, by_day: bool) -> object:
    if lot.pending:
        return ("waits", shapes().local(lot.active_at).date())
    if lot.expires_at is None:
        return "no end"
    day = last_day(lot)
    return day if by_day else (day.year, day.month)
