"""The two roles: the owner migrates, the application does everything else and can do no more than that."""

from typing import LiteralString

import psycopg
from psycopg import errors, sql

OWNER = "moadon"
APP = "moadon_app"

_GRANTS_WITH_OPTIONS = 160000
_BY_HAND = """The database account {user!r} may not make the role {app!r} that the application works under.
Run this once as an administrator of the server, then try again:

    CREATE ROLE {app} NOLOGIN NOBYPASSRLS;
    GRANT {app} TO {user_sql}{options};
"""


class RolesMissing(RuntimeError):
    """The role of the application is not there and cannot be made; the text holds the SQL that makes it."""


def make_for_bundled(admin: psycopg.Connection, *, password: str | None) -> None:
    """On the bundled server: owner, application role and database, made by its superuser where missing."""
    _ensure(admin, OWNER, "CREATE ROLE {} LOGIN NOBYPASSRLS")
    _ensure(admin, APP, "CREATE ROLE {} NOLOGIN NOBYPASSRLS")
    _grant(admin, OWNER)
    if password is not None:
        admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(OWNER), sql.Literal(password)))
    if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [OWNER]).fetchone():
        admin.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*[sql.Identifier(OWNER)] * 2))


def make_for_own(connection: psycopg.Connection) -> None:
    """On a server of one's own: the application's role, made by the account that migrates. RolesMissing otherwise."""
    row = connection.execute("SELECT current_user::text").fetchone()
    user = str(row[0]) if row else ""
    try:
        _ensure(connection, APP, "CREATE ROLE {} NOLOGIN NOBYPASSRLS")
        _grant(connection, user)
    except errors.InsufficientPrivilege as problem:
        options = " WITH SET TRUE" if connection.info.server_version >= _GRANTS_WITH_OPTIONS else ""
        quoted = sql.Identifier(user).as_string(connection)
        text = _BY_HAND.format(user=user, app=APP, user_sql=quoted, options=options)
        raise RolesMissing(text) from problem


def _ensure(connection: psycopg.Connection, role: str, statement: LiteralString) -> None:
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
        connection.execute(sql.SQL(statement).format(sql.Identifier(role)))


def _grant(connection: psycopg.Connection, user: str) -> None:
    newer = connection.info.server_version >= _GRANTS_WITH_OPTIONS
    may = connection.execute("SELECT pg_has_role(%s, %s, %s)", [user, APP, "SET" if newer else "MEMBER"]).fetchone()
    if may and not may[0]:
        options = " WITH SET TRUE, INHERIT FALSE" if newer else ""
        connection.execute(sql.SQL("GRANT {} TO {}" + options).format(sql.Identifier(APP), sql.Identifier(user)))
