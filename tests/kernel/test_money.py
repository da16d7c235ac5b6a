"""Value as whole minor units (semantics 1, 2)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moadon.kernel.money import (
    LARGEST,
    exponent_of,
    format_decimal,
    line_total,
    parse_decimal,
    round_half_up,
    split,
    trim_decimal,
)
from moadon.kernel.refusals import Refused

light = settings(max_examples=60, deadline=None, derandomize=True)


@pytest.mark.parametrize(
    ("text", "places", "value"),
    [
        ("12.90", 2, 1290),
        ("12.9", 2, 1290),
        ("12", 2, 1200),
        ("0.05", 2, 5),
        ("-0.05", 2, -5),
        ("+7", 0, 7),
        ("007", 0, 7),
        ("1.100", 2, 110),  # zeros that say nothing are not decimals too many
        ("149.9001", 4, 1499001),
        ("1.234", 3, 1234),
        ("۱۲٫۹۰", 2, 1290),
        ("١٢٫٩", 2, 1290),
        ("۱۲.۹", 2, 1290),
        ("۱٬۲۳۴٫۵", 2, 123450),
        (" 12.90 ", 2, 1290),
        ("\u200f12.90\u200e", 2, 1290),
        ("\u221212.90", 2, -1290),  # a true minus
        (12, 2, 1200),
        (-3, 0, -3),
        ("9999999999999.99", 2, LARGEST - 1),
    ],
)
def test_decimal_text_becomes_whole_units(text, places, value):
    assert parse_decimal(text, places) == value


@pytest.mark.parametrize(
    ("text", "places", "code"),
    [
        ("", 2, "not_a_number"), (" ", 2, "not_a_number"), ("abc", 2, "not_a_number"), ("1,234.50", 2, "not_a_number"),
        ("12,90", 2, "not_a_number"), ("1e3", 2, "not_a_number"), ("1e309", 2, "not_a_number"),
        ("NaN", 2, "not_a_number"), ("inf", 2, "not_a_number"), ("Infinity", 2, "not_a_number"),
        ("0x10", 2, "not_a_number"), ("1_000", 2, "not_a_number"), ("1.", 2, "not_a_number"),
        (".5", 2, "not_a_number"), ("--1", 2, "not_a_number"), ("1.2.3", 2, "not_a_number"),
        ("½", 2, "not_a_number"), ("²", 2, "not_a_number"), ("1\n2", 2, "not_a_number"), ("12.90\n", 2, None),
        (12.9, 2, "not_a_number"), (float("nan"), 2, "not_a_number"), (True, 2, "not_a_number"),
        (None, 2, "not_a_number"), ([], 2, "not_a_number"), (b"1", 2, "not_a_number"),
        ("12.901", 2, "too_many_decimals"), ("0.5", 0, "too_many_decimals"), ("1.00001", 4, "too_many_decimals"),
        ("10000000000000", 2, "out_of_range"), ("-10000000000000", 2, "out_of_range"),
        ("9" * 24, 0, "out_of_range"), ("9" * 25, 0, "not_a_number"), ("9" * 1_000_000, 2, "not_a_number"),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused_and_names_its_field(text, places, code):
    if code is None:
        assert parse_decimal(text, places) == 1290
        return
    with pytest.raises(Refused) as raised:
        parse_decimal(text, places, field="lines.0.discount")
    assert (raised.value.code, raised.value.field) == (code, "lines.0.discount")
    assert len(str(raised.value.params["given"])) <= 40


def test_a_whole_number_too_long_to_write_down_is_out_of_range():
    for huge in (LARGEST, -(10**5000)):
        with pytest.raises(Refused, match="out_of_range"):
            parse_decimal(huge, 0)


@pytest.mark.parametrize(
    ("value", "places", "text", "trimmed"),
    [
        (1290, 2, "12.90", "12.9"), (1200, 2, "12.00", "12"), (5, 2, "0.05", "0.05"), (-5, 2, "-0.05", "-0.05"),
        (0, 2, "0.00", "0"), (7, 0, "7", "7"), (100, 0, "100", "100"), (-1234567, 3, "-1234.567", "-1234.567"),
        (1500, 3, "1.500", "1.5"),
    ],
)  # fmt: skip
def test_whole_units_become_decimal_text(value, places, text, trimmed):
    assert format_decimal(value, places) == text
    assert trim_decimal(value, places) == trimmed


@light
@given(st.integers(1 - LARGEST, LARGEST - 1), st.integers(0, 4))
def test_text_and_units_are_one(value, places):
    assert parse_decimal(format_decimal(value, places), places) == value
    assert parse_decimal(trim_decimal(value, places), places) == value


@pytest.mark.parametrize(
    ("numerator", "denominator", "value"),
    [(1, 2, 1), (-1, 2, -1), (49, 100, 0), (50, 100, 1), (149, 100, 1), (150, 100, 2), (-149, 100, -1),
     (-150, 100, -2), (0, 7, 0), (1, 3, 0), (2, 3, 1), (5, 1, 5)],
)  # fmt: skip
def test_halves_are_rounded_away_from_zero(numerator, denominator, value):
    assert round_half_up(numerator, denominator) == value


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),  # the unit left over goes to the first
        (2000, [6000, 3000], [1333, 667]),  # or to the largest remainder
        (10, [0, 5, 0], [0, 10, 0]),
        (7, [0, 0], [7, 0]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (0, [3, 4], [0, 0]),
        (5, [], []),
        (1, [1, 2, 3], [0, 0, 1]),
        (2, [1, 1, 1], [1, 1, 0]),
    ],
)
def test_a_split_gives_whole_parts(total, weights, parts):
    assert split(total, weights) == parts


@light
@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**9), min_size=1, max_size=12))
def test_parts_sum_to_the_whole_and_none_is_off_by_a_unit(total, weights):
    parts = split(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    if whole:
        assert all(abs(part * whole - total * weight) < whole for part, weight in zip(parts, weights, strict=True))


@pytest.mark.parametrize(
    ("quantity", "unit_price", "exponent", "total"),
    [
        (2000, 1499000, 2, 29980),  # 2 at 149.90
        (1234, 99900, 2, 1233),  # 1.234 kg at 9.99 is 12.32766
        (500, 100, 2, 1),  # half at 0.01 is 0.005, rounded up
        (499, 100, 2, 0),
        (1000, 123456, 2, 1235),  # a price of four decimals
        (3000, 10_000_000, 0, 3000),  # rial
        (1000, 1, 2, 0),
    ],
)
def test_a_lines_total_is_rounded_half_up(quantity, unit_price, exponent, total):
    assert line_total(quantity, unit_price, exponent) == total


@pytest.mark.parametrize(
    ("currency", "exponent"), [("ILS", 2), ("EUR", 2), ("USD", 2), ("IRR", 0), ("JPY", 0), ("KWD", 3)]
)
def test_currencies_have_their_own_decimals(currency, exponent):
    assert exponent_of(currency) == exponent


@pytest.mark.parametrize("currency", ["", "NIS", "ils", "XXXX", "₪"])
def test_an_unknown_currency_is_refused(currency):
    with pytest.raises(Refused, match="unknown_currency"):
        exponent_of(currency)
