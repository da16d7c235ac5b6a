"""The bundled server: shared by who needs it, gone with its parent, whole after a crash."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from moadon.integrations.machine import is_alive
from moadon.integrations.postgres import durability
from moadon.integrations.postgres.bundled import BundledServer
from moadon.integrations.postgres.programs import ServerFailed
from moadon.integrations.postgres.tuning import MEGABYTE, settings_text
from moadon.interfaces.ports import DatabaseServer, MakesServer
from tests.platform.running import free_port, until

NOBODY = 65534
_LEASHED = """
import sys
from pathlib import Path
from moadon.integrations.postgres.bundled import BundledServer
with BundledServer(Path(sys.argv[1])).leashed():
    print("runs", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def folder(folders: Callable[[str], Path]) -> Path:
    return folders("a shop's var") / "postgres"


@pytest.fixture
def server(folder: Path) -> Iterator[BundledServer]:
    server = BundledServer(folder)
    yield server
    server.stop()


def until_gone(pid: int) -> None:
    until(lambda: not is_alive(pid))


def test_it_is_what_the_commands_ask_for() -> None:
    makes: MakesServer = BundledServer
    server: DatabaseServer = makes(Path("var"))

    assert server.pid() is None


def test_whoever_lets_go_last_stops_it(server: BundledServer, folder: Path) -> None:
    with server.held():
        pid = server.pid()
        with BundledServer(folder).held() as other:
            assert other.pid() == pid
        assert server.pid() == pid

    assert server.pid() is None


def test_what_was_committed_is_there_after_the_server_is_killed(server: BundledServer) -> None:
    with server.held():
        with psycopg.connect(server.url()) as connection:
            connection.execute("DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT 7 AS n")
        pid = server.pid()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        until_gone(pid)

    with server.held(), psycopg.connect(server.url()) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (7,)


def test_on_a_leash_it_ends_with_its_parent(server: BundledServer, folder: Path) -> None:
    command = [sys.executable, "-c", _LEASHED, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "runs\n"
        pid = server.pid()
        assert pid is not None
        parent.kill()

    until_gone(pid)
    with server.held(), psycopg.connect(server.url()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_leash_takes_over_a_server_that_nobody_uses(server: BundledServer) -> None:
    server.start()
    left_over = server.pid()

    with server.leashed():
        assert server.pid() not in (None, left_over)


def test_a_pid_file_of_another_program_is_no_obstacle(server: BundledServer, folder: Path) -> None:
    server.prepare()
    (folder / "postmaster.pid").write_text(f"{os.getpid()}\n{folder}\n")

    assert server.pid() is None
    with server.held():
        assert server.pid() not in (None, os.getpid())


def test_no_file_of_the_owner_makes_it_forget(server: BundledServer, folder: Path) -> None:
    server.prepare()
    local = folder / "local.conf"
    local.write_text("fsync = off\nfull_page_writes = off\nsynchronous_commit = off\nwork_mem = '7MB'\n")
    local.chmod(0o644)

    with server.held(), psycopg.connect(server.url()) as connection:
        assert durability.faults(connection) == []
        assert connection.execute("SHOW work_mem").fetchone() == ("7MB",)
    local.unlink()


def test_a_role_that_forgets_is_named(server: BundledServer) -> None:
    with server.held():
        with psycopg.connect(server.url()) as connection:
            connection.execute("ALTER ROLE moadon SET synchronous_commit = off")
        with psycopg.connect(server.url()) as connection:
            found = durability.faults(connection)
            connection.execute("ALTER ROLE moadon RESET synchronous_commit")

    assert len(found) == 1
    assert found[0].startswith("synchronous_commit is off")


def test_a_long_path_has_its_socket_elsewhere(folders: Callable[[str], Path]) -> None:
    folder = folders("deep") / ("long" * 25) / "postgres"
    with BundledServer(folder).held() as server, psycopg.connect(server.url()) as connection:
        assert connection.execute("SELECT current_user::text").fetchone() == ("moadon",)
        assert not list(folder.glob(".s.PGSQL.*"))


def test_the_loopback_asks_for_a_password(folder: Path) -> None:
    port = free_port()
    with BundledServer(folder, port=port).held():
        password = (folder.parent / "postgres_password").read_text()
        address = f"postgresql://moadon@127.0.0.1:{port}/moadon"
        with psycopg.connect(address, password=password) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(address, password="guess")


def test_a_folder_that_cannot_be_a_server_says_why(folders: Callable[[str], Path]) -> None:
    folder = folders("old") / "postgres"
    folder.mkdir()
    (folder / "PG_VERSION").write_text("9.6\n")
    (folder / "postgresql.conf").write_text("")

    with pytest.raises(ServerFailed, match="did not start"):
        BundledServer(folder).start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_an_ordinary_user_runs_it_as_themselves_and_root_joins(folders: Callable[[str], Path]) -> None:
    home = folders("home")
    folder = home / "postgres"
    os.chown(home, NOBODY, NOBODY)
    home.parent.chmod(0o711)

    assert as_nobody(lambda: serves_itself(folder)) == 0
    with BundledServer(folder).held() as server:
        assert Path(f"/proc/{server.pid()}").stat().st_uid == NOBODY


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_an_ordinary_user_is_told_whose_the_folder_is(server: BundledServer, folder: Path) -> None:
    server.prepare()

    def tries() -> bool:
        with pytest.raises(ServerFailed, match="belongs to moadon; run this as moadon or as root"):
            BundledServer(folder).start()
        return True

    assert as_nobody(tries) == 0


def serves_itself(folder: Path) -> bool:
    with BundledServer(folder).held() as server, psycopg.connect(server.url()) as connection:
        return connection.execute("SELECT current_user::text").fetchone() == ("moadon",)


def as_nobody(work: Callable[[], bool]) -> int:
    """The exit code of a child that does `work` as the user nobody: 0 if it was true."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            code = 0 if work() else 2
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.parametrize(("memory", "shared"), [(256, "64MB"), (2048, "256MB"), (65536, "1024MB")])
def test_memory_is_shared_out_by_what_the_machine_has(memory: int, shared: str) -> None:
    assert f"shared_buffers = '{shared}'" in settings_text(memory * MEGABYTE)
