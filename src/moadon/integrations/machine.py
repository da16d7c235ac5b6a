"""What the machine knows of processes, and how a child is tied to its parent."""

import atexit
import ctypes
import gc
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_COLLECT = 1_500_000, 20, 50
"""Objects, and young and middle rounds, between two searches for cyclic garbage: more than the batches that a process
commits at the same moment make, a thousand receipts with twenty promotions among them. Searched in between, all that
these hold is looked at once more and nothing is found."""


def is_known(pid: int) -> bool:
    """True if the number is taken, be it by a process that has ended and was not buried by its parent."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def is_alive(pid: int) -> bool:
    """True while a process with this number runs."""
    if not is_known(pid):
        return False
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return True
    return state != "Z"


def anybody_works_in(folder: Path) -> bool:
    """True if some process has `folder` as its working folder. False where the system does not tell."""
    return any(
        works_in(int(entry.name), folder)
        for entry in Path("/proc").glob("[0-9]*")
        if entry.name.isdigit() and (entry / "cwd").is_symlink()
    )


def works_in(pid: int, folder: Path) -> bool:
    """True if `pid` is a PostgreSQL server on `folder`: it makes its data folder its working folder."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == folder.resolve()
    except OSError:
        told = subprocess.run(["ps", "-p", str(pid), "-o", "command="], text=True, capture_output=True, check=False)
        return "postgres" in told.stdout and str(folder) in told.stdout


def leash(sign: int) -> Callable[[], None] | None:
    """What a child calls before it starts so that it gets `sign` when its parent ends. None where the system cannot.

    The system ties the leash to the parent's thread: start such children from the main thread.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def tie() -> None:
        prctl(_PR_SET_PDEATHSIG, sign)

    return tie


def settle_memory() -> None:
    """Leave what is loaded by now out of the search for cyclic garbage, and search less often.

    For a process that works on many receipts: they leave next to no cycles behind, and with the defaults a batch of
    500 spends a sixth of its time on being searched.
    """
    gc.collect()
    gc.freeze()
    # Left out of the last search too, loaded modules would never go, and libraries would tell of leaks at the exit.
    atexit.register(gc.unfreeze)
    gc.set_threshold(*_COLLECT)
