"""Cells become days and moments, in any habit of writing and either calendar."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import jdatetime

from moadon.flows.importing.choices import DateOrder
from moadon.flows.importing.reading import SHORT, Cell, tidy
from moadon.kernel.calendars import Calendar
from moadon.kernel.digits import to_ascii_digits, without_marks
from moadon.kernel.refusals import Refused

JALALI_BEFORE = 1700
"""A year before this one is counted from the Hijra: 1405 is 2026."""
_DAY = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})(?=\D|\Z)")
_BARE_DAY = re.compile(r"\A(\d{4})(\d{2})(\d{2})(?=\D|\Z)")
_SEEN_DAY = re.compile(r"\W*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?=\D|\Z)|\W*\d{8}(?=\D|\Z)")
_OFFSET = re.compile(r"\d(Z|[+-]\d{2}:?\d{2})\Z")
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
        if len(text) > SHORT:
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
    clock = _clock(rest) if rest else NOON
    return datetime.combine(day, clock, tzinfo=clock.tzinfo or zone)


def _has_time(text: str) -> bool:
    return len(text) > 10


def _clock(text: str) -> time:
    if _OFFSET.search(text):
        return time.fromisoformat(text)
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
