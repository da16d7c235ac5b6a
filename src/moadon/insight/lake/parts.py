"""Writing files of the copy: whole or not at all, sorted by business date, merged when they are many and small."""

import os
import secrets
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import duckdb
import pyarrow as pa

from moadon.insight.lake.manifest import Part, sync_folder
from moadon.insight.lake.tables import TABLES

MERGE = 8
"""This many files of about one size become one."""
FULL = 8_000_000
"""A file of so many rows is never merged again."""
_BASE = 1024
_ROW_GROUP = 122_880


def write_part(folder: Path, table: str, source: str, duck: duckdb.DuckDBPyConnection, print_: str = "") -> Part:
    """Write the rows of `source` (whatever SQL can select from) as a file of `table`; on disk when this returns.

    The rows are brought to the table's columns and its order. A file that stands under its own name is whole.
    """
    columns = ", ".join(f"{name}::{kind} as {name}" for name, kind in TABLES[table].columns.items())
    order = getattr(TABLES[table], "order", next(iter(TABLES[table].columns)))
    name = f"{table}-{secrets.token_hex(6)}.parquet"
    fresh = folder / f"{name}.tmp"
    counted = duck.execute(
        f"copy (select {columns} from {source} order by {order}) to '{_escaped(fresh)}' "
        f"(format parquet, compression zstd, row_group_size {_ROW_GROUP})"
    ).fetchone()
    with fresh.open("rb") as written:
        os.fsync(written.fileno())
    fresh.replace(folder / name)
    sync_folder(folder)
    return Part(name, counted[0] if counted else 0, (folder / name).stat().st_size, print_)


def write_none(folder: Path, table: str, duck: duckdb.DuckDBPyConnection, print_: str = "") -> Part:
    """Write a file of `table` with its columns and no row, so that it can be asked before anything happened."""
    nothing = ", ".join(f"null::{kind} as {name}" for name, kind in TABLES[table].columns.items())
    return write_part(folder, table, f"(select {nothing} where false)", duck, print_)


def write_stream(
    folder: Path, table: str, rows: pa.RecordBatchReader, duck: duckdb.DuckDBPyConnection, print_: str = ""
) -> Part | None:
    """Write a stream of record batches as a file of `table`; None when the stream is empty."""
    first = next((batch for batch in rows if batch.num_rows), None)
    if first is None:
        return None
    duck.register("incoming", pa.RecordBatchReader.from_batches(rows.schema, chain((first,), rows)))
    try:
        return write_part(folder, table, "incoming", duck, print_)
    finally:
        duck.unregister("incoming")


def merged(folder: Path, table: str, parts: Sequence[Part], duck: duckdb.DuckDBPyConnection) -> tuple[Part, ...]:
    """The same rows in fewer files: as long as `MERGE` files are of about one size, they become one.

    Each row is so written again only a few times in its life, whatever the number of increments.
    """
    now = list(parts)
    while True:
        tier = _crowded(now)
        if not tier:
            return tuple(now)
        listed = ", ".join(f"'{_escaped(folder / part.file)}'" for part in tier)
        now = [part for part in now if part not in tier]
        now.append(write_part(folder, table, f"read_parquet([{listed}])", duck))


def _crowded(parts: Sequence[Part]) -> list[Part]:
    tiers: dict[int, list[Part]] = {}
    for part in parts:
        if part.rows < FULL:
            tiers.setdefault(_tier(part.rows), []).append(part)
    crowded = [found for _, found in sorted(tiers.items()) if len(found) >= MERGE]
    return crowded[0] if crowded else []


def _tier(rows: int) -> int:
    tier = 0
    while rows >= _BASE:
        rows //= MERGE
        tier += 1
    return tier


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")
