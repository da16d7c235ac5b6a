"""Windows and reviews as tables: what a member bought on which day, and which level that gives when."""

import pytest

from tests.engine.shop import TEHRAN
from tests.engine.tiers.club import MEMBER_YEAR, MONTH, QUARTER, ROLLING, Buys, climb, ladder


@pytest.mark.parametrize(
    ("buys", "day", "level"),
    [
        # Up at once, on the receipt's own day.
        ({}, "2026-05-01", "basic"),
        ({"2026-03-01": "1999.99"}, "2026-03-01", "basic"),
        ({"2026-03-01": "2000.00"}, "2026-03-01", "silver"),
        ({"2026-03-01": "1500", "2026-03-02": "500"}, "2026-03-02", "silver"),
        ({"2026-03-01": "4999.99"}, "2026-03-01", "silver"),
        ({"2026-03-01": "5000"}, "2026-03-01", "gold"),
        ({"2026-03-01": "5000"}, "2026-12-31", "gold"),
        # What was reached in a year holds through the next, and is set anew after it.
        ({"2026-03-01": "5000"}, "2027-01-01", "gold"),
        ({"2026-03-01": "5000"}, "2027-12-31", "gold"),
        ({"2026-03-01": "5000"}, "2028-01-01", "basic"),
        ({"2026-03-01": "5000", "2027-06-01": "2000"}, "2027-12-31", "gold"),
        ({"2026-03-01": "5000", "2027-06-01": "2000"}, "2028-01-01", "silver"),
        ({"2026-03-01": "5000", "2027-06-01": "5000"}, "2028-12-31", "gold"),
        # Purchases of two years do not add up.
        ({"2026-12-31": "1500", "2027-01-01": "1500"}, "2027-01-01", "basic"),
        ({"2026-12-31": "2000", "2027-01-01": "1500"}, "2027-01-01", "silver"),
        # Nothing before it was bought counts.
        ({"2026-03-01": "5000"}, "2025-12-31", "basic"),
    ],
)
def test_a_calendar_year_recomputed(buys: Buys, day: str, level: str):
    assert climb(ladder(), buys).level(day) == level


@pytest.mark.parametrize(
    ("down", "day", "level"),
    [
        ("recomputed", "2027-12-31", "gold"), ("recomputed", "2028-01-01", "basic"),
        ("one_step", "2027-12-31", "gold"), ("one_step", "2028-01-01", "silver"),
        ("one_step", "2028-12-31", "silver"), ("one_step", "2029-01-01", "basic"),
        ("one_step", "2035-01-01", "basic"),
        ("never", "2028-01-01", "gold"), ("never", "2035-06-01", "gold"),
    ],
)  # fmt: skip
def test_the_ways_down(down: str, day: str, level: str):
    assert climb(ladder(more=f"down: {down}"), {"2026-03-01": "5000"}).level(day) == level


@pytest.mark.parametrize(
    ("down", "buys", "day", "level"),
    [
        ("recomputed", {"2026-03-01": "5000"}, "2028-01-01", "gold"),
        ("recomputed", {"2026-03-01": "5000"}, "2028-01-30", "gold"),
        ("recomputed", {"2026-03-01": "5000"}, "2028-01-31", "basic"),
        ("one_step", {"2026-03-01": "5000"}, "2028-01-30", "gold"),
        ("one_step", {"2026-03-01": "5000"}, "2028-01-31", "silver"),
        ("one_step", {"2026-03-01": "5000"}, "2029-01-30", "silver"),
        ("one_step", {"2026-03-01": "5000"}, "2029-01-31", "basic"),
        # In the grace the level can be saved by buying.
        ("recomputed", {"2026-03-01": "5000", "2028-01-15": "5000"}, "2028-02-15", "gold"),
        ("recomputed", {"2026-03-01": "5000", "2028-01-15": "2500"}, "2028-01-30", "gold"),
        ("recomputed", {"2026-03-01": "5000", "2028-01-15": "2500"}, "2028-01-31", "silver"),
    ],
)
def test_a_level_that_falls_stays_for_its_grace(down: str, buys: Buys, day: str, level: str):
    assert climb(ladder(more=f"down: {down}, grace: {{days: 30}}"), buys).level(day) == level


@pytest.mark.parametrize(
    ("day", "level"),
    [("2026-02-28", "gold"), ("2026-03-31", "gold"), ("2026-05-14", "gold"), ("2026-05-15", "silver"),
     ("2026-06-14", "silver"), ("2026-06-15", "basic"), ("2026-12-01", "basic")],
)  # fmt: skip
def test_a_grace_longer_than_the_period_does_not_begin_again(day: str, level: str):
    # Gold in January; the reviews of 1 March and 1 April take it down to silver and basic, 75 days later each.
    member = climb(ladder(MONTH, "down: one_step, grace: {days: 75}"), {"2026-01-10": "5000"})
    assert member.level(day) == level


