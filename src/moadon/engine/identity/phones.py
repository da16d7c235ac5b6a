"""A phone in any habit of writing, as E.164. The numbering plans are those of libphonenumber."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType, ValidationResult

from moadon.kernel.digits import to_ascii_digits, without_marks
from moadon.kernel.refusals import Refused

DEFAULT_REGIONS = ("IL",)
_LONGEST_TEXT = 60
_FEWEST, _MOST = 5, 15
"""Digits that any phone in the world has (E.164)."""
_PREFIX = re.compile(r"(tel|phone|mobile|sms|whatsapp)\s*:\s*", re.IGNORECASE)
_TRUNK_ZERO = re.compile(r"\(\s*0\s*\)")
_SEPARATORS = re.compile(r"[\s().\-/_,·•‐-―־]+")
_DIALLED = re.compile(r"\+?[0-9]+\Z")


def parse_phone(given: object, regions: Sequence[str] = DEFAULT_REGIONS, *, field: str = "phone") -> str:
    """`given` as E.164 (`+972525550142`), read as people of the first of `regions` (ISO 3166) that fits would.

    Raises `Refused` with `phone_not_valid`, `phone_too_short` or `phone_too_long`, which tell how many digits a
    mobile number has there when dialled at home, and one as an example.
    """
    dialled = _dialled(given)
    read = [] if dialled is None else list(_readings(dialled, regions))
    for holds in (phonenumbers.is_valid_number, _could_be_mobile):
        for number in read:
            if holds(number):
                return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    first = read[0] if read else None
    code = "phone_not_valid" if dialled is None else _fault(first, dialled)
    expected = _expected(regions[0] if first is None else _region_of(first))
    shown = given[:_LONGEST_TEXT] if isinstance(given, str) else ""
    raise Refused(code, field=field, given=shown, n=expected.digits, example=expected.example)


def _dialled(given: object) -> str | None:
    """What would be dialled: digits, with a plus in front where an international prefix was meant."""
    if not isinstance(given, str) or len(given) > _LONGEST_TEXT:
        return None
    text = unicodedata.normalize("NFKC", to_ascii_digits(without_marks(given))).strip()
    text = _PREFIX.sub("", text, count=1)
    if text.startswith(("+", "00")):
        text = _TRUNK_ZERO.sub("", text, count=1)
    text = _SEPARATORS.sub("", text)
    if text.endswith("+") and text[:-1].isdigit():
        text = "+" + text[:-1]  # a plus that a right-to-left field has put behind the number
    if text.startswith("00"):
        text = "+" + text[2:]
    return text if _DIALLED.match(text) else None


def _readings(dialled: str, regions: Sequence[str]) -> Iterator[PhoneNumber]:
    """Every number that the digits may stand for, the likeliest first."""
    for region in regions:
        number = _parsed(dialled, region)
        if number is not None:
            yield number
    if not dialled.startswith(("+", "0")):
        number = _parsed("+" + dialled, None)
        if number is not None:
            yield number


def _parsed(dialled: str, region: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(dialled, region)
    except phonenumbers.NumberParseException:
        return None


def _could_be_mobile(number: PhoneNumber) -> bool:
    """Whether it has the length and the first digit of a mobile there: numbering plans grow, their copies age."""
    home = _expected(_region_of(number))
    own = phonenumbers.national_significant_number(number)
    return len(own) == home.national > 0 and own[0] == home.first


def _fault(number: PhoneNumber | None, dialled: str) -> str:
    """Why no reading is a phone: its length where that alone is wrong."""
    if number is None:
        digits = len(dialled.removeprefix("+"))
        return "phone_too_short" if digits < _FEWEST else "phone_too_long" if digits > _MOST else "phone_not_valid"
    reason = phonenumbers.is_possible_number_with_reason(number)
    home, at_home = _expected(_region_of(number)), dialled.startswith("0")
    given = len(dialled) if at_home else len(phonenumbers.national_significant_number(number))
    expected = home.digits if at_home else home.national
    if reason == ValidationResult.TOO_LONG or given > expected > 0:
        return "phone_too_long"
    if reason == ValidationResult.TOO_SHORT or given < expected:
        return "phone_too_short"
    return "phone_not_valid"


def _region_of(number: PhoneNumber) -> str:
    return str(phonenumbers.region_code_for_country_code(number.country_code or 0))


class _Expected(NamedTuple):
    """Digits of a mobile number without and with the digit dialled before it at home, one as it is written, and
    what the number without that digit begins with."""

    national: int
    digits: int
    example: str
    first: str = ""


@lru_cache(maxsize=256)
def _expected(region: str) -> _Expected:
    example = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
    if example is None:
        return _Expected(0, 0, "")
    text = phonenumbers.format_number(example, PhoneNumberFormat.NATIONAL)
    own = phonenumbers.national_significant_number(example)
    return _Expected(len(own), sum(ch.isdigit() for ch in text), text, own[0])
