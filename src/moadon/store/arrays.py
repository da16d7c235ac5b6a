"""Columns of values as PostgreSQL arrays in the binary format, built without a call per kind of escape.

The driver writes arrays as text and escapes each element; with tens of columns for hundreds of rows that costs
more than the database's own work. The layout is that of array_recv: dimensions, has-nulls, element type, length,
lower bound, then each element as its length and bytes (-1 for null).
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from struct import Struct
from struct import pack as struct_pack
from typing import Any

import orjson
from psycopg import adapters, postgres
from psycopg.adapt import Dumper
from psycopg.pq import Format

_HEAD = Struct(">iiIii").pack
_NULL = b"\xff\xff\xff\xff"
_INT8 = Struct(">iq").pack
_INT4 = Struct(">ii").pack
_INT2 = Struct(">ih").pack
_SIZE = Struct(">i").pack
_TRUE, _FALSE = b"\0\0\0\1\1", b"\0\0\0\1\0"
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(2000, 1, 1).toordinal()


def _int8(value: int) -> bytes:
    return _INT8(8, value)


def _int4(value: int) -> bytes:
    return _INT4(4, value)


def _int2(value: int) -> bytes:
    return _INT2(2, value)


def _text(value: str) -> bytes:
    data = value.encode()
    return _SIZE(len(data)) + data


def _bytea(value: bytes) -> bytes:
    return _SIZE(len(value)) + value


def _json(value: object) -> bytes:
    data = orjson.dumps(value, default=str)
    return _SIZE(len(data)) + data


def _bool(value: bool) -> bytes:
    return _TRUE if value else _FALSE


def _timestamptz(value: datetime) -> bytes:
    gone = value - _EPOCH
    return _INT8(8, (gone.days * 86400 + gone.seconds) * 1_000_000 + gone.microseconds)


def _date(value: date) -> bytes:
    return _INT4(4, value.toordinal() - _EPOCH_DAY)


_PACKERS: dict[str, tuple[str, Callable[[Any], bytes]]] = {
    "bigint": ("int8", _int8), "int": ("int4", _int4), "smallint": ("int2", _int2), "text": ("text", _text),
    "bytea": ("bytea", _bytea), "boolean": ("bool", _bool), "timestamptz": ("timestamptz", _timestamptz),
    "date": ("date", _date), "jsonb": ("text", _json),
}  # fmt: skip


_WHOLE = {"int8": (8, "iq"), "int4": (4, "ii"), "int2": (2, "ih")}
"""Numbers without nulls: size of each, and how size and number are packed."""


class Packed:
    """An array ready to be sent."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data


class _PackedDumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: Packed) -> bytes:
        return obj.data


def _kind(name: str) -> Callable[[Sequence[Any]], Packed]:
    element, pack = _PACKERS[name]
    info = postgres.types[element]
    packed = type(f"Packed_{element}", (Packed,), {"__slots__": ()})
    dumper = type(f"Packed_{element}Dumper", (_PackedDumper,), {"oid": info.array_oid})
    adapters.register_dumper(packed, dumper)
    oid = info.oid

    whole = _WHOLE.get(element)

    def build(values: Sequence[Any]) -> Packed:
        nulls = None in values
        if nulls:
            body = b"".join([_NULL if v is None else pack(v) for v in values])
        elif whole:
            # A size before each number, all packed in one call.
            size, code = whole
            told = [size] * (2 * len(values))
            told[1::2] = values
            body = struct_pack(f">{code * len(values)}", *told)
        else:
            body = b"".join([pack(v) for v in values])
        made: Packed = packed(
            _HEAD(1 if values else 0, nulls, oid, *((len(values), 1) if values else (0, 0)))[: 20 if values else 12]
            + body
        )
        return made

    return build


ARRAYS: dict[str, Callable[[Sequence[Any]], Packed]] = {name: _kind(name) for name in _PACKERS}
"""SQL type -> how a column of such values becomes an array parameter. `None` becomes null."""


def array(kind: str, values: Iterable[object]) -> Packed:
    """`values` as a parameter of the array type `kind[]` ("bigint", "text"): cheaper to send than a list."""
    return ARRAYS[kind](list(values))
