"""Reading the books as they stand at one moment: ADBC, one read-only snapshot, one club's rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
from adbc_driver_postgresql import dbapi
from django.db import connection
from psycopg import pq
from psycopg.conninfo import make_conninfo

from moadon.apps.clubs.types import ClubInfo
from moadon.insight.lake.manifest import Mark
from moadon.insight.lake.tables import COPIED, GROWN, Copied, Grown

BooksAway = dbapi.OperationalError
"""The database could not be reached, or it ended the conversation."""

# Read before the snapshot: whatever was committed before the oldest open transaction began is below the ceiling.
_AS_OF = """select least(clock_timestamp(), min(xact_start)) from pg_stat_activity
            where backend_xid is not null and pid <> pg_backend_pid()"""
_ENTER = "select set_config('role', 'moadon_app', true), set_config('moadon.club', '{club}', true)"
_SNAPSHOT = """
    select pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint,
           c.system_identifier || '/' || k.timeline_id || '/' || d.oid
    from pg_current_snapshot() s, pg_control_system() c, pg_control_checkpoint() k, pg_database d
    where d.datname = current_database()"""
_SOURCES = {"receipts": "receipts_receipt", "lines": "receipts_receipt", "movements": "ledger_transaction"}


@dataclass(frozen=True, slots=True)
class Range:
    """The rows of the grown tables that one refresh copies: from a mark (None: from the beginning) up to a ceiling."""

    since: Mark | None
    ceiling: int
    top: int
    restored: dict[str, int]

    def condition(self, table: str) -> str:
        """SQL on `r`, the row that carries the transaction's number."""
        old = self.restored.get(_SOURCES[table], 0)
        below = f"r.xact < '{self.ceiling}'::xid8"
        if self.since is None:
            return f"({below} or r.id <= {old})"
        return f"r.xact >= '{self.since.ceiling}'::xid8 and {below} and r.id > {old}"

    @property
    def mark(self) -> Mark:
        """Where the copy stands once the range is in it."""
        return Mark(self.ceiling, self.top, self.restored)


@dataclass(frozen=True, slots=True)
class Books:
    """One club's books in one snapshot. `source` names the database cluster, its timeline and the database."""

    cursor: Any
    as_of: datetime
    source: str
    ceiling: int
    top: int

    def range_since(self, mark: Mark | None) -> Range:
        """What must be copied after `mark`."""
        restored = dict(mark.restored) if mark else {table: self._restored(table) for table in set(_SOURCES.values())}
        return Range(mark, self.ceiling, self.top, restored)

    def _restored(self, table: str) -> int:
        # A transaction number from the future was written by another cluster and came with a restored backup.
        self.cursor.execute(f"select coalesce(max(id), 0) from {table} where xact >= '{self.top}'::xid8")
        return int(self.cursor.fetchone()[0])

    def rows(self, table: Grown, wanted: Range) -> pa.RecordBatchReader:
        """The rows of `table` in `wanted`, as a stream."""
        self.cursor.execute(table.select.format(range=wanted.condition(table.name)))
        return self.cursor.fetch_record_batch()

    def copy(self, table: Copied) -> pa.RecordBatchReader:
        """All rows of `table`, as a stream."""
        self.cursor.execute(table.select)
        return self.cursor.fetch_record_batch()

    def waiting(self, wanted: Range, most: int) -> int:
        """How many receipts `wanted` holds, counted up to `most`."""
        condition = wanted.condition("receipts")
        self.cursor.execute(
            f"select count(*) from (select from receipts_receipt r where {condition} limit {int(most)}) some"
        )
        return int(self.cursor.fetchone()[0])

    def prints(self) -> dict[str, str]:
        """Per copied table a short text that is another one after any change of any row, however it was made."""
        parts = (
            f"""select '{table.name}', count(*) || ':' ||
                coalesce(sum(hashint8extended(id, xmin::text::bigint)::numeric), 0)::text from {table.source}"""
            for table in COPIED
        )
        self.cursor.execute(" union all ".join(parts))
        return dict(self.cursor.fetchall())


@contextmanager
def open_books(club: ClubInfo) -> Iterator[Books]:
    """The books of `club` as they stand now. Raises `BooksAway`.

    The role and the club hold for the transaction alone, so row security decides what is seen.
    """
    with dbapi.connect(_conninfo()) as conn, conn.cursor() as cursor:
        cursor.execute(_AS_OF)
        as_of = cursor.fetchone()[0]
        conn.rollback()
        cursor.execute("set transaction isolation level repeatable read, read only")
        cursor.execute(f"{_ENTER.format(club=int(club.id))}, set_config('timezone', {_quoted(club.time_zone)}, true)")
        cursor.fetchall()
        cursor.execute(_SNAPSHOT)
        ceiling, top, source = cursor.fetchone()
        yield Books(cursor, as_of, source, ceiling, top)
        conn.rollback()


def _conninfo() -> str:
    known = {default.keyword.decode() for default in pq.Conninfo.get_defaults()}
    params = connection.get_connection_params()
    return make_conninfo(**{name: value for name, value in params.items() if name in known})


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


__all__ = ["GROWN", "Books", "BooksAway", "Range", "open_books"]
