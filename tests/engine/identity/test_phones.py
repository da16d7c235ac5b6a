"""A phone in twenty habits is one phone (semantics 28)."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moadon.engine.identity import catalogue, parse_phone
from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import LANGUAGES, Message
from moadon.kernel.shapes import Shapes
from tests.engine.shop import light

ISRAEL = [
    "0525550142",
    "052-555-0142",
    "052 555 0142",
    "052-5550142",
    "(052) 555-0142",
    "052.555.0142",
    "052/555/0142",
    "052\u2013555\u20130142",  # en dashes
    "052\u05be5550142",  # a maqaf
    "525550142",  # a sheet that ate the leading zero
    "+972525550142",
    "+972-52-555-0142",
    "+972 52 555 0142",
    "+972 (0)52-555-0142",
    "+972 0525550142",
    "00972525550142",
    "00 972 52 555 0142",
    "012972525550142",  # the prefix of one of the carriers
    "972525550142",
    "972-52-555-0142",
    "9720525550142",
    "972525550142+",  # a plus that right-to-left typing put behind
    "tel:+972-52-555-0142",
    "  052-555-0142\n",
    "\u202a+972 52-555-0142\u202c",  # copied from a contact
    "\u200f052-5550142",
    "۰۵۲-۵۵۵-۰۱۴۲",
    "٠٥٢٥٥٥٠١٤٢",
    "０５２５５５０１４２",  # full width
    "+972 ۵۲ ۵۵۵ ۰۱۴۲",
]
IRAN = [
    "09125550142",
    "0912 555 0142",
    "0912-555-0142",
    "0912-5550142",
    "(0912) 555 0142",
    "0912.555.0142",
    "9125550142",
    "+989125550142",
    "+98 912 555 0142",
    "+98-912-555-0142",
    "+98 (0) 912 555 0142",
    "+9809125550142",
    "00989125550142",
    "0098 912 555 0142",
    "989125550142",
    "98-912-555-0142",
    "9809125550142",
    "tel:0912-555-0142",
    "WhatsApp: +98 912 555 0142",
    "۰۹۱۲۵۵۵۰۱۴۲",
    "۰۹۱۲ ۵۵۵ ۰۱۴۲",
    "۰۰۹۸۹۱۲۵۵۵۰۱۴۲",
    "+۹۸ ۹۱۲ ۵۵۵ ۰۱۴۲",
    "٠٩١٢٥٥٥٠١٤٢",
    "۹۸۹۱۲۵۵۵۰۱۴۲+",
    "\u202b۰۹۱۲۵۵۵۰۱۴۲\u202c",
]


@pytest.mark.parametrize("typed", ISRAEL)
def test_an_israeli_mobile_in_any_habit(typed):
    assert parse_phone(typed) == "+972525550142"


@pytest.mark.parametrize("typed", IRAN)
def test_an_iranian_mobile_in_any_habit(typed):
    assert parse_phone(typed, ("IR",)) == "+989125550142"


@pytest.mark.parametrize(
    ("typed", "regions", "phone"),
    [
        ("03-612-3456", ("IL",), "+97236123456"),  # a line in an office
        ("+44 20 7946 0958", ("IL",), "+442079460958"),
        ("989125550142", ("IL",), "+989125550142"),  # a foreign code without its plus
        ("0912 555 0142", ("IL", "IR"), "+989125550142"),  # the second region of the club
        ("052-555-0142", ("IL", "IR"), "+972525550142"),
        ("052-555-0142", ("IR", "IL"), "+972525550142"),
        ("(650) 253-0000", ("US",), "+16502530000"),
        ("+972 52 555 0142", ("IR",), "+972525550142"),
    ],
)
def test_other_lines_and_lands(typed, regions, phone):
    assert parse_phone(typed, regions) == phone


@pytest.mark.parametrize(
    ("typed", "region", "code", "digits", "example"),
    [
        ("052-555-014", "IL", "phone_too_short", 10, "050-234-5678"),
        ("0", "IL", "phone_too_short", 10, "050-234-5678"),
        ("+1", "IL", "phone_too_short", 10, "050-234-5678"),
        ("052-555-01422", "IL", "phone_too_long", 10, "050-234-5678"),
        ("12345678901234567890", "IL", "phone_too_long", 10, "050-234-5678"),
        ("0912 555 014", "IR", "phone_too_short", 11, "0912 345 6789"),
        ("0912 555 01422", "IR", "phone_too_long", 11, "0912 345 6789"),
        ("+98 912 555 014", "IL", "phone_too_short", 11, "0912 345 6789"),  # as a number of the land it names
        ("0000000000", "IL", "phone_not_valid", 10, "050-234-5678"),
        ("059-999-9999x", "IL", "phone_not_valid", 10, "050-234-5678"),
        ("052-555-0142 ext 5", "IL", "phone_not_valid", 10, "050-234-5678"),
        ("dana@example.com", "IL", "phone_not_valid", 10, "050-234-5678"),
        ("", "IL", "phone_not_valid", 10, "050-234-5678"),
        ("=1+1", "IL", "phone_not_valid", 10, "050-234-5678"),
        ("5" * 1_000_000, "IL", "phone_not_valid", 10, "050-234-5678"),
        (None, "IL", "phone_not_valid", 10, "050-234-5678"),
        (525550142, "IL", "phone_not_valid", 10, "050-234-5678"),
    ],
)
def test_a_refusal_tells_the_way_out(typed, region, code, digits, example):
    with pytest.raises(Refused) as raised:
        parse_phone(typed, (region,), field="members.0.phone")
    refused = raised.value
    assert (refused.code, refused.field) == (code, "members.0.phone")
    assert (refused.params["n"], refused.params["example"]) == (digits, example)
    assert len(str(refused.params["given"])) <= 60
    for language in LANGUAGES:
        speaker = Shapes(language, "ILS", "gregorian", "Asia/Jerusalem")
        text = catalogue().tell(Message(f"refusal.{code}", refused.params), speaker)
        assert example in text
        assert "{" not in text


@light
@given(st.text(max_size=30) | st.text(alphabet="0123456789+-() ۰۱۲", max_size=20))
def test_anything_typed_is_a_phone_or_a_refusal(typed):
    with suppress(Refused):
        phone = parse_phone(typed, ("IL", "IR"))
        assert parse_phone(phone, ("US",)) == phone
