"""The server that is backed up: who it is, what it keeps for us, and how far its journal was fetched."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from moadon.integrations.postgres.backups.places import BackupFailed, Folder, Mark, Series
from moadon.integrations.postgres.backups.segments import place_of
from moadon.integrations.postgres.programs import clean_environment

_PULSE = 0.05
_PATIENCE_SECONDS = 120.0
_MAY_NOT = """The account of the database may not copy it. Run this once as an administrator of the server:

    ALTER ROLE {user} REPLICATION;

and let pg_hba.conf have a line for it, like: host replication {user} samenet scram-sha-256"""


@dataclass(frozen=True)
class Source:
    """How to connect (as an account that may replicate), whether it is the bundled server, and its own secret."""

    url: str
    bundled: bool
    secret_key: Path | None = None

    @property
    def address(self) -> str:
        """The URL without its password: everybody on the machine sees with which words a program was started."""
        told = {name: str(value) for name, value in conninfo_to_dict(self.url).items() if name != "password"}
        return make_conninfo("", **told)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a program that connects there."""
        password = conninfo_to_dict(self.url).get("password")
        return {**clean_environment(), **({"PGPASSWORD": str(password)} if password else {})}


@dataclass(frozen=True)
class Server:
    """A connection to the server that is backed up."""

    connection: psycopg.Connection[Any]

    def _one(self, asked: str, *given: object) -> Any:
        row = self.connection.execute(asked, given).fetchone()
        return row[0] if row else None

    @property
    def system(self) -> str:
        """The mark of the database system: the same in all its copies."""
        return str(self._one("select system_identifier from pg_control_system()"))

    @property
    def timeline(self) -> int:
        """The number of its history: it grows when a copy begins a life of its own."""
        return int(self._one("select left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)"), 16)

    @property
    def size(self) -> int:
        """Bytes of a file of its journal."""
        return int(self._one("select setting from pg_settings where name = 'wal_segment_size'"))

    def now(self) -> datetime:
        """The server's own clock, which the moments in its journal go by."""
        at: datetime = self._one("select clock_timestamp()")
        return at

    def mark(self) -> Mark:
        """Write something into the journal and hand back when that began and where it ended."""
        at = self.now()
        self.connection.execute("select pg_logical_emit_message(true, 'moadon', 'mark')")
        return Mark(at, place_of(self._one("select pg_current_wal_insert_lsn()")))

    def keeps(self, slot: str) -> bool:
        """Whether the server still has everything that was not fetched for `slot`."""
        return self._one("select wal_status from pg_replication_slots where slot_name = %s", slot) in (
            "reserved", "extended", "unreserved",
        )  # fmt: skip

    def begin_keeping(self, slot: str) -> None:
        """Keep from now on what was not fetched for `slot`; what it meant before is forgotten."""
        self.connection.execute(
            "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = %s", [slot]
        )
        self.connection.execute("select pg_create_physical_replication_slot(%s, true)", [slot])

    def keeps_without_end(self) -> bool:
        """Whether the server would rather fill its disk than throw away what nobody fetches."""
        return bool(self._one("select setting from pg_settings where name = 'max_slot_wal_keep_size'") == "-1")

    def fetched(self, slot: str) -> int:
        """The place up to which the journal is safe in the folder of `slot`."""
        place = self._one("select restart_lsn from pg_replication_slots where slot_name = %s", slot)
        return place_of(place) if place else 0


@contextmanager
def connected(source: Source) -> Iterator[Server]:
    """The server of `source`. BackupFailed where it cannot be reached or may not be copied."""
    try:
        connection = psycopg.connect(source.url, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as problem:
        raise BackupFailed(f"the database does not answer: {problem}") from problem
    with connection:
        may = connection.execute(
            "select rolreplication or rolsuper, quote_ident(rolname) from pg_roles where rolname = session_user"
        ).fetchone()
        if may and not may[0]:
            raise BackupFailed(_MAY_NOT.format(user=may[1]))
        try:
            yield Server(connection)
        except errors.InsufficientPrivilege as problem:
            raise BackupFailed(f"the account of the database may not do this: {problem}") from problem


def series_of(folder: Folder, server: Server) -> tuple[Series, bool]:
    """The series that the server's journal goes on in; True if it had to be begun although there was one."""
    known = folder.series()
    if known and known[-1].timeline == server.timeline and server.keeps(folder.slot):
        return known[-1], False
    server.begin_keeping(folder.slot)
    return folder.add_series(server.timeline, server.size), bool(known)


def wait_until_fetched(server: Server, slot: str, place: int, alive: Any) -> None:
    """Wait until the journal is in the folder up to `place`. BackupFailed after two minutes without a step forward.

    `alive` is called between: it raises when who fetches it has ended.
    """
    seen, deadline = 0, time.monotonic() + _PATIENCE_SECONDS
    while (now := server.fetched(slot)) < place:
        alive()
        if now > seen:
            seen, deadline = now, time.monotonic() + _PATIENCE_SECONDS
        if time.monotonic() > deadline:
            raise BackupFailed("the journal does not reach the folder of the backups; is its disk full or away?")
        time.sleep(_PULSE)
