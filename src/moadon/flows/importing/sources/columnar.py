"""Parquet: record batches, every column told as text."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from moadon.flows.importing.sources.separated import unique
from moadon.flows.importing.sources.types import CHARACTERS_AT_ONCE, ROWS_AT_ONCE, Cell, Chunk
from moadon.kernel.refusals import Refused


class ColumnarFile:
    """Raises `Refused`: `file_not_readable`, `no_headings`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._file() as file:
            self._own: tuple[str, ...] = tuple(file.schema_arrow.names)
            self.length: int | None = file.metadata.num_rows
        if not self._own:
            raise Refused("no_headings")
        self.headings = unique(self._own)

    def chunks(self, rows: int = ROWS_AT_ONCE) -> Iterator[Chunk]:
        """Rows in the order of the file."""
        first, length = 1, max(1, self.length or 1)
        with self._file() as file:
            try:
                for batch in _small(file.iter_batches(batch_size=_at_once(file, rows), use_threads=False)):
                    columns = dict(zip(self.headings, map(_cells, batch.columns), strict=True))
                    done = first + batch.num_rows - 1
                    yield Chunk(first, batch.num_rows, columns, share=min(1.0, done / length))
                    first += batch.num_rows
            except (pa.ArrowException, OSError):
                raise Refused("file_not_readable") from None

    def _file(self) -> Any:
        try:
            return pq.ParquetFile(self._path, memory_map=False, pre_buffer=False)
        except (pa.ArrowException, OSError):
            raise Refused("file_not_readable") from None


def _at_once(file: Any, most: int) -> int:
    """How many rows to take at once, by what the file says of the length of its rows."""
    groups = (file.metadata.row_group(i) for i in range(file.metadata.num_row_groups))
    longest = max((group.total_byte_size // max(1, group.num_rows) for group in groups), default=0)
    return max(1, min(most, CHARACTERS_AT_ONCE // max(1, longest)))


def _small(batches: Iterable[Any]) -> Iterator[Any]:
    """The same rows in smaller parts where values repeat, which makes them longer than the file says."""
    for batch in batches:
        parts = min(batch.num_rows, batch.nbytes // CHARACTERS_AT_ONCE + 1)
        rows = -(-batch.num_rows // max(1, parts))
        for first in range(0, batch.num_rows, max(1, rows)):
            yield batch.slice(first, rows)


def _cells(column: Any) -> list[Cell]:
    if not pa.types.is_string(column.type):
        column = _as_text(column)
    cells: list[Cell] = column.to_pylist()
    return cells


def _as_text(column: Any) -> Any:
    """Numbers in their shortest decimal form, times as in ISO 8601."""
    kind = column.type
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        # Told in UTC: Arrow writes the moment with a Z behind it.
        column = column.cast(pa.timestamp(kind.unit, tz="UTC"))
    try:
        return pc.cast(column, pa.string())
    except pa.ArrowException:
        return pa.array([None if value is None else str(value) for value in column.to_pylist()], pa.string())
