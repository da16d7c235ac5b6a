"""Cells become values: numbers and texts in any habit of writing, each kind of cell read once."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from moadon.flows.importing.choices import DecimalSign
from moadon.kernel.digits import to_ascii_digits, without_marks
from moadon.kernel.money import RATE_PLACES, parse_decimal
from moadon.kernel.refusals import Refused
from moadon.kernel.texts import parse_text

T = TypeVar("T")
Cell = str | None

_KEPT = 100_000
SHORT = 64
"""Characters that a number or a moment may have."""


class Memo(dict[Cell, T | Refused], Generic[T]):
    """What each cell of a column means. The same cell is read once; `faulty` when any was refused."""

    def __init__(self, read: Callable[[Cell], T]) -> None:
        super().__init__()
        self._read = read
        self.faulty = False

    def __missing__(self, cell: Cell) -> T | Refused:
        if len(self) >= _KEPT:
            self.clear()
        value: T | Refused
        try:
            value = self._read(cell)
        except Refused as refused:
            self.faulty = True
            value = refused
        if cell is None or len(cell) <= 4 * SHORT:
            self[cell] = value
        return value

    def all(self, cells: Iterable[Cell]) -> list[T | Refused]:
        """The values of a column, faults in their place."""
        return list(map(self.__getitem__, cells))


def tidy(cell: Cell) -> str:
    """The text of a cell: spaces around it, and what spreadsheets put before it to keep it text, are no part of it."""
    if not cell:
        return ""
    text = cell.strip()
    if text.startswith('="') and text.endswith('"') and len(text) > 2:
        return text[2:-1]
    if text.startswith("'") and text[1:2] and text[1] in "=+-@\t\r":
        return text[1:]
    return text


def text_reader(field: str, *, needed: bool = False, longest: int = 200) -> Callable[[Cell], str | None]:
    """Reads a text of at most `longest` characters; None for an empty one that is not `needed`.

    It raises `Refused`: `missing`, `too_long`, `unfit_characters`, `unreadable_characters`.
    """

    def read(cell: Cell) -> str | None:
        text = tidy(cell)
        if not text:
            if needed:
                raise Refused("missing", field=field)
            return None
        if len(text) > longest:
            raise Refused("too_long", field=field, most=longest)
        if "\ufffd" in text:
            raise Refused("unreadable_characters", field=field)
        return parse_text(text, field=field, longest=longest)

    return read


_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([,.'])\d{3})(?:\1\d{3})*(?:(?!\1)[,.]\d+)?\Z")
_PART = re.compile(r"[+-]?\d+[,.]\d+\Z")
_THREE = re.compile(r"[+-]?\d{1,3}[,.]\d{3}\Z")
_UNITS = re.compile(r"""[\s\u00a0\u202f₪$£€﷼]+|(?:ILS|NIS|IRR|USD|EUR|GBP|ש"ח|ש״ח|ریال|تومان)\s*\Z""")


def number_reader(
    field: str, places: int, sign: DecimalSign | None, *, needed: bool = True
) -> Callable[[Cell], int | None]:
    """Reads a number into whole units of 10**-places, with digits of any script, thousands and a currency sign.

    `sign` says what parts the decimals where a number does not: `1,234` is a thousand and more, or a little over
    one. It raises what `parse_decimal` does, and `Refused`: `missing`, `ambiguous_number`.
    """

    def read(cell: Cell) -> int | None:
        text = (cell or "").strip()
        if not text:
            if needed:
                raise Refused("missing", field=field)
            return None
        try:
            return parse_decimal(text, places, field=field)
        except Refused as refused:
            if refused.code != "not_a_number" or len(text) > SHORT:
                raise
        return parse_decimal(_plain(text, sign, field), places, field=field)

    def read_comma(cell: Cell) -> int | None:
        text = (cell or "").strip()
        return parse_decimal(_plain(text, sign, field), places, field=field) if 0 < len(text) <= SHORT else read(cell)

    return read_comma if sign == "comma" else read


def _plain(text: str, sign: DecimalSign | None, field: str) -> str:
    """The number with a point before its decimals and nothing else between its digits."""
    plain = to_ascii_digits(without_marks(tidy(text))).replace("٫", ".").replace("٬", "").replace("−", "-")
    plain = _UNITS.sub("", plain)
    if plain.endswith("-") and plain[:-1]:
        plain = "-" + plain[:-1]
    if _THREE.match(plain):
        if sign is None and "," in plain:
            raise Refused("ambiguous_number", field=field, given=text[:40])
        decimal = "," if sign == "comma" else "."
        return plain.replace(",", ".") if decimal in plain else plain.replace(",", "").replace(".", "")
    if _PART.match(plain):
        return plain.replace(",", ".")
    grouped = _GROUPED.match(plain)
    if grouped:
        return plain.replace(grouped.group(1), "").replace(",", ".")
    return plain


def decimal_sign_of(columns: Iterable[Sequence[Cell]]) -> DecimalSign | None:
    """What parts the decimals in these columns, told from cells that can be read one way only; None: none can."""
    for cells in columns:
        for cell in cells:
            if cell and "," in cell:
                plain = _UNITS.sub("", to_ascii_digits(without_marks(cell.strip())))
                if "," in plain and "." in plain:
                    return "comma" if plain.rindex(",") > plain.rindex(".") else "point"
                if _PART.match(plain) and not _THREE.match(plain):
                    return "comma"
    return None


def rate_reader(field: str, sign: DecimalSign | None) -> Callable[[Cell], int | None]:
    """Reads a rate into ten-thousandths: `0.18`, `18%`.

    It raises what `number_reader` does, and `Refused`: `below_zero`, `rate_above_one`.
    """
    share = number_reader(field, RATE_PLACES, sign or "point", needed=False)
    percent = number_reader(field, RATE_PLACES - 2, sign or "point", needed=False)

    def read(cell: Cell) -> int | None:
        text = tidy(cell).replace("٪", "%")
        value = percent(text.replace("%", "")) if "%" in text else share(text)
        if value is not None and not 0 <= value <= 10**RATE_PLACES:
            raise Refused("rate_above_one" if value > 0 else "below_zero", field=field)
        return value

    return read
