"""D3: a rate by the value bought in a quarter: of the whole of it, or within each band (semantics 7)."""

import pytest

from moadon.engine.rules import evaluate
from tests.engine.shop import NEWCOMER, TEHRAN, Member, at, basket, earned, line, minor, programme

BANDS = (
    "bands: [{from: '0', rate: '0.10'}, {from: '1000', rate: '0.15'}, {from: '2000', rate: '0.20'},"
    " {from: '3000', rate: '0.25'}]"
)
WHOLE = programme(f"{{id: r, type: rate_by_value, period: quarter, {BANDS}}}")
WITHIN = programme(f"{{id: r, type: rate_by_value, period: quarter, method: within, {BANDS}}}")


@pytest.mark.parametrize(
    ("spend", "whole", "within"),
    [
        ("0.04", "0.00", "0.00"),
        ("0.05", "0.01", "0.01"),  # half a minor unit is rounded up
        ("100.00", "10.00", "10.00"),
        ("999.99", "100.00", "100.00"),
        ("1000.00", "150.00", "100.00"),
        ("1000.01", "150.00", "100.00"),
        ("1500.00", "225.00", "175.00"),
        ("1999.99", "300.00", "250.00"),
        ("2000.00", "400.00", "250.00"),
        ("2999.99", "600.00", "450.00"),
        ("3000.00", "750.00", "450.00"),
        ("4000.00", "1000.00", "700.00"),
        ("10000.00", "2500.00", "2200.00"),
    ],
)
def test_the_published_table_with_its_edges(spend, whole, within):
    assert earned(evaluate(WHOLE, basket("2026-11-22 10:15", spend), NEWCOMER)) == minor(whole)
    assert earned(evaluate(WITHIN, basket("2026-11-22 10:15", spend), NEWCOMER)) == minor(within)


@pytest.mark.parametrize(
    ("receipts", "whole", "within"),
    [
        (["600", "600"], ["60", "120"], ["60", "70"]),  # the second crosses 1,000: whole tops up to 180
        (["999.99", "0.01"], ["100", "50"], ["100", "0"]),
        (["1000", "1000", "1000"], ["150", "250", "350"], ["100", "150", "200"]),
        (["500", "2500"], ["50", "700"], ["50", "400"]),
        (["0.04", "0.04", "0.04"], ["0", "0.01", "0"], ["0", "0.01", "0"]),  # parts sum to the rate of the whole
    ],
)
def test_receipts_of_one_quarter_add_up_and_crossing_tops_up(receipts, whole, within):
    for club, expected in ((WHOLE, whole), (WITHIN, within)):
        member = Member(club)
        got = [earned(member.buy(basket("2026-11-22 10:15", price))) for price in receipts]
        assert got == [minor(amount) for amount in expected]


def test_each_quarter_begins_at_the_first_band_again():
    member = Member(WHOLE)
    member.buy(basket("2026-09-30 23:59", "2000"))
    assert earned(member.buy(basket("2026-10-01 00:00", "100"))) == minor("10")
    assert earned(member.buy(basket("2026-12-31 23:59", "900"))) == minor("140")
    assert earned(member.buy(basket("2027-01-01 00:00", "900"))) == minor("90")


def test_a_late_receipt_corrects_the_quarter_it_belongs_to():
    """Semantics 4."""
    member = Member(WHOLE)
    member.buy(basket("2026-09-30 10:00", "900"))
    member.buy(basket("2026-10-02 10:00", "900"))
    assert earned(member.buy(basket("2026-09-29 10:00", "100"))) == minor("60")


def test_what_is_missing_to_the_next_band_and_what_it_brings():
    near = evaluate(WHOLE, basket("2026-11-22 10:15", "950"), NEWCOMER).near[0]
    assert (near.missing, near.gets) == (minor("50"), minor("55"))
    near = evaluate(WITHIN, basket("2026-11-22 10:15", "950"), NEWCOMER).near[0]
    assert (near.missing, near.gets) == (minor("50"), minor("5"))
    assert evaluate(WHOLE, basket("2026-11-22 10:15", "3000"), NEWCOMER).near == ()


def test_a_jalali_autumn_is_a_quarter():
    club = programme(
        "{id: r, type: rate_by_value, period: quarter, bands: [{from: '0', rate: '0.03'}, {from: 1000, rate: '0.05'}]}",
        wallets="{credit: {kind: credit}}", currency="IRR", clock=TEHRAN,
    )  # fmt: skip
    member = Member(club)

    def buy(when, price):
        return earned(member.buy(basket(at(when, TEHRAN), line(price, currency="IRR"), clock=TEHRAN)))

    assert buy("2026-09-22 23:59", "900") == 27  # 31 Shahrivar, the last day of summer
    assert buy("2026-09-23 00:00", "900") == 27  # 1 Mehr
    assert buy("2026-12-21 23:59", "100") == 23  # 30 Azar: 5 % of 1,000 less 27
    assert buy("2026-12-22 00:00", "100") == 3  # 1 Dey


def test_a_rate_into_points_gives_points_for_units_of_the_currency():
    club = programme(
        "{id: r, type: rate_by_value, period: month, wallet: points, bands: [{from: '0', rate: '0.10'}]}",
        wallets="{points: {kind: points, worth: '0.05'}}",
    )
    assert earned(evaluate(club, basket("2026-11-22 10:15", "104.90"), NEWCOMER)) == 10
    assert earned(evaluate(club, basket("2026-11-22 10:15", "105.00"), NEWCOMER)) == 11


def test_a_falling_rate_is_allowed_within_bands():
    club = programme(
        "{id: r, type: rate_by_value, period: month, method: within,"
        " bands: [{from: '0', rate: '0.10'}, {from: '100', rate: '0'}, {from: '200', rate: '0.05'}]}"
    )
    for spend, gets in (("100", "10"), ("150", "10"), ("200", "10"), ("300", "15")):
        assert earned(evaluate(club, basket("2026-11-22 10:15", spend), NEWCOMER)) == minor(gets)
