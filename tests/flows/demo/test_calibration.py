"""A year of members that meets the published case: sums to the last agora, at any size."""

from fractions import Fraction

import pytest

from moadon.flows.demo.calibration import REFERENCE, YEAR_BEFORE, Targets, group_sizes, plan_year
from moadon.flows.demo.curves import counts, luck, portions

SCALES = [Fraction(1), Fraction(1, 10), Fraction(1, 50), Fraction(1, 100), Fraction(2)]


@pytest.mark.parametrize("scale", SCALES, ids=str)
@pytest.mark.parametrize("year", [REFERENCE, YEAR_BEFORE], ids=["reference", "before"])
def test_the_sums_of_a_year_are_its_targets(year: Targets, scale: Fraction) -> None:
    targets = year.at(scale)

    rows = plan_year(targets, luck("sums", scale))

    assert len(rows) == targets.visiting
    assert sum(row.spend for row in rows) == targets.turnover
    assert sum(row.visits for row in rows) == targets.receipts
    assert sum(row.units for row in rows) == targets.units


def test_the_case_is_the_published_one() -> None:
    assert (REFERENCE.visiting, REFERENCE.not_visiting, REFERENCE.turnover) == (18_102, 3_449, 1_749_843_300)
    assert REFERENCE.receipts == 64_443
    assert REFERENCE.units == 304_114
    assert REFERENCE.other_receipts == 143_438
    assert REFERENCE.turnover + REFERENCE.other_turnover == pytest.approx(36_455_069_00, abs=1_00)


@pytest.mark.parametrize("scale", [Fraction(1), Fraction(1, 10)], ids=str)
def test_segments_have_the_published_shares_and_visits(scale: Fraction) -> None:
    targets = REFERENCE.at(scale)
    rows = plan_year(targets, luck("segments"))
    start = 0

    for group, size in enumerate(group_sizes(targets.visiting)):
        part, start = rows[start : start + size], start + size
        share = sum(row.spend for row in part) / targets.turnover
        assert share == pytest.approx(targets.segment_shares[group] / 1000, abs=0.005)
        visits = sum(row.visits for row in part) / size
        assert visits == pytest.approx(targets.segment_visits[group] / 100, rel=0.05)


def test_spends_rise_and_every_visit_and_unit_can_be_paid_for() -> None:
    rows = plan_year(REFERENCE.at(Fraction(1, 10)), luck("rows"))

    for group in range(5):
        spends = [row.spend for row in rows[group * 362 : (group + 1) * 362]]
        assert spends == sorted(spends)
    assert all(row.units >= row.visits >= 1 for row in rows)
    assert all(row.spend >= 600 * row.units for row in rows)


def test_the_same_words_bring_the_same_luck() -> None:
    assert plan_year(REFERENCE.at(Fraction(1, 100)), luck(7)) == plan_year(REFERENCE.at(Fraction(1, 100)), luck(7))
    assert plan_year(REFERENCE.at(Fraction(1, 100)), luck(7)) != plan_year(REFERENCE.at(Fraction(1, 100)), luck(8))


def test_groups_are_equal_and_the_first_take_the_remainder() -> None:
    assert group_sizes(18_102) == [3621, 3621, 3620, 3620, 3620]


def test_counts_sum_up_and_stay_within_their_bounds() -> None:
    found = counts(50, [1.0] * 20, [3] * 20, luck("counts"))

    assert sum(found) == 50
    assert min(found) >= 1
    assert max(found) <= 3


def test_portions_that_do_not_fit_go_to_who_has_room() -> None:
    assert portions(12, [1, 1, 1], [2, 2, 9], [5.0, 5.0, 1.0]) == [2, 2, 8]
