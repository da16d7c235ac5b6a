"""Vouchers that were sold, gift cards and loaded money: what became of them in a period, and the tax in it.

A voucher of many purposes is taxed as it is redeemed, one of a single purpose as it is sold; one that ends unused has
no tax of its own. Credit for a return was not sold and is no voucher. The tax is found at the mix of rates of all sales
of the time: of the period for what was redeemed, of the month or year of issue for what was sold.
"""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from moadon.apps.clubs.types import ClubInfo
from moadon.engine.rules import GIFT_CARD, LOADED
from moadon.insight.reports.liability.asking import Known, without_tax
from moadon.insight.reports.liability.cohorts import Cohort
from moadon.insight.reports.liability.span import Stretch
from moadon.kernel.money import format_decimal, round_half_up

SOLD: Final = (GIFT_CARD, LOADED)
_OF_UNITS: Final = ("issued", "redeemed", "expired")


class Voucher(NamedTuple):
    """One kind of voucher in minor units, tax included: `sold` (less what was taken back), `redeemed` and `expired` in
    the period, and what is `left` at its end; `sold_tax` and `redeemed_tax` are what falls due in it."""

    wallet: str
    sold: int
    redeemed: int
    expired: int
    left: int
    sold_tax: int
    redeemed_tax: int

    def told(self, exponent: int) -> dict[str, object]:
        """It as JSON values."""
        money = {name: format_decimal(getattr(self, name), exponent) for name in self._fields[1:]}
        return {"wallet": self.wallet, **money}


def vouchers_of(club: ClubInfo, cohorts: Iterable[Cohort], known: Known, stretch: Stretch) -> list[Voucher]:
    """Each kind of voucher of which something is left or moved in the period."""
    by_wallet: dict[str, list[Cohort]] = {}
    for one in cohorts:
        by_wallet.setdefault(one.wallet, []).append(one)
    rates = _rates(known, stretch)
    return [_voucher(club, wallet, by_wallet[wallet], rates) for wallet in SOLD if wallet in by_wallet]


def _voucher(club: ClubInfo, wallet: str, cohorts: list[Cohort], rates: Mapping[int, int]) -> Voucher:
    sold, redeemed, expired = (sum(_moved(one, name) for one in cohorts) for name in _OF_UNITS)
    left = sum(one.closing.value.units.outstanding for one in cohorts)
    if club.settings.voucher_tax == "single_purpose":
        # What is owed for them is told without tax already; the rest of their price is the tax.
        owed = sum(one.closing.allocated - one.opening.allocated for one in cohorts)
        return Voucher(wallet, sold, redeemed, expired, left, sold - owed, 0)
    net = without_tax(redeemed, rates)
    tax = redeemed - round_half_up(net.numerator, net.denominator)
    return Voucher(wallet, sold, redeemed, expired, left, 0, tax)


def _moved(one: Cohort, name: str) -> int:
    closing, opening = one.closing.value.units, one.opening.value.units
    return int(getattr(closing, name) - getattr(opening, name))


def _rates(known: Known, stretch: Stretch) -> dict[int, int]:
    """For how much was sold at which tax rate in the period."""
    found: dict[int, int] = {}
    for day, by_rate in known.every_rate.items():
        if stretch.first <= day <= stretch.last:
            for rate, paid in by_rate.items():
                found[rate] = found.get(rate, 0) + paid
    return found
