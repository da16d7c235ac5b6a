"""Receipts on their way: rows on disk in the order of the file, then put together and in order of time.

Memory stays the same however long the file is; DuckDB spills what does not fit.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from moadon.flows.importing.receipts.rows import Lines
from moadon.kernel.refusals import Refused

MOST_LINES = 10_000
"""Lines of one receipt."""
LANES = 2
"""Parts of a file that are booked at the same time."""
LAST = LANES
"""The part that is booked after those: returns whose sale is one of several of its number, once all of these stand."""
_MEMORY = "512MB"
_TEXTS = (
    "receipt",
    "branch",
    "till",
    "employee",
    "channel",
    "member",
    "line",
    "sku",
    "name",
    "category",
    "brand",
    "of_receipt",
)
SCHEMA = pa.schema(
    [
        ("row_no", pa.int64()),
        ("moment", pa.int64()),
        ("day", pa.int32()),
        *((name, pa.string()) for name in _TEXTS),
        ("quantity", pa.int64()),
        ("unit_price", pa.int64()),
        ("discount", pa.int64()),
        ("tax_rate", pa.int32()),
        ("unit_cost", pa.int64()),
        ("returned", pa.bool_()),
        ("faulty", pa.bool_()),
    ]
)

# One receipt: same number, till, branch, local day and kind. A return waits for the sale that it names, and goes the
# same lane; so do all receipts of one member. Which of several sales of one number is meant is told by booking. A
# faulty row spoils every receipt that it may belong to by what can be read of it.
_HEADS = f"""
    create temp table heads as
    select receipt, coalesce(branch, '') as branch, coalesce(till, '') as till, day, returned,
           min(moment) as moment, min(row_no) as first_row, count(*) as lines, min(of_receipt) as of_receipt,
           min(member) as member
    from staged where not faulty group by all;

    create temp table faults as select distinct receipt, branch, till, day from staged where faulty;

    create temp table spoiled as
    select distinct h.first_row from heads h join faults f on f.receipt = h.receipt
    where coalesce(f.branch, h.branch) = h.branch and coalesce(f.till, h.till) = h.till
      and coalesce(f.day, h.day) = h.day;

    create temp table named as
    select receipt, min(moment) as moment, arg_min(coalesce(member, receipt), moment) as person, count(*) as sales
    from heads where not returned group by receipt;

    create temp table ordered as
    select h.*, greatest(h.moment, coalesce(n.moment, h.moment)) as due, s.first_row is not null as spoiled,
           case when n.sales > 1 then {LAST} else hash(coalesce(n.person, h.member, h.receipt)) % {LANES} end as lane
    from heads h
    left join named n on h.returned and n.receipt = h.of_receipt
    left join spoiled s on s.first_row = h.first_row;
"""
_JOINED = """staged s join ordered o on o.receipt = s.receipt and o.branch = coalesce(s.branch, '')
        and o.till = coalesce(s.till, '') and o.day = s.day and o.returned = s.returned"""
_SORTED = f"""
    copy (
      select s.* exclude (moment, day, faulty), o.moment, o.first_row from {_JOINED}
      where o.lane = $lane and not s.faulty and o.lines <= {MOST_LINES} and (not o.spoiled or $part)
      order by o.due, o.returned, o.first_row, s.row_no
    ) to '{{target}}' (format parquet, row_group_size 50000)
"""
_LEFT_OUT = f"""
    select s.row_no, o.lines > {MOST_LINES} from {_JOINED}
    where not s.faulty and (o.lines > {MOST_LINES} or (o.spoiled and not $part))
"""


class Stage:
    """Writes rows to `folder` as they are read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writer = pq.ParquetWriter(folder / "staged.parquet", SCHEMA)

    def add(self, lines: Lines) -> None:
        """Write the rows of one chunk."""
        if lines.columns["row_no"]:
            self._writer.write_table(pa.table(lines.columns, SCHEMA))

    def close(self) -> None:
        """No more rows come."""
        self._writer.close()


def put_in_order(folder: Path, *, part_receipts: bool) -> Iterator[tuple[int, Refused]]:
    """Make the sorted files out of the staged one. Yields the rows that stay out because of their receipt.

    They are refused with `with_its_receipt` (another of its rows is at fault; not with `part_receipts`) or
    `too_many_lines`.
    """
    config: dict[str, Any] = {"threads": 2, "memory_limit": _MEMORY, "temp_directory": str(folder / "spill")}
    with duckdb.connect(config=config) as duck:
        duck.execute("set enable_progress_bar = false")
        duck.execute(f"create view staged as select * from read_parquet('{_quoted(folder / 'staged.parquet')}')")
        duck.execute(_HEADS)
        for lane in (*range(LANES), LAST):
            target = _quoted(_sorted_file(folder, lane))
            duck.execute(_SORTED.format(target=target), {"part": part_receipts, "lane": lane})
        found = duck.execute(_LEFT_OUT, {"part": part_receipts})
        while rows := found.fetchmany(10_000):
            for row, crowded in rows:
                yield row, Refused("too_many_lines", most=MOST_LINES) if crowded else Refused("with_its_receipt")


def sorted_rows(folder: Path, lane: int, start: int) -> Iterator[dict[str, list[Any]]]:
    """The sorted rows of a lane from number `start` (counted from 0) on, some thousands at a time, as columns."""
    file = pq.ParquetFile(_sorted_file(folder, lane))
    skipped = 0
    for group in range(file.num_row_groups):
        length = file.metadata.row_group(group).num_rows
        if skipped + length <= start:
            skipped += length
            continue
        for batch in file.iter_batches(10_000, row_groups=[group], use_threads=False):
            begin = max(0, start - skipped)
            skipped += batch.num_rows
            if begin < batch.num_rows:
                yield _columns(batch.slice(begin))


def _columns(batch: pa.RecordBatch) -> dict[str, list[Any]]:
    blank = [None] * batch.num_rows
    return {
        name: blank if column.null_count == batch.num_rows else column.to_pylist()
        for name, column in zip(batch.schema.names, batch.columns, strict=True)
    }


def rows_in_order(folder: Path, lane: int) -> int:
    """How many sorted rows a lane has."""
    length: int = pq.read_metadata(_sorted_file(folder, lane)).num_rows
    return length


def _sorted_file(folder: Path, lane: int) -> Path:
    return folder / f"sorted-{lane}.parquet"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
