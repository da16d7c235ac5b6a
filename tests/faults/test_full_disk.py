"""The disk is full while tills sell: nothing is acknowledged that does not stand, and with room it goes on by itself."""

import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.counter import sale
from tests.faults.judge import Journal, Till
from tests.faults.storm import everything, settles
from tests.faults.test_storm import Stormed, standing
from tests.platform.running import free_port, until

ROOM = "420m"
TILLS = 4
MEGABYTE = bytes(1 << 20)


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """The folder on a disk of its own, which is small."""
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={ROOM},mode=755", "small", folder], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip(f"skipped: no disk can be mounted here: {made.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def fill(path: Path) -> None:
    """Write until there is no room for one byte more."""
    with path.open("wb", buffering=0) as ballast:
        for part in (MEGABYTE, bytes(4096), b"x"):
            try:
                while ballast.write(part) == len(part):
                    pass
            except OSError:
                continue


def test_with_a_full_disk_nothing_is_acknowledged_that_does_not_stand(
    folders: Callable[[str], Path], tmp_path: Path
) -> None:
    with small_disk(folders("small disk")) as disk, standing(Stormed(disk, free_port())) as house:
        till = Till(house.port, house.opens(), journal := Journal(tmp_path / "journal"))
        till.posts("/branches", {"code": "main", "name": "Main"}, "branch")
        stop = threading.Event()
        sales = {f"f{t}-{n}": sale(f"f{t}-{n}", "120.00", till=f"T{t}") for t in range(TILLS) for n in range(20_000)}

        def sells(own: int) -> None:
            for n in range(20_000):
                if stop.is_set():
                    return
                number = f"f{own}-{n}"
                till.sells(number, sales[number])
                if number in journal.unknown:
                    stop.wait(0.1)

        threads = [threading.Thread(target=sells, args=(own,)) for own in range(TILLS)]
        for thread in threads:
            thread.start()
        try:
            until(lambda: len(journal.told) > 50)
            fill(disk / "ballast")
            until(lambda: len(journal.unknown) > 2 * TILLS)
            (disk / "ballast").unlink()
            heard = len(journal.told)
            until(lambda: len(journal.told) > heard + 50)
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        settles(till, sales)
        found = Counter(receipt["number"] for receipt in everything(till, "/receipts"))
    journal.close()

    assert journal.wrong == []
    assert found == Counter(journal.told.keys())
