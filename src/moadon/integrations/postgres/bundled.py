"""A PostgreSQL 18 of one's own in a folder: made, started, found running, stopped.

One protocol for everybody who needs the server: whoever uses it holds a shared lock on `<folder>.users`;
whoever lets go last stops it. The supervisor of `moadon up` starts it on a leash (it ends with its parent),
a lone command starts it loose. Locks end with their process, so a killed user leaves nothing behind.
"""

import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg

from moadon.integrations.machine import anybody_works_in, is_alive, is_known, leash, works_in
from moadon.integrations.postgres import locks, roles
from moadon.integrations.postgres.programs import (
    START_LOG,
    ServerFailed,
    account_for,
    open_programs,
    open_the_way,
    program,
)
from moadon.integrations.postgres.sockets import leave, socket_folder
from moadon.integrations.postgres.tuning import DURABLE, memory_of_machine, settings_text

SUPERUSER = "postgres"
_PORT_LINE, _READY_LINE = 3, 7
_PORT = 5432
_STOP_SECONDS = 60.0
_ORPHANS_SECONDS = 15.0
_PULSE = 0.02
_RULES = """# Written by moadon at each start. The socket's folder is closed to other users of the machine.
local all all trust
local replication postgres trust
host all all 127.0.0.1/32 scram-sha-256
host all all ::1/128 scram-sha-256
"""


