"""A real web server on the tests' database, for tests that come from outside."""

import os
import select
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.platform.commands import Commands

_PATIENCE_SECONDS = 180


@dataclass(frozen=True)
class ClubServer:
    """Where the running server answers, and the environment in which a command works on the same database."""

    url: str
    environment: dict[str, str]
    log: Path
    pid: int
    """The process that watches those that answer."""
    commands: Commands

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def complaints(self) -> str:
        """The last lines of the server's log that tell what went wrong, for a test that fails."""
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join([line for line in lines if '"level": "error"' in line][-5:])

    def command(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run `moadon <words>` against the server's database, as a person would."""
        return self.commands.run(words)


@pytest.fixture(scope="session")
def folders() -> Iterator[Callable[[str], Path]]:
    """Makes folders in which a server under another account may live.

    Those of pytest are closed to other accounts again by each run of the tests that starts beside this one.
    """
    with tempfile.TemporaryDirectory(prefix="moadon-", ignore_cleanup_errors=True) as top:

        def make(name: str) -> Path:
            return Path(tempfile.mkdtemp(prefix=f"{name} ", dir=top))

        yield make


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(happens: Callable[[], object], *, otherwise: Callable[[], str] = str) -> None:
    """Wait for what another process does; fails, with the words of `otherwise`, when three minutes have passed."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not happens():
        if time.monotonic() > deadline:
            pytest.fail(f"did not happen in time: {otherwise()}")
        select.select([], [], [], 0.02)


def wait_for(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until `url` answers 200; fails with the log when the process ends or three minutes have passed."""

    def answers() -> bool:
        if process.poll() is not None:
            pytest.fail(f"{url} will not answer any more:\n{log.read_text(errors='replace')[-4000:]}")
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    until(answers, otherwise=lambda: log.read_text(errors="replace")[-4000:])


@contextmanager
def serving(database: str, log: Path, **more: str) -> Iterator[ClubServer]:
    """A web server on a database for the block; `more`: what it finds in its environment besides."""
    port = free_port()
    environment = {
        **os.environ,
        "MOADON_DATABASE_URL": database,
        "MOADON_PORT": str(port),
        # Every process that runs tests has such a server, and all share the hundred connections of one database.
        "MOADON_WEB_WORKERS": "2",
        "MOADON_WEB_THREADS": "8",
        "PYTHONWARNINGS": "default",
        **more,
    }
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "moadon", "web"], env=environment, stdout=out, stderr=subprocess.STDOUT
        )
    commands = Commands(environment)
    try:
        wait_for(f"http://127.0.0.1:{port}/readyz", process, log)
        yield ClubServer(f"http://127.0.0.1:{port}", environment, log, process.pid, commands)
    finally:
        commands.close()
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="session")
def _web_server(test_database: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClubServer]:
    with serving(test_database.url, tmp_path_factory.mktemp("web") / "web.log") as server:
        yield server


@pytest.fixture
def club_server(_web_server: ClubServer, database: Any) -> ClubServer:
    """The running server (one for the session) on the database of this test, which starts and ends empty."""
    return _web_server
