"""Fetching the journal: PostgreSQL's own receiver, which has it on the disk before it says so."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from moadon.integrations.machine import leash
from moadon.integrations.postgres import locks
from moadon.integrations.postgres.backups.places import BackupFailed, Folder, Mark, Series
from moadon.integrations.postgres.backups.source import Server, Source, wait_until_fetched
from moadon.integrations.postgres.programs import program

_STOP_SECONDS = 10.0


@dataclass
class Receiver:
    """What is fetched into `series`, by a process of ours (`child`) or by somebody else's."""

    folder: Folder
    series: Series
    child: "subprocess.Popen[str] | None"

    def must_run(self) -> None:
        """BackupFailed, with its own words, if the process that fetches has ended."""
        if self.child is not None and self.child.poll() is not None:
            assert self.child.stderr is not None
            raise BackupFailed(f"the journal cannot be fetched: {self.child.stderr.read().strip()}")

    def mark(self, server: Server) -> Mark:
        """Note how far one can go back to by now, once the journal is here up to that."""
        mark = server.mark()
        wait_until_fetched(server, self.folder.slot, mark.place, self.must_run)
        self.series.add_mark(mark)
        return mark


@contextmanager
def receiving(source: Source, folder: Folder, series: Series) -> Iterator[Receiver]:
    """The journal comes in for the block. Where somebody else fetches it already it is left to them."""
    lock = locks.alone(folder.path / "receiver.lock")
    if lock is None:
        yield Receiver(folder, series, None)
        return
    command = [
        program("pg_receivewal"), "--directory", series.journal, "--slot", folder.slot, "--dbname", source.address,
        "--synchronous", "--no-loop", "--no-password",
    ]  # fmt: skip
    with lock, _started([str(part) for part in command], source.environment) as child:
        yield Receiver(folder, series, child)


@contextmanager
def _started(command: list[str], environment: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    child = subprocess.Popen(
        command, env=environment, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, preexec_fn=leash(signal.SIGTERM), umask=0o077,
    )  # fmt: skip
    with child:
        try:
            yield child
        finally:
            child.send_signal(signal.SIGINT)
            try:
                child.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
