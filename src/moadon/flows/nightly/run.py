"""One night of one club."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from moadon.apps.audit import actions as audit
from moadon.apps.cards import actions as cards
from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.types import SYSTEM, ClubInfo
from moadon.flows.nightly.chunks import Chunk, chunks
from moadon.flows.nightly.corrections import expire_corrections
from moadon.flows.nightly.days import raise_days
from moadon.flows.nightly.friends import tell_first_purchases, undo_first_purchases
from moadon.flows.nightly.holds import end_holds_due
from moadon.flows.nightly.lots import activate_due, expire_due
from moadon.flows.nightly.periods import pay_due
from moadon.flows.nightly.redemptions import expire_redemptions
from moadon.flows.nightly.tiers import review_tiers
from moadon.flows.till.parking import match_waiting
from moadon.store import club_transaction

CHUNK = 500


@dataclass(slots=True)
class NightReport:
    """What a night did: lots activated, periods settled (and how many of them paid), lots lapsed, returns matched,
    birthdays, anniversaries and first purchases of friends told (or undone), levels changed, holds let go."""

    activated: int = 0
    settled: int = 0
    paid: int = 0
    lapsed: int = 0
    matched: int = 0
    told: int = 0
    levels: int = 0
    let_go: int = 0


def _due(done: Chunk) -> int:
    return len(done.due)


def _paid(done: Chunk) -> int:
    return done.paid


_STEPS: tuple[tuple[str, Callable[[ClubInfo, datetime, int], Chunk], dict[str, Callable[[Chunk], int]]], ...] = (
    ("days", raise_days, {"told": _due}),
    ("friends back", undo_first_purchases, {"told": _paid}),
    ("friends", tell_first_purchases, {"told": _paid}),
    ("activate", activate_due, {"activated": _due}),
    ("pay", pay_due, {"settled": _due, "paid": _paid}),
    ("tiers", review_tiers, {"levels": _paid}),
    ("redemptions", expire_redemptions, {}),
    ("holds", end_holds_due, {"let_go": _paid}),
    ("expire", expire_due, {"lapsed": _due}),
    ("corrections", expire_corrections, {}),
)
"""What a night does, always in this order, and what of each chunk its report counts. What a hold lets go can lapse."""


def run_night(club: ClubInfo, at: datetime, *, told: Callable[[NightReport], None] | None = None) -> NightReport:
    """Do everything of `club` that was due by `at` (aware). `told` hears of the progress after each chunk.

    Raises NightStuck when a step makes no progress; what was done before stands.
    """
    report = NightReport()
    report.matched = match_waiting(club, SYSTEM, at)
    for name, step, counts in _STEPS:
        for done in chunks(club, name, partial(step, club, at, CHUNK)):
            for counted, of in counts.items():
                setattr(report, counted, getattr(report, counted) + of(done))
            if told is not None:
                told(report)
    audit.forget_old_answers(club.id)
    with club_transaction(club.id):
        cards.forget_guesses()
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
