"""How long value lives that comes back after its end (semantics 15)."""

from datetime import datetime, timedelta

from moadon.apps.clubs.types import ClubInfo
from moadon.kernel.calendars import day_end, local_day


def grace_until(club: ClubInfo, now: datetime) -> datetime | None:
    """Until when value that comes back after it has ended can be spent; None: it comes back ended."""
    days = club.settings.grace_days
    if not days:
        return None
    return day_end(local_day(now, club.time_zone) + timedelta(days=days), club.time_zone)