class BundledServer:
    """The server whose data is in `folder`. `port`: also listen on that port of the loopback, with a password."""

    def __init__(self, folder: Path, *, port: int | None = None) -> None:
        self.folder = folder.absolute()
        self.port = port
        self.notices: list[str] = []
        self._child: subprocess.Popen[bytes] | None = None
        self._recovery: Mapping[str, str] = {}

    def url(self, database: str = roles.OWNER, user: str = roles.OWNER) -> str:
        """The connection URL over the socket."""
        lines = self._pid_lines()
        port = lines[_PORT_LINE] if len(lines) > _PORT_LINE else self.port or _PORT
        return f"postgresql://{user}@/{database}?host={quote(str(socket_folder(self.folder)), safe='')}&port={port}"

    def pid(self) -> int | None:
        """Process id of the running server, or None. A left-over pid file of another process does not count."""
        lines = self._pid_lines()
        pid = int(lines[0]) if lines and lines[0].isdigit() else None
        return pid if pid is not None and is_alive(pid) and works_in(pid, self.folder) else None

    def prepare(self) -> bool:
        """Make the data folder if there is none; True when it was made. ServerFailed with the program's own words."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        account = account_for(self.folder)
        for opened in open_the_way(account, self.folder, program("postgres")):
            self.notices.append(f"{opened} may now be passed through by other accounts (not listed)")
        open_programs(account)
        if (self.folder / "PG_VERSION").exists():
            return False
        fresh = self.folder.with_name(f"{self.folder.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if account.switched:
            os.chown(fresh, account.uid, account.gid)
        locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        made = account.run(
            [program("initdb"), "-D", fresh, "-U", SUPERUSER, "--auth=trust", "--data-checksums", *locale],
            folder=fresh,
        )
        if made.returncode:
            shutil.rmtree(fresh, ignore_errors=True)
            raise ServerFailed(f"PostgreSQL could not make its folder {self.folder}:\n{made.stderr or made.stdout}")
        if self.folder.exists():
            self.folder.rmdir()
        fresh.rename(self.folder)
        return True

    def start(self, *, leashed: bool = False) -> None:
        """Start and wait until it takes connections; with `leashed` it stops when this process ends."""
        self.prepare()
        if self.pid() is None:
            self._launch(leashed=leashed)
        with psycopg.connect(self.url("postgres", SUPERUSER), autocommit=True) as admin:
            roles.make_for_bundled(admin, password=self._password() if self.port else None)

    def stop(self) -> None:
        """Stop in order (sessions are ended, what is in memory is written); the hard way after a minute."""
        pid = self.pid()
        if pid is None:
            return
        for sign in (signal.SIGINT, signal.SIGQUIT):
            os.kill(pid, sign)
            if self._gone(pid, _STOP_SECONDS):
                leave(self.folder)
                return
        raise ServerFailed(f"PostgreSQL (process {pid}) does not stop.")

    @contextmanager
    def held(self) -> Iterator["BundledServer"]:
        """Have the server running for the block: start it if nobody has, stop it if nobody else is left."""
        users = None
        try:
            with self._starting():
                users = locks.share(self._users_path)
                if self.pid() is None:
                    self.start()
            yield self
        finally:
            if users is not None:
                self._let_go(users)

    @contextmanager
    def leashed(self) -> Iterator["BundledServer"]:
        """Have the server running as a child of this process for the block, and stop it at the end whoever uses it."""
        with self._starting():
            if self.pid() is not None and (alone := locks.alone(self._users_path)):
                self.stop()
                alone.close()
            users = locks.share(self._users_path)
            self.start(leashed=True)
        try:
            yield self
        finally:
            with self._starting():
                self.stop()
                users.close()

    def recover(self, options: Mapping[str, str]) -> None:
        """Start once with the options of a recovery, and wait until it is over. ServerFailed if it does not succeed."""
        self._recovery = options
        self._launch(leashed=True)

    @property
    def _users_path(self) -> Path:
        return self.folder.with_name(f"{self.folder.name}.users")

    @contextmanager
    def _starting(self) -> Iterator[None]:
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with locks.exclusive(self.folder.with_name(f"{self.folder.name}.starting")):
            yield

    def _let_go(self, users: IO[bytes]) -> None:
        with self._starting():
            users.close()
            if alone := locks.alone(self._users_path):
                self.stop()
                alone.close()

    def _launch(self, *, leashed: bool) -> None:
        self._write_configuration()
        deadline = time.monotonic() + _ORPHANS_SECONDS
        while True:
            pid = self._spawn(leashed=leashed)
            if self._became_ready(pid):
                return
            said = (self.folder / START_LOG).read_text(errors="replace")
            # After kill -9 its own children need a moment to notice and leave.
            if "pre-existing shared memory block" not in said or time.monotonic() > deadline:
                raise ServerFailed(f"PostgreSQL did not start in {self.folder}:\n{said}{self._last_log_lines()}")
            time.sleep(_PULSE * 10)

    def _spawn(self, *, leashed: bool) -> int:
        account = account_for(self.folder)
        sockets = socket_folder(self.folder, account=account)
        self._clear_left_overs(sockets)
        options = {
            **DURABLE,
            **self._recovery,
            "unix_socket_directories": '"{}"'.format(str(sockets).replace('"', '""')),
            "unix_socket_permissions": "0700",
            "listen_addresses": "127.0.0.1" if self.port else "",
            "port": str(self.port or _PORT),
        }
        command = [str(program("postgres")), "-D", str(self.folder)]
        command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        if leashed:
            self._child = account.start(command, folder=self.folder, tie=leash(signal.SIGINT))
            return self._child.pid
        return account.start_loose(command, folder=self.folder)

    def _became_ready(self, pid: int) -> bool:
        while self._runs(pid):
            lines = self._pid_lines()
            if len(lines) > _READY_LINE and lines[0] == str(pid) and lines[_READY_LINE].strip() == "ready":
                return True
            time.sleep(_PULSE)
        return False

    def _runs(self, pid: int) -> bool:
        if self._child is not None and self._child.pid == pid:
            return self._child.poll() is None
        return is_alive(pid)

    def _gone(self, pid: int, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not self._runs(pid):
                return True
            time.sleep(_PULSE)
        return False

    def _pid_lines(self) -> list[str]:
        try:
            return (self.folder / "postmaster.pid").read_text(errors="replace").splitlines()
        except OSError:
            return []

    def _clear_left_overs(self, sockets: Path) -> None:
        """Take away lock files whose number belongs to another program, or to a dead process that nobody buried.

        PostgreSQL believes both to be its own and refuses to start. A number that is free it settles by itself. The
        pid file is its guard against orphans of a server that was killed, so those are waited for first.
        """
        if self.pid() is not None:
            return
        lines = self._pid_lines()
        if lines and lines[0].isdigit() and is_known(int(lines[0])):
            deadline = time.monotonic() + _ORPHANS_SECONDS
            while anybody_works_in(self.folder) and time.monotonic() < deadline:
                time.sleep(_PULSE)
            (self.folder / "postmaster.pid").unlink(missing_ok=True)
        for left in sockets.glob(".s.PGSQL.*"):
            left.unlink()

    def _write_configuration(self) -> None:
        account = account_for(self.folder)
        texts = {"moadon.conf": settings_text(memory_of_machine()), "pg_hba.conf": _RULES}
        main = self.folder / "postgresql.conf"
        lines = main.read_text()
        if "moadon.conf" not in lines:
            texts["postgresql.conf"] = (
                f"{lines}\ninclude_if_exists = 'moadon.conf'  # written at each start\n"
                "include_if_exists = 'local.conf'  # yours: never touched\n"
            )
        for name, text in texts.items():
            path = self.folder / name
            path.write_text(text)
            path.chmod(0o600)
            if account.switched:
                os.chown(path, account.uid, account.gid)

    def _last_log_lines(self) -> str:
        logs = sorted((self.folder / "log").glob("*.log"), key=lambda path: path.stat().st_mtime)
        return "\n".join(logs[-1].read_text(errors="replace").splitlines()[-20:]) if logs else ""

    def _password(self) -> str:
        path = self.folder.with_name(f"{self.folder.name}_password")
        if not path.exists():
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(24))
        return path.read_text().strip()
