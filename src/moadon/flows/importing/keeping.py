"""Files of an import as they lie on the disk: sealed, as they say who people are; opened only for as long as it takes.

Files of before they were sealed are read as they are.
"""

import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from moadon.apps.imports.types import ImportInfo
from moadon.flows.importing.places import OPENED, folder_of, rejected_path
from moadon.kernel.refusals import Refused
from moadon.store.sealed import Cell
from moadon.store.sealed_files import open_sealed, seal_file, unsealed

_PART = 1 << 20
_SEALED = ".sealed"


def keep_upload(info: ImportInfo, file: Path) -> None:
    """Keep the file of an import, sealed."""
    seal_file(_upload(info), _parts(file), _sealed(folder_of(info.id) / info.stored_as))


def stored_file(info: ImportInfo) -> Path:
    """Where the uploaded file lies. Raises `Refused("file_gone")`."""
    path = folder_of(info.id) / info.stored_as
    for one in (_sealed(path), path):
        if info.stored_as and one.is_file():
            return one
    raise Refused("file_gone")


@contextmanager
def opened(info: ImportInfo) -> Iterator[Path]:
    """The uploaded file as it was sent, for the block; nothing of it stays.

    Raises what `stored_file` and `unsealed` do.
    """
    path = stored_file(info)
    if path.suffix != _SEALED:
        yield path
        return
    folder = folder_of(info.id) / f"{OPENED}{uuid.uuid4().hex}"
    folder.mkdir(mode=0o700)
    try:
        file = folder / info.stored_as
        with file.open("wb") as out:
            out.writelines(unsealed(_upload(info), path))
        yield file
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def keep_rejected(info: ImportInfo) -> None:
    """Seal the rejected rows of an import, if there are any."""
    path = rejected_path(info.id)
    if path.is_file():
        seal_file(_rejected(info), _parts(path), _sealed(path))
        path.unlink()
    else:
        _sealed(path).unlink(missing_ok=True)


def has_rejected(info: ImportInfo) -> bool:
    """Whether rows that were not taken are kept."""
    return any(path.is_file() for path in (_sealed(rejected_path(info.id)), rejected_path(info.id)))


def open_rejected(info: ImportInfo) -> BinaryIO:
    """The rows that were not taken, to be read. Raises FileNotFoundError; reading, what `unsealed` does."""
    path = rejected_path(info.id)
    return open_sealed(_rejected(info), _sealed(path)) if _sealed(path).is_file() else path.open("rb")


def _upload(info: ImportInfo) -> Cell:
    return Cell(info.club_id, "imports.uploaded", info.id)


def _rejected(info: ImportInfo) -> Cell:
    return Cell(info.club_id, "imports.rejected", info.id)


def _sealed(path: Path) -> Path:
    return path.with_name(path.name + _SEALED)


def _parts(file: Path) -> Iterable[bytes]:
    with file.open("rb") as given:
        while part := given.read(_PART):
            yield part
