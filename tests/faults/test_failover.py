"""A club on two servers of its own: one dies in the middle of a sale, and nothing that was acknowledged is lost."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.cluster import STANDBY, Cluster, begin, running
from tests.platform.running import free_port, until, wait_for
from tests.platform.sales import Tills

A_WHILE = 2.0
"""Seconds after which a receipt that is answered in milliseconds is plainly waited for."""


@dataclass
class Club:
    """A web server on the cluster, and tills that sell to it."""

    cluster: Cluster
    environment: dict[str, str]
    tills: Tills

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "moadon", *words]
        return subprocess.run(command, env=self.environment, text=True, capture_output=True, check=False, timeout=180)

    def kept(self) -> set[object]:
        """Receipts that stand in the second server."""
        rows = self.cluster.second.sql("select number from receipts_receipt", database="shop")
        return {number for (number,) in rows}


@contextmanager
def selling(home: Path, folder: Path) -> Iterator[Club]:
    """A club on a cluster of its own for the block."""
    cluster, port, log = begin(home), free_port(), folder / "web.log"
    environment = {
        **os.environ, "MOADON_DATABASE_URL": cluster.url(), "MOADON_VAR": str(folder), "MOADON_PORT": str(port),
        "MOADON_WEB_WORKERS": "1", "MOADON_WEB_THREADS": "4",
    }  # fmt: skip
    club = Club(cluster, environment, Tills(f"http://127.0.0.1:{port}", ""))
    web = None
    try:
        migrated = club.run("migrate")
        assert migrated.returncode == 0, migrated.stderr
        club.run("club", "create", "shop", "--name", "Shop", "--currency", "EUR", "--time-zone", "UTC")
        made = club.run("key", "create", "--club", "shop", "--scope", "all", "--format", "json")
        club.tills.key = json.loads(made.stdout)["key"]
        web = running([sys.executable, "-m", "moadon", "web"], environment, log)
        wait_for(f"http://127.0.0.1:{port}/readyz", web, log)
        assert club.tills.call("POST", "/branches", {"code": "main", "name": "Main"}, "b")[0] == 201
        yield club
    finally:
        if web is not None:
            web.terminate()
            web.wait(30)
        cluster.first.stop()
        cluster.second.stop()


@pytest.fixture(scope="module")
def club(folders: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    """One for all that leave both servers running."""
    with selling(folders("cluster"), tmp_path_factory.mktemp("club")) as club:
        yield club


@pytest.fixture
def doomed(folders: Callable[[str], Path], tmp_path: Path) -> Iterator[Club]:
    """One whose first server will die."""
    with selling(folders("doomed cluster"), tmp_path) as club:
        yield club


def test_when_the_first_server_dies_the_second_has_every_acknowledged_receipt(doomed: Club) -> None:
    tills = doomed.tills
    with tills.selling(3):
        until(lambda: len(tills.sold) > 60)
        doomed.cluster.first.kill()
        until(lambda: tills.refused)
    sold = {number for number, _, _ in tills.sold}

    doomed.cluster.take_over()

    assert sold - doomed.kept() == set()
    until(lambda: tills.sell("T9", "after") in (200, 201, 422))
    assert "after" in doomed.kept(), "the same web server sells on, without being started again"
    assert doomed.run("ready").stdout == "ready\n"


def test_nothing_is_acknowledged_that_the_second_server_does_not_have(club: Club) -> None:
    tills, answered = club.tills, threading.Event()
    ((receiver,),) = club.cluster.second.sql("select pid from pg_stat_wal_receiver")
    assert isinstance(receiver, int)

    def sell() -> None:
        assert tills.sell("T1", "waits") == 201
        answered.set()

    os.kill(receiver, signal.SIGSTOP)
    try:
        till = threading.Thread(target=sell)
        till.start()
        waited_for = not answered.wait(A_WHILE)
    finally:
        os.kill(receiver, signal.SIGCONT)
    till.join(60)

    assert waited_for
    assert answered.is_set()
    until(lambda: "waits" in club.kept())


def test_a_standby_alone_is_told_from_a_primary(club: Club) -> None:
    second = {**club.environment, "MOADON_DATABASE_URL": club.cluster.second.url("shop", "shop")}
    command = [sys.executable, "-m", "moadon", "ready"]

    refused = subprocess.run(command, env=second, text=True, capture_output=True, check=False)

    assert refused.returncode == 3
    assert "the server is a standby" in refused.stderr


def test_not_to_wait_for_the_standby_is_refused(club: Club) -> None:
    # A role of its own: what sells meanwhile goes on waiting.
    club.cluster.first.sql("create role hasty login in role shop", "alter role hasty set synchronous_commit = local")
    hasty = {**club.environment, "MOADON_DATABASE_URL": club.cluster.url().replace("shop@", "hasty@")}
    command = [sys.executable, "-m", "moadon", "web"]

    refused = subprocess.run(command, env=hasty, text=True, capture_output=True, check=False, timeout=180)

    assert STANDBY in str(club.cluster.first.sql("show synchronous_standby_names"))
    assert refused.returncode == 3
    assert "synchronous_commit is local" in refused.stderr
