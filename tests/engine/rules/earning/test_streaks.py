"""Buying in so many days, weeks or months in a row."""

import pytest

from moadon.engine.rules import Clock
from tests.engine.shop import TEHRAN, TEL_AVIV, Member, basket, earned, line, programme

DAYS = "{id: r, type: streak, of: day, length: 3, give: '10', wallet: points}"
A, B = line("5", sku="A"), line("6", sku="B")


def on(day: int) -> str:
    return f"2026-11-{day:02} 10:00"


def walk(member: Member, days: list[int]) -> list[int]:
    return [earned(member.buy(basket(on(day), A, B))) for day in days]


@pytest.mark.parametrize(
    ("days", "points"),
    [
        ([1, 2, 3], [0, 0, 10]),
        ([1, 2], [0, 0]),
        ([1, 3, 4], [0, 0, 0]),
        ([1, 3, 4, 5], [0, 0, 0, 10]),
        ([1, 1, 1], [0, 0, 0]),
        ([1, 1, 2, 2, 3, 3], [0, 0, 0, 0, 10, 0]),
        ([1, 2, 3, 4], [0, 0, 10, 0]),  # the row begins anew
        ([1, 2, 3, 4, 5, 6], [0, 0, 10, 0, 0, 10]),
        ([1, 2, 3, 5, 6, 7], [0, 0, 10, 0, 0, 10]),
        ([1, 3, 2], [0, 0, 0]),  # the second day came late: the next visit makes it good
        ([1, 3, 2, 3], [0, 0, 0, 10]),
    ],
)
def test_a_row_of_days(days, points):
    assert walk(Member(programme(DAYS)), days) == points


@pytest.mark.parametrize(
    ("of", "when", "points", "clock"),
    [
        ("week", ["2026-11-01", "2026-11-14", "2026-11-15"], 10, TEL_AVIV),  # weeks begin on Sunday
        ("week", ["2026-11-01", "2026-11-14", "2026-11-15"], 0, Clock("Asia/Jerusalem", "gregorian", 0)),
        ("month", ["2026-11-30", "2026-12-01", "2027-01-31"], 10, TEL_AVIV),
        ("month", ["2026-11-30", "2027-01-01", "2027-02-01"], 0, TEL_AVIV),
        # Aban, Azar and Dey of 1405; by the Gregorian calendar it is November twice
        ("month", ["2026-11-01", "2026-11-22", "2026-12-22"], 10, TEHRAN),
    ],
)  # fmt: skip
def test_weeks_and_months_are_those_of_the_club(of, when, points, clock):
    member = Member(programme(DAYS.replace("of: day", f"of: {of}"), clock=clock))
    assert [earned(member.buy(basket(f"{day} 12:00", "10", clock=clock))) for day in when][-1] == points


def test_a_row_says_how_long_it_is_and_what_is_missing():
    member = Member(programme(DAYS))
    whys, near = [], []
    for day in (1, 2, 3, 3, 4):
        evaluation = member.buy(basket(on(day), A))
        whys.append((evaluation.earnings[0].why.key, evaluation.earnings[0].why.params.get("n")))
        near.append([(one.missing, one.counted) for one in evaluation.near])
    assert whys == [
        ("earn.streak.day.counts", 1),
        ("earn.streak.day.counts", 2),
        ("earn.streak.day.full", 3),
        ("earn.streak.paid", None),
        ("earn.streak.day.counts", 1),
    ]
    assert near == [[(2, True)], [(1, True)], [], [], [(2, True)]]


@pytest.mark.parametrize(
    ("days", "back", "keep", "takes"),
    [
        ([1, 2, 3], 2, (), -10),
        ([1, 2, 3], 2, (A,), 0),  # the visit still counts
        ([1, 2, 3], 0, (), -10),  # the row that the third day filled has lost its first
        ([1, 2, 3], 1, (), -10),
        ([1, 2, 3, 3], 2, (), 0),  # another visit of the same day holds the row
        ([1, 1, 2, 3], 0, (), 0),
        ([1, 2, 3, 4], 3, (), 0),
        ([1, 2, 3, 4, 5, 6], 3, (), -10),  # the second row, and only that
        ([1, 2, 3, 4, 5, 6], 0, (), -10),
    ],
)
def test_a_day_that_comes_back_breaks_its_row(days, back, keep, takes):
    """Semantics 17, to the day."""
    member = Member(programme(DAYS))
    walk(member, days)
    assert sum(entry.amount for entry in member.bring_back(back, *keep)) == takes


def test_a_row_that_lost_a_day_can_be_filled_again():
    member = Member(programme(DAYS))
    walk(member, [1, 2, 3])
    member.bring_back(1)
    assert member.balance["points"] == 0
    assert walk(member, [2, 3]) == [0, 10]
    for number in (0, 2, 3, 4):
        member.bring_back(number)
    assert member.balance["points"] == 0
    assert {(row.base, row.awarded, row.times) for row in member.progress.values()} == {(0, 0, 0)}


def test_a_row_may_have_conditions_limits_and_factors():
    more = ", items: {sku: [B]}, multiply: {weekday: {tue: 2}}, limits: {per_member: {amount: '15', period: month}}}"
    member = Member(programme(DAYS[:-1] + more))
    assert earned(member.buy(basket(on(1), A))) == 0
    assert walk(member, [1, 2, 3]) == [0, 0, 15]  # the third is a Tuesday: 20, and 15 a month at most
    member.bring_back(3)
    assert member.progress[("r#limit", "2026-11")].awarded == 0
    assert walk(member, [3]) == [15]
