"""One writer at a time for the copy of one club. The system lets go of the lock when a process dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PAUSE = 0.02


@contextmanager
def only_writer(folder: Path, patience: float = 0) -> Iterator[bool]:
    """Hold the lock of `folder`; False when another had it for more than `patience` seconds."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield _taken(handle, patience)
    finally:
        os.close(handle)


def _taken(handle: int, patience: float) -> bool:
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(_PAUSE)
        else:
            return True
