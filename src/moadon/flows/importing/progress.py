"""How far an import has come, for whoever watches it, and how its work is spread over time."""

import gc
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from django.db import connection

from moadon.apps.imports.types import Counts

Phase = Literal["reading", "sorting", "booking", "telling"]
_OBJECTS = 200_000


@dataclass(frozen=True, slots=True)
class Progress:
    """`share`: how much of the phase is done, 0 to 1. `counts`: what became of rows so far."""

    phase: Phase
    share: float
    counts: Counts


Told = Callable[[Progress], None]
"""Hears how far an import has come."""
TimeIsUp = Callable[[], bool]
"""Whether the import should stop at the next place where it can go on later."""


def side_by_side(works: Sequence[Callable[[], bool]], stop: threading.Event) -> bool:
    """Do the works at the same time, each in a thread with a database connection of its own; whether all ended.

    While one waits for the database, another thinks. Where one fails, `stop` is set for the others, and what it
    raised is raised here.
    """
    with ThreadPoolExecutor(max_workers=len(works), thread_name_prefix="import") as threads:
        running = [threads.submit(_let_go_after, work, stop) for work in works]
    ended = [one.result() for one in running]
    return all(ended)


def _let_go_after(work: Callable[[], bool], stop: threading.Event) -> bool:
    try:
        return work()
    except BaseException:
        stop.set()
        raise
    finally:
        connection.close()


@contextmanager
def few_collections() -> Iterator[None]:
    """Look for garbage in circles seldom: an import makes millions of small values that go as soon as they are used."""
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
