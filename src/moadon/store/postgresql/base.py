"""What `ENGINE` names: Django's own backend, but for how a dead connection of the pool is passed over.

The pool's own check waits longer after each dead connection that it meets, and gives up after some seconds. A server
that was restarted leaves nothing but dead ones, so whoever asked next was told that the database is away when it had
long been back.
"""

from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection, OperationalError


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection of Django to PostgreSQL."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A new connection, or one of the pool that lives. Dead ones go back, and the pool makes others for them."""
        connection = super().get_new_connection(conn_params)
        while self.pool is not None and not _lives(connection):
            self.pool.putconn(connection)
            connection = super().get_new_connection(conn_params)
        return connection


def _lives(connection: "Connection[Any]") -> bool:
    try:
        connection.execute("")
    except OperationalError:
        return False
    return True
