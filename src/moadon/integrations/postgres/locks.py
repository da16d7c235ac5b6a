"""Locks on files. The kernel drops them when their process ends, however it ends."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


def _opened(path: Path) -> IO[bytes]:
    return path.open("ab")


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Wait for the lock on `path` and hold it alone for the block."""
    with _opened(path) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def share(path: Path) -> IO[bytes]:
    """Hold `path` together with others until the file that is handed back is closed."""
    file = _opened(path)
    fcntl.flock(file, fcntl.LOCK_SH)
    return file


def alone(path: Path) -> IO[bytes] | None:
    """Hold `path` alone if nobody else holds it, else None."""
    file = _opened(path)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file
