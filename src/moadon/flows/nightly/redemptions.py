"""Redemptions that were not paid up in time end, and what they took is to be had again."""

from datetime import datetime

from moadon.apps.clubs.types import ClubInfo
from moadon.flows.nightly.chunks import Chunk
from moadon.flows.redemptions import expire_overdue


def expire_redemptions(club: ClubInfo, at: datetime, limit: int) -> Chunk:
    """End up to `limit` redemptions whose time had passed by `at`."""
    return Chunk(*expire_overdue(club, at, limit))
