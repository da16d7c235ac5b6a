"""A club whose machine is lost comes back from its backups, as it was at a chosen second, and sends nothing old."""

import json
import os
import shutil
import signal
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from moadon.integrations.machine import is_alive
from moadon.integrations.postgres.backups.places import opened
from moadon.integrations.postgres.bundled import BundledServer
from tests.platform.running import free_port, until
from tests.platform.sales import Sale, Tills
from tests.platform.test_up import House


@dataclass
class Lost:
    """What is left of a club whose machine burnt: its backups, and what its tills were told.

    `untouched` is a copy of the backups that nobody writes to any more.
    """

    backups: Path
    untouched: Path
    sold: list[Sale]
    moment: datetime
    key: str


@dataclass
class Safe(House):
    """A house that keeps a journal of everything."""

    backups: Path

    @property
    def environment(self) -> dict[str, str]:
        return {**super().environment, "MOADON_BACKUP": str(self.backups), "MOADON_WEB_WORKERS": "1"}


@pytest.fixture(scope="module")
def lost(folders: Callable[[str], Path]) -> Lost:
    home = folders("club")
    house = Safe(home / "var", free_port(), home / "backups")
    house.var.mkdir()
    process = house.start()
    try:
        house.run("club", "create", "shop", "--name", "Shop", "--currency", "EUR", "--time-zone", "UTC")
        key = json.loads(house.run("key", "create", "--club", "shop", "--scope", "all", "--format", "json").stdout)
        tills = Tills(f"http://127.0.0.1:{house.port}", key["key"])
        assert tills.call("POST", "/branches", {"code": "main", "name": "Main"}, "b")[0] == 201
        until(lambda: house.backups.exists() and opened(house.backups).series()[0].copies())
        with tills.selling():
            assert house.run("backup", str(house.backups), "--keep", "5").returncode == 0
            # The moment is in the middle of it all: nobody is waited for.
            moment = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)
            until(lambda: tills.sold[-1][1] > moment + timedelta(seconds=1))
        until(lambda: opened(house.backups).series()[0].marks()[-1].at > tills.sold[-1][2])
    finally:
        pids = house.pids()
        for pid in (process.pid, *pids.values()):
            os.kill(pid, signal.SIGKILL)
        process.wait()
        until(lambda: not any(is_alive(pid) for pid in pids.values()))
    assert not tills.refused
    untouched = shutil.copytree(house.backups, home / "untouched")
    return Lost(house.backups, untouched, tills.sold, moment, key["key"])


@pytest.fixture(scope="module")
def back(lost: Lost, folders: Callable[[str], Path]) -> House:
    """The club as it was at the moment, in a bare folder."""
    house = House(folders("back") / "var", free_port())
    told = house.run(
        "restore", str(lost.backups), "--to", lost.moment.isoformat(), "--into", str(house.var), "--format", "json"
    )
    assert told.returncode == 0, told.stderr
    assert datetime.fromisoformat(json.loads(told.stdout)["at"]) == lost.moment
    return house


def receipts(var: Path) -> set[str]:
    with BundledServer(var / "postgres").held() as server, psycopg.connect(server.url(user="postgres")) as asked:
        return {number for (number,) in asked.execute("select number from receipts_receipt")}


def test_every_receipt_acknowledged_before_the_moment_is_there_and_none_after(lost: Lost, back: House) -> None:
    there = receipts(back.var)
    before = {number for number, _, told in lost.sold if told < lost.moment}
    after = {number for number, sent, _ in lost.sold if sent > lost.moment}

    assert len(before) > 20
    assert len(after) > 20
    assert before - there == set()
    assert after & there == set()


def test_without_a_moment_every_acknowledged_receipt_is_there(lost: Lost, folders: Callable[[str], Path]) -> None:
    var = folders("all of it") / "var"

    told = House(var, 0).run("restore", str(lost.untouched), "--into", str(var))

    assert told.returncode == 0, told.stderr
    assert {number for number, _, _ in lost.sold} - receipts(var) == set()


@pytest.fixture(scope="module")
def running(back: House) -> Iterator[None]:
    process = back.start()
    yield
    process.terminate()
    process.wait(60)


def test_it_answers_and_sends_nothing_until_it_is_released(lost: Lost, back: House, running: None) -> None:
    log = back.var / "log" / "worker.log"
    tills = Tills(f"http://127.0.0.1:{back.port}", lost.key)
    until(lambda: '"on hold"' in log.read_text())

    assert tills.sell("T9", "after-1") == 201, "the key, the branch and the walls are those of the lost club"
    assert tills.call("GET", "/branches")[1]["items"][0]["code"] == "main"
    assert '"done"' not in log.read_text()

    assert back.run("release").stdout == "released\n"
    until(lambda: '"done"' in log.read_text())
    assert back.run("release").stdout == "it was not on hold\n"


def test_sign_ins_of_the_lost_club_are_still_good(lost: Lost, back: House, running: None) -> None:
    copy = opened(lost.backups).series()[0].copies()[-1]

    assert (back.var / "secret_key").read_text() == (copy.path / "secret_key").read_text()
    with urllib.request.urlopen(f"http://127.0.0.1:{back.port}/readyz") as answer:
        assert json.load(answer) == {"status": "ready"}


def test_the_restored_club_is_backed_up_into_the_same_folder_as_a_new_series(
    lost: Lost, back: House, running: None
) -> None:
    done = back.run("backup", str(lost.backups), "--format", "json")

    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert "cannot be gone back to" in told["complaints"][0]
    assert Path(told["copy"]).parts[-3] == "0002"
