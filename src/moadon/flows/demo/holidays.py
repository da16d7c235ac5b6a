"""Days on which shops in Israel are closed or close early, from the arithmetic of the Hebrew calendar."""

from datetime import date, timedelta
from functools import lru_cache

_EPOCH = -1373427
"""The day before which year 1 would begin, counted as `date.toordinal` does."""


def _elapsed(year: int) -> int:
    months = (235 * year - 234) // 19
    day = months * 29 + (12084 + 13753 * months) // 25920
    return day + 1 if 3 * (day + 1) % 7 < 3 else day


@lru_cache(maxsize=64)
def new_year(year: int) -> date:
    """1 Tishri of the Hebrew `year`. Source: Reingold and Dershowitz, Calendrical Calculations, the Hebrew calendar."""
    before, this, after = _elapsed(year - 1), _elapsed(year), _elapsed(year + 1)
    delay = 2 if after - this == 356 else 1 if this - before == 382 else 0
    return date.fromordinal(_EPOCH + this + delay)


def _of_year(year: int) -> tuple[set[date], list[date]]:
    autumn = new_year(year)
    passover = new_year(year + 1) - timedelta(days=163)
    closed = [autumn + timedelta(days=n) for n in (0, 1, 9, 14, 21)]
    closed += [passover + timedelta(days=n) for n in (0, 6, 50)]
    busy = [autumn, passover - timedelta(days=30), passover]
    return set(closed), busy


@lru_cache(maxsize=16)
def closed_days(gregorian_year: int) -> frozenset[date]:
    """The feast days of a Gregorian year: New Year, Atonement, Tabernacles, Passover, Weeks."""
    days: set[date] = set()
    for year in (gregorian_year + 3760, gregorian_year + 3761):
        days |= _of_year(year)[0]
    return frozenset(day for day in days if day.year == gregorian_year)


@lru_cache(maxsize=16)
def busy_before(gregorian_year: int) -> tuple[date, ...]:
    """Feasts that people shop for in the days before: New Year, Purim, Passover."""
    days = [day for year in (gregorian_year + 3760, gregorian_year + 3761) for day in _of_year(year)[1]]
    return tuple(sorted(day for day in days if day.year == gregorian_year))


def is_closed(day: date) -> bool:
    """Whether shops stay closed on `day`."""
    return day.weekday() == 5 or day in closed_days(day.year)


def is_short(day: date) -> bool:
    """Whether shops close at noon: Fridays and the eves of feasts."""
    after = day + timedelta(days=1)
    return not is_closed(day) and (day.weekday() == 4 or after in closed_days(after.year))


def is_rush(day: date) -> bool:
    """Whether `day` is one of the ten days before a feast that people shop for."""
    feasts = busy_before(day.year) + busy_before(day.year + 1)
    return any(0 < (feast - day).days <= 10 for feast in feasts)
