"""Codes whose end has passed and codes that are set aside no longer are noted, and the counts of pools are folded."""

from datetime import datetime

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.coupons import actions
from moadon.flows.nightly.chunks import Chunk
from moadon.store import club_transaction


def end_codes_due(club: ClubInfo, at: datetime, limit: int) -> Chunk:
    """Note up to `limit` codes of each kind that were due by `at`. One statement a chunk.

    Whether a code works is told by its day, so nothing waits for this: it keeps counts and lists true.
    """
    with club_transaction(club.id):
        return Chunk(actions.end_due(club.id, at, limit))


def fold_counts(club: ClubInfo) -> None:
    """Put the changes of each count together. One statement."""
    with club_transaction(club.id):
        actions.fold_tallies(club.id)
