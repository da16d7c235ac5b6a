"""Backups of a PostgreSQL of one's own: taken as of the bundled one, laid out for the own one to be started on."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from moadon.integrations.postgres.programs import account_for, open_programs, open_the_way, program
from tests.faults.cluster import RULES, Server
from tests.platform.running import until


@pytest.fixture
def own(folders: Callable[[str], Path]) -> Iterator[Server]:
    """A server with a table, whose account may copy it."""
    data = folders("own") / "data"
    account = account_for(data)
    open_the_way(account, data, program("postgres"))
    open_programs(account)
    if account.switched:
        os.chown(data.parent, account.uid, account.gid)
    server = Server(data, account)
    server.run("initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync", "--locale=C", "-E", "UTF8")
    (data / "pg_hba.conf").write_text(RULES)
    server.start()
    server.sql("create role shop login replication", "create database shop owner shop")
    server.sql("create table kept as select 1 as n", database="shop")
    yield server
    server.stop()


def moadon(server: Server, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "MOADON_DATABASE_URL": server.url("shop", "shop")}
    command = [sys.executable, "-m", "moadon", *words]
    return subprocess.run(command, env=environment, text=True, capture_output=True, check=False, timeout=180)


def test_it_is_copied_and_laid_out_for_a_server_of_the_same_version(
    own: Server, folders: Callable[[str], Path]
) -> None:
    backups, into = folders("backups") / "own", folders("into")
    without_end = moadon(own, "backup", str(backups))
    own.sql("alter system set max_slot_wal_keep_size = '1GB'", "select pg_reload_conf()")
    until(lambda: own.sql("show max_slot_wal_keep_size") == [("1GB",)])
    own.sql("insert into kept values (2)", database="shop")
    taken = moadon(own, "backup", str(backups), "--format", "json")
    own.sql("insert into kept values (3)", database="shop")
    assert moadon(own, "backup", str(backups)).returncode == 0

    moment = json.loads(taken.stdout)["to"]
    laid_out = moadon(own, "restore", str(backups), "--into", str(into), "--to", moment)

    assert without_end.returncode == 1
    assert "set max_slot_wal_keep_size" in without_end.stderr
    assert (taken.returncode, laid_out.returncode) == (0, 0)
    assert "before any worker runs: moadon hold" in laid_out.stdout
    assert rows_of(into / "postgres", own) == [(1,), (2,)]


def rows_of(data: Path, like: Server) -> list[tuple[object, ...]]:
    """What stands in the table of a server that is started on `data`."""
    server = Server(data, like.account)
    if like.account.switched:
        for path in (data.parent, data, *data.rglob("*")):
            os.chown(path, like.account.uid, like.account.gid, follow_symlinks=False)
    (data / ".s.PGSQL.5432.lock").unlink()
    server.start()
    try:
        until(lambda: server.sql("select pg_is_in_recovery()") == [(False,)])
        return server.sql("select n from kept order by n", database="shop")
    finally:
        server.stop()
