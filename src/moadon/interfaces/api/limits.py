"""How often a key may call, and how often an address may call with keys that are none.

Kept in the memory of each process, so that a till's request waits for nothing: see docs/why/limits-in-memory.md.
"""

import ipaddress
import math
import time
from collections.abc import Callable
from threading import Lock

MINUTE = 60.0
GUESSES = 30
"""Unknown keys from one address in a minute."""
CODES = 10
"""Pick-up codes that are none, from one key in a minute."""
MOST = 10_000
"""Callers that are remembered; those whose time is over go first."""
_HOUSE_BITS = 64


class Pace:
    """So many a minute for each caller, a minute's worth of them at once if need be (GCRA: one number a caller).

    `clock` only goes forward.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._due: dict[object, float] = {}
        self._lock = Lock()

    def take(self, caller: object, a_minute: int) -> int:
        """Take one; 0, or in how many seconds the next one is free."""
        step = MINUTE / a_minute
        with self._lock:
            now = self._clock()
            due = max(self._due.get(caller, now), now)
            late = due + step - now - MINUTE
            if late > 1e-6:
                return math.ceil(late)
            if len(self._due) >= MOST:
                self._forget(now)
            self._due[caller] = due + step
        return 0

    def wait(self, caller: object, a_minute: int) -> int:
        """What `take` would say, taking none."""
        due = self._due.get(caller)
        return 0 if due is None else max(0, math.ceil(due + MINUTE / a_minute - self._clock() - MINUTE - 1e-6))

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._due.clear()

    def _forget(self, now: float) -> None:
        self._due = {caller: due for caller, due in self._due.items() if due > now}
        if len(self._due) >= MOST:
            self._due.clear()


requests = Pace()
"""By the row of the key."""
guesses = Pace()
"""By `house_of` the address."""
codes = Pace()
"""Pick-up codes that were none, by the row of the key."""


def house_of(address: str) -> str:
    """Whoever shares an address: itself, or of IPv6 the /64 of which one caller has every address."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    return address if known.version == 4 else str(ipaddress.ip_network(f"{address}/{_HOUSE_BITS}", strict=False))
