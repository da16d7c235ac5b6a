"""One DuckDB in this process; every reader and writer has a cursor of its own."""

import os
import threading

import duckdb

from moadon.insight.lake.places import spill_folder

_MEMORY = "2GB"
_lock = threading.Lock()
_open: dict[int, duckdb.DuckDBPyConnection] = {}


def new_cursor() -> duckdb.DuckDBPyConnection:
    """A fresh connection with nothing in it. What does not fit in memory goes to the spill folder.

    It never fetches or loads an extension: the copy is read with what is built in.
    """
    pid = os.getpid()
    with _lock:
        if pid not in _open:
            _open[pid] = duckdb.connect(
                config={
                    "memory_limit": _MEMORY,
                    "temp_directory": str(spill_folder()),
                    "autoinstall_known_extensions": "false",
                    "autoload_known_extensions": "false",
                }
            )
            _open[pid].execute("set global timezone = 'UTC'")
        cursor = _open[pid].cursor()
    # What takes long would draw over the output of whoever asks.
    cursor.execute("set enable_progress_bar = false")
    return cursor


def drop_engine() -> None:
    """Close the DuckDB of this process; the next cursor starts another."""
    with _lock:
        engine = _open.pop(os.getpid(), None)
    if engine is not None:
        engine.close()
