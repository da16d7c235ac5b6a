"""Asking the copy."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import structlog
from django.db import DatabaseError, connection

from moadon.apps.clubs.types import ClubInfo
from moadon.insight.lake.books import BooksAway
from moadon.insight.lake.engine import new_cursor
from moadon.insight.lake.manifest import Manifest, read_manifest
from moadon.insight.lake.places import folder_of
from moadon.insight.lake.refreshing import refresh
from moadon.insight.lake.tables import TABLES
from moadon.kernel.refusals import Refused

AT_ONCE = timedelta(0)
"""No copy is new enough when the books have moved on: who posts a receipt and asks finds it in the figures."""
FEW = 50_000
"""A reader brings the copy up to date by itself when no more receipts than this are missing; else the worker does."""
_PATIENCE, _FIRST_PATIENCE = 1.0, 5.0
_MOVED_ON = """
    select pg_current_snapshot()::text, d.oid || '/' || 'receipts_receipt'::regclass::oid
    from pg_database d where d.datname = current_database()"""
_TABLE = re.compile(rf"\b({'|'.join(TABLES)})\b")
_log = structlog.get_logger(__name__)


class Lake:
    """A club's copy, open for questions. Its tables (see `tables.TABLES`) are views of the same names.

    `as_of` is the moment up to which it holds the books, `asked` how many questions there were.
    """

    def __init__(self, folder: Path, manifest: Manifest, duck: duckdb.DuckDBPyConnection) -> None:
        self.as_of = manifest.as_of
        self.asked = 0
        self._folder = folder
        self._manifest = manifest
        self._duck = duck
        self._shown: set[str] = set()

    def ask(self, sql: str, params: Mapping[str, object] | Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows that `sql` gives. `params` are bound, never pasted. Moments are asked for as text."""
        # A table is opened when a question first names it: to open one takes as long as a small question.
        for table in _TABLE.findall(sql):
            self._show(table)
        self.asked += 1
        return self._duck.execute(sql, params or None).fetchall()

    def _show(self, table: str) -> None:
        if table in self._shown:
            return
        paths = (str(self._folder / part.file).replace("'", "''") for part in self._manifest.parts[table])
        listed = ", ".join(f"'{path}'" for path in paths)
        self._duck.execute(f"create temp view {table} as select * from read_parquet([{listed}])")
        self._shown.add(table)


@contextmanager
def look(club: ClubInfo, *, within: timedelta | None = AT_ONCE) -> Iterator[Lake]:
    """Open the copy of `club`, first brought up to date when it is older than `within` and the books have moved on.

    None: as it is. While another process copies for long, while much is missing, or while the database is away, an
    older copy is read: `as_of` tells how old. Raises `Refused("figures_not_ready", status=503)` when there is none.
    """
    folder = folder_of(club)
    manifest = read_manifest(folder)
    if within is not None and _is_behind(manifest, within):
        _freshen(club, _FIRST_PATIENCE if manifest is None else _PATIENCE)
        manifest = read_manifest(folder)
    if manifest is None:
        raise Refused("figures_not_ready", status=503)
    duck = new_cursor()
    try:
        yield Lake(folder, manifest, duck)
    finally:
        duck.close()


def _is_behind(manifest: Manifest | None, within: timedelta) -> bool:
    """Whether the books may hold more than the copy. One short statement on the connection that is open anyway."""
    if manifest is None:
        return True
    if datetime.now(UTC) - manifest.as_of < within:
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute(_MOVED_ON)
            row = cursor.fetchone()
    except DatabaseError:
        return True
    snapshot, tables = row or ("", "")
    return not (manifest.mark.snapshot == snapshot and manifest.source.endswith(f"/{tables}"))


def _freshen(club: ClubInfo, patience: float) -> None:
    try:
        refresh(club, patience=patience, at_most=FEW)
    except BooksAway:
        _log.warning("books_away", club=club.slug)
