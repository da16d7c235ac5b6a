"""Tiles as the bytes that a row holds."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from struct import iter_unpack, pack

from moadon.engine.seals import SALT

_HASH = sha256().digest_size


def hashes_in(data: bytes | memoryview) -> tuple[bytes, ...]:
    """The hashes of a tile."""
    return _cut(bytes(data), _HASH)


def salts_in(data: bytes | memoryview) -> tuple[bytes, ...]:
    """The salts of a tile's leaves."""
    return _cut(bytes(data), SALT)


def entries_in(data: bytes | memoryview) -> tuple[int, ...]:
    """The row numbers of a tile's entries."""
    return tuple([number for (number,) in iter_unpack(">q", bytes(data))])


def entries_as(numbers: Sequence[int]) -> bytes:
    """The same as bytes."""
    return pack(f">{len(numbers)}q", *numbers)


def joined(parts: Iterable[bytes]) -> bytes:
    """Hashes or salts as bytes."""
    return b"".join(parts)


def _cut(data: bytes, size: int) -> tuple[bytes, ...]:
    return tuple([data[at : at + size] for at in range(0, len(data), size)])
