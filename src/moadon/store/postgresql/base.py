"""What `ENGINE` names: Django's own backend, but for how a dead connection of the pool is passed over.

The pool's own check waits longer after each dead connection that it meets, and gives up after some seconds. A server
that was restarted leaves nothing but dead ones, so whoever asked next was told that the database is away when it had
long been back.
"""

import time
from collections.abc import Callable
from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection, OperationalError

from moadon.store import traces


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection of Django to PostgreSQL."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if traces.is_on():
            self.execute_wrappers.append(_counted)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A new connection, or one of the pool that lives. Dead ones go back, and the pool makes others for them."""
        connection = super().get_new_connection(conn_params)
        while self.pool is not None and not _lives(connection):
            self.pool.putconn(connection)
            connection = super().get_new_connection(conn_params)
        return connection


def _counted(execute: Callable[..., Any], *given: Any) -> Any:
    """Run a statement of a model, and count it in the span that is open."""
    started = time.perf_counter()
    try:
        return execute(*given)
    finally:
        if (span := traces.current()) is not None:
            span.count(1, time.perf_counter() - started)


def _lives(connection: "Connection[Any]") -> bool:
    try:
        connection.execute("")
    except OperationalError:
        return False
    return True
