"""Columns of values as PostgreSQL arrays, built without a call per element where that can be.

The driver escapes each element of an array; with tens of columns for hundreds of rows that costs more than the
database's own work. Numbers, texts and truths go as an array's literal, which is what JSON's is but for the brackets
and for escapes other than of quotes and backslashes. The rest goes in the binary format of array_recv: dimensions,
has-nulls, element type, length, lower bound, then each element as its length and bytes (-1 for null).
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from struct import Struct
from typing import Any

import orjson
from psycopg import adapters, postgres
from psycopg.adapt import Dumper
from psycopg.pq import Format

_HEAD = Struct(">iiIii").pack
_NULL = b"\xff\xff\xff\xff"
_INT8 = Struct(">iq").pack
_INT4 = Struct(">ii").pack
_SIZE = Struct(">i").pack
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(2000, 1, 1).toordinal()


def _bytea(value: bytes) -> bytes:
    return _SIZE(len(value)) + value


def _json(value: object) -> bytes:
    data = orjson.dumps(value, default=str)
    return _SIZE(len(data)) + data


@lru_cache(maxsize=8192)
def _timestamptz(value: datetime) -> bytes:
    gone = value - _EPOCH
    return _INT8(8, (gone.days * 86400 + gone.seconds) * 1_000_000 + gone.microseconds)


def _date(value: date) -> bytes:
    return _INT4(4, value.toordinal() - _EPOCH_DAY)


_LITERALS = {"bigint": "int8", "int": "int4", "smallint": "int2", "boolean": "bool"}
_PACKERS: dict[str, tuple[str, Callable[[Any], bytes]]] = {
    "bytea": ("bytea", _bytea), "timestamptz": ("timestamptz", _timestamptz), "date": ("date", _date),
    "jsonb": ("text", _json),
}  # fmt: skip
_OTHER_ESCAPE = re.compile(rb'\\[^"\\]')


class Packed:
    """An array ready to be sent."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data


class _PackedDumper(Dumper):
    def dump(self, obj: Packed) -> bytes:
        return obj.data


def _parameter(element: str, way: Format) -> type[Packed]:
    """The type of parameters that hold ready arrays of `element`."""
    packed = type(f"Packed_{element}_{way.name}", (Packed,), {"__slots__": ()})
    told = {"oid": postgres.types[element].array_oid, "format": way}
    adapters.register_dumper(packed, type(f"{packed.__name__}Dumper", (_PackedDumper,), told))
    return packed


def _literal(element: str) -> Callable[[Sequence[Any]], Packed]:
    packed = _parameter(element, Format.TEXT)

    def build(values: Sequence[Any]) -> Packed:
        told = orjson.dumps(values)
        if b"\\" in told and _OTHER_ESCAPE.search(told):
            told = b",".join([b"null" if value is None else _quoted(value) for value in values])
            return packed(b"{" + told + b"}")
        return packed(b"{" + told[1:-1] + b"}")

    return build


_LONG = 256
"""Letters from which on a column of texts goes in the binary format: reading its escapes would cost the database."""


def _text(value: str) -> bytes:
    data = value.encode()
    return _SIZE(len(data)) + data


def _texts() -> Callable[[Sequence[Any]], Packed]:
    short, long = _literal("text"), _binary("text", _text)

    def build(values: Sequence[Any]) -> Packed:
        first = values[0] if values else None
        return long(values) if first is not None and len(first) >= _LONG else short(values)

    return build


def _quoted(text: str) -> bytes:
    return ('"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"').encode()


def _binary(element: str, pack: Callable[[Any], bytes]) -> Callable[[Sequence[Any]], Packed]:
    packed, oid = _parameter(element, Format.BINARY), postgres.types[element].oid

    def build(values: Sequence[Any]) -> Packed:
        nulls = None in values
        if nulls:
            body = b"".join([_NULL if v is None else pack(v) for v in values])
        else:
            body = b"".join([pack(v) for v in values])
        size = (len(values), 1) if values else (0, 0)
        return packed(_HEAD(1 if values else 0, nulls, oid, *size)[: 20 if values else 12] + body)

    return build


ARRAYS: dict[str, Callable[[Sequence[Any]], Packed]] = {
    **{name: _literal(element) for name, element in _LITERALS.items()},
    "text": _texts(),
    **{name: _binary(element, pack) for name, (element, pack) in _PACKERS.items()},
}
"""SQL type -> how a column of such values becomes an array parameter. `None` becomes null."""


def array(kind: str, values: Iterable[object]) -> Packed:
    """`values` as a parameter of the array type `kind[]` ("bigint", "text"): cheaper to send than a list."""
    return ARRAYS[kind](list(values))
