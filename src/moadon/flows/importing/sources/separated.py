"""CSV in all its dialects: any of our delimiters and encodings, quotes, ragged rows, endless cells."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from io import BufferedReader, TextIOWrapper
from itertools import islice
from pathlib import Path

from moadon.flows.importing.choices import DELIMITERS
from moadon.flows.importing.sources.encodings import encoding_of
from moadon.flows.importing.sources.types import CHARACTERS_AT_ONCE, LONGEST_RECORD, ROWS_AT_ONCE, Cell, Chunk
from moadon.kernel.refusals import Refused

_SNIFFED_LINES = 30
_MOST_COLUMNS = 1000
Rows = list[list[str]]


class SeparatedFile:
    """Raises `Refused`: `file_empty`, `no_headings`, `too_many_columns`."""

    length: int | None = None

    def __init__(self, path: Path, encoding: str | None = None, delimiter: str | None = None) -> None:
        self._path = path
        self._encoding = encoding_of(path, encoding)
        csv.field_size_limit(LONGEST_RECORD)
        with path.open("rb") as raw, self._text(raw) as text:
            sample = list(islice(_lines(text), _SNIFFED_LINES))
        self._delimiter = delimiter or _delimiter(sample)
        self.headings = _headings(sample, self._delimiter)

    def chunks(self, rows: int = ROWS_AT_ONCE) -> Iterator[Chunk]:
        """Rows in the order of the file; rows without any cell filled are left out and not counted."""
        size = max(1, self._path.stat().st_size)
        with self._path.open("rb") as raw, self._text(raw) as text:
            reader = csv.reader(_lines(text), delimiter=self._delimiter, strict=True)
            _skip_to_body(reader)
            first, more = 1, True
            while more:
                read, fault, more = _read(reader, rows)
                chunk = self._chunk(first, read, fault, min(1.0, raw.tell() / size) if more else 1.0)
                first += chunk.length
                yield chunk

    def _text(self, raw: BufferedReader) -> TextIOWrapper:
        # What cannot be decoded becomes a mark that no cell may hold, so that one bad byte costs one row.
        return TextIOWrapper(raw, self._encoding, errors="replace", newline="")

    def _chunk(self, first: int, rows: Rows, fault: Refused | None, share: float) -> Chunk:
        width = len(self.headings)
        faults: dict[int, Refused] = {}
        rows = list(filter(any, rows))
        if any(map(width.__ne__, map(len, rows))):
            for i, row in enumerate(rows):
                if len(row) != width:
                    rows[i], wrong = _fitted(row, width)
                    if wrong:
                        faults[i] = Refused("ragged_row", given=len(row), columns=width)
        if fault is not None:
            faults[len(rows)] = fault
            rows.append([""] * width)
        columns: Sequence[Sequence[Cell]] = list(zip(*rows, strict=True)) or [[]] * width
        return Chunk(first, len(rows), dict(zip(self.headings, columns, strict=True)), faults, share)


def _lines(text: TextIOWrapper) -> Iterator[str]:
    """Lines of bounded length, so that a file without line ends does not fill the memory."""
    return iter(partial(text.readline, LONGEST_RECORD), "")


def _read(reader: Iterator[list[str]], most: int) -> tuple[Rows, Refused | None, bool]:
    """The next rows, the fault of the row after them that could not be read, and whether more may follow."""
    rows: Rows = []
    size = 0
    try:
        for row in reader:
            rows.append(row)
            size += sum(map(len, row))
            if len(rows) == most or size >= CHARACTERS_AT_ONCE:
                return rows, None, True
    except csv.Error:
        # The reader starts afresh behind what it could not take.
        return rows, Refused("quotes_do_not_match"), True
    return rows, None, False


def _fitted(row: list[str], width: int) -> tuple[list[str], bool]:
    """The row in `width` cells, and whether something of it was lost or missing."""
    if len(row) > width:
        return row[:width], any(row[width:])
    return row + [""] * (width - len(row)), True


def _skip_to_body(reader: Iterator[list[str]]) -> None:
    with suppress(csv.Error):
        next((row for row in reader if any(row)), None)


def _delimiter(lines: Sequence[str]) -> str:
    """The sign that parts most lines into the same number of cells."""
    best, score = ",", (0, 0)
    for sign in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=sign) if any(row)]
        except csv.Error:
            continue
        if widths and widths[0] > 1:
            same = sum(1 for width in widths if width == widths[0])
            score, best = max((score, best), ((same, widths[0]), sign))
    return best


def _headings(lines: Sequence[str], delimiter: str) -> tuple[str, ...]:
    try:
        rows = [row for row in csv.reader(lines, delimiter=delimiter) if any(row)]
    except csv.Error:
        rows = []
    if not rows:
        raise Refused("no_headings")
    names = [name.strip().lstrip("\ufeff") for name in rows[0]]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise Refused("no_headings")
    if len(names) > _MOST_COLUMNS:
        raise Refused("too_many_columns", most=_MOST_COLUMNS)
    return unique(names)


def unique(names: Sequence[str]) -> tuple[str, ...]:
    """Headings without a name are numbered, repeated ones too: `price`, `price 2`."""
    seen: dict[str, int] = {}
    found = []
    for position, name in enumerate(names, 1):
        plain = name or f"column {position}"
        seen[plain] = seen.get(plain, 0) + 1
        found.append(plain if seen[plain] == 1 else f"{plain} {seen[plain]}")
    return tuple(found)
