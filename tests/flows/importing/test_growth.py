"""Memory does not grow with the file."""

import subprocess
import sys
from pathlib import Path

import pytest

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
from moadon.flows.importing.receipts.bundles import windows
from moadon.flows.importing.receipts.rows import RowReader
from moadon.flows.importing.receipts.staging import LANES, LAST, Stage, put_in_order

file, work = Path(sys.argv[1]), Path(sys.argv[2])
club = ClubInfo(1, "club", "Club", "ILS", "Asia/Jerusalem")
source = open_source(file, Choices())
reader = RowReader(club, Choices().named(guess_columns(Kind.RECEIPTS, source.headings)), {})
stage = Stage(work)
for chunk in source.chunks():
    stage.add(reader.read(chunk))
stage.close()
list(put_in_order(work, part_receipts=False))
read = sum(window.rows for lane in (*range(LANES), LAST) for window in windows(work, lane, 0))
print(read, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def peak(folder: Path, rows: int) -> int:
    """Megabytes that reading and ordering a file of so many rows took at most."""
    file, work = folder / f"{rows}.csv", folder / f"work-{rows}"
    work.mkdir()
    with file.open("w") as out:
        out.write("receipt,at,member,sku,name,quantity,unit_price\n")
        for n in range(rows):
            who = f"05255{n % 50_000:05}"
            out.write(
                f"{(n * 7919) % rows // 4},2025-01-01 10:{n % 60:02},{who},P{n % 999},Goods {n},1,{n % 997 + 1}\n"
            )
    done = subprocess.run(
        [sys.executable, "-c", READS, str(file), str(work)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    read, megabytes = map(int, done.stdout.split())
    assert read <= rows
    return megabytes


@pytest.mark.parametrize("rows", [10_000])
def test_ten_times_the_rows_take_about_the_same_memory(tmp_path: Path, rows: int) -> None:
    small, large = peak(tmp_path, rows), peak(tmp_path, 15 * rows)

    assert large < small + 250, f"{small} MB, then {large} MB"
