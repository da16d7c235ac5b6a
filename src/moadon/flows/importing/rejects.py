"""Rows that were not taken: noted as they are met, told at the end in the order of the file, with all their cells."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import duckdb

from moadon.flows.importing.sources import Source
from moadon.flows.importing.telling import Teller
from moadon.kernel.refusals import Refused, RefusedMany

OWN_COLUMNS = ("reason", "code", "row")
_LONGEST_CELL = 32_000
"""What a spreadsheet still takes."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NOTES = """
    select row_no, told
    from read_json($files, format = 'newline_delimited', columns = {row_no: 'bigint', told: 'varchar'})
    order by row_no
"""
_NUMBER = re.compile(r"[+-]?[\d.,٫٬\s()-]*\d\Z")


class Rejects:
    """A file of notes, one line a row. `size` is how much of it stands; what is behind it was never agreed."""

    def __init__(self, path: Path, size: int = 0) -> None:
        self.path = path
        self._file: IO[bytes] = path.open("ab")
        self._file.truncate(min(size, self._file.seek(0, 2)))
        self.codes: Counter[str] = Counter()

    @property
    def size(self) -> int:
        """Bytes noted so far."""
        self._file.flush()
        return self._file.seek(0, 2)

    def add(self, row: int, refused: Refused) -> None:
        """Note why row `row` of the file was not taken."""
        one = refused.refusals[0] if isinstance(refused, RefusedMany) and refused.refusals else refused
        self.codes[one.code] += 1
        told = [one.code, one.field, dict(one.params)]
        line = json.dumps({"row_no": row, "told": json.dumps(told, ensure_ascii=True, default=str)}) + "\n"
        self._file.write(line.encode("ascii"))

    def back_to(self, size: int, codes: Counter[str]) -> None:
        """Forget what was noted behind `size`."""
        self._file.flush()
        self._file.truncate(size)
        self.codes = Counter(codes)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def write_rejected(notes: list[Path], source: Source, target: Path, teller: Teller) -> int:
    """Write every noted row of `source` to `target`, its own columns first, then reason, code and number of the row.

    Returns how many there are; with none there is no such file afterwards. Formulas are written as text.
    """
    told = _in_order([path for path in notes if path.exists() and path.stat().st_size])
    wanted = next(told, None)
    if wanted is None:
        with suppress(FileNotFoundError):
            target.unlink()
        return 0
    written = 0
    fresh = target.with_name(target.name + ".part")
    with fresh.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        headings = source.headings
        out.writerow([*map(safe, headings), *OWN_COLUMNS])
        for chunk in source.chunks():
            while wanted is not None and wanted[0] < chunk.first + chunk.length:
                row, refused = wanted
                cells = map(safe, chunk.row(row - chunk.first, headings))
                out.writerow([*cells, safe(teller.reason(refused)), refused.code, row])
                written += 1
                wanted = next(told, None)
            if wanted is None:
                break
    fresh.replace(target)
    return written


def safe(cell: str) -> str:
    """A cell that no spreadsheet runs: what begins like a formula and is no number has an apostrophe before it."""
    text = cell[:_LONGEST_CELL].replace("\0", "\ufffd")
    if text.startswith(_FORMULA) and not _NUMBER.match(text):
        return "'" + text
    return text


def _in_order(notes: list[Path]) -> Iterator[tuple[int, Refused]]:
    if not notes:
        return
    with duckdb.connect(config={"threads": 1, "temp_directory": str(notes[0].parent / "spill")}) as duck:
        duck.execute("set enable_progress_bar = false")
        found = duck.execute(
            _NOTES,
            {"files": [str(path) for path in notes]},
        )
        last = 0
        while rows := found.fetchmany(10_000):
            for row, told in rows:
                if row != last:
                    yield row, _refused(told)
                last = row


def _refused(told: str) -> Refused:
    code, field, params = json.loads(told)
    return Refused(code, field=field, **_typed(params))


def _typed(params: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in params.items()}
