"""Keeping the journal all day, with a copy now and then, for as long as the club runs."""

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import psycopg

from moadon.integrations.postgres.backups.places import BackupFailed, opened_for
from moadon.integrations.postgres.backups.receiving import receiving
from moadon.integrations.postgres.backups.source import Source, connected, series_of
from moadon.integrations.postgres.backups.taking import take

MARK_SECONDS = 5.0
"""How often it is noted how far one can go back: the newest moment that can be named is at most this old."""
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0


def follow(source: Source, path: Path, *, every: timedelta, keep: int, told: Callable[[str], None]) -> None:
    """Fetch the journal as it is written, and take a copy whenever the newest is older than `every`. Never comes back.

    What fails is told, and tried again after a growing pause.
    """
    pause = _FIRST_PAUSE
    while True:
        began = time.monotonic()
        try:
            _follow(source, path, every, keep, told)
        except (BackupFailed, psycopg.Error, OSError) as problem:
            told(str(problem))
        if time.monotonic() - began > _LONGEST_PAUSE:
            pause = _FIRST_PAUSE
        time.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)


def _follow(source: Source, path: Path, every: timedelta, keep: int, told: Callable[[str], None]) -> None:
    with connected(source) as server:
        folder = opened_for(path, server.system)
        series, _ = series_of(folder, server)
        with receiving(source, folder, series) as receiver:
            if receiver.child is None:
                raise BackupFailed(f"somebody else fetches the journal into {path} already.")
            told("fetching the journal")
            while folder.series()[-1] == series:
                copies = series.copies()
                if not copies or server.now() - copies[-1].began > every:
                    taken = take(source, path, keep, told)
                    told(f"copied to {taken.copy.path}")
                receiver.mark(server)
                time.sleep(MARK_SECONDS)
