"""What is demanded of any database server before money is entrusted to it."""

from typing import Any

import psycopg
from psycopg import sql

from moadon.integrations.postgres import walls
from moadon.integrations.postgres.tuning import DURABLE

OLDEST = 150000

_NOW = """
    select name, setting, source, (select setting <> '' from pg_settings where name = 'synchronous_standby_names')
    from pg_settings where name = any(%s) order by name"""
# What the next session of this account will be given, whatever the session that asks was given when it began.
_NEXT = """
    select distinct on (name) name, lower(value), rolname, datname
    from pg_db_role_setting
      left join pg_database on pg_database.oid = setdatabase
      left join pg_roles on pg_roles.oid = setrole,
      unnest(setconfig) as told, split_part(told, '=', 1) as name, split_part(told, '=', 2) as value
    where (setdatabase = 0 or datname = current_database()) and (setrole = 0 or rolname = session_user)
      and name = any(%s)
    order by name, setrole = 0, setdatabase = 0"""
_ELSEWHERE = {
    "client": "Take it out of MOADON_DATABASE_URL and PGOPTIONS",
    "command line": "Start the server without it",
    **dict.fromkeys(
        ("user", "database", "database user", "global"), "It is reset by now: start moadon again, which began with it"
    ),
}


def faults(connection: psycopg.Connection[Any]) -> list[str]:
    """Why the server behind `connection` must not be used, one sentence each; empty when it may.

    What holds in this session counts, and what was set for the role or the database since: the next session has it. The
    walls between clubs have to stand, too.
    """
    found = []
    version = connection.info.server_version
    if version < OLDEST:
        found.append(f"PostgreSQL {version // 10000} is too old: 15 or later is needed")
    if connection.execute("select pg_is_in_recovery()").fetchone() == (True,):
        found.append(
            "the server is a standby, which takes no writes. Name the primary in MOADON_DATABASE_URL, "
            "or all servers and target_session_attrs=read-write"
        )
    names = [list(DURABLE)]
    stored = {name: (value, role, database) for name, value, role, database in connection.execute(_NEXT, names)}
    for name, value, source, replicated in connection.execute(_NOW, names).fetchall():
        next_value, role, database = stored.get(name, (value, None, None))
        if name in stored and _forgets(next_value, replicated=replicated):
            found.append(_told(name, next_value, f"Run {_reset(name, role, database).as_string(connection)}"))
        elif _forgets(value, replicated=replicated):
            system = f"Run ALTER SYSTEM SET {name} = on; SELECT pg_reload_conf();"
            found.append(_told(name, value, _ELSEWHERE.get(source, system)))
    return [*found, *walls.faults(connection)]


def _forgets(value: str, *, replicated: bool) -> bool:
    """Whether a commit that was told may be lost: `local` waits for no standby, and one may be put in its place."""
    return value in ("off", "false", "no", "0") or (value == "local" and replicated)


def _told(name: str, value: str, way: str) -> str:
    loss = "standby takes over" if value == "local" else "machine fails"
    return f"{name} is {value}: a commit could be lost when the {loss}. {way}"


def _reset(name: str, role: str | None, database: str | None) -> sql.Composable:
    """The statement that takes back what was set for a role, a database, or a role in a database."""
    if role is None and database is not None:
        return sql.SQL("ALTER DATABASE {} RESET {};").format(sql.Identifier(database), sql.Identifier(name))
    whose = sql.SQL("ALL") if role is None else sql.Identifier(role)
    where = sql.SQL("") if database is None else sql.SQL(" IN DATABASE {}").format(sql.Identifier(database))
    return sql.SQL("ALTER ROLE {}{} RESET {};").format(whose, where, sql.Identifier(name))
