"""Several prepared statements in one exchange with the server.

The driver's own pipeline flushes after each statement and builds a cursor for it. A till's commit has two dozen
statements, so that was most of what a lone receipt cost. Here they are queued by libpq and flushed together. The
driver must prepare nothing by itself on such a connection: it throws away what it did not prepare.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from select import POLLIN, POLLOUT, poll
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import psycopg
from django.conf import settings
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus

if TYPE_CHECKING:
    from psycopg.pq.abc import PGconn, PGresult

Rows = list[tuple[Any, ...]]
Statement = tuple[str, Sequence[object]]
_Shape = tuple[str, tuple[int, ...]]
_Connection = psycopg.Connection[Any]

_TEXT = 0
_MARKS = re.compile("%[s%]")


class _Prepared:
    """What is prepared on one connection: SQL and types of its parameters -> name. A name is never given twice."""

    def __init__(self) -> None:
        self.names: dict[_Shape, bytes] = {}
        self.given = 0
        self._exchanges = 0
        self._replanned_at = 1

    def is_to_plan_anew(self) -> bool:
        """Whether the plans of the connection have grown old: after 8 exchanges, after 64, 512 and so on.

        They are kept for any parameters, and the first were made when tables were perhaps empty.
        """
        self._exchanges += 1
        if self._exchanges < self._replanned_at * 8:
            return False
        self._replanned_at = self._exchanges
        return True

    def new_name(self) -> bytes:
        """A name that no statement of the connection has had."""
        self.given += 1
        return f"moadon_{self.given}".encode()


_prepared: WeakKeyDictionary[_Connection, _Prepared] = WeakKeyDictionary()


def exchange(connection: _Connection, statements: Sequence[Statement]) -> list[Rows]:
    """The rows of each statement, in order. Raises the error of the first that failed; those after it did not run.

    Begins a transaction where the connection is to be in one and is not. Parameters are bound by the server.
    """
    pgconn = connection.pgconn
    if pgconn.status != ConnStatus.OK:
        raise psycopg.OperationalError("the connection is closed")
    pgconn.enter_pipeline_mode()
    try:
        queue = _Queue(connection)
        for sql, params in statements:
            queue.send(sql, params)
        pgconn.pipeline_sync()
        results = _results(pgconn)
    finally:
        # After a broken connection there is no way back; whoever uses it next is told so.
        if pgconn.status == ConnStatus.OK:
            pgconn.exit_pipeline_mode()
    return queue.rows(results)


class _Queue:
    """Statements on their way, and which of the results that come hold rows of theirs."""

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._pgconn = connection.pgconn
        self._converter = Transformer(connection)
        self._known = _prepared.setdefault(connection, _Prepared()) if settings.DATABASE_PREPARES else None
        self._fresh: dict[_Shape, bytes] = {}
        self._kinds: list[bool] = []
        if not connection.autocommit and self._pgconn.transaction_status == TransactionStatus.IDLE:
            self._pgconn.send_query_params(b"begin", None)
            self._kinds.append(False)
        if self._known is not None and self._known.is_to_plan_anew():
            self._pgconn.send_query_params(b"discard plans", None)
            self._kinds.append(False)

    def send(self, sql: str, params: Sequence[object]) -> None:
        """Queue one statement, prepared before if this connection has not seen it."""
        converter, pgconn = self._converter, self._pgconn
        values = converter.dump_sequence(params, [PyFormat.AUTO] * len(params))
        types, formats = converter.types or (), converter.formats or ()
        if self._known is None:
            pgconn.send_query_params(_numbered(sql), values, types, formats, _TEXT)
        else:
            shape = (sql, tuple(types))
            name = self._known.names.get(shape) or self._fresh.get(shape)
            if name is None:
                name = self._fresh[shape] = self._known.new_name()
                pgconn.send_prepare(name, _numbered(sql), types)
                self._kinds.append(False)
            pgconn.send_query_prepared(name, values, formats, _TEXT)
        self._kinds.append(True)

    def rows(self, results: "Sequence[PGresult]") -> list[Rows]:
        """The rows of each statement. Raises the error of the first that failed."""
        found = [self._rows(result) for result in results]
        if self._known is not None:
            self._known.names.update(self._fresh)
        return [rows for kind, rows in zip(self._kinds, found, strict=True) if kind]

    def _rows(self, result: "PGresult") -> Rows:
        if result.status in (ExecStatus.FATAL_ERROR, ExecStatus.PIPELINE_ABORTED):
            raise error_from_result(result, encoding=self._connection.info.encoding)
        if result.command_status == b"ROLLBACK":
            # A commit of a transaction that had failed is answered so, and is no commit.
            raise psycopg.OperationalError("the transaction was rolled back")
        self._converter.set_pgresult(result)
        return self._converter.load_rows(0, result.ntuples, tuple)


@lru_cache(maxsize=1024)
def _numbered(sql: str) -> bytes:
    """`%s` as `$1`, `$2` and so on; `%%` as `%`."""
    numbers = iter(range(1, sql.count("%s") + 1))
    return _MARKS.sub(lambda mark: "%" if mark.group() == "%%" else f"${next(numbers)}", sql).encode()


def _results(pgconn: "PGconn") -> list["PGresult"]:
    """Everything that comes until the server has seen the end of what was sent."""
    waiting = poll()
    waiting.register(pgconn.socket, POLLIN | POLLOUT)
    while pgconn.flush():
        # The server may have to be read before it takes more.
        if any(events & POLLIN for _, events in waiting.poll()):
            pgconn.consume_input()
    waiting.modify(pgconn.socket, POLLIN)
    results: list[PGresult] = []
    while True:
        while pgconn.is_busy():
            waiting.poll()
            pgconn.consume_input()
        result = pgconn.get_result()
        if result is None:
            continue
        if result.status == ExecStatus.PIPELINE_SYNC:
            return results
        results.append(result)
