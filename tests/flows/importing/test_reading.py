"""Cells as people and programs write them."""

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from moadon.flows.importing import days, reading
from moadon.flows.importing.reading import Cell
from moadon.kernel.refusals import Refused

JERUSALEM = ZoneInfo("Asia/Jerusalem")


def told(read: Callable[[Cell], object], cell: str) -> object:
    """What a cell means, or the code of its refusal."""
    try:
        return read(cell)
    except Refused as refused:
        return refused.code


# cell, read with no sign known, with a point, with a comma; in ten-thousandths
NUMBERS = [
    ("12.90", 129_000, 129_000, 129_000),
    ("12,5", 125_000, 125_000, 125_000),
    ("1,234", "ambiguous_number", 12_340_000, 12_340),
    ("1.234", 12_340, 12_340, 12_340_000),
    ("1,234.50", 12_345_000, 12_345_000, 12_345_000),
    ("1.234,50", 12_345_000, 12_345_000, 12_345_000),
    ("1,234,567", 12_345_670_000, 12_345_670_000, 12_345_670_000),
    ("1'234.5", 12_345_000, 12_345_000, 12_345_000),
    ("1 234,5", 12_345_000, 12_345_000, 12_345_000),
    ("۱۲٫۹", 129_000, 129_000, 129_000),
    ("۱٬۲۳۴", 12_340_000, 12_340_000, 12_340_000),
    ("١٢", 120_000, 120_000, 120_000),
    ("₪12.50", 125_000, 125_000, 125_000),
    ("12.50 ₪", 125_000, 125_000, 125_000),
    ("£4.25", 42_500, 42_500, 42_500),
    ("12.5 ILS", 125_000, 125_000, 125_000),
    ('="7"', 70_000, 70_000, 70_000),
    ("-5", -50_000, -50_000, -50_000),
    ("5-", -50_000, -50_000, -50_000),
    ("−5", -50_000, -50_000, -50_000),
    ("--5", "not_a_number", "not_a_number", "not_a_number"),
    ("1,2,3", "not_a_number", "not_a_number", "not_a_number"),
    ("1,23,456", "not_a_number", "not_a_number", "not_a_number"),
    ("NaN", "not_a_number", "not_a_number", "not_a_number"),
    ("inf", "not_a_number", "not_a_number", "not_a_number"),
    ("1e309", "not_a_number", "not_a_number", "not_a_number"),
    ("1e3", "not_a_number", "not_a_number", "not_a_number"),
    ("0.12345", "too_many_decimals", "too_many_decimals", "too_many_decimals"),
    ("9" * 30, "not_a_number", "not_a_number", "not_a_number"),
    ("1" * 20, "out_of_range", "out_of_range", "out_of_range"),
    ("", "missing", "missing", "missing"),
]


@pytest.mark.parametrize(("cell", "unknown", "point", "comma"), NUMBERS)
def test_a_number_in_any_habit(cell: str, unknown: object, point: object, comma: object) -> None:
    found = [told(reading.number_reader("unit_price", 4, sign), cell) for sign in (None, "point", "comma")]  # type: ignore[arg-type]

    assert found == [unknown, point, comma]


@pytest.mark.parametrize(
    ("cells", "sign"),
    [
        (["1,234", "12,90"], "comma"),
        (["1,234", "1.234,50"], "comma"),
        (["1,234", "1,234.50"], "point"),
        (["1,234", "5,678"], None),
        (["12.90", "7"], None),
    ],
)
def test_the_decimal_sign_is_told_by_cells_that_can_be_read_one_way(cells: list[str], sign: str | None) -> None:
    assert reading.decimal_sign_of([cells]) == sign


# cell, and the moment in UTC as day first, month first, year first
MOMENTS = [
    ("2026-11-22T10:15:00+02:00", *["2026-11-22T08:15:00+00:00"] * 3),
    ("2026-11-22 10:15", *["2026-11-22T08:15:00+00:00"] * 3),
    ("2026-07-22 10:15:30.5", *["2026-07-22T07:15:30.500000+00:00"] * 3),
    ("2026-11-22", *["2026-11-22T10:00:00+00:00"] * 3),
    ("2010-12-01 08:26:00Z", *["2010-12-01T08:26:00+00:00"] * 3),
    ("20101201", *["2010-12-01T10:00:00+00:00"] * 3),
    ("1405/09/01 10:15", *["2026-11-22T08:15:00+00:00"] * 3),
    ("۱۴۰۵/۰۹/۰۱ ۱۰:۱۵", *["2026-11-22T08:15:00+00:00"] * 3),
    ("1405-09-01T10:15:00+02:00", *["2026-11-22T08:15:00+00:00"] * 3),
    ("1405/09/01 08:15Z", *["2026-11-22T08:15:00+00:00"] * 3),
    ("14050901 10:15", *["2026-11-22T08:15:00+00:00"] * 3),
    ("20261122", *["2026-11-22T10:00:00+00:00"] * 3),
    ("20261122T101500", *["2026-11-22T08:15:00+00:00"] * 3),
    ("12/1/2010 8:26", "2010-01-12T06:26:00+00:00", "2010-12-01T06:26:00+00:00", "2010-01-12T06:26:00+00:00"),
    ("1.12.10 08:26:30", "2010-12-01T06:26:30+00:00", "2010-01-12T06:26:30+00:00", "2001-12-10T06:26:30+00:00"),
    ("12/1/2010 8:26 PM", "2010-01-12T18:26:00+00:00", "2010-12-01T18:26:00+00:00", "2010-01-12T18:26:00+00:00"),
    ("13/13/2010", *["not_a_date"] * 3),
    ("yesterday", *["not_a_time"] * 3),
    ("10:15", *["not_a_time"] * 3),
    ("2026-11-22 25:00", *["not_a_time"] * 3),
    ("2026-02-30 10:00", *["not_a_time"] * 3),
    ("9999-12-31T23:59:59-12:00", *["not_a_time"] * 3),
    ("x" * 1000, *["not_a_time"] * 3),
    ("", *["missing"] * 3),
]


