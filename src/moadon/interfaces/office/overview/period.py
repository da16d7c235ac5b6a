"""Which days a report is about: what the address says, else the last twelve months."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from moadon.apps.clubs.types import ClubInfo
from moadon.kernel.calendars import add_months, next_period, period_of, previous_period
from moadon.ui.parts import Text


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of days, both included."""

    first: date
    last: date

    @property
    def query(self) -> str:
        """It as the address says it."""
        return urlencode({"from": self.first.isoformat(), "to": self.last.isoformat()})


@dataclass(frozen=True, slots=True)
class Choice:
    """A stretch that is asked for often."""

    label: Text
    days: Days
    current: bool


def read_days(given: Mapping[str, str], club: ClubInfo, now: datetime) -> Days:
    """The days of the address; those that make no sense give way to the last twelve months."""
    try:
        days = Days(date.fromisoformat(given["from"]), date.fromisoformat(given["to"]))
    except (KeyError, ValueError):
        return last_year(club, now)
    return days if days.first <= days.last else last_year(club, now)


def last_year(club: ClubInfo, now: datetime) -> Days:
    """Twelve months up to yesterday: today is not over."""
    last = club.day_of(now) - timedelta(days=1)
    return Days(add_months(last, -12, club.calendar) + timedelta(days=1), last)


def choices(club: ClubInfo, now: datetime, shown: Days) -> list[Choice]:
    """The stretches offered, in the club's calendar."""
    today = club.day_of(now)
    month = period_of(today, "month", club.calendar, club.week_start)
    before = previous_period(month, club.calendar, club.week_start)
    quarter = previous_period(
        period_of(today, "quarter", club.calendar, club.week_start), club.calendar, club.week_start
    )
    year = period_of(today, "year", club.calendar, club.week_start)
    before_year = previous_period(year, club.calendar, club.week_start)
    one = timedelta(days=1)
    offered = [
        (_("Last 12 months"), last_year(club, now)),
        (_("This month"), Days(month.start, min(today, next_period(month, club.calendar).start - one))),
        (_("Last month"), Days(before.start, before.end - one)),
        (_("Last quarter"), Days(quarter.start, quarter.end - one)),
        (_("This year"), Days(year.start, today)),
        (_("Last year"), Days(before_year.start, before_year.end - one)),
    ]
    return [Choice(label, days, days == shown) for label, days in offered]
