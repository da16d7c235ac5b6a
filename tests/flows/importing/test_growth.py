"""Memory does not grow with the file, nor with the width of its rows."""

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from moadon.flows.importing.choices import Choices
from moadon.flows.importing.sources import open_source
from moadon.flows.importing.sources.types import CHARACTERS_AT_ONCE
from tests.flows.importing.bringing import written

READS = """
import resource, sys
from pathlib import Path
import django
django.setup()
from moadon.apps.clubs.types import ClubInfo
from moadon.flows.importing import open_source
from moadon.flows.importing.choices import Choices
from moadon.flows.importing.fields import guess_columns
from moadon.apps.imports.types import Kind
from moadon.flows.importing.receipts import staging
from moadon.flows.importing.receipts.bundles import windows
from moadon.flows.importing.receipts.rows import RowReader

staging._MEMORY = "100MB"
file, work = Path(sys.argv[1]), Path(sys.argv[2])
club = ClubInfo(1, "club", "Club", "ILS", "Asia/Jerusalem")
source = open_source(file, Choices())
reader = RowReader(club, Choices().named(guess_columns(Kind.RECEIPTS, source.headings)), {})
stage = staging.Stage(work)
for chunk in source.chunks():
    stage.add(reader.read(chunk))
stage.close()
list(staging.put_in_order(work, part_receipts=False))
read = sum(window.rows for lane in (*range(staging.LANES), staging.LAST) for window in windows(work, lane, 0))
print(read, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def peak(folder: Path, rows: int) -> int:
    """Megabytes that reading and ordering a file of so many rows took at most, each of some 400 characters."""
    file, work = folder / f"{rows}.csv", folder / f"work-{rows}"
    work.mkdir()
    with file.open("w") as out:
        out.write("receipt,at,member,sku,name,quantity,unit_price,note\n")
        for n in range(rows):
            who, number = f"05255{n % 50_000:05}", (n * 7919) % rows // 4
            out.write(
                f"{number},2025-01-01 10:{n % 60:02},{who},P{n % 999},{'Goods ' * 30}{n},1,{n % 997 + 1},{n:0200}\n"
            )
    done = subprocess.run(
        [sys.executable, "-c", READS, str(file), str(work)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    read, megabytes = map(int, done.stdout.split())
    assert read == rows
    return megabytes


def test_four_times_the_rows_take_about_the_same_memory(tmp_path: Path) -> None:
    small, large = peak(tmp_path, 60_000), peak(tmp_path, 240_000)

    # Rows that were held would take two hundred megabytes more.
    assert large < small + 110, f"{small} MB, then {large} MB"


def wide_file(kind: str, rows: int, width: int) -> Path:
    """A file whose rows have a long cell each; in Parquet the same one, which the file holds but once."""
    if kind == "parquet":
        path = written(b"", "wide.parquet")
        pq.write_table(pa.table({"sku": [f"P{n}" for n in range(rows)], "name": ["x" * width] * rows}), path)
        return path
    if kind == "jsonl":
        return written("".join(f'{{"sku": "P{n}", "name": "{"x" * width}"}}\n' for n in range(rows)), "wide.jsonl")
    return written("sku,name\n" + "".join(f"P{n},{'x' * width}\n" for n in range(rows)))


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_fewer_rows_are_read_at_once_where_they_are_long(kind: str) -> None:
    rows, width = 300, 200_000
    chunks = list(open_source(wide_file(kind, rows, width), Choices()).chunks())

    assert max(chunk.length for chunk in chunks) * width <= CHARACTERS_AT_ONCE + width
    assert [chunk.first for chunk in chunks] == [1 + sum(c.length for c in chunks[:i]) for i in range(len(chunks))]
    assert [cell for chunk in chunks for cell in chunk.columns["sku"]] == [f"P{n}" for n in range(rows)]


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_no_more_rows_are_read_at_once_than_asked_for(kind: str) -> None:
    source = open_source(wide_file(kind, 30, 5), Choices())

    assert [chunk.length for chunk in source.chunks(8)] == [8, 8, 8, 6]
