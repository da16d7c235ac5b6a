"""Cells become values: numbers, moments and texts in any habit of writing, each kind of cell read once."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

import jdatetime

from moadon.flows.importing.choices import DateOrder, DecimalSign
from moadon.kernel.calendars import Calendar
from moadon.kernel.digits import to_ascii_digits, without_marks
from moadon.kernel.money import RATE_PLACES, parse_decimal
from moadon.kernel.refusals import Refused
from moadon.kernel.texts import parse_text

T = TypeVar("T")
Cell = str | None

_KEPT = 100_000
_SHORT = 64
JALALI_BEFORE = 1700
"""A year before this one is counted from the Hijra: 1405 is 2026."""


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
        if cell is None or len(cell) <= 4 * _SHORT:
            self[cell] = value
        return value

    def all(self, cells: Iterable[Cell]) -> list[T | Refused]:
        """The values of a column, faults in their place."""
        return [self[cell] for cell in cells]


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
            if refused.code != "not_a_number" or len(text) > _SHORT:
                raise
        return parse_decimal(_plain(text, sign, field), places, field=field)

    def read_comma(cell: Cell) -> int | None:
        text = (cell or "").strip()
        return parse_decimal(_plain(text, sign, field), places, field=field) if 0 < len(text) <= _SHORT else read(cell)

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


_DAY = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})(?=\D|\Z)")
_BARE_DAY = re.compile(r"\A(\d{4})(\d{2})(\d{2})(?=\D|\Z)")
_SEEN_DAY = re.compile(r"\W*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?=\D|\Z)|\W*\d{8}(?=\D|\Z)")
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([APap]\.?[Mm]\.?)?\Z")


def read_day(text: str, order: DateOrder, field: str, calendar: Calendar = "gregorian") -> date:
    """A day as people write it: 2026-11-29, 29.11.2026, 1405/09/08; `order` where it does not begin with the year.

    Of two digits that are a year the century is the latest that does not lead into the future; under a Jalali
    `calendar` they are counted from the Hijra where the year stands first, as Iran writes it.
    Raises `Refused`: `not_a_date`, `missing`.
    """
    plain = _parted(to_ascii_digits(without_marks(text)).strip())
    if not plain:
        raise Refused("missing", field=field)
    match = _DAY.match(plain)
    if match is None:
        raise Refused("not_a_date", field=field, given=text[:40])
    return _day(match, order, field, calendar)


def _parted(text: str) -> str:
    """The text with signs between year, month and day where it begins with eight digits."""
    return _BARE_DAY.sub(r"\1-\2-\3", text, count=1)


def day_part(text: str) -> str:
    """What of a cell is its day; a time that stands behind it is left aside. All of it where no day is seen."""
    plain = tidy(text)
    seen = _SEEN_DAY.match(plain)
    return seen.group() if seen else plain


def _day(match: re.Match[str], order: DateOrder, field: str, calendar: Calendar) -> date:
    first, second, third = (int(group) for group in match.groups())
    if len(match.group(1)) == 4:
        year, month, day = first, second, third
    elif order == "mdy":
        year, month, day = third, first, second
    elif order == "dmy" or len(match.group(3)) == 4:
        year, month, day = third, second, first
    else:
        year, month, day = first, second, third
    if year < 100 and (len(match.group(3)) == 2 or order == "ymd"):
        year = _with_century(year, jalali=calendar == "jalali" and order == "ymd")
    try:
        if 1200 < year < JALALI_BEFORE:
            gregorian: date = jdatetime.date(year, month, day).togregorian()
            return gregorian
        return date(year, month, day)
    except ValueError:
        raise Refused("not_a_date", field=field, given=match.group()[:40]) from None


def _with_century(year: int, *, jalali: bool) -> int:
    """The year that two digits mean: the latest that is not after the next."""
    today = date.today()  # noqa: DTZ011  # a day more or less is another year at most
    latest = (int(jdatetime.date.fromgregorian(date=today).year) if jalali else today.year) + 1
    return latest - (latest - year) % 100


def day_reader(field: str, order: DateOrder, *, calendar: Calendar = "gregorian") -> Callable[[Cell], date | None]:
    """Reads a day; a time behind it is left aside. It raises what `read_day` does."""

    def read(cell: Cell) -> date | None:
        text = tidy(cell)
        return read_day(text, order, field, calendar) if text else None

    return read


NOON = time(12)
"""When something happened of which the file knows the day alone."""


def moment_reader(
    field: str, order: DateOrder, zone: ZoneInfo, calendar: Calendar = "gregorian"
) -> Callable[[Cell], datetime]:
    """Reads a moment; a time without an offset is what clocks showed in `zone`, a day alone is its noon.

    It raises `Refused`: `missing`, `not_a_time`, `not_a_date`.
    """

    def read(cell: Cell) -> datetime:
        text = tidy(cell)
        if not text:
            raise Refused("missing", field=field)
        if len(text) > _SHORT:
            raise Refused("not_a_time", field=field)
        try:
            return _moment(_parted(to_ascii_digits(without_marks(text))), order, zone, field, calendar).astimezone(UTC)
        except (ValueError, OverflowError):
            raise Refused("not_a_time", field=field) from None

    return read


def _moment(text: str, order: DateOrder, zone: ZoneInfo, field: str, calendar: Calendar) -> datetime:
    match = _DAY.match(text)
    if match is None or (
        len(match.group(1)) == 4 and "-" in match.group() and not 1200 < int(match.group(1)) < JALALI_BEFORE
    ):
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment
        return (moment if _has_time(text) else datetime.combine(moment, NOON)).replace(tzinfo=zone)
    day = _day(match, order, field, calendar)
    rest = text[match.end() :].strip(" T,")
    return datetime.combine(day, _clock(rest) if rest else NOON, tzinfo=zone)


def _has_time(text: str) -> bool:
    return len(text) > 10


def _clock(text: str) -> time:
    match = _TIME.match(text)
    if match is None:
        raise ValueError(text)
    hour, minute, second = int(match.group(1)), int(match.group(2)), int(match.group(3) or 0)
    half = (match.group(4) or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(text)
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return time(hour, minute, second)


def date_order_of(cells: Iterable[Cell]) -> DateOrder | None:
    """Whether the day or the month comes first, told by the first cell that can only be one; None: none can."""
    for cell in cells:
        match = _DAY.match(to_ascii_digits(without_marks((cell or "").strip())))
        if match is None or len(match.group(1)) == 4:
            continue
        first, second = int(match.group(1)), int(match.group(2))
        if first > 31:
            return "ymd"
        if first > 12:
            return "dmy"
        if second > 12:
            return "mdy"
    return None
