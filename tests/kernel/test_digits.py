"""Digits of any script, and marks that copy and paste smuggles in."""

import pytest

from moadon.kernel.digits import to_ascii_digits, without_marks


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("۰۱۲۳۴۵۶۷۸۹", "0123456789"),
        ("٠١٢٣٤٥٦٧٨٩", "0123456789"),
        ("0123456789", "0123456789"),
        ("کد ۱۲-ب", "کد 12-ب"),
        ("۱۲٫۵", "12٫5"),  # marks between digits are not digits
        ("", ""),
    ],
)
def test_persian_and_arabic_digits_become_ascii(typed, plain):
    assert to_ascii_digits(typed) == plain


@pytest.mark.parametrize(
    "mark", ["\u200e", "\u200f", "\u202a", "\u202c", "\u2066", "\u2069", "\u200c", "\u200d", "\ufeff"]
)
def test_marks_that_cannot_be_seen_are_taken_out(mark):
    assert without_marks(f"{mark}0{mark}5{mark}") == "05"


def test_what_can_be_seen_stays():
    assert without_marks("דנה 05 - علی") == "דנה 05 - علی"
