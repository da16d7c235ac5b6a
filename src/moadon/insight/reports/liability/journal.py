"""The lines that bring the liability of a period into the accounts. Debits and credits are equal, line pair by pair."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final, NamedTuple

from moadon.apps.clubs.types import ClubInfo
from moadon.insight.reports.liability.cohorts import Cohort
from moadon.insight.reports.liability.vouchers import Voucher
from moadon.kernel.sentences import Message

Say = Callable[[Message], str]


class Line(NamedTuple):
    """One line: an account is debited or credited, in minor units."""

    day: date
    account: str
    debit: int
    credit: int
    text: str


_ACCOUNTS: Final = ("sales", "owed", "redeemed", "breakage", "tax")


def accounts_of(club: ClubInfo, say: Say) -> dict[str, str]:
    """The names of the accounts: the club's own, else the house's in the reader's words."""
    return {
        name: getattr(club.settings, f"account_{name}") or say(Message(f"liability.account.{name}", {}))
        for name in _ACCOUNTS
    }


def journal_of(
    club: ClubInfo, cohorts: Iterable[Cohort], vouchers: Iterable[Voucher], day: date, say: Say
) -> list[Line]:
    """By wallet: what sales put off, what became revenue by redemption, what did by breakage; then the tax of vouchers
    that fell due as they were sold, or as they were redeemed."""
    moved: dict[str, list[int]] = {}
    for one in cohorts:
        three = moved.setdefault(one.wallet, [0, 0, 0])
        breakage = one.closing.breakage - one.opening.breakage
        three[0] += one.closing.allocated - one.opening.allocated
        three[1] += one.closing.recognised - one.opening.recognised - breakage
        three[2] += breakage
    named = accounts_of(club, say)
    lines: list[Line] = []
    for wallet, (put_off, redeemed, breakage) in moved.items():
        for what, amount, (debit, credit) in (
            ("put_off", put_off, ("sales", "owed")),
            ("redeemed", redeemed, ("owed", "redeemed")),
            ("breakage", breakage, ("owed", "breakage")),
        ):
            text = say(Message(f"liability.text.{what}", {"wallet": wallet}))
            lines += _pair(day, amount, (named[debit], named[credit]), text)
    for voucher in vouchers:
        for what, amount, debit in (
            ("sold_tax", voucher.sold_tax, "sales"),
            ("redeemed_tax", voucher.redeemed_tax, "redeemed"),
        ):
            text = say(Message(f"liability.text.{what}", {"wallet": voucher.wallet}))
            lines += _pair(day, amount, (named[debit], named["tax"]), text)
    return lines


def _pair(day: date, amount: int, accounts: tuple[str, str], text: str) -> list[Line]:
    """Both lines of a movement; one below zero goes the other way, and of nothing there are none."""
    if not amount:
        return []
    debit, credit = accounts if amount > 0 else accounts[::-1]
    return [Line(day, debit, abs(amount), 0, text), Line(day, credit, 0, abs(amount), text)]
