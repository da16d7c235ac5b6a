"""The list of files that are the copy. It is written last, in one rename: what it does not name does not exist."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

FORMAT = 5
"""Raised when the copy holds other things or is kept up otherwise: an older copy is then made anew."""
NAME = "manifest.json"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Part:
    """One Parquet file. `size` in bytes tells a file that was cut short; `print` names the table it is of."""

    file: str
    rows: int
    size: int
    print: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the copy goes: all that was visible in `snapshot` (PostgreSQL's own text: `xmin:xmax:running,...`).

    Rows with numbers up to `restored`, by table, came with a restored backup: the transactions they name were
    another cluster's and tell nothing. They were all taken at the start.
    """

    snapshot: str
    restored: Mapping[str, int] = field(default_factory=dict)

    @property
    def oldest(self) -> int:
        """Every transaction with a lower number had ended."""
        return int(self.snapshot.split(":")[0])

    @property
    def newest(self) -> int:
        """The number that would have come next."""
        return int(self.snapshot.split(":")[1])


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in the copy: whose books (`source`), in whose days (`zone`), complete as of when, in which files.

    `dropped` files were replaced at the moment given and are kept for a while, for those who still read them.
    """

    source: str
    zone: str
    as_of: datetime = EPOCH
    mark: Mark = field(default_factory=partial(Mark, "1:1:"))
    parts: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)
    dropped: Mapping[str, datetime] = field(default_factory=dict)

    def with_part(self, table: str, part: Part) -> "Manifest":
        """The same with one more file of `table`."""
        return replace(self, parts={**self.parts, table: (*self.parts.get(table, ()), part)})

    def with_only(self, table: str, parts: tuple[Part, ...], now: datetime) -> "Manifest":
        """The same with `parts` as all files of `table`; the others are dropped."""
        kept = {part.file for part in parts}
        gone = {part.file: now for part in self.parts.get(table, ()) if part.file not in kept}
        return replace(self, parts={**self.parts, table: parts}, dropped={**self.dropped, **gone})

    def files(self) -> frozenset[str]:
        """Names of all files that must be there."""
        return frozenset(part.file for parts in self.parts.values() for part in parts)


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest in `folder`, or None: there is none, it cannot be read, or a file is missing or cut short."""
    try:
        manifest = _from_json(json.loads((folder / NAME).read_text("utf-8")))
        whole = all((folder / part.file).stat().st_size == part.size for ps in manifest.parts.values() for part in ps)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return manifest if whole else None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put `manifest` in place of the one in `folder`, at once and on disk."""
    fresh = folder / f"{NAME}.tmp"
    with fresh.open("w", encoding="utf-8") as out:
        json.dump(_as_json(manifest), out, indent=1)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(folder / NAME)
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _as_json(manifest: Manifest) -> dict[str, object]:
    return {
        "format": FORMAT,
        "source": manifest.source,
        "zone": manifest.zone,
        "as_of": manifest.as_of.isoformat(),
        "snapshot": manifest.mark.snapshot,
        "restored": dict(manifest.mark.restored),
        "parts": {
            table: [{"file": p.file, "rows": p.rows, "size": p.size, "print": p.print} for p in parts]
            for table, parts in manifest.parts.items()
        },
        "dropped": {file: at.isoformat() for file, at in manifest.dropped.items()},
    }


def _from_json(value: dict[str, Any]) -> Manifest:
    if value["format"] != FORMAT:
        raise ValueError("another format")
    return Manifest(
        source=value["source"],
        zone=value["zone"],
        as_of=datetime.fromisoformat(value["as_of"]),
        mark=Mark(value["snapshot"], dict(value["restored"])),
        parts={
            table: tuple(Part(p["file"], p["rows"], p["size"], p["print"]) for p in parts)
            for table, parts in value["parts"].items()
        },
        dropped={file: datetime.fromisoformat(at) for file, at in value["dropped"].items()},
    )
