"""Statements of the hot paths: bound by the server, prepared once per connection, counted."""

from collections.abc import Iterator, Sequence
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
    seen = _watched.get()
    if seen is not None:
        seen.append(sql)
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(sql, params, prepare=True)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def pipelined() -> Iterator[None]:
    """Send the statements of the block without waiting for each; what fails is raised at the end of the block.

    For writes whose answers nobody needs: a batch then waits once for the database, not a dozen times.
    """
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield
