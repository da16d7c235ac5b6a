"""The backup of the how-to: what was dumped stands again, with its walls."""

import subprocess

import psycopg
import pytest

from moadon.integrations.postgres.programs import program
from tests.platform.database import TestDatabase


def tool(name: str, url: str, *words: str) -> None:
    done = subprocess.run([program(name), *words, url], text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_dump_restores_rows_owners_and_walls(
    database: TestDatabase, database_server: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    database.admin.execute(
        "INSERT INTO clubs_branch (club_id, code, name, active, edition) VALUES (7, 'tlv', 'A', true, 1)"
    )
    dump = tmp_path_factory.mktemp("backup") / "club.dump"
    copy = f"{database.name}_restored"
    server = database.admin.info
    at = f"host='{server.host}' port={server.port} user=postgres dbname="
    with psycopg.connect(at + "postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {copy} OWNER moadon")  # type: ignore[arg-type]
        try:
            tool("pg_dump", at + database.name, "--format=custom", f"--file={dump}")
            restore = ("--clean", "--if-exists", "--exit-on-error", str(dump))
            tool("pg_restore", f"--dbname={at}{copy}", *restore)
            with psycopg.connect(at + copy) as restored:
                assert restored.execute("SELECT club_id, code FROM clubs_branch").fetchall() == [(7, "tlv")]
                restored.execute("SET ROLE moadon")
                assert restored.execute("SELECT count(*) FROM clubs_branch").fetchone() == (0,)
        finally:
            admin.execute(f"DROP DATABASE {copy} WITH (FORCE)")  # type: ignore[arg-type]
