"""Tables are changed beside a club that runs: nobody waits long, and the code of two versions works at once."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.platform import database as harness
from tests.platform.running import until

LONGEST_WAIT = 3.0
"""Seconds that a till may have to stand behind a migration: the second that one waits for a lock, and then some."""

SHELF = {
    "__init__.py": "",
    "migrations/__init__.py": "",
    "migrations/0001_tables.py": (
        "operations = [migrations.RunSQL('create table shelf (id int, old text)', 'drop table shelf')]"
    ),
    "migrations/0002_new_place.py": (
        "dependencies = [('shelf', '0001_tables')]; "
        "operations = [migrations.RunSQL('alter table shelf add new text', 'alter table shelf drop new')]"
    ),
    "migrations/0003_new_place_after.py": (
        "dependencies = [('shelf', '0002_new_place')]; "
        "operations = [migrations.RunSQL('alter table shelf drop old', 'alter table shelf add old text')]"
    ),
    "migrations/0004_builds_on_it.py": (
        "dependencies = [('shelf', '0003_new_place_after')]; "
        "operations = [migrations.RunSQL('alter table shelf add more text', 'alter table shelf drop more')]"
    ),
}


@dataclass
class Spare:
    """A migrated database that a test may change, and how to run a command on it."""

    url: str
    admin: str
    environment: dict[str, str]

    def start(self, *words: str) -> "subprocess.Popen[str]":
        """Start a command."""
        out = subprocess.PIPE
        return subprocess.Popen([sys.executable, *words], env=self.environment, text=True, stdout=out, stderr=out)

    def run(self, *words: str) -> tuple[int, str]:
        """Its exit code, and all it said."""
        with self.start(*words) as process:
            told, errors = process.communicate()
        return process.returncode, told + errors


@pytest.fixture
def spare(database_server: Any, django_db_blocker: Any) -> Iterator[Spare]:
    name = f"spare_p{os.getpid()}"
    with psycopg.connect(database_server.url("postgres", "postgres"), autocommit=True) as admin:
        with django_db_blocker.unblock():
            template = harness._template(admin, database_server)
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # type: ignore[arg-type]
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} OWNER moadon")  # type: ignore[arg-type]
        url = database_server.url(name)
        yield Spare(url, database_server.url(name, "postgres"), {**os.environ, "MOADON_DATABASE_URL": url})
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


@pytest.fixture
def behind(spare: Spare) -> Spare:
    """A database that lacks a migration, which must lock the table of receipts."""
    code, said = spare.run("-m", "django", "migrate", "receipts", "0006", "--settings", "moadon.config.settings")
    assert code == 0, said
    return spare


def test_a_table_in_use_is_waited_for_and_nobody_waits_long_behind_the_migration(behind: Spare) -> None:
    with psycopg.connect(behind.admin) as long_read, psycopg.connect(behind.admin, autocommit=True) as till:
        long_read.execute("SELECT count(*) FROM receipts_receipt")
        process = behind.start("-m", "moadon", "migrate")
        until(lambda: till.execute(_WAITS).fetchone())
        longest = 0.0
        for _ in range(3):
            started = time.monotonic()
            till.execute("SELECT count(*) FROM receipts_receipt")
            longest = max(longest, time.monotonic() - started)
            until(lambda: till.execute(_WAITS).fetchone())
        assert process.poll() is None
        long_read.rollback()
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors

    assert longest < LONGEST_WAIT
    assert behind.run("-m", "moadon", "ready") == (0, "ready\n")


def test_a_table_that_stays_in_use_is_given_up_with_the_name_of_who_uses_it(behind: Spare) -> None:
    with psycopg.connect(behind.url, application_name="a long report") as long_read:
        long_read.execute("SELECT count(*) FROM receipts_receipt")
        pid = long_read.info.backend_pid
        code, said = behind.run("-m", "moadon", "migrate", "--patience", "2")

        assert code == 3
        assert "a table that must be changed is in use" in said
        assert f"process {pid} (a long report, idle in transaction)" in said

    assert behind.run("-m", "moadon", "migrate")[0] == 0


def test_what_the_version_before_cannot_live_with_is_left_for_afterwards(spare: Spare, tmp_path: Path) -> None:
    for name, text in SHELF.items():
        path = tmp_path / "shelf" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        head = (
            "from django.db import migrations\nclass Migration(migrations.Migration): " if "operations" in text else ""
        )
        path.write_text(head + text)
    (tmp_path / "more_settings.py").write_text(
        "from moadon.config.settings import *\nINSTALLED_APPS = [*INSTALLED_APPS, 'shelf']\n"
    )
    spare.environment.update(PYTHONPATH=str(tmp_path), DJANGO_SETTINGS_MODULE="more_settings")

    lacking = spare.run("-m", "moadon", "ready")
    before = spare.run("-m", "moadon", "migrate", "--before")
    columns_before, ready = _columns(spare), spare.run("-m", "moadon", "ready")
    again = spare.run("-m", "moadon", "migrate", "--before")
    after = spare.run("-m", "moadon", "migrate")

    assert lacking[0] == 3
    assert before == (0, "2 migrations applied\n")
    assert columns_before == ["id", "new", "old"]
    assert ready == (0, "ready\n"), "the new code starts before the migrations for afterwards"
    assert again == (0, "nothing to do\n")
    assert after == (0, "2 migrations applied\n")
    assert _columns(spare) == ["id", "more", "new"]


_WAITS = """select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"""


def _columns(spare: Spare) -> list[str]:
    with psycopg.connect(spare.admin) as connection:
        rows = connection.execute(
            "select column_name::text from information_schema.columns where table_name = 'shelf' order by 1"
        ).fetchall()
    return [name for (name,) in rows]
