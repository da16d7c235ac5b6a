"""D1: spend 100, get 10; in one receipt, or with the remainder kept (semantics 7)."""

import pytest

from moadon.engine.rules import evaluate
from tests.engine.shop import NEWCOMER, Member, basket, earned, line, minor, programme, reason

SINGLE = programme("{id: r, type: linear, every: '100.00', give: '10.00'}")
ACCUMULATED = programme("{id: r, type: linear, every: '100.00', give: '10.00', basis: accumulated}")


@pytest.mark.parametrize(
    ("spend", "gets"),
    [
        ("0.01", "0"), ("99.99", "0"), ("100.00", "10"), ("100.01", "10"), ("199.99", "10"), ("200.00", "20"),
        ("499.99", "40"), ("500.00", "50"), ("999.99", "90"), ("1000.00", "100"), ("1999.99", "190"),
        ("2000.00", "200"), ("9999999.99", "999990"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("club", [SINGLE, ACCUMULATED], ids=["receipt", "accumulated"])
def test_the_published_table_with_its_edges(club, spend, gets):
    assert earned(evaluate(club, basket("2026-11-22 10:15", spend), NEWCOMER)) == minor(gets)


@pytest.mark.parametrize(
    ("receipts", "single", "accumulated"),
    [
        (["99.99", "0.01"], ["0", "0"], ["0", "10"]),
        (["60", "60", "60", "60"], ["0", "0", "0", "0"], ["0", "10", "0", "10"]),
        (["150", "150"], ["10", "10"], ["10", "20"]),
        (["50", "1950"], ["0", "190"], ["0", "200"]),
        (["33.33", "33.33", "33.33", "0.01"], ["0", "0", "0", "0"], ["0", "0", "0", "10"]),
    ],
)  # fmt: skip
def test_the_remainder_is_kept_only_when_purchases_accumulate(receipts, single, accumulated):
    for club, expected in ((SINGLE, single), (ACCUMULATED, accumulated)):
        member = Member(club)
        got = [earned(member.buy(basket("2026-11-22 10:15", price))) for price in receipts]
        assert got == [minor(amount) for amount in expected]


def test_accumulated_purchases_know_no_period():
    member = Member(ACCUMULATED)
    member.buy(basket("2025-12-31 23:59", "70"))
    assert earned(member.buy(basket("2026-06-01 09:00", "30"))) == minor("10")
    assert ACCUMULATED.progress_keys(basket("2026-06-01 09:00", "30")) == {("r", "ever")}
    assert SINGLE.progress_keys(basket("2026-06-01 09:00", "30")) == frozenset()


def test_a_purchase_below_the_step_is_kept_as_base_and_says_what_is_missing():
    evaluation = evaluate(ACCUMULATED, basket("2026-11-22 10:15", "60"), NEWCOMER)
    (earning,) = evaluation.earnings
    assert (earning.base, earning.amount, earning.times, earning.period) == (6000, 0, 0, "ever")
    assert earning.why.key == "earn.linear.counts"
    (near,) = evaluation.near
    assert (near.missing, near.gets) == (minor("40"), minor("10"))


def test_it_says_how_much_was_kept_from_before():
    member = Member(ACCUMULATED)
    member.buy(basket("2026-11-22 10:15", "270"))
    why = member.buy(basket("2026-11-22 10:15", "135")).earnings[0].why
    assert (why.key, why.params["n"], why.params["kept"]) == ("earn.linear.kept", 2, ("money", 7000, "ILS"))
    why = member.buy(basket("2026-11-22 10:15", "60")).earnings[0].why
    assert (why.key, why.params["missing"]) == ("earn.linear.counts", ("money", 3500, "ILS"))


def test_a_single_receipt_below_the_step_earns_nothing_and_says_so():
    evaluation = evaluate(SINGLE, basket("2026-11-22 10:15", "60"), NEWCOMER)
    assert evaluation.earnings == ()
    assert reason(evaluation) == "below_step"


def test_a_base_of_the_largest_size_stays_exact():
    huge = 10**13
    what = basket("2026-11-22 10:15", line("0.01"))
    priced = what.lines[0].__class__("1", "S", (), None, 1000, 0, huge + 1)
    assert earned(
        evaluate(SINGLE, what.__class__(what.at, what.clock, None, None, None, "store", (priced,)), NEWCOMER)
    ) == (huge // 10000 * 1000)


def test_points_of_two_decimals_are_given_to_the_hundredth():
    wallets = "{points: {kind: points, worth: '1', decimals: 2}}"
    club = programme("{id: r, type: linear, every: '10', give: '0.25', wallet: points}", wallets=wallets)
    assert earned(evaluate(club, basket("2026-11-22 10:15", "39.99"), NEWCOMER)) == 75


def test_rial_has_no_minor_units():
    wallets = "{credit: {kind: credit}}"
    club = programme("{id: r, type: linear, every: '1000000', give: '50000'}", wallets=wallets, currency="IRR")
    what = basket("2026-11-22 10:15", line("2999999", currency="IRR"), currency="IRR")
    assert earned(evaluate(club, what, NEWCOMER)) == 100000
