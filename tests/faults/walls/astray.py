"""A database in which whoever says for which club they work is not heard, and what they saw and changed all the same.

The product is as it is: `set_config` is another function there, found before PostgreSQL's own, which sets the club to
nobody or to another one. Rows that a wall lets through are counted by PostgreSQL itself, also in what only reads and in
what fails afterwards: the wall calls a function, and calls of functions are statistics.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from psycopg import sql

from tests.faults.walls.scene import ID
from tests.platform.database import TestDatabase
from tests.platform.running import until

_OURS = """
    create schema astray; grant usage on schema astray to public;
    create function astray.seen() returns boolean language plpgsql cost 1000000 as 'begin return true; end';
    create table astray.club (id text, since timestamptz default clock_timestamp());
    insert into astray.club values (null); grant select on astray.club to public;
    create function astray.set_config(name text, value text, here boolean) returns text language sql as $$
      select pg_catalog.set_config(name,
        case when name = 'moadon.club' and value <> '' then coalesce((select id from astray.club), value) else value end,
        here) $$;
"""
_WALLS = """select polrelid::regclass::text, pg_get_expr(polqual, polrelid) from pg_policy where polname = 'one_club'
            order by 1"""


_LOOKING_UP = "current_setting('moadon.directory', true) = 'on'"
"""Whose a key or a person is, is looked up before any club is known: it counts as nothing seen."""
_WORKING = """select count(*)::int from pg_stat_activity
              where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
                and backend_start > (select since from astray.club)"""
"""Those who came since; threads that others left behind keep their connections."""


class Watch:
    """What those who work in the database see and change."""

    def __init__(self, database: TestDatabase, tables: list[str]) -> None:
        self._admin, self._tables = database.admin, tables

    def goes_by(self, club: str | None) -> None:
        """From now on whoever says a club has this one: none if it is empty, what they say if it is None."""
        self._admin.execute("update astray.club set id = %s", [club])

    def seen(self) -> int:
        """How many rows of clubs were let through so far, everybody who worked having gone."""
        connection.close()
        until(lambda: self._one(_WORKING) == 0)
        return self._one("select coalesce(sum(calls), 0)::int from pg_stat_user_functions where schemaname = 'astray'")

    def stands(self, *but: int) -> set[Any]:
        """Every club's rows in every table, as their number and a digest, save those of the clubs `but`."""
        each = " union all ".join(
            f"select '{table}', club_id, count(*), sum(hashtextextended(t::text, 0)) from {table} t group by 2"
            for table in self._tables
        )
        asked = f"{each} union all select 'clubs_club', id, 1, hashtextextended(t::text, 0) from clubs_club t"
        return {row for row in self._admin.execute(asked).fetchall() if row[1] not in but}  # type: ignore[arg-type]

    def _one(self, asked: str) -> int:
        row = self._admin.execute(asked).fetchone()  # type: ignore[arg-type]
        assert row is not None
        return int(row[0])


@contextmanager
def astray(database: TestDatabase) -> Iterator[Watch]:
    """The database for the block, at first with everybody heard; new connections alone are led astray."""
    admin, name = database.admin, sql.Identifier(database.name)
    admin.execute(_OURS)
    walls = admin.execute(_WALLS).fetchall()
    for table, wall in walls:
        admin.execute(f"alter policy one_club on {table} using (({wall}) and ({_LOOKING_UP} or astray.seen()))")
    for setting in ("track_functions = 'pl'", "search_path = astray, pg_catalog, public"):
        admin.execute(sql.SQL("alter database {} set " + setting).format(name))  # type: ignore[arg-type]
    connection.close()
    try:
        yield Watch(database, [table for table, _ in walls])
    finally:
        connection.close()
        for setting in ("track_functions", "search_path"):
            admin.execute(sql.SQL("alter database {} reset " + setting).format(name))  # type: ignore[arg-type]
        for table, wall in walls:
            admin.execute(f"alter policy one_club on {table} using ({wall})")
        admin.execute("drop schema astray cascade")


def tells(text: str, ids: frozenset[str], name: str) -> list[str]:
    """What of a club stands in a text: ids, and its hidden name."""
    return sorted(ids & set(ID.findall(text))) + re.findall(name, text)
