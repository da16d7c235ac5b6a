"""What was looked up a moment ago, so that every request need not ask the database who calls."""

import time
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

SECONDS = 5.0
"""How old an answer may be: a key revoked in another process still works for this long."""


HALF = SECONDS / 2


class Recent(Generic[K, V]):
    """At most `size` values, each good for `SECONDS` by `clock` (which only goes forward)."""

    def __init__(self, size: int = 1024, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = size
        self._clock = clock
        self._kept: dict[K, tuple[float, V]] = {}
        self._asked: set[K] = set()
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        """The value kept under `key`, unless it has grown old."""
        kept = self._kept.get(key)
        return kept[1] if kept is not None and kept[0] > self._clock() else None

    def grows_old(self, key: K) -> bool:
        """Whether half its time is over. Said once of each value: who hears it looks it up again."""
        kept = self._kept.get(key)
        if kept is None or kept[0] - self._clock() > HALF or key in self._asked:
            return False
        with self._lock:
            first = key not in self._asked
            self._asked.add(key)
        return first

    def keep(self, key: K, value: V) -> None:
        """Keep `value`; when full, everything is forgotten, which costs one look-up each."""
        with self._lock:
            if len(self._kept) >= self._size:
                self._kept.clear()
                self._asked.clear()
            self._kept[key] = (self._clock() + SECONDS, value)
            self._asked.discard(key)

    def forget(self) -> None:
        """Forget everything: this process has just changed something."""
        with self._lock:
            self._kept.clear()
            self._asked.clear()
