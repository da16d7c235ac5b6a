"""A folder of backups, as it lies on the disk.

    backups.json            whose they are: the mark of the database system
    0001/series.json        one unbroken journal: timeline, bytes of a file
    0001/marks              a line for each moment up to which the journal is known to be whole: time, place
    0001/journal/           the files of the journal
    0001/copies/20261122T101500Z/data, about.json, secret_key

A series ends where the journal is torn: the server was restored, a standby took its place, or it threw away what had
not been fetched in time. Moments between two series cannot be gone back to.
"""

import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from moadon.integrations.postgres.backups.segments import place_of, written

FORMAT = "moadon/backups/1"
_A_FEW_LINES = 1024


class BackupFailed(RuntimeError):
    """A backup could not be taken, trusted or gone back to; the text says why and what to do."""


class NoBackups(BackupFailed):
    """The folder that was named holds no backups of ours."""


@dataclass(frozen=True)
class Mark:
    """All that was acknowledged until `at` is in the journal before `place`, and something later stands there too."""

    at: datetime
    place: int


@dataclass(frozen=True)
class Copy:
    """A whole copy of the data. It can be gone forward from, from the moment `ended` on."""

    path: Path
    began: datetime
    ended: datetime
    first: int
    version: int
    bundled: bool

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.path / "data"


@dataclass(frozen=True)
class Series:
    """An unbroken journal and the copies that go with it."""

    path: Path
    timeline: int
    size: int

    @property
    def journal(self) -> Path:
        """The folder of its files."""
        return self.path / "journal"

    def there(self) -> set[str]:
        """Names of the journal's files."""
        return {path.name for path in self.journal.iterdir()} if self.journal.is_dir() else set()

    def marks(self) -> list[Mark]:
        """All marks, the oldest first. A line that was not written to its end counts for nothing."""
        return [_mark_of(line) for line in _lines(self.path / "marks")]

    def last_mark(self) -> Mark | None:
        """The newest mark, without reading the others."""
        lines = list(_lines(self.path / "marks", last=_A_FEW_LINES))
        return _mark_of(lines[-1]) if lines else None

    def add_mark(self, mark: Mark) -> None:
        """Note a mark, on the disk before this comes back."""
        with (self.path / "marks").open("a", encoding="ascii") as file:
            file.write(f"{mark.at.isoformat()} {written(mark.place)}\n")
            file.flush()
            os.fsync(file.fileno())

    def forget_marks_before(self, place: int) -> None:
        """Leave out the marks that no copy can be gone forward to any more."""
        kept = [mark for mark in self.marks() if mark.place >= place]
        lines = "".join(f"{mark.at.isoformat()} {written(mark.place)}\n" for mark in kept)
        write_whole(self.path / "marks", lines)

    def copies(self) -> list[Copy]:
        """Its copies, the oldest first."""
        paths = sorted((self.path / "copies").glob("*/about.json"))
        return [_copy_of(path) for path in paths]


@dataclass(frozen=True)
class Folder:
    """A folder of backups."""

    path: Path

    def series(self) -> list[Series]:
        """All series, the oldest first."""
        found = []
        for path in sorted(self.path.glob("[0-9]*/series.json")):
            told = read_json(path)
            found.append(Series(path.parent, int(told["timeline"]), int(told["size"])))
        return found

    def add_series(self, timeline: int, size: int) -> Series:
        """Begin a series."""
        known = self.series()
        path = self.path / f"{int(known[-1].path.name) + 1 if known else 1:04}"
        for part in ("journal", "copies"):
            (path / part).mkdir(parents=True, mode=0o700, exist_ok=True)
        write_whole(path / "series.json", json.dumps({"timeline": timeline, "size": size}))
        return Series(path, timeline, size)

    @property
    def slot(self) -> str:
        """The name under which the server keeps for this folder what was not fetched yet."""
        return str(read_json(self.path / "backups.json")["slot"])


def opened(path: Path) -> Folder:
    """The folder of backups at `path`. NoBackups if it is none."""
    told = read_json(path / "backups.json") if (path / "backups.json").is_file() else {}
    if told.get("format") != FORMAT:
        raise NoBackups(f"{path} holds no backups of Moadon.")
    return Folder(path)


def newest(path: Path) -> tuple[datetime | None, datetime | None]:
    """When the newest copy of the folder ended, and up to when its journal is known to be whole."""
    copies = [copy.ended for series in opened(path).series() for copy in series.copies()]
    marks = [series.last_mark() for series in opened(path).series()[-1:]]
    return max(copies, default=None), max((mark.at for mark in marks if mark), default=None)


def opened_for(path: Path, system: str) -> Folder:
    """The folder of backups of the database `system`, made if it is not there. BackupFailed if it is another's."""
    file = path / "backups.json"
    if not file.exists():
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(entry.name != "lost+found" for entry in path.iterdir()):
            raise NoBackups(f"{path} is not empty and holds no backups of Moadon. Name an empty folder.")
        told = {"format": FORMAT, "system": system, "slot": f"moadon_{secrets.token_hex(6)}"}
        write_whole(file, json.dumps(told))
    folder = opened(path)
    if read_json(file)["system"] != system:
        raise BackupFailed(f"{path} holds the backups of another database. Name a folder of its own for this one.")
    return folder


def write_about(path: Path, copy: Copy) -> None:
    """Write down what a copy is, once it is whole."""
    told = {**asdict(copy), "began": copy.began.isoformat(), "ended": copy.ended.isoformat()}
    told |= {"first": written(copy.first)}
    del told["path"]
    write_whole(path / "about.json", json.dumps(told, indent=1))


def _copy_of(about: Path) -> Copy:
    told = read_json(about)
    try:
        return Copy(
            about.parent, datetime.fromisoformat(told["began"]), datetime.fromisoformat(told["ended"]),
            place_of(told["first"]), int(told["version"]), bool(told["bundled"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as problem:
        raise BackupFailed(f"{about} is damaged ({problem}).") from problem


def read_json(path: Path) -> dict[str, Any]:
    """The object in a file of ours. BackupFailed if it is damaged."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise BackupFailed(f"{path} cannot be read ({problem}).") from problem
    if not isinstance(told, dict):
        raise BackupFailed(f"{path} is damaged.")
    return told


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there as a whole or not at all, also after the power went."""
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    settle(path.parent)


def settle(folder: Path) -> None:
    """Have the names in `folder` on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _lines(path: Path, last: int | None = None) -> Iterator[str]:
    """The whole lines of a file, or of its last so many bytes."""
    text = path.read_bytes() if path.exists() else b""
    lines = (text if last is None else text[-last:]).decode("ascii").split("\n")[:-1]
    return (line for line in (lines if last is None or len(text) <= last else lines[1:]) if line)


def _mark_of(line: str) -> Mark:
    at, _, place = line.partition(" ")
    return Mark(datetime.fromisoformat(at), place_of(place))
