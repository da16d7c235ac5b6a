"""Figures before any language touches them: exact, rounded half up, in groups of three."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from babel.core import get_global
from babel.numbers import get_currency_name, get_currency_symbol

from moadon.kernel.shape_words import CURRENCY_WORDS_FA

MINUS = "\u2212"
NO_BREAK = "\u00a0"

Numeric = int | str | Decimal
"""A whole number or a plain decimal string. Floats are refused."""


class Shaped(NamedTuple):
    """A figure and the word after it. The figure reads left to right by itself; the word joins the sentence."""

    figure: str
    unit: str = ""

    def __str__(self) -> str:
        return f"{self.figure}{NO_BREAK}{self.unit}" if self.figure and self.unit else self.figure + self.unit


def exact(value: Numeric) -> Decimal:
    """`value` as a Decimal. Raises TypeError for floats and ValueError for what is no finite number."""
    if isinstance(value, float):
        raise TypeError("floats have no shape: give whole units or a decimal string")
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError(f"not a number: {value!r}") from None
    if not number.is_finite():
        raise ValueError(f"not a number: {value!r}")
    return number


def rounded(value: Decimal, places: int) -> Decimal:
    """`value` to `places` decimals, halves away from zero."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def grouped(value: Decimal, places: int | None) -> str:
    """`1,234.50`; with `places` None as many decimals as the value needs. The minus is U+2212."""
    number = rounded(value, places) if places is not None else value
    text = f"{abs(number):,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return minus(text, -1 if number < 0 else 0)


def grouped_minor(minor: int, places: int, *, brief: bool = False) -> str:
    """`minor` units of 10**-places (not below zero) as `1,234.50`; `brief`: a whole sum without its decimals."""
    whole, part = divmod(minor, 10**places)
    return f"{whole:,}" if not places or (brief and not part) else f"{whole:,}.{part:0{places}}"


def plus(figure: str, value: int) -> str:
    """`figure` with a plus in front when `value` gains."""
    return f"+{figure}" if value > 0 else figure


def minus(figure: str, value: int) -> str:
    """`figure` with a true minus in front when `value` is below zero."""
    return f"{MINUS}{figure}" if value < 0 else figure


@lru_cache(maxsize=64)
def currency_symbol(code: str) -> str:
    """What stands in front of a sum in English and Hebrew: `₪`, or the code itself: `IRR`."""
    return str(get_currency_symbol(code, "en"))


@lru_cache(maxsize=64)
def currency_word(code: str) -> str:
    """What stands after a sum in Persian."""
    return CURRENCY_WORDS_FA.get(code) or str(get_currency_name(code, locale="fa"))


@lru_cache(maxsize=64)
def country_of(zone: str) -> str:
    """The country whose clocks an IANA zone shows ("IL"), or nothing when it belongs to none."""
    canonical = get_global("zone_aliases").get(zone, zone)
    return str(get_global("zone_territories").get(canonical, ""))
