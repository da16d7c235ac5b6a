"""JSON Lines: one object a line. Numbers are taken as they are written, so that no float comes near a value."""

import json
from collections.abc import Iterator
from functools import partial
from io import BufferedReader, TextIOWrapper
from itertools import islice
from pathlib import Path

from moadon.flows.importing.sources.encodings import encoding_of
from moadon.flows.importing.sources.types import CHARACTERS_AT_ONCE, LONGEST_RECORD, ROWS_AT_ONCE, Cell, Chunk
from moadon.kernel.refusals import Refused

_SAMPLE = 1000
_MOST_COLUMNS = 1000
_decode = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str).decode
Row = dict[str, Cell]


class ObjectsFile:
    """Its headings are the names in its first thousand objects. Raises `Refused`: `file_empty`, `no_headings`."""

    length: int | None = None

    def __init__(self, path: Path, encoding: str | None = None) -> None:
        self._path = path
        self._encoding = encoding_of(path, encoding)
        self._names: dict[str, None] = {}
        with self._path.open("rb") as raw, self._text(raw) as text:
            for row, _ in map(_row, islice(_lines(text), _SAMPLE)):
                self._names.update(dict.fromkeys(list(row)[:_MOST_COLUMNS]))
        if not self._names:
            raise Refused("no_headings")

    @property
    def headings(self) -> tuple[str, ...]:
        """The names found so far, in the order in which they came."""
        return tuple(self._names)

    def chunks(self, rows: int = ROWS_AT_ONCE) -> Iterator[Chunk]:
        """Rows in the order of the file; empty lines are left out and not counted."""
        size = max(1, self._path.stat().st_size)
        with self._path.open("rb") as raw, self._text(raw) as text:
            lines = _lines(text)
            first, more = 1, True
            while more:
                read, more = _read(lines, rows)
                chunk = self._chunk(first, read, min(1.0, raw.tell() / size) if more else 1.0)
                first += chunk.length
                yield chunk

    def _chunk(self, first: int, read: list[tuple[Row, Refused | None]], share: float) -> Chunk:
        for row, _ in read:
            if not row.keys() <= self._names.keys() and len(self._names) < _MOST_COLUMNS:
                self._names.update(dict.fromkeys(row))
        columns = {name: [row.get(name) for row, _ in read] for name in self._names}
        faults = {i: fault for i, (_, fault) in enumerate(read) if fault is not None}
        return Chunk(first, len(read), columns, faults, share)

    def _text(self, raw: BufferedReader) -> TextIOWrapper:
        return TextIOWrapper(raw, self._encoding, errors="replace")


def _lines(text: TextIOWrapper) -> Iterator[str]:
    lines = iter(partial(text.readline, LONGEST_RECORD), "")
    return (line for line in lines if not line.isspace())


def _read(lines: Iterator[str], most: int) -> tuple[list[tuple[Row, Refused | None]], bool]:
    """The next rows, and whether more may follow."""
    rows: list[tuple[Row, Refused | None]] = []
    size = 0
    for line in lines:
        rows.append(_row(line))
        size += len(line)
        if len(rows) == most or size >= CHARACTERS_AT_ONCE:
            return rows, True
    return rows, False


def _row(line: str) -> tuple[Row, Refused | None]:
    try:
        told = _decode(line)
    except (ValueError, RecursionError):
        return {}, Refused("not_json")
    if not isinstance(told, dict):
        return {}, Refused("not_an_object")
    return {name: _cell(value) for name, value in told.items()}, None


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)
