"""Files that nobody reads without a key that is kept elsewhere: boxes in a row, each bound to its number.

A file that was cut short, or whose parts were put in another order, is not read to its end: the last box says that
it is the last.
"""

import io
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from moadon.kernel.refusals import Refused
from moadon.store.sealed import Cell, club_keys, seal_bytes, unseal_bytes

PART = 1 << 20
_SIZE = struct.Struct(">I")
_MOST = PART + 1024


def seal_file(cell: Cell, parts: Iterable[bytes], target: Path) -> None:
    """Write `parts` to `target`, sealed for this cell; whole or not at all."""
    keys = club_keys(cell.club_id)
    fresh = target.with_name(target.name + ".part")
    with fresh.open("wb") as out:
        number = 0
        for number, part in enumerate(_of_size(parts), 1):
            _put(out, seal_bytes(_numbered(cell, number), part, keys))
        _put(out, seal_bytes(_numbered(cell, -number - 1), b"", keys))
    fresh.replace(target)


def unsealed(cell: Cell, path: Path) -> Iterator[bytes]:
    """What a sealed file holds.

    Raises `Refused` (503): `field_key_missing`, `sealed_field_damaged` also for one that ends too early.
    """
    with path.open("rb") as file:
        number = 1
        while box := _take(file):
            if not file.peek(1):
                unseal_bytes(_numbered(cell, -number), box)
                return
            yield unseal_bytes(_numbered(cell, number), box)
            number += 1
    raise _damaged(cell)


def open_sealed(cell: Cell, path: Path) -> io.BufferedReader:
    """A sealed file to be read from its beginning to its end. Reading raises what `unsealed` does."""
    return io.BufferedReader(_Unsealing(unsealed(cell, path)))


class _Unsealing(io.RawIOBase):
    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts, self._rest = parts, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._rest:
            self._rest = next(self._parts, b"")
            if not self._rest:
                return 0
        taken = self._rest[: len(buffer)]
        buffer[: len(taken)] = taken
        self._rest = self._rest[len(taken) :]
        return len(taken)


def _numbered(cell: Cell, number: int) -> Cell:
    """The cell of one box of a file; the last one is numbered below zero."""
    return cell._replace(row=f"{cell.row} {number}")


def _of_size(parts: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for part in parts:
        held += part
        while len(held) >= PART:
            yield bytes(held[:PART])
            del held[:PART]
    if held:
        yield bytes(held)


def _put(out: BinaryIO, box: bytes) -> None:
    out.write(_SIZE.pack(len(box)) + box)


def _take(file: BinaryIO) -> bytes:
    head = file.read(_SIZE.size)
    if len(head) < _SIZE.size:
        return b""
    (size,) = _SIZE.unpack(head)
    box = file.read(size) if size <= _MOST else b""
    return box if len(box) == size else b""


def _damaged(cell: Cell) -> Refused:
    return Refused("sealed_field_damaged", status=503, column=cell.column)
