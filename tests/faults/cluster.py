"""A primary and a standby that is waited for, out of the bundled PostgreSQL, as somebody's own two servers would be."""

import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from moadon.integrations.postgres.programs import Account, account_for, open_programs, open_the_way, program
from tests.platform.running import until

STANDBY = "second"
RULES = "local all all trust\nlocal replication all trust\n"
_SMALL = ["shared_buffers=16MB", "max_connections=60", "listen_addresses=", "wal_level=replica", "min_wal_size=32MB"]


@dataclass
class Server:
    """A PostgreSQL in a folder, reached by a socket there."""

    data: Path
    account: Account

    def run(self, name: str, *words: str | Path) -> None:
        """Run one of its programs; fails with what it said."""
        done = self.account.run([program(name), *words], folder=self.data.parent)
        assert done.returncode == 0, done.stderr

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = " ".join(f"-c {one}" for one in [*_SMALL, f"unix_socket_directories='{self.data}'"])
        log = self.data / "server.log"
        done = self.account.run(
            [program("pg_ctl"), "-D", self.data, "-w", "-l", log, "-o", options, "start"], folder=self.data.parent
        )
        assert done.returncode == 0, log.read_text(errors="replace")

    def stop(self) -> None:
        """Stop it if it runs."""
        self.account.run([program("pg_ctl"), "-D", self.data, "-m", "immediate", "stop"], folder=self.data.parent)

    def kill(self) -> None:
        """End every process of it at once, as a machine that loses its power does."""
        pids = self.pids()
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        until(lambda: not self.pids())

    def pids(self) -> list[int]:
        """All its processes."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if (entry / "cwd").readlink() == self.data.resolve():
                    found.append(int(entry.name))
            except OSError:
                continue
        return found

    def url(self, user: str = "postgres", database: str = "postgres") -> str:
        """How to reach this one."""
        return f"postgresql://{user}@/{database}?host={quote(str(self.data), safe='')}"

    def sql(self, *statements: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run statements as the superuser; the rows of the last."""
        with psycopg.connect(self.url(database=database), autocommit=True) as admin:
            for statement in statements:
                cursor = admin.execute(statement)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []


@dataclass
class Cluster:
    """Two servers, of which the second has all that the first has acknowledged."""

    first: Server
    second: Server

    def url(self) -> str:
        """The address that leads to whichever of the two takes writes."""
        hosts = ",".join(quote(str(server.data), safe="") for server in (self.first, self.second))
        return f"postgresql://shop@/shop?host={hosts}&port=5432,5432&target_session_attrs=read-write&connect_timeout=3"

    def take_over(self) -> None:
        """Make the second the one that takes writes; it has no standby of its own to wait for yet."""
        self.second.sql(
            "alter system reset synchronous_standby_names", "select pg_reload_conf()", "select pg_promote(true, 60)"
        )


def begin(home: Path) -> Cluster:
    """Make both and start them; the first answers nothing before the second has it on its disk."""
    account = account_for(home / "first")
    open_the_way(account, home / "first", program("postgres"))
    open_programs(account)
    if account.switched:
        os.chown(home, account.uid, account.gid)
    first, second = Server(home / "first", account), Server(home / "second", account)
    first.run("initdb", "-D", first.data, "-U", "postgres", "--auth=trust", "--no-sync", "--locale=C", "-E", "UTF8")
    (first.data / "pg_hba.conf").write_text(RULES)
    first.start()
    first.sql("create role shop login createrole", "create database shop owner shop")
    address = f"host='{first.data}' user=postgres application_name={STANDBY}"
    second.run("pg_basebackup", "-D", second.data, "-d", address, "--write-recovery-conf", "--checkpoint=fast")
    (second.data / ".s.PGSQL.5432.lock").unlink()  # the sockets of ours lie among the data
    second.start()
    first.sql(f"alter system set synchronous_standby_names = '{STANDBY}'", "select pg_reload_conf()")
    until(lambda: ("sync",) in first.sql("select sync_state from pg_stat_replication"))
    return Cluster(first, second)


def running(command: list[str], environment: dict[str, str], log: Path) -> "subprocess.Popen[bytes]":
    """Start a command of ours with its words in a file."""
    with log.open("wb") as out:
        return subprocess.Popen(command, env=environment, stdout=out, stderr=out)