@pytest.mark.parametrize(("cell", "day_first", "month_first", "year_first"), MOMENTS)
def test_a_moment_in_any_habit(cell: str, day_first: str, month_first: str, year_first: str) -> None:
    found = [
        value.isoformat()
        if hasattr(value := told(days.moment_reader("at", order, JERUSALEM), cell), "isoformat")
        else value  # type: ignore[arg-type]
        for order in ("dmy", "mdy", "ymd")
    ]

    assert found == [day_first, month_first, year_first]


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["12/1/2010 8:26", "12/13/2010 9:00"], "mdy"),
        (["1.12.2010", "13.12.2010"], "dmy"),
        (["10/12/13"], None),
        (["99/12/13"], "ymd"),
        (["2010-12-01"], None),
        ([None, ""], None),
    ],
)
def test_the_order_of_dates_is_told_by_days_that_are_no_months(cells: list[Cell], order: str | None) -> None:
    assert days.date_order_of(cells) == order


def test_a_night_when_clocks_change_has_its_hours() -> None:
    read = days.moment_reader("at", "dmy", JERUSALEM)

    assert read("2026-10-25 01:30").isoformat() == "2026-10-24T22:30:00+00:00"
    assert read("2026-03-27 02:30").isoformat() == "2026-03-27T00:30:00+00:00"


def test_a_birthday_may_have_a_time_behind_it_or_be_persian() -> None:
    read = days.day_reader("birth_date", "dmy")

    assert [read(cell) for cell in ("1990-05-14 00:00:00", "14/5/1990", "۱۳۶۹/۰۲/۲۴", "")] == [
        date(1990, 5, 14), date(1990, 5, 14), date(1990, 5, 14), None,
    ]  # fmt: skip


def test_two_digits_are_the_latest_year_that_is_not_to_come() -> None:
    born = days.day_reader("birth_date", "dmy")
    at = days.moment_reader("at", "ymd", JERUSALEM)

    assert [born("14/5/90"), born("14.5.07"), born("14-5-26")] == [
        date(1990, 5, 14),
        date(2007, 5, 14),
        date(2026, 5, 14),
    ]
    assert at("98/05/12 10:00").isoformat() == "1998-05-12T07:00:00+00:00"


def test_two_digits_of_a_persian_year_are_counted_from_the_hijra() -> None:
    born = days.day_reader("birth_date", "ymd", calendar="jalali")
    at = days.moment_reader("at", "ymd", JERUSALEM, "jalali")

    assert [born("۶۹/۰۲/۲۴"), born("05/09/01"), born("2026/11/22")] == [
        date(1990, 5, 14), date(2026, 11, 22), date(2026, 11, 22),
    ]  # fmt: skip
    assert at("98/05/12 10:00").isoformat() == "2019-08-03T07:00:00+00:00"
    assert at("05/09/01 10:15").isoformat() == "2026-11-22T08:15:00+00:00"
    assert days.day_reader("birth_date", "dmy", calendar="jalali")("14/5/90") == date(1990, 5, 14)


@pytest.mark.parametrize(
    ("cell", "rate"),
    [
        ("0.18", 1800),
        ("18%", 1800),
        ("۱۸٪", 1800),
        ("17.5%", 1750),
        ("18", "rate_above_one"),
        ("-1%", "below_zero"),
        ("", None),
    ],
)
def test_a_rate_is_a_share_or_per_cent(cell: str, rate: object) -> None:
    assert told(reading.rate_reader("tax_rate", None), cell) == rate


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  Noa  Levi ", "Noa Levi"),
        ("=1+1", "=1+1"),
        ("'=1+1", "=1+1"),
        ('="00123"', "00123"),
        ("'n Sync", "'n Sync"),
        ("", None),
        ("x" * 201, "too_long"),
        ("x" * 1_000_000, "too_long"),
        ("a\0b", "not_printable"),
        ("a\ufffdb", "unreadable_characters"),
    ],
)
def test_a_text_is_kept_as_it_reads(cell: str, text: str | None) -> None:
    assert told(reading.text_reader("name"), cell) == text


def test_each_kind_of_cell_is_read_once() -> None:
    seen: list[Cell] = []

    def read(cell: Cell) -> int:
        seen.append(cell)
        if cell == "x":
            raise Refused("not_a_number")
        return len(cell or "")

    memo = reading.Memo(read)
    values = memo.all(["a", "x", "a", "x", "bb"])

    assert seen == ["a", "x", "bb"]
    assert [v.code if isinstance(v, Refused) else v for v in values] == [1, "not_a_number", 1, "not_a_number", 2]
