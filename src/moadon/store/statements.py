"""Statements of the hot paths: bound by the server, prepared once per connection, counted."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import psycopg
from django.db import connection

_watched: ContextVar[list[str] | None] = ContextVar("watched_statements", default=None)


@contextmanager
def watching() -> Iterator[list[str]]:
    """Collect the SQL of every statement that the block runs through this module."""
    seen: list[str] = []
    token = _watched.set(seen)
    try:
        yield seen
    finally:
        _watched.reset(token)


def run(sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """Run one statement on the open connection and return its rows, if it has any.

    Parameters are bound by the server, so that the plan is made once per connection.
    """
    return sent(sql, params)()


def sent(sql: str, params: Sequence[object] = ()) -> Callable[[], list[tuple[Any, ...]]]:
    """Send one statement; what is returned gives its rows. Inside `pipelined` they are there when the block ends."""
    seen = _watched.get()
    if seen is not None:
        seen.append(sql)
    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor = psycopg.Cursor(connection.connection)
        cursor.execute(sql, params, prepare=True)
    return lambda: _rows(cursor)


def _rows(cursor: "psycopg.Cursor[tuple[Any, ...]]") -> list[tuple[Any, ...]]:
    with connection.wrap_database_errors, cursor:
        return cursor.fetchall() if cursor.rownumber is not None else []


@contextmanager
def pipelined() -> Iterator[None]:
    """Send the statements of the block without waiting for each; what fails is raised at the end of the block.

    A batch then waits once for the database, not a dozen times.
    """
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield
