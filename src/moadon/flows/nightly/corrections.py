"""Corrections that waited too long for a second person end."""

from datetime import datetime

from moadon.apps.clubs.types import ClubInfo
from moadon.flows.corrections.lapsing import expire_requests
from moadon.flows.nightly.chunks import Chunk


def expire_corrections(club: ClubInfo, at: datetime, limit: int) -> Chunk:
    """End up to `limit` requests that nobody decided by `at`."""
    return Chunk(expire_requests(club, at, limit))
