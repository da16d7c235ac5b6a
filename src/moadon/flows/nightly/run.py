"""One night of one club."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from moadon.apps.audit import actions as audit
from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.types import SYSTEM, ClubInfo
from moadon.flows.nightly.chunks import chunks
from moadon.flows.nightly.days import raise_days
from moadon.flows.nightly.friends import tell_first_purchases, undo_first_purchases
from moadon.flows.nightly.lots import activate_due, expire_due
from moadon.flows.nightly.periods import pay_due
from moadon.flows.nightly.tiers import review_tiers
from moadon.flows.till.parking import match_waiting

CHUNK = 500


@dataclass(slots=True)
class NightReport:
    """What a night did: lots activated, periods settled (and how many of them paid), lots lapsed, returns matched,
    birthdays, anniversaries and first purchases of friends told (or undone), levels changed."""

    activated: int = 0
    settled: int = 0
    paid: int = 0
    lapsed: int = 0
    matched: int = 0
    told: int = 0
    levels: int = 0


def run_night(club: ClubInfo, at: datetime, *, told: Callable[[NightReport], None] | None = None) -> NightReport:
    """Do everything of `club` that was due by `at` (aware). `told` hears of the progress after each chunk.

    Raises NightStuck when a step makes no progress; what was done before stands.
    """
    report = NightReport()

    def tell() -> None:
        if told is not None:
            told(report)

    report.matched = match_waiting(club, SYSTEM, at)
    for done in chunks(club, "days", lambda: raise_days(club, at, CHUNK)):
        report.told += len(done.due)
        tell()
    for done in chunks(club, "friends back", lambda: undo_first_purchases(club, at, CHUNK)):
        report.told += done.paid
        tell()
    for done in chunks(club, "friends", lambda: tell_first_purchases(club, at, CHUNK)):
        report.told += done.paid
        tell()
    for done in chunks(club, "activate", lambda: activate_due(club, at, CHUNK)):
        report.activated += len(done.due)
        tell()
    for done in chunks(club, "pay", lambda: pay_due(club, at, CHUNK)):
        report.settled += len(done.due)
        report.paid += done.paid
        tell()
    for done in chunks(club, "tiers", lambda: review_tiers(club, at, CHUNK)):
        report.levels += done.paid
        tell()
    for done in chunks(club, "expire", lambda: expire_due(club, at, CHUNK)):
        report.lapsed += len(done.due)
        tell()
    audit.forget_old_answers(club.id)
    return report


def every_club(at: datetime) -> dict[str, NightReport]:
    """The night of every club, by slug. What the worker does by the clock; a club in trouble does not stop the others.

    Raises the first trouble once all clubs have had their turn.
    """
    reports: dict[str, NightReport] = {}
    troubles: list[Exception] = []
    for row in clubs.clubs():
        try:
            reports[row.slug] = run_night(clubs.info_of(row), at)
        except Exception as trouble:  # noqa: BLE001  # the next club must not wait for this one
            troubles.append(trouble)
    if troubles:
        raise troubles[0]
    return reports
