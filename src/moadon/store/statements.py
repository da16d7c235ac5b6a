"""Statements of the hot paths: bound by the server, prepared once per connection, counted."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

from moadon.store import traces
from moadon.store.pipeline import Rows, Statement, exchange

_watched: ContextVar[list[str] | None] = ContextVar("watched_statements", default=None)
_queued: ContextVar["_Queue | None"] = ContextVar("queued_statements", default=None)
_before: ContextVar[list[Statement]] = ContextVar("statements_before_others")


@contextmanager
def watching() -> Iterator[list[str]]:
    """Collect the SQL of every statement that the block runs through this module."""
    seen: list[str] = []
    token = _watched.set(seen)
    try:
        yield seen
    finally:
        _watched.reset(token)


def run(sql: str, params: Sequence[object] = ()) -> Rows:
    """Run one statement on the open connection and return its rows, if it has any.

    Parameters are bound by the server, so that the plan is made once per connection. Inside `pipelined` it is only
    queued and has no rows yet: see `sent`.
    """
    answer = sent(sql, params)
    return [] if _queued.get() is not None else answer()


def sent(sql: str, params: Sequence[object] = ()) -> Callable[[], Rows]:
    """Send one statement; what is returned gives its rows. Inside `pipelined` they are there when the block ends."""
    seen = _watched.get()
    if seen is not None:
        seen.append(sql)
    queue = _queued.get()
    if queue is not None:
        return queue.put(sql, params)
    connection.ensure_connection()
    (rows,) = _exchanged([(sql, params)])
    return lambda: rows


def _exchanged(statements: Sequence[Statement]) -> list[Rows]:
    first = _before.get([])
    span, started = traces.current(), time.perf_counter()
    with connection.wrap_database_errors:
        rows = exchange(connection.connection, [*first, *statements])[len(first) :]
    if span is not None:
        span.count(len(first) + len(statements), time.perf_counter() - started)
    first.clear()
    return rows


@contextmanager
def before_others(sql: str, params: Sequence[object]) -> Iterator[None]:
    """Send this statement together with the first that the block sends."""
    token = _before.set([(sql, params)])
    try:
        yield
    finally:
        _before.reset(token)


class _Queue:
    """The statements of a block, and then their rows."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self.rows: list[Rows] = []

    def put(self, sql: str, params: Sequence[object]) -> Callable[[], Rows]:
        """Queue a statement; what is returned gives its rows."""
        place = len(self.statements)
        self.statements.append((sql, params))
        return lambda: self.rows[place]


@contextmanager
def pipelined() -> Iterator[None]:
    """Send the statements of the block together when it ends; what fails is raised there.

    A batch then waits once for the database, not a dozen times.
    """
    queue = _Queue()
    token = _queued.set(queue)
    try:
        yield
    finally:
        _queued.reset(token)
    if queue.statements:
        queue.rows = _exchanged(queue.statements)
