"""Days and periods of a club (semantics 3)."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moadon.kernel.calendars import (
    EVER,
    add_months,
    day_end,
    day_start,
    local_day,
    next_period,
    period_of,
    previous_period,
    zone_of,
)
from moadon.kernel.refusals import Refused

light = settings(max_examples=80, deadline=None, derandomize=True)
MON, SAT, SUN = 0, 5, 6


def day(text: str) -> date:
    return date.fromisoformat(text)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("on", "kind", "calendar", "week_start", "start", "end", "key"),
    [
        ("2026-11-22", "day", "gregorian", SUN, "2026-11-22", "2026-11-23", "2026-11-22"),
        ("2026-11-22", "week", "gregorian", SUN, "2026-11-22", "2026-11-29", "w2026-11-22"),  # a Sunday
        ("2026-11-21", "week", "gregorian", SUN, "2026-11-15", "2026-11-22", "w2026-11-15"),
        ("2026-11-22", "week", "jalali", SAT, "2026-11-21", "2026-11-28", "w2026-11-21"),
        ("2026-11-22", "week", "gregorian", MON, "2026-11-16", "2026-11-23", "w2026-11-16"),
        ("2027-01-01", "week", "gregorian", SUN, "2026-12-27", "2027-01-03", "w2026-12-27"),
        ("2026-11-22", "month", "gregorian", SUN, "2026-11-01", "2026-12-01", "2026-11"),
        ("2026-12-31", "month", "gregorian", SUN, "2026-12-01", "2027-01-01", "2026-12"),
        ("2028-02-29", "month", "gregorian", SUN, "2028-02-01", "2028-03-01", "2028-02"),
        ("2026-11-22", "quarter", "gregorian", SUN, "2026-10-01", "2027-01-01", "2026-Q4"),
        ("2026-03-31", "quarter", "gregorian", SUN, "2026-01-01", "2026-04-01", "2026-Q1"),
        ("2026-11-22", "year", "gregorian", SUN, "2026-01-01", "2027-01-01", "2026"),
        ("2026-11-22", "month", "jalali", SAT, "2026-11-22", "2026-12-22", "j1405-09"),
        ("2026-11-21", "month", "jalali", SAT, "2026-10-23", "2026-11-22", "j1405-08"),
        ("2026-11-22", "quarter", "jalali", SAT, "2026-09-23", "2026-12-22", "j1405-Q3"),
        ("2026-11-22", "year", "jalali", SAT, "2026-03-21", "2027-03-21", "j1405"),
        ("2025-03-20", "month", "jalali", SAT, "2025-02-19", "2025-03-21", "j1403-12"),  # Esfand of a leap year
        ("2026-03-20", "month", "jalali", SAT, "2026-02-20", "2026-03-21", "j1404-12"),  # and of another
        ("2026-11-22", "ever", "gregorian", SUN, "0001-01-01", "9999-12-31", "ever"),
    ],
)  # fmt: skip
def test_a_day_lies_in_its_period(on, kind, calendar, week_start, start, end, key):
    period = period_of(day(on), kind, calendar, week_start)
    assert (period.start, period.end, period.key) == (day(start), day(end), key)


kinds = st.sampled_from(["day", "week", "month", "quarter", "year"])
calendars = st.sampled_from(["gregorian", "jalali"])
days = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@light
@given(days, kinds, calendars, st.integers(0, 6))
def test_periods_follow_each_other_without_gap_or_overlap(on, kind, calendar, week_start):
    period = period_of(on, kind, calendar, week_start)
    assert period.start <= on < period.end
    after = next_period(period, calendar, week_start)
    assert after.start == period.end
    assert previous_period(after, calendar, week_start) == period
    assert period_of(period.start, kind, calendar, week_start) == period
    assert period_of(period.end - timedelta(days=1), kind, calendar, week_start) == period
    assert period.key < after.key


@pytest.mark.parametrize(
    ("start", "months", "calendar", "end"),
    [
        ("2026-01-31", 1, "gregorian", "2026-02-28"),
        ("2028-01-31", 1, "gregorian", "2028-02-29"),
        ("2028-02-29", 12, "gregorian", "2029-02-28"),
        ("2026-12-15", 1, "gregorian", "2027-01-15"),
        ("2026-03-31", -1, "gregorian", "2026-02-28"),
        ("2026-01-15", -1, "gregorian", "2025-12-15"),
        ("2026-11-22", 0, "gregorian", "2026-11-22"),
        ("2026-08-22", 1, "jalali", "2026-09-22"),  # 31 Mordad to 31 Shahrivar
        ("2026-09-22", 1, "jalali", "2026-10-22"),  # 31 Shahrivar to 30 Mehr
        ("2027-02-19", 1, "jalali", "2027-03-20"),  # 30 Bahman 1405 to 29 Esfand
        ("2025-02-18", 1, "jalali", "2025-03-20"),  # 30 Bahman 1403 to 30 Esfand: a leap year
        ("2025-03-20", 12, "jalali", "2026-03-20"),  # 30 Esfand 1403 to 29 Esfand 1404
        ("2026-03-21", -1, "jalali", "2026-02-20"),
    ],
)
def test_a_month_later_keeps_the_day_or_takes_the_last(start, months, calendar, end):
    assert add_months(day(start), months, calendar) == day(end)


@pytest.mark.parametrize(
    ("local", "zone", "start", "hours"),
    [
        ("2026-11-22", "Asia/Jerusalem", "2026-11-21T22:00", 24),
        ("2026-07-01", "Asia/Jerusalem", "2026-06-30T21:00", 24),
        ("2026-03-27", "Asia/Jerusalem", "2026-03-26T22:00", 23),  # clocks go forward at 02:00
        ("2026-10-25", "Asia/Jerusalem", "2026-10-24T21:00", 25),  # and back at 02:00
        ("2026-11-22", "Asia/Tehran", "2026-11-21T20:30", 24),  # no DST since September 2022
        ("2022-03-21", "Asia/Tehran", "2022-03-20T20:30", 24),
        ("2022-03-22", "Asia/Tehran", "2022-03-21T20:30", 23),  # midnight itself was skipped
        ("2022-09-21", "Asia/Tehran", "2022-09-20T19:30", 25),  # 23:00 to 24:00 came twice
        ("2022-09-22", "Asia/Tehran", "2022-09-21T20:30", 24),
        ("2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00", 23),  # midnight skipped in the south
        ("2011-12-31", "Pacific/Apia", "2011-12-30T10:00", 24),  # the day after the one that Samoa skipped
    ],
)
def test_a_local_day_begins_and_ends(local, zone, start, hours):
    begins = day_start(day(local), zone)
    assert begins == utc(start)
    assert day_end(day(local), zone) - begins == timedelta(hours=hours)
    assert local_day(begins, zone) == day(local)
    assert local_day(begins - timedelta(seconds=1), zone) < day(local)


@light
@given(days, st.sampled_from(["Asia/Jerusalem", "Asia/Tehran", "Europe/London", "America/Lima", "Asia/Kathmandu"]))
def test_days_follow_each_other_in_every_zone(on, zone):
    starts = [day_start(on + timedelta(days=n), zone) for n in range(4)]
    assert all(timedelta(hours=22) < after - before < timedelta(hours=26) for before, after in pairwise(starts))
    assert [local_day(start, zone) for start in starts] == [on + timedelta(days=n) for n in range(4)]


def test_the_day_of_a_moment_is_the_one_on_the_wall():
    moment = utc("2026-11-22T22:30")
    assert local_day(moment, "Asia/Jerusalem") == day("2026-11-23")
    assert local_day(moment, "America/Lima") == day("2026-11-22")


@pytest.mark.parametrize(
    "zone", ["", "Mars/Base", "../../etc/passwd", "Asia", "/etc/passwd", "Asia/Jerusalem\0", "x" * 300]
)
def test_an_unknown_zone_is_refused(zone):
    with pytest.raises(Refused, match="unknown_time_zone"):
        zone_of(zone)


def test_ever_is_one_period():
    assert period_of(day("2026-11-22"), "ever") is EVER
