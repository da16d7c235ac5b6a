"""`moadon up`, driven from outside: one group that starts together, stops together and leaves nothing behind."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from moadon.integrations.machine import is_alive
from tests.platform.running import free_port, until, wait_for


@dataclass
class House:
    """A folder of everything, and how to run `moadon` on it."""

    var: Path
    port: int
    more: dict[str, str] = field(default_factory=dict, kw_only=True)
    """What its processes find in their environment besides."""

    def start(self) -> "subprocess.Popen[bytes]":
        """Start `moadon up` and wait until it answers."""
        log = self.var / "up.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "moadon", "up", "--no-demo"], env=self.environment, stdout=out, stderr=out
            )
        try:
            wait_for(f"http://127.0.0.1:{self.port}/readyz", process, log)
            until(lambda: "Ctrl-C stops everything" in log.read_text(), otherwise=log.read_text)
        except BaseException:
            process.terminate()
            process.wait(60)
            raise
        return process

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run another command on the same house."""
        return subprocess.run(
            [sys.executable, "-m", "moadon", *words],
            env=self.environment,
            text=True,
            capture_output=True,
            check=False,
        )

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "MOADON_VAR": str(self.var),
            "MOADON_PORT": str(self.port),
            "MOADON_WEB_THREADS": "4",
            **self.more,
        }

    def pids(self) -> dict[str, int]:
        """Every process of the group but the supervisor."""
        children = json.loads((self.var / "up.json").read_text())
        return {**children, "postgres": int((self.var / "postgres" / "postmaster.pid").read_text().split()[0])}


ONE = {"MOADON_WEB_WORKERS": "1"}
"""Each process that answers requests loads everything anew; what is looked at here is who watches them."""


@pytest.fixture(scope="module")
def spare(folders: Callable[[str], Path]) -> House:
    """A house that a test starts and stops by itself."""
    return House(folders("spare house"), free_port(), more=ONE)


@pytest.fixture(scope="module")
def house(folders: Callable[[str], Path]) -> House:
    return House(folders("one house"), free_port(), more=ONE)


@pytest.fixture(scope="module")
def running(house: House) -> Iterator["subprocess.Popen[bytes]"]:
    process = house.start()
    yield process
    process.terminate()
    process.wait(60)


def children_of(pid: int) -> list[int]:
    """The processes that a process has begun and that run."""
    with suppress(FileNotFoundError):
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def until_gone(pids: dict[str, int]) -> None:
    until(lambda: not any(is_alive(pid) for pid in pids.values()))


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_everything_in_order(spare: House, sign: signal.Signals) -> None:
    process = spare.start()
    pids = spare.pids()

    process.send_signal(sign)

    assert process.wait(60) == 0
    assert not any(is_alive(pid) for pid in pids.values())
    assert "database system is shut down" in newest_log(spare.var / "postgres" / "log")


def test_killed_it_leaves_nobody_behind_and_starts_again(spare: House) -> None:
    process = spare.start()
    pids = spare.pids()

    process.kill()
    process.wait()

    until_gone(pids)
    again = spare.start()
    again.terminate()
    assert again.wait(60) == 0


def test_a_part_that_dies_is_started_again(house: House, running: "subprocess.Popen[bytes]") -> None:
    before = house.pids()["web"]

    os.kill(before, signal.SIGKILL)

    until(lambda: house.pids()["web"] not in (before, None))
    wait_for(f"http://127.0.0.1:{house.port}/readyz", running, house.var / "log" / "web.log")


def test_a_database_that_dies_is_started_again(house: House, running: "subprocess.Popen[bytes]") -> None:
    before = house.pids()["postgres"]

    for pid in [before, *children_of(before)]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    until(lambda: "PostgreSQL ended; it is started again" in (house.var / "up.log").read_text())
    wait_for(f"http://127.0.0.1:{house.port}/readyz", running, house.var / "up.log")
    assert house.pids()["postgres"] != before


def test_two_at_once_and_a_taken_port_are_refused_in_words(
    house: House, running: "subprocess.Popen[bytes]", tmp_path: Path
) -> None:
    second = house.run("up")
    other = House(tmp_path, house.port).run("up")

    assert (second.returncode, other.returncode) == (3, 3)
    assert f"runs already on {house.var}" in second.stderr
    assert f"127.0.0.1:{house.port} is taken" in other.stderr


def test_commands_join_the_running_database(house: House, running: "subprocess.Popen[bytes]") -> None:
    pid = house.pids()["postgres"]

    answer = house.run("ready")

    assert (answer.returncode, answer.stdout) == (0, "ready\n")
    assert house.pids()["postgres"] == pid


def test_the_access_log_names_no_one(house: House, running: "subprocess.Popen[bytes]") -> None:
    address = f"http://127.0.0.1:{house.port}/nowhere/0521234567?phone=0521234567"
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(address)

    log = (house.var / "log" / "web.log").read_text()
    lines = [json.loads(line) for line in log.splitlines() if '"moadon.access"' in line]
    assert (lines[-1]["method"], lines[-1]["status"]) == ("GET", 404)
    assert "0521234567" not in log


def newest_log(folder: Path) -> str:
    return max(folder.glob("*.log"), key=lambda path: path.stat().st_mtime).read_text()
