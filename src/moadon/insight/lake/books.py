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
from moadon.insight.lake.tables import COPIED, Copied, Grown

BooksAway = dbapi.OperationalError
"""The database could not be reached, or it ended the conversation."""

_ENTER = "select set_config('role', 'moadon_app', true), set_config('moadon.club', '{club}', true)"
_SNAPSHOT = """
    select now(), pg_current_snapshot()::text, c.system_identifier || '/' || k.timeline_id || '/' || d.oid
      || '/' || 'receipts_receipt'::regclass::oid
    from pg_control_system() c, pg_control_checkpoint() k, pg_database d where d.datname = current_database()"""
_NUMBERED = {
    "receipts": "receipts_receipt",
    "lines": "receipts_receipt",
    "movements": "ledger_transaction",
    "levels": "rewards_tier",
    "changes": "audit_change",
}
"""Table of the copy, or `changes` -> table of the books that carries the number of the transaction (`xact`)."""
_SOURCES = ", ".join(f"'{table.source}'::regclass" for table in COPIED)


@dataclass(frozen=True, slots=True)
class Range:
    """The rows that one refresh copies: all that is visible now and was not at `since` (None: all).

    So no commit is missed however long it took, and nobody waits for a transaction that is still open.
    """

    since: Mark | None
    until: Mark

    def condition(self, table: str) -> str:
        """SQL on `r`, the row that carries the transaction's number."""
        if self.since is None:
            return "true"
        # The index finds what may be new; of that, what could be seen before was copied before.
        return (
            f"r.xact >= '{self.since.oldest}'::xid8 and r.id > {self.until.restored.get(_NUMBERED[table], 0)} "
            f"and not pg_visible_in_snapshot(r.xact, '{self.since.snapshot}'::pg_snapshot)"
        )


@dataclass(frozen=True, slots=True)
class Books:
    """One club's books in one snapshot. `source` names the cluster, its timeline, the database and the receipts' table.

    A backup that was restored over the tables that were there has made another table of the same name.
    """

    cursor: Any
    as_of: datetime
    snapshot: str
    source: str

    def range_since(self, mark: Mark | None) -> Range:
        """What must be copied after `mark`."""
        restored = mark.restored if mark else {table: self._restored(table) for table in set(_NUMBERED.values())}
        return Range(mark, Mark(self.snapshot, restored))

    def _restored(self, table: str) -> int:
        # A row that can be seen although its transaction cannot: another cluster wrote it.
        seen = f"pg_visible_in_snapshot(xact, '{self.snapshot}'::pg_snapshot)"
        oldest = Mark(self.snapshot).oldest
        self.cursor.execute(f"select coalesce(max(id), 0) from {table} where xact >= '{oldest}'::xid8 and not {seen}")
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
            f"select count(*) from (select from receipts_receipt r where {condition} limit {int(most)}) as waiting"
        )
        return int(self.cursor.fetchone()[0])

    def changed(self, wanted: Range) -> frozenset[str]:
        """Tables of which rows were added, changed or deleted in `wanted`, by the transactions that noted it."""
        if wanted.since is None:
            return frozenset(table.source for table in COPIED)
        self.cursor.execute(f"select distinct r.source from audit_change r where {wanted.condition('changes')}")
        return frozenset(source for (source,) in self.cursor.fetchall())

    def prints(self) -> dict[str, str]:
        """Per table that is copied whole the file it lies in: another one when it was emptied or made anew."""
        self.cursor.execute(f"select relname, relfilenode::text from pg_class where oid in ({_SOURCES})")
        return dict(self.cursor.fetchall())


@contextmanager
def open_books(club: ClubInfo) -> Iterator[Books]:
    """The books of `club` as they stand now. Raises `BooksAway`.

    The role and the club hold for the transaction alone, so row security decides what is seen.
    """
    with dbapi.connect(_conninfo()) as conn, conn.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read, read only")
        cursor.execute(f"{_ENTER.format(club=int(club.id))}, set_config('timezone', {_quoted(club.time_zone)}, true)")
        cursor.fetchall()
        cursor.execute(_SNAPSHOT)
        as_of, snapshot, source = cursor.fetchone()
        yield Books(cursor, as_of, snapshot, source)
        conn.rollback()


def _conninfo() -> str:
    known = {default.keyword.decode() for default in pq.Conninfo.get_defaults()}
    params = connection.get_connection_params()
    return make_conninfo(**{name: value for name, value in params.items() if name in known})


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
