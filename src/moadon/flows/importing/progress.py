"""How far an import has come, for whoever watches it, and how its work is spread over time."""

import gc
import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, TypeVar

from moadon.apps.imports.types import Counts

T = TypeVar("T")
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


class _Ended:
    """What comes last: nothing more, or the problem that ended it."""

    def __init__(self, problem: BaseException | None = None) -> None:
        self.problem = problem


def ahead(made: Iterable[T], depth: int = 2) -> Iterator[T]:
    """The same things, made by a thread up to `depth` ahead: while the database writes one, the next is read."""
    line: queue.Queue[T | _Ended] = queue.Queue(depth)
    left = threading.Event()
    maker = threading.Thread(target=_make, args=(made, line, left), daemon=True)
    maker.start()
    try:
        while not isinstance(thing := line.get(), _Ended):
            yield thing
        if thing.problem is not None:
            raise thing.problem
    finally:
        left.set()
        maker.join()


def _make(made: Iterable[T], line: "queue.Queue[T | _Ended]", left: threading.Event) -> None:
    try:
        for thing in made:
            if not _put(thing, line, left):
                return
        _put(_Ended(), line, left)
    except BaseException as problem:  # noqa: BLE001  # told to whoever waits for the things
        _put(_Ended(problem), line, left)


def _put(thing: "T | _Ended", line: "queue.Queue[T | _Ended]", left: threading.Event) -> bool:
    """Wait for room in the line; False when nobody waits at its other end any more."""
    while not left.is_set():
        try:
            line.put(thing, timeout=0.2)
        except queue.Full:
            continue
        return True
    return False


@contextmanager
def few_collections() -> Iterator[None]:
    """Look for garbage in circles seldom: an import makes millions of small values that go as soon as they are used."""
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
