"""Days, periods and time zones of a club: Gregorian or Jalali, weeks that start where the club's do."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import jdatetime

from moadon.kernel.refusals import Refused

Calendar = Literal["gregorian", "jalali"]
PeriodKind = Literal["day", "week", "month", "quarter", "year", "ever"]
CALENDARS: tuple[Calendar, ...] = ("gregorian", "jalali")
PERIOD_KINDS: tuple[PeriodKind, ...] = ("day", "week", "month", "quarter", "year")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FAR = date(9999, 12, 31)


@dataclass(frozen=True)
class Period:
    """A stretch of local days: `start` is in it, `end` is the first day after. `key` names it and sorts by time."""

    kind: PeriodKind
    start: date
    end: date
    key: str


EVER = Period("ever", date(1, 1, 1), FAR, "ever")


@lru_cache(maxsize=512)
def zone_of(name: str) -> ZoneInfo:
    """The IANA time zone `name`. Raises `Refused("unknown_time_zone")`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder, or a name no file can have
        raise Refused("unknown_time_zone", field="time_zone", given=name[:40]) from None


@lru_cache(maxsize=8192)
def local_day(moment: datetime, zone: str) -> date:
    """The date that a clock on the wall in `zone` shows at `moment` (aware)."""
    return moment.astimezone(zone_of(zone)).date()


def day_start(day: date, zone: str) -> datetime:
    """The first instant of local `day` in UTC, also where a DST change skips midnight.

    A skipped midnight makes the day begin at the moment of the change.
    """
    tz = zone_of(zone)
    naive = datetime.combine(day, time.min)
    first = naive.replace(tzinfo=tz).astimezone(UTC)
    if first.astimezone(tz).date() < day:
        first = naive.replace(tzinfo=tz, fold=1).astimezone(UTC)
    return first


def day_end(day: date, zone: str) -> datetime:
    """The first instant after local `day`, in UTC: what expires on a day is good until then."""
    return day_start(day + timedelta(days=1), zone)


def _jalali(day: date) -> jdatetime.date:
    return jdatetime.date.fromgregorian(date=day)


def _jalali_first(year: int, month: int) -> date:
    carry, index = divmod(month - 1, 12)
    first: date = jdatetime.date(year + carry, index + 1, 1).togregorian()
    return first


def _gregorian_first(year: int, month: int) -> date:
    carry, index = divmod(month - 1, 12)
    return date(year + carry, index + 1, 1)


@lru_cache(maxsize=65536)
def period_of(day: date, kind: PeriodKind, calendar: Calendar = "gregorian", week_start: int = 0) -> Period:
    """The period of `kind` that holds `day`. `week_start` counts from Monday = 0 (Sunday is 6, Saturday 5)."""
    if kind == "ever":
        return EVER
    if kind == "day":
        return Period("day", day, day + timedelta(days=1), day.isoformat())
    if kind == "week":
        start = day - timedelta(days=(day.weekday() - week_start) % 7)
        return Period("week", start, start + timedelta(days=7), f"w{start.isoformat()}")
    if calendar == "jalali":
        jalali = _jalali(day)
        return _months(kind, jalali.year, jalali.month, "j", calendar)
    return _months(kind, day.year, day.month, "", calendar)


def _months(kind: PeriodKind, year: int, month: int, mark: str, calendar: Calendar) -> Period:
    first = _jalali_first if calendar == "jalali" else _gregorian_first
    if kind == "month":
        return Period(kind, first(year, month), first(year, month + 1), f"{mark}{year:04}-{month:02}")
    if kind == "quarter":
        quarter = (month - 1) // 3
        start = first(year, quarter * 3 + 1)
        return Period(kind, start, first(year, quarter * 3 + 4), f"{mark}{year:04}-Q{quarter + 1}")
    return Period(kind, first(year, 1), first(year + 1, 1), f"{mark}{year:04}")


def next_period(period: Period, calendar: Calendar = "gregorian", week_start: int = 0) -> Period:
    """The period of the same kind that begins where `period` ends."""
    return period_of(period.end, period.kind, calendar, week_start)


def previous_period(period: Period, calendar: Calendar = "gregorian", week_start: int = 0) -> Period:
    """The period of the same kind that ends where `period` begins."""
    return period_of(period.start - timedelta(days=1), period.kind, calendar, week_start)


def add_months(day: date, months: int, calendar: Calendar = "gregorian") -> date:
    """`day` moved by `months`; a day the month does not have becomes its last: 31 January + 1 is 28 or 29 February."""
    if calendar == "jalali":
        jalali = _jalali(day)
        first, number = _jalali_first(jalali.year, jalali.month + months), jalali.day
        after = _jalali_first(jalali.year, jalali.month + months + 1)
    else:
        first, number = _gregorian_first(day.year, day.month + months), day.day
        after = _gregorian_first(day.year, day.month + months + 1)
    return min(first + timedelta(days=number - 1), after - timedelta(days=1))


def year_of(day: date, calendar: Calendar = "gregorian") -> int:
    """The calendar's year that holds `day`."""
    return int(_jalali(day).year) if calendar == "jalali" else day.year


def on_year(day: date, year: int, calendar: Calendar = "gregorian") -> date:
    """The day in the calendar's `year` that `day` comes back on: 29 February is the 28th where there is none, and
    30 Esfand the 29th."""
    return add_months(day, 12 * (year - year_of(day, calendar)), calendar)


def days_before(day: date, calendar: Calendar = "gregorian", years: int = 130) -> list[date]:
    """Every earlier day, up to `years` ago, that comes back on `day` by the calendar; two in one year where `day`
    stands in for one that its year does not have."""
    now = year_of(day, calendar)
    found = []
    for ago in range(1, years + 1):
        then = on_year(day, now - ago, calendar)
        found += [one for one in (then, then + timedelta(days=1)) if on_year(one, now, calendar) == day]
    return found
