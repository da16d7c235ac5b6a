"""Taking a copy, looking whether what was kept is whole, and letting go of what is too old."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from moadon.integrations.postgres import locks
from moadon.integrations.postgres.backups.manifest import must_be_whole
from moadon.integrations.postgres.backups.places import (
    BackupFailed,
    Copy,
    Folder,
    Mark,
    Series,
    opened,
    opened_for,
    settle,
    write_about,
)
from moadon.integrations.postgres.backups.receiving import receiving
from moadon.integrations.postgres.backups.segments import (
    PARTIAL,
    file_name,
    first_missing,
    names_between,
    place_of,
    written,
)
from moadon.integrations.postgres.backups.source import Server, Source, connected, series_of
from moadon.integrations.postgres.programs import clean_environment, program

_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass
class Taken:
    """What a backup did: the new copy, how far one can go back, and what could not be done as it should."""

    copy: Copy
    oldest: Copy
    until: Mark
    removed: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def take(source: Source, path: Path, keep: int | None, told: Callable[[str], None]) -> Taken:
    """Copy the database into the folder of backups at `path`, check the copy, and keep only the newest `keep`.

    The journal comes in beside it, so that one can go back to any moment from the end of the oldest copy on. `told`
    hears of each step. BackupFailed leaves what was there as it was.
    """
    with connected(source) as server:
        folder = opened_for(path, server.system)
        with _alone(folder):
            series, torn = series_of(folder, server)
            told("copying the data")
            with receiving(source, folder, series) as receiver:
                began = server.now()
                fresh = series.path / "copies" / f".{began.strftime(_STAMP)}.new"
                try:
                    copy = _copied(source, server, series, fresh)
                    told("fetching the journal")
                    until = receiver.mark(server)
                    told("checking the copy")
                    must_be_whole(copy)
                    must_reach(series, copy.first, until.place)
                except BaseException:
                    shutil.rmtree(fresh, ignore_errors=True)
                    raise
            path_of_copy = fresh.with_name(fresh.name.strip(".").removesuffix(".new"))
            fresh.rename(path_of_copy)
            settle(path_of_copy.parent)
            removed = let_go(folder, keep) if keep else []
            oldest = next(copy for each in folder.series() for copy in each.copies())
            complaints = _complaints(source, server, folder, torn=torn)
    return Taken(_of(folder, path_of_copy), oldest, until, removed, complaints)


def _of(folder: Folder, path: Path) -> Copy:
    return next(copy for series in folder.series() for copy in series.copies() if copy.path == path)


@contextmanager
def _alone(folder: Folder) -> Iterator[None]:
    lock = locks.alone(folder.path / "backup.lock")
    if lock is None:
        raise BackupFailed(f"another backup into {folder.path} runs at this moment.")
    with lock:
        yield


def _complaints(source: Source, server: Server, folder: Folder, *, torn: bool) -> list[str]:
    found = []
    if torn:
        before, now = folder.series()[-2], folder.series()[-1]
        last = before.marks()[-1].at.isoformat() if before.marks() else "its beginning"
        found.append(
            f"the journal was torn after {last}: the server kept no more of it. "
            f"Moments between then and {now.copies()[0].ended.isoformat()} cannot be gone back to."
        )
    if not source.bundled and server.keeps_without_end():
        found.append(
            f"the server keeps for {folder.path} what was not fetched, without end: set max_slot_wal_keep_size, "
            f"or run select pg_drop_replication_slot('{folder.slot}') when you give the folder up."
        )
    return found


def _copied(source: Source, server: Server, series: Series, fresh: Path) -> Copy:
    began = server.now()
    command: list[str | Path] = [
        program("pg_basebackup"), "--pgdata", fresh / "data", "--dbname", source.address, "--checkpoint=fast",
        "--wal-method=stream", "--no-password", "--manifest-checksums=SHA256", "--label=moadon",
    ]  # fmt: skip
    fresh.mkdir(mode=0o700)
    done = run(command, source.environment)
    if done.returncode:
        raise BackupFailed(f"the database could not be copied: {done.stderr.strip()}")
    label = (fresh / "data" / "backup_label").read_text(encoding="utf-8")
    first = place_of(label.partition("START WAL LOCATION: ")[2].split()[0])
    if source.secret_key is not None and source.secret_key.exists():
        shutil.copyfile(source.secret_key, fresh / "secret_key")
        (fresh / "secret_key").chmod(0o600)
    copy = Copy(fresh, began, server.now(), first, server.connection.info.server_version, source.bundled)
    write_about(fresh, copy)
    return copy


def run(command: Sequence[str | Path], environment: dict[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    """Run one of PostgreSQL's programs, closed to everybody else's eyes; never raises on its exit code."""
    words = [str(part) for part in command]
    environment = environment or clean_environment()
    return subprocess.run(words, env=environment, text=True, capture_output=True, check=False, umask=0o077)


def must_reach(series: Series, first: int, last: int) -> None:
    """BackupFailed unless the journal can be read from one place to another: no file missing, none damaged."""
    names = list(names_between(series.timeline, first, last, series.size))
    there = series.there()
    missing = first_missing(names, there)
    if missing is not None:
        raise BackupFailed(f"the journal has a gap: {series.journal / missing} is missing.")
    with tempfile.TemporaryDirectory() as linked:
        for name in names:
            (Path(linked) / name).symlink_to(series.journal.resolve() / (name if name in there else name + PARTIAL))
        read = [f"--path={linked}", f"--timeline={series.timeline}", f"--start={written(first)}"]
        done = run([program("pg_waldump"), "--quiet", *read, f"--end={written(last)}"])
    # A first record that cannot be read is passed over by the program, with a word.
    whole = not done.returncode and "skipping over" not in done.stderr
    if not whole and series.there() != there:
        must_reach(series, first, last)  # a file got its own name meanwhile
    elif not whole:
        said = done.stderr.strip().splitlines()[-1].partition(": ")[2].removeprefix("error: ")
        raise BackupFailed(f"the journal is damaged in {series.journal / _damaged_in(said, series, names[0])}: {said}")


def _damaged_in(said: str, series: Series, otherwise: str) -> str:
    places = [word.strip(":,") for word in said.split() if "/" in word and word.strip(":,").replace("/", "").isalnum()]
    try:
        return file_name(series.timeline, place_of(places[-1]), series.size)
    except (IndexError, ValueError):
        return otherwise


def check(path: Path, told: Callable[[str], None]) -> list[str]:
    """What is damaged or missing in a folder of backups, one sentence each; empty when all of it can be relied on."""
    found = []
    for series in opened(path).series():
        copies, marks = series.copies(), series.marks()
        for copy in copies:
            told(f"checking {copy.path}")
            found += _failing(lambda copy=copy: must_be_whole(copy))  # type: ignore[misc]
        if copies and marks:
            told(f"checking {series.journal}")
            first, last = copies[0].first, marks[-1].place
            found += _failing(lambda: must_reach(series, first, last))  # noqa: B023  # it is called at once
    return found


def _failing(work: Callable[[], None]) -> list[str]:
    try:
        work()
    except BackupFailed as problem:
        return [str(problem)]
    return []


def let_go(folder: Folder, keep: int) -> list[str]:
    """Remove all but the newest `keep` copies, and of the journal what only they needed; says what was removed."""
    copies = sorted((copy for series in folder.series() for copy in series.copies()), key=lambda copy: copy.ended)
    old, removed = copies[:-keep], []
    for copy in old:
        # What tells that it is a copy goes first: half a copy is none.
        (copy.path / "about.json").unlink()
        shutil.rmtree(copy.path)
        removed.append(str(copy.path))
    newest = folder.series()[-1]
    for series in folder.series():
        left = series.copies()
        if left:
            _shorten(series, left[0].first)
        elif series != newest:
            (series.path / "series.json").unlink()
            shutil.rmtree(series.path)
            removed.append(str(series.path))
    return removed


def _shorten(series: Series, first: int) -> None:
    name = file_name(series.timeline, first, series.size)
    for path in series.journal.iterdir():
        if len(path.name) >= len(name) and path.name[: len(name)] < name:
            path.unlink()
    series.forget_marks_before(first)
    settle(series.journal)
