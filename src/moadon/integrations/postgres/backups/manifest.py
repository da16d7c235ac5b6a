"""Whether each file of a copy is what it was when it was taken, by the manifest that PostgreSQL wrote with it.

PostgreSQL's own program for this ends with a segmentation fault in the build that comes with the package.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from moadon.integrations.postgres.backups.places import BackupFailed, Copy

_NAME = "backup_manifest"
_NOT_LISTED = ("pg_wal", _NAME, "postgresql.auto.conf", "recovery.signal", "standby.signal")
_MOST_TOLD = 10


def must_be_whole(copy: Copy) -> None:
    """BackupFailed, with the names of the files, unless all files of a copy are there as they were written."""
    try:
        found = list(_damage(copy.data, _files(copy.data / _NAME)))
    except (OSError, ValueError, KeyError, TypeError) as problem:
        found = [f"{_NAME} cannot be relied on ({problem})"]
    if found:
        more = [f"and {len(found) - _MOST_TOLD} more"] if len(found) > _MOST_TOLD else []
        raise BackupFailed("\n- ".join([f"the copy {copy.path} is damaged:", *found[:_MOST_TOLD], *more]))


def _files(manifest: Path) -> list[dict[str, Any]]:
    """What the manifest lists. ValueError if the manifest itself is not as it was: its last line is its own sum."""
    text = manifest.read_bytes()
    told = json.loads(text)
    body = text[: text.rindex(b'"Manifest-Checksum"')]
    if hashlib.sha256(body).hexdigest() != told["Manifest-Checksum"]:
        raise ValueError("its own sum is another")
    files: list[dict[str, Any]] = told["Files"]
    return files


def _damage(data: Path, files: list[dict[str, Any]]) -> Iterator[str]:
    listed = set()
    for file in files:
        name = file["Path"] if "Path" in file else bytes.fromhex(file["Encoded-Path"]).decode(errors="surrogateescape")
        listed.add(name)
        path = data / name
        if not path.is_file():
            yield f"{name} is missing"
        elif path.stat().st_size != file["Size"]:
            yield f"{name} has {path.stat().st_size} bytes, not {file['Size']}"
        elif _sum(path, file["Checksum-Algorithm"]) != file["Checksum"]:
            yield f"{name} is not what was copied"
    for path in sorted(data.rglob("*")):
        name = str(path.relative_to(data))
        if path.is_file() and name not in listed and not name.startswith(_NOT_LISTED):
            yield f"{name} does not belong there"


def _sum(path: Path, algorithm: str) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm.lower()).hexdigest()
