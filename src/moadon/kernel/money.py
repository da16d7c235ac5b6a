"""Value is a whole number of minor units inside and a decimal string outside; floats never come near it."""

import re
from functools import lru_cache

from babel.numbers import get_currency_precision, list_currencies

from moadon.kernel.digits import to_ascii_digits, without_marks
from moadon.kernel.refusals import Refused

PRICE_PLACES = 4
"""A unit price is kept in ten-thousandths of the currency's unit."""
QUANTITY_PLACES = 3
"""A quantity is kept in thousandths, for weighed goods."""
RATE_PLACES = 4
"""Tax rates and percentages are kept in ten-thousandths: 0.18 is 1800."""
LARGEST = 10**15
"""No single value may reach this many smallest parts."""

_DECIMAL = re.compile(r"([+-]?)(\d{1,24})(?:\.(\d{1,24}))?\Z")
_SHORT = 16
"""Up to this length what a text means is remembered: a shop's prices and quantities come again and again."""


def parse_decimal(text: object, places: int, *, field: str | None = None) -> int:
    """`text` ("12.90", "۱۲٫۹") as a whole number of units of 10**-places.

    Raises `Refused` with code `not_a_number`, `too_many_decimals` or `out_of_range`, naming `field`.
    Floats, NaN, infinities and exponents are not numbers here.
    """
    if type(text) is str and len(text) <= _SHORT:
        try:
            return _short_decimal(text, places)
        except Refused:
            return _any_decimal(text, places, field)
    return _any_decimal(text, places, field)


@lru_cache(maxsize=16384)
def _short_decimal(text: str, places: int) -> int:
    return _any_decimal(text, places, None)


def _any_decimal(text: object, places: int, field: str | None) -> int:
    if isinstance(text, int) and not isinstance(text, bool):
        if abs(text) >= LARGEST:
            raise Refused("out_of_range", field=field, given="")
        text = str(text)
    if not isinstance(text, str):
        raise Refused("not_a_number", field=field, given=str(text)[:40])
    match = _DECIMAL.match(text) or _DECIMAL.match(_plain(text))
    if match is None:
        raise Refused("not_a_number", field=field, given=text[:40])
    sign, whole, part = match.group(1), match.group(2), match.group(3) or ""
    if len(part) > places:
        part, rest = part[:places], part[places:]
        if rest.strip("0"):
            raise Refused("too_many_decimals", field=field, given=text[:40], places=places)
    value = int(whole + part + "0" * (places - len(part)))
    if value >= LARGEST:
        raise Refused("out_of_range", field=field, given=text[:40])
    return -value if sign == "-" else value


def _plain(text: str) -> str:
    return to_ascii_digits(without_marks(text)).strip().replace("٫", ".").replace("٬", "").replace("−", "-")


def format_decimal(value: int, places: int) -> str:
    """`value` units of 10**-places as a plain decimal string: `format_decimal(1290, 2) == "12.90"`."""
    if places == 2 and value >= 0:
        return str(value // 100) + "." + str(100 + value % 100)[1:]
    if places == 0:
        return str(value)
    sign = "-" if value < 0 else ""
    digits = str(abs(value)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def trim_decimal(value: int, places: int) -> str:
    """Like `format_decimal` without trailing zeros: `trim_decimal(1500, 3) == "1.5"`."""
    text = format_decimal(value, places)
    return text.rstrip("0").rstrip(".") if "." in text else text


def round_half_up(numerator: int, denominator: int) -> int:
    """`numerator / denominator` to the nearest whole number, halves away from zero. `denominator` is positive."""
    if numerator < 0:
        return -((-2 * numerator + denominator) // (2 * denominator))
    return (2 * numerator + denominator) // (2 * denominator)


_FEW = 64
"""Up to so many steps the largest are looked for one by one, which is quicker than to put all in order."""


def split(total: int, weights: list[int]) -> list[int]:
    """Divide `total` in proportion to `weights` so that the parts sum to it exactly.

    Largest remainder; equal remainders go to the earlier position. Weights are not negative.
    With all weights zero the whole goes to the first. Works for negative totals by symmetry.
    """
    if not weights:
        return []
    if total < 0:
        return [-part for part in split(-total, weights)]
    whole = sum(weights)
    if whole == 0:
        return [total, *([0] * (len(weights) - 1))]
    shares = [total * w for w in weights]
    parts = [share // whole for share in shares]
    left = total - sum(parts)
    if left:
        for i in _largest([share % whole for share in shares], left):
            parts[i] += 1
    return parts


def _largest(rests: list[int], count: int) -> list[int]:
    """Where the `count` largest are, equal ones from the first on. None is below zero."""
    if count * len(rests) > _FEW:
        # Sorted backwards, equal ones stay in their order: no key of two parts, which is half of the time.
        return sorted(range(len(rests)), key=rests.__getitem__, reverse=True)[:count]
    found: list[int] = []
    for _ in range(count):
        at, most = 0, -1
        for i, rest in enumerate(rests):
            if rest > most:
                at, most = i, rest
        rests[at] = -1
        found.append(at)
    return found


def line_total(quantity: int, unit_price: int, exponent: int) -> int:
    """A line's price in minor units: thousandths of units times ten-thousandths of money, rounded half up."""
    return round_half_up(quantity * unit_price, 10 ** (QUANTITY_PLACES + PRICE_PLACES - exponent))


@lru_cache(maxsize=256)
def exponent_of(currency: str) -> int:
    """Decimals of an ISO 4217 currency as they are used (CLDR): ILS 2, IRR 0.

    Raises `Refused("unknown_currency")`.
    """
    if currency not in list_currencies():
        raise Refused("unknown_currency", field="currency", given=currency[:8])
    return int(get_currency_precision(currency))
