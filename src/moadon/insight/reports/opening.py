"""The copy, open for one report."""

from collections.abc import Iterator
from contextlib import contextmanager

from moadon.apps.clubs.types import ClubInfo
from moadon.insight.lake import Lake, look


@contextmanager
def opened(club: ClubInfo, lake: Lake | None) -> Iterator[Lake]:
    """`lake` if the caller has one open, else the club's, brought up to date first."""
    if lake is not None:
        yield lake
        return
    with look(club) as own:
        yield own
