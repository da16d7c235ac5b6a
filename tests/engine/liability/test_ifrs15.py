"""The standard's own example to the unit, and what holds whatever is given, redeemed and expected."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moadon.engine.liability import (
    ALL,
    LEAST_ENDED,
    Allocation,
    Ended,
    Units,
    allocate,
    expected_in_all,
    recognised,
    share_of_ended,
)

MONEY = st.integers(0, 10**12)
SHARE = st.fractions(0, 1, max_denominator=1000)


def test_the_example_of_the_standard() -> None:
    """IFRS 15, example 52: goods for 100,000, with 10,000 points of 1, of which 9,500 are expected, later 9,700."""
    goods, points = allocate(100_000, Fraction(100_000), 10_000 * Fraction("0.95"))
    assert (goods, points) == (91_324, 8_676)
    first, second = Units(10_000, 4_500, 0), Units(10_000, 8_500, 0)
    year_one = recognised(points, 4_500, expected_in_all(first, Fraction("0.95")))
    assert year_one == 4_110
    in_all = recognised(points, 8_500, expected_in_all(second, Fraction("0.97")))
    assert in_all - year_one == 3_493
    assert points - in_all == 1_073


@pytest.mark.parametrize(
    ("units", "share", "expected"),
    [
        (Units(100, 0, 0), "0.8", 80), (Units(100, 90, 0), "0.8", 90), (Units(100, 10, 80), "0.8", 20),
        (Units(100, 40, 60), "0.8", 40), (Units(100, 0, 0), "0", 0), (Units(0, 0, 0), "1", 0),
    ],
)  # fmt: skip
def test_what_is_expected_lies_between_what_was_and_what_still_can_be_redeemed(
    units: Units, share: str, expected: int
) -> None:
    assert expected_in_all(units, Fraction(share)) == expected


def test_what_ended_unused_is_revenue_when_nothing_more_can_come() -> None:
    assert recognised(1_000, 30, expected_in_all(Units(100, 30, 70), Fraction("0.9"))) == 1_000
    assert recognised(1_000, 0, expected_in_all(Units(100, 0, 100), ALL)) == 1_000
    assert recognised(1_000, 0, expected_in_all(Units(100, 0, 0), ALL)) == 0


@given(price=MONEY, goods=MONEY, value=MONEY, share=SHARE)
def test_a_price_is_divided_without_rest(price: int, goods: int, value: int, share: Fraction) -> None:
    parts = allocate(price, Fraction(goods), value * share)
    assert sum(parts) == price
    assert min(parts) >= 0
    if value * share == 0:
        assert parts == Allocation(price, 0)


@given(allocated=MONEY, steps=st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), SHARE), max_size=9))
def test_over_all_periods_revenue_is_what_was_put_off_and_never_more(
    allocated: int, steps: list[tuple[int, int, Fraction]]
) -> None:
    issued = 1 + sum(redeemed + expired for redeemed, expired, _ in steps)
    redeemed = expired = 0
    for more, lost, share in steps:
        redeemed, expired = redeemed + more, expired + lost
        units = Units(issued, redeemed, expired)
        assert 0 <= recognised(allocated, redeemed, expected_in_all(units, share)) <= allocated
    last = Units(issued, redeemed, issued - redeemed)
    assert recognised(allocated, last.redeemed, expected_in_all(last, ALL)) == allocated


@given(allocated=MONEY, expected=st.integers(1, 10**6), data=st.data())
def test_who_redeems_more_makes_no_less_revenue(allocated: int, expected: int, data: st.DataObject) -> None:
    less, more = sorted(data.draw(st.tuples(st.integers(0, expected), st.integers(0, expected))))
    assert recognised(allocated, less, expected) <= recognised(allocated, more, expected)


def test_a_share_by_what_became_of_ended_lots_wants_enough_of_them() -> None:
    assert share_of_ended(Ended(LEAST_ENDED - 1, 1_000, 500)) is None
    assert share_of_ended(Ended(LEAST_ENDED, 1_000, 500)) == Fraction(1, 2)
    assert share_of_ended(Ended(LEAST_ENDED, 0, 0)) is None
    assert share_of_ended(Ended(LEAST_ENDED, 1_000, 1_200)) == ALL
