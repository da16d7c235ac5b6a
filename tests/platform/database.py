"""The tests' database: a bundled server under `var/test`, one copy of a migrated template for each process.

Tests commit for real. After each test that had the database every table it filled is emptied again, by a
superuser and with triggers off, so that append-only tables and row security do not stand in the way.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "moadon"
KEPT = ("django_migrations", "django_content_type", "auth_permission")
_TEMPLATES_KEPT = 3


@dataclass(frozen=True)
class TestDatabase:
    """One process's own database: how the product connects, and a superuser's connection for what tests may not do."""

    __test__ = False

    name: str
    url: str
    admin: psycopg.Connection[Any]
    tables: tuple[str, ...]
    seeded: tuple[str, ...]

    def empty(self) -> None:
        """Take away every row that a test left."""
        asked = ", ".join(f"CASE WHEN EXISTS (SELECT 1 FROM {table}) THEN '{table}' END" for table in self.tables)
        row = self.admin.execute(f"SELECT array_remove(ARRAY[{asked}]::text[], NULL)").fetchone()  # type: ignore[arg-type]
        filled = row[0] if row else []
        with self.admin.transaction():
            self.admin.execute("SET LOCAL session_replication_role = replica; SET LOCAL lock_timeout = '20s'")
            for table in filled:
                self.admin.execute(f"DELETE FROM {table}")
            for table in self.seeded:
                self.admin.execute(f"INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM pristine.{table}")


@pytest.fixture(scope="session")
def database_server() -> Iterator[Any]:
    """The running server of the tests, shared by every process that runs tests of this checkout."""
    from django.conf import settings

    from moadon.integrations.postgres.bundled import BundledServer

    with BundledServer(Path(settings.MOADON_VAR) / "postgres").held() as server:
        yield server


@pytest.fixture(scope="session")
def test_database(database_server: Any, django_db_blocker: Any) -> Iterator[TestDatabase]:
    """This process's own migrated database; gone at the end of the session."""
    name = _name_for_this_process()
    with psycopg.connect(database_server.url("postgres", "postgres"), autocommit=True) as admin:
        _drop_orphans(admin)
        with django_db_blocker.unblock():
            template = _template(admin, database_server)
        _drop(admin, name)
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER moadon").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        with psycopg.connect(database_server.url(name, "postgres"), autocommit=True) as inside, _own_lake(name):
            yield TestDatabase(
                name, database_server.url(name), inside, _tables(inside, "public"), _tables(inside, "pristine")
            )
        _drop(admin, name)


@contextmanager
def _own_lake(name: str) -> Iterator[None]:
    """Copies of the books beside those of other processes, whose clubs have the same numbers."""
    from django.conf import settings

    settings.LAKE_FOLDER = Path(settings.MOADON_VAR) / "lake" / name
    try:
        yield
    finally:
        shutil.rmtree(settings.LAKE_FOLDER, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(test_database: TestDatabase, django_test_environment: None) -> None:
    """Django's connection leads to the database of this process."""
    _point_django_at(test_database.name, test_database.url)


@pytest.fixture
def _django_db_helper(
    django_db_setup: None, test_database: TestDatabase, django_db_blocker: Any
) -> Iterator[TestDatabase]:
    """What `@pytest.mark.django_db`, `db` and `transactional_db` mean here: real commits, empty tables afterwards.

    What a process remembers for a while of clubs by their names is forgotten: the next test has others of the same.
    """
    from django.db import connection

    from moadon.apps.clubs.queries import forget_recent

    forget_recent()
    with django_db_blocker.unblock():
        yield test_database
        connection.close()
    test_database.empty()


@pytest.fixture
def database(_django_db_helper: TestDatabase) -> TestDatabase:
    """The database, for a test that also looks at it from outside."""
    return _django_db_helper


def _name_for_this_process() -> str:
    given = os.environ.get("MOADON_TEST_DB")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    return f"test_{given}_{worker}" if given else f"test_p{os.getpid()}"


def _point_django_at(name: str, url: str) -> None:
    from django.db import connection
    from psycopg.conninfo import conninfo_to_dict

    parts = conninfo_to_dict(url)
    connection.close()
    connection.settings_dict.update(NAME=name, USER=parts["user"], HOST=parts["host"], PORT=parts["port"], PASSWORD="")


def _template(admin: psycopg.Connection[Any], server: Any) -> str:
    name = f"template_{_digest_of_migrations()}"
    with admin.transaction():
        # One process builds it, the others wait here.
        admin.execute("SELECT pg_advisory_xact_lock(7033)")
        with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as builder:
            if builder.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return name
            _build_template(builder, server, name)
    return name


def _build_template(builder: psycopg.Connection[Any], server: Any, name: str) -> None:
    from django.core.management import call_command
    from django.db import connection

    _drop(builder, "building")
    builder.execute("CREATE DATABASE building OWNER moadon")
    _point_django_at("building", server.url("building"))
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
    with psycopg.connect(server.url("building", "postgres"), autocommit=True) as inside:
        inside.execute("CREATE SCHEMA pristine")
        for table in _tables(inside, "public"):
            if inside.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone():  # type: ignore[arg-type]
                inside.execute(f"CREATE TABLE pristine.{table} AS TABLE {table}")  # type: ignore[arg-type]
    old = builder.execute("SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%' ORDER BY oid").fetchall()
    for (stale,) in old[: -_TEMPLATES_KEPT or None]:
        _drop(builder, stale)
    builder.execute(sql.SQL("ALTER DATABASE building RENAME TO {}").format(sql.Identifier(name)))


def _digest_of_migrations() -> str:
    digest = hashlib.sha256(" ".join(map(version, ("django", "procrastinate", "django-allauth"))).encode())
    for path in sorted([*PACKAGE.rglob("migrations/*.py"), PACKAGE / "store" / "row_security.py"]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _tables(connection: psycopg.Connection[Any], schema: str) -> tuple[str, ...]:
    rows = connection.execute(
        """SELECT quote_ident(c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE c.relkind = 'r' AND n.nspname = %s AND c.relname <> ALL (%s) ORDER BY 1""",
        [schema, list(KEPT)],
    ).fetchall()
    return tuple(name for (name,) in rows)


def _drop(admin: psycopg.Connection[Any], name: str) -> None:
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _drop_orphans(admin: psycopg.Connection[Any]) -> None:
    for (name,) in admin.execute("SELECT datname FROM pg_database WHERE datname ~ '^test_p[0-9]+$'").fetchall():
        if not Path(f"/proc/{re.sub('[^0-9]', '', name)}").exists() and Path("/proc/self").exists():
            _drop(admin, name)
