"""The liability of a period as JSON values: by wallet, by cohort, and as journals."""

from collections.abc import Mapping, Sequence
from typing import Any

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.programmes import queries as programmes
from moadon.engine.rules import Wallet
from moadon.insight.kpis import quotient
from moadon.insight.kpis.measures import MILLION
from moadon.insight.lake import Lake
from moadon.insight.reports.liability.asking import Known, known_of, without_tax
from moadon.insight.reports.liability.cohorts import Cohort, Estimate, cohorts_of
from moadon.insight.reports.liability.journal import Line, Say, journal_of
from moadon.insight.reports.liability.span import Stretch
from moadon.insight.reports.liability.vouchers import vouchers_of
from moadon.insight.reports.opening import opened
from moadon.kernel.money import format_decimal, round_half_up
from moadon.store import club_transaction

_UNITS = ("issued", "redeemed", "expired", "outstanding")
_MONEY = ("allocated", "recognised", "deferred", "breakage")


def liability(club: ClubInfo, stretch: Stretch, say: Say, *, lake: Lake | None = None) -> dict[str, object]:
    """What value promised to members puts off and makes revenue in `stretch`, and what is owed at its end.

    `say` words the names of accounts and the texts of the journal. Units are told with the wallet's decimals, money
    with the currency's. Raises `Refused`: `figures_not_ready`.
    """
    with opened(club, lake) as books:
        known = known_of(books, stretch)
        as_of = books.as_of
    with club_transaction(club.id):
        wallets = programmes.wallets(club, stretch.closing.until)
    cohorts = cohorts_of(club, known, stretch)
    vouchers = vouchers_of(club, cohorts, known, stretch)
    codes = sorted({one.wallet for one in cohorts} | {code for code, owed in known.arrears.items() if owed})
    return {
        "from": stretch.first.isoformat(),
        "to": stretch.last.isoformat(),
        "at": _moment(stretch.closing.at),
        "known": _moment(stretch.closing.known),
        "currency": club.currency,
        "cohort": club.settings.cohort,
        "tax": _tax(club, known, cohorts),
        "wallets": [_wallet(club, wallets.get(code), code, cohorts, known) for code in codes],
        "vouchers": [one.told(club.exponent) for one in vouchers],
        "journal": [_line(line, club.exponent) for line in journal_of(club, cohorts, vouchers, stretch.last, say)],
        "as_of": as_of.isoformat(),
    }


def _moment(value: Any) -> str | None:
    return None if value is None else value.isoformat()


def _wallet(
    club: ClubInfo, wallet: Wallet | None, code: str, cohorts: Sequence[Cohort], known: Known
) -> dict[str, object]:
    places = wallet.places if wallet else club.exponent
    mine = [one for one in cohorts if one.wallet == code]
    told = [_cohort(one, places, club.exponent) for one in mine]
    return {
        "wallet": code,
        "kind": wallet.kind if wallet else None,
        **_estimated(mine[-1].now if mine else None),
        **_figures(mine, places, club.exponent),
        "arrears": format_decimal(known.arrears.get(code, 0), places),
        "cohorts": told,
    }


def _cohort(one: Cohort, places: int, exponent: int) -> dict[str, object]:
    return {
        "cohort": one.period.key,
        "from": one.period.start.isoformat(),
        "promised_share": quotient(one.promised.share.numerator, one.promised.share.denominator),
        **_figures([one], places, exponent),
    }


def _estimated(estimate: Estimate | None) -> dict[str, object]:
    if estimate is None:
        return {"method": None, "expected_share": None}
    return {
        "method": estimate.method,
        "expected_share": quotient(estimate.share.numerator, estimate.share.denominator),
    }


def _figures(cohorts: Sequence[Cohort], places: int, exponent: int) -> dict[str, object]:
    """Units and money of some cohorts together: as they stand at the end, and how money moved in the period."""
    ends = [one.closing for one in cohorts]
    units = {name: sum(getattr(end.value.units, name) for end in ends) for name in _UNITS}
    units["without_sale"] = sum(end.value.units.issued - end.value.sold for end in ends)
    units["expected"] = sum(end.expected for end in ends)
    money = {name: sum(getattr(end, name) for end in ends) for name in _MONEY}
    money["deferred_before"] = sum(one.opening.deferred for one in cohorts)
    moved = {
        f"{name}_in_period": money[name] - sum(getattr(one.opening, name) for one in cohorts)
        for name in ("allocated", "recognised", "breakage")
    }
    money["worth"] = round_half_up(sum(end.value.worth for end in ends), MILLION)
    return {
        **{name: format_decimal(found, places) for name, found in units.items()},
        **{name: format_decimal(found, exponent) for name, found in (money | moved).items()},
    }


def _tax(club: ClubInfo, known: Known, cohorts: Sequence[Cohort]) -> dict[str, object]:
    """How vouchers are taxed, and the tax that lies in the worth of what is left, at the mix of rates of all sales."""
    worth = round_half_up(sum(one.closing.value.worth for one in cohorts), MILLION)
    rates: dict[int, int] = {}
    for by_rate in known.rates.values():
        for rate, paid in by_rate.items():
            rates[rate] = rates.get(rate, 0) + paid
    return {"treatment": club.settings.voucher_tax, "in_worth": format_decimal(_tax_in(worth, rates), club.exponent)}


def _tax_in(worth: int, rates: Mapping[int, int]) -> int:
    net = without_tax(worth, rates)
    return worth - round_half_up(net.numerator, net.denominator)


def _line(line: Line, exponent: int) -> dict[str, object]:
    return {
        "date": line.day.isoformat(),
        "account": line.account,
        "debit": format_decimal(line.debit, exponent),
        "credit": format_decimal(line.credit, exponent),
        "text": line.text,
    }
