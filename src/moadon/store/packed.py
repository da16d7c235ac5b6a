"""Texts that every receipt writes and hardly anybody reads, kept small: packed here, where it costs a fifth.

A column of them is `bytea` and holds a frame of Zstandard, or the text itself in UTF-8 where it is short. The two
cannot be mistaken: no text in UTF-8 begins as a frame does. The database is told not to try again.
"""

import threading
from collections.abc import Mapping
from typing import Any

import orjson
from django.db import models
from zstandard import ZstdCompressor, ZstdDecompressor

_FRAME = b"\x28\xb5\x2f\xfd"
_SHORT = 200
"""Bytes below which packing saves less than it costs."""
_LEVEL = 1
_LARGEST = 1 << 28


class _Packer(threading.local):
    """What packs keeps its own memory between two calls, so each thread has one."""

    def __init__(self) -> None:
        self.pack = ZstdCompressor(level=_LEVEL).compress
        self.unpack = ZstdDecompressor().decompress


_packer = _Packer()


def pack(text: str) -> bytes:
    """A text as its column holds it."""
    return _packed(text.encode())


def pack_json(value: Mapping[str, object]) -> bytes | None:
    """The same for an object as JSON text; None for an empty one."""
    return _packed(orjson.dumps(value, default=str)) if value else None


def _packed(data: bytes) -> bytes:
    return data if len(data) < _SHORT else _packer.pack(data)


def unpack(data: bytes | memoryview) -> str:
    """The text that a column holds."""
    return _unpacked(data).decode()


def unpack_json(data: bytes | memoryview | None) -> dict[str, Any]:
    """The object whose JSON text a column holds."""
    return {} if data is None else orjson.loads(_unpacked(data))


def _unpacked(data: bytes | memoryview) -> bytes:
    held = bytes(data)
    return _packer.unpack(held, max_output_size=_LARGEST) if held.startswith(_FRAME) else held


class PackedText(models.BinaryField):  # type: ignore[type-arg]
    """A column of packed texts."""

    def from_db_value(self, value: bytes | memoryview | None, *_: object) -> Any:
        """What the column holds, unpacked."""
        return None if value is None else unpack(value)

    def get_prep_value(self, value: Any) -> Any:
        """What the column is to hold, packed."""
        return None if value is None else pack(value)


class PackedJson(models.BinaryField):  # type: ignore[type-arg]
    """A column of packed JSON objects; null is the empty one."""

    def from_db_value(self, value: bytes | memoryview | None, *_: object) -> dict[str, Any]:
        """What the column holds, as values."""
        return unpack_json(value)

    def get_prep_value(self, value: Any) -> Any:
        """What the column is to hold, as a packed text."""
        return pack_json(value)
