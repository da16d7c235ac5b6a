"""Bringing the copy up to the books: by increments, or whole where there is nothing to build on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import duckdb

from moadon.apps.clubs.types import ClubInfo
from moadon.insight.lake.books import Books, Range, open_books
from moadon.insight.lake.engine import new_cursor
from moadon.insight.lake.lock import only_writer
from moadon.insight.lake.manifest import NAME, Manifest, Mark, Part, read_manifest, write_manifest
from moadon.insight.lake.parts import merged, write_none, write_stream
from moadon.insight.lake.places import folder_of
from moadon.insight.lake.tables import COPIED, GROWN, Copied, Grown

KEPT_FOR = timedelta(minutes=15)
"""A replaced file stays this long for reports that are still reading it."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did; `rows` counts what was written, by table.

    `built`: the whole copy was made. `added`: it grew or changed. `same`: there was nothing new. `busy`: another
    writer was at it. `behind`: there was more to copy than the caller wanted to wait for. The last two did nothing.
    """

    outcome: Literal["built", "added", "same", "busy", "behind"]
    as_of: datetime | None = None
    rows: Mapping[str, int] = field(default_factory=dict)


def refresh(club: ClubInfo, *, patience: float = 0, at_most: int | None = None) -> Refreshed:
    """Copy what was added to the books of `club` since the last time; the whole of it when there is no good copy.

    Safe to call from many processes and to kill at any moment: the manifest is written last. Waits `patience`
    seconds for another writer. With `at_most`, gives up when more receipts than that wait to be copied.
    Raises `BooksAway` when the database does not answer.
    """
    folder = folder_of(club)
    with only_writer(folder, patience) as mine:
        if not mine:
            return Refreshed("busy")
        with open_books(club) as books:
            return _bring_up(club, folder, books, at_most)


def _bring_up(club: ClubInfo, folder: Path, books: Books, at_most: int | None) -> Refreshed:
    found = read_manifest(folder)
    base = found if found and _goes_on(found, club, books) else None
    if base and base.mark.snapshot == books.snapshot:
        write_manifest(folder, replace(base, as_of=books.as_of))
        return Refreshed("same", books.as_of)
    wanted = books.range_since(base.mark if base else None)
    if at_most is not None and books.waiting(wanted, at_most + 1) > at_most:
        return Refreshed("behind", base.as_of if base else None)
    start = base or Manifest(books.source, club.time_zone, dropped=_left_behind(folder))
    duck = new_cursor()
    try:
        work = _Work(folder, books, duck, start)
        for grown in GROWN:
            work.add(grown, wanted)
        changed, prints = books.changed(wanted), books.prints()
        for copied in COPIED:
            work.copy(copied, prints[copied.source], known=copied.source not in changed)
    finally:
        duck.close()
    done = replace(work.manifest, as_of=books.as_of, mark=wanted.until)
    _publish(folder, done)
    return Refreshed("built" if base is None else "added" if work.rows else "same", books.as_of, work.rows)


def _goes_on(found: Manifest, club: ClubInfo, books: Books) -> bool:
    """Whether the copy is of these very books, in the same days, and not from their future (a backup was restored)."""
    same = found.source == books.source and found.zone == club.time_zone
    return same and found.mark.newest <= Mark(books.snapshot).newest


def _left_behind(folder: Path) -> dict[str, datetime]:
    return dict.fromkeys((path.name for path in folder.glob("*.parquet")), datetime.now(UTC))


@dataclass(slots=True)
class _Work:
    folder: Path
    books: Books
    duck: duckdb.DuckDBPyConnection
    manifest: Manifest
    rows: dict[str, int] = field(default_factory=dict)

    def add(self, table: Grown, wanted: Range) -> None:
        """Add the new rows of `table` as a file, and merge files where there are many small ones."""
        parts = self.manifest.parts.get(table.name, ())
        part = write_stream(self.folder, table.name, self.books.rows(table, wanted), self.duck)
        if part is None and parts:
            return
        parts = (*(kept for kept in parts if kept.rows), part or self._none(table))
        self._put(table, merged(self.folder, table.name, parts, self.duck), part)

    def copy(self, table: Copied, print_: str, *, known: bool) -> None:
        """Copy `table` whole, unless all its rows are `known` and it is the table that was copied."""
        parts = self.manifest.parts.get(table.name, ())
        if known and parts and parts[0].print == print_:
            return
        part = write_stream(self.folder, table.name, self.books.copy(table), self.duck, print_)
        self._put(table, (part or self._none(table, print_),), part)

    def _none(self, table: Grown | Copied, print_: str = "") -> Part:
        return write_none(self.folder, table.name, self.duck, print_)

    def _put(self, table: Grown | Copied, parts: tuple[Part, ...], part: Part | None) -> None:
        self.manifest = self.manifest.with_only(table.name, parts, datetime.now(UTC))
        self.rows[table.name] = part.rows if part else 0


def _publish(folder: Path, manifest: Manifest) -> None:
    now = datetime.now(UTC)
    dropped = {file: at for file, at in manifest.dropped.items() if now - at < KEPT_FOR}
    write_manifest(folder, replace(manifest, dropped=dropped))
    wanted = manifest.files() | dropped.keys() | {NAME}
    for path in folder.iterdir():
        # Also what a killed writer left: nobody else writes here while we hold the lock.
        if path.name not in wanted and path.suffix in (".parquet", ".tmp"):
            path.unlink(missing_ok=True)
