"""E-mail addresses and card numbers in any habit of writing."""

import pytest

from moadon.engine.identity import catalogue, parse_card, parse_email
from moadon.kernel.refusals import Refused


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("dana@example.com", "dana@example.com"),
        (" Dana.Levi@Example.COM ", "dana.levi@example.com"),
        ("mailto:dana@example.com", "dana@example.com"),
        ("Dana Levi <dana@example.co.il>", "dana@example.co.il"),
        ("dana+club@example.com", "dana+club@example.com"),
        ("\u200edana@example.com\u200f", "dana@example.com"),
        ("dana۷@example.com", "dana7@example.com"),
        ("דנה@דוגמה.ישראל", "דנה@דוגמה.ישראל"),
        ("a@b.co", "a@b.co"),
    ],
)
def test_an_address_is_kept_in_small_letters(typed, kept):
    assert parse_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "", "dana", "dana@", "@example.com", "dana@example", "dana@@example.com", "da na@example.com",
        "dana@exa mple.com", "dana@example..com", ".dana@example.com", "dana.@example.com", "dana@-example.com",
        "dana@example.c_", "dana@1.2.3.4", "dana@example.com, noa@example.com", "x" * 65 + "@example.com",
        "dana@" + "x" * 250 + ".com", "a@b.c" * 100_000, None, 7, "0525550142",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(Refused) as raised:
        parse_email(typed)
    assert (raised.value.code, raised.value.field) == ("email_not_valid", "email")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("12345678", "12345678"),
        ("1234-5678", "12345678"),
        (" 1234 5678 ", "12345678"),
        ("1234.5678/90", "1234567890"),
        ("ab-12 cd", "AB12CD"),
        ("۱۲۳۴-۵۶۷۸", "12345678"),
        ("١٢٣٤ ٥٦٧٨", "12345678"),
        ("*0042*", "0042"),  # as some readers send it
        ("\u200f0042", "0042"),
        ("００４２", "0042"),
    ],
)
def test_a_card_is_its_letters_and_digits(typed, kept):
    assert parse_card(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "card_not_valid"), ("--", "card_not_valid"), ("כרטיס", "card_not_valid"), ("12#34", "card_not_valid"),
        ("=1+1", "card_not_valid"), ("12", "card_too_short"), ("1" * 41, "card_too_long"),
        ("1" * 100_000, "card_too_long"), (None, "card_not_valid"), (1234, "card_not_valid"),
    ],
)  # fmt: skip
def test_what_is_no_card_is_refused(typed, code):
    with pytest.raises(Refused) as raised:
        parse_card(typed, field="card")
    assert raised.value.code == code
    assert catalogue().knows(f"refusal.{code}")