@pytest.mark.parametrize(
    ("window", "buys", "day", "level"),
    [
        (MONTH, {"2026-03-05": "2000"}, "2026-03-31", "silver"),
        (MONTH, {"2026-03-05": "2000"}, "2026-04-30", "silver"),
        (MONTH, {"2026-03-05": "2000"}, "2026-05-01", "basic"),
        (MONTH, {"2026-03-31": "1000", "2026-04-01": "1000"}, "2026-04-01", "basic"),
        (QUARTER, {"2026-01-01": "1000", "2026-03-31": "1000"}, "2026-03-31", "silver"),
        (QUARTER, {"2026-03-31": "1000", "2026-04-01": "1000"}, "2026-04-01", "basic"),
        (QUARTER, {"2026-03-31": "2000"}, "2026-06-30", "silver"),
        (QUARTER, {"2026-03-31": "2000"}, "2026-07-01", "basic"),
        ("", {"2020-01-01": "1000", "2026-04-01": "1000"}, "2026-04-01", "silver"),
        ("", {"2024-02-01": "2000"}, "2044-01-01", "silver"),
    ],
)
def test_other_windows_of_the_calendar(window: str, buys: Buys, day: str, level: str):
    assert climb(ladder(window), buys).level(day) == level


@pytest.mark.parametrize(
    ("joined", "buys", "day", "level"),
    [
        ("2024-06-10", {"2026-06-09": "2000"}, "2026-06-09", "silver"),
        ("2024-06-10", {"2026-06-09": "1000", "2026-06-10": "1000"}, "2026-06-10", "basic"),
        ("2024-06-10", {"2026-06-10": "1000", "2027-06-09": "1000"}, "2027-06-09", "silver"),
        ("2024-06-10", {"2026-06-09": "2000"}, "2027-06-09", "silver"),
        ("2024-06-10", {"2026-06-09": "2000"}, "2027-06-10", "basic"),
        # Joined on 29 February: other years begin on the 28th, leap years on the 29th.
        ("2024-02-29", {"2025-02-27": "1000", "2025-02-28": "1000"}, "2025-02-28", "basic"),
        ("2024-02-29", {"2025-02-28": "1000", "2026-02-27": "1000"}, "2026-02-27", "silver"),
        ("2024-02-29", {"2028-02-28": "1000", "2028-02-29": "1000"}, "2028-02-29", "basic"),
        ("2024-02-29", {"2027-02-28": "1000", "2028-02-28": "1000"}, "2028-02-28", "silver"),
    ],
)
def test_years_of_membership(joined: str, buys: Buys, day: str, level: str):
    assert climb(ladder(MEMBER_YEAR), buys, joined).level(day) == level


@pytest.mark.parametrize(
    ("buys", "day", "level"),
    [
        ({"2025-03-10": "1000", "2026-03-09": "1000"}, "2026-03-09", "silver"),
        ({"2025-03-09": "1000", "2026-03-09": "1000"}, "2026-03-09", "basic"),
        ({"2025-03-10": "1000", "2026-03-10": "1000"}, "2026-03-10", "basic"),
        # Reached in March, no longer there from the 20th on: down at the review of 1 April, not before.
        ({"2025-03-20": "1500", "2026-03-10": "500"}, "2026-03-10", "silver"),
        ({"2025-03-20": "1500", "2026-03-10": "500"}, "2026-03-31", "silver"),
        ({"2025-03-20": "1500", "2026-03-10": "500"}, "2026-04-01", "basic"),
        ({"2026-03-10": "2000"}, "2027-03-09", "silver"),
        ({"2026-03-10": "2000"}, "2027-03-31", "silver"),
        ({"2026-03-10": "2000"}, "2027-04-01", "basic"),
    ],
)
def test_the_last_twelve_months(buys: Buys, day: str, level: str):
    assert climb(ladder(ROLLING), buys).level(day) == level


@pytest.mark.parametrize(
    ("day", "level"),
    [("2027-03-31", "gold"), ("2027-04-01", "silver"), ("2027-04-30", "silver"), ("2027-05-01", "basic")],
)
def test_the_last_twelve_months_one_step_at_each_first_of_the_month(day: str, level: str):
    assert climb(ladder(ROLLING, "down: one_step"), {"2026-03-10": "5000"}).level(day) == level


@pytest.mark.parametrize(
    ("buys", "day", "level"),
    [
        # 1405 begins on 21 March 2026 and ends on 20 March 2027.
        ({"2026-03-20": "1000", "2026-03-21": "1000"}, "2026-03-21", "basic"),
        ({"2026-03-21": "1000", "2027-03-20": "1000"}, "2027-03-20", "silver"),
        ({"2026-03-20": "2000"}, "2027-03-20", "silver"),
        ({"2026-03-20": "2000"}, "2027-03-21", "basic"),
    ],
)
def test_a_persian_club_counts_by_its_own_years(buys: Buys, day: str, level: str):
    assert climb(ladder(), buys, clock=TEHRAN).level(day) == level
