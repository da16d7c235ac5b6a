"""What is demanded of any database server before money is entrusted to it."""

from typing import Any

import psycopg

from moadon.integrations.postgres.tuning import DURABLE

OLDEST = 150000


def faults(connection: psycopg.Connection[Any]) -> list[str]:
    """Why the server behind `connection` must not be used, one sentence each; empty when it may."""
    found = []
    version = connection.info.server_version
    if version < OLDEST:
        found.append(f"PostgreSQL {version // 10000} is too old: 15 or later is needed")
    rows = connection.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(DURABLE)]).fetchall()
    for name, setting in sorted(rows):
        if setting == "off":
            found.append(
                f"{name} is off: a commit could be lost when the machine fails. "
                f"Run ALTER SYSTEM SET {name} = on; SELECT pg_reload_conf(); "
                "and remove what set it for this role or database"
            )
    return found
