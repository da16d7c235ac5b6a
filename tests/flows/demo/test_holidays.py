"""The feasts that close shops, against the printed calendar."""

from datetime import date

import pytest

from moadon.flows.demo.holidays import closed_days, is_closed, is_rush, is_short, new_year


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (5775, date(2014, 9, 25)),
        (5780, date(2019, 9, 30)),
        (5784, date(2023, 9, 16)),
        (5785, date(2024, 10, 3)),
        (5786, date(2025, 9, 23)),
        (5787, date(2026, 9, 12)),
    ],
)
def test_the_hebrew_year_begins_when_the_calendar_says(year: int, day: date) -> None:
    assert new_year(year) == day


def test_the_feasts_of_a_year() -> None:
    assert sorted(closed_days(2025)) == [
        date(2025, 4, 13),  # Passover, first day
        date(2025, 4, 19),  # Passover, last day
        date(2025, 6, 2),  # Weeks
        date(2025, 9, 23),  # New Year
        date(2025, 9, 24),
        date(2025, 10, 2),  # Atonement
        date(2025, 10, 7),  # Tabernacles
        date(2025, 10, 14),
    ]


@pytest.mark.parametrize(
    ("day", "closed", "short"),
    [
        (date(2025, 9, 20), True, False),  # a Saturday
        (date(2025, 9, 19), False, True),  # a Friday
        (date(2025, 9, 22), False, True),  # the eve of New Year
        (date(2025, 9, 23), True, False),
        (date(2025, 9, 21), False, False),  # a Sunday
    ],
)
def test_shops_close_on_saturdays_and_feasts_and_early_before_them(day: date, closed: bool, short: bool) -> None:
    assert (is_closed(day), is_short(day)) == (closed, short)


def test_people_shop_in_the_ten_days_before_a_feast() -> None:
    feast = date(2025, 9, 23)

    assert is_rush(date(2025, 9, 13))
    assert is_rush(date(2025, 9, 22))
    assert not is_rush(date(2025, 9, 12))
    assert not is_rush(feast)
