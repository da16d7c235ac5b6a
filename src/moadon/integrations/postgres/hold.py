"""A club on hold: it answers, and nothing that was left to be done goes out by itself until somebody says so."""

from datetime import datetime
from typing import Any

import psycopg
from psycopg import errors, sql

_TABLE = "create table if not exists moadon_hold (since timestamptz not null default now(), why text not null)"
"""Kept by a migration; a backup may be older than that."""


def held(connection: psycopg.Connection[Any]) -> tuple[datetime, str] | None:
    """Since when the club is on hold, and why; None when it is not."""
    try:
        found = connection.execute("select since, why from moadon_hold order by since limit 1").fetchone()
    except errors.UndefinedTable:
        return None
    return (found[0], found[1]) if found else None


def put_on_hold(connection: psycopg.Connection[Any], why: str, *, tables_only: bool = False) -> None:
    """Put the club on hold. `tables_only`: unless the database has no tables of ours."""
    if tables_only and connection.execute("select to_regclass('public.django_migrations')").fetchone() == (None,):
        return
    if connection.execute("select to_regclass('public.moadon_hold')").fetchone() == (None,):
        owner = connection.execute("select tableowner from pg_tables where tablename = 'django_migrations'").fetchone()
        assert owner is not None
        connection.execute(_TABLE)
        connection.execute(sql.SQL("alter table moadon_hold owner to {}").format(sql.Identifier(owner[0])))
    connection.execute("insert into moadon_hold (why) select %s where not exists (select from moadon_hold)", [why])


def release(connection: psycopg.Connection[Any]) -> bool:
    """Let the club go on; True if it was on hold."""
    return held(connection) is not None and connection.execute("delete from moadon_hold").rowcount > 0
