"""Guessing passwords is slow: after some tries from one place, or on one name, the door waits.

Kept in the cache of the settings. One web process sees all tries; several see them together when the cache is shared.
"""

import hashlib
from dataclasses import dataclass

from django.core.cache import cache

WINDOW_SECONDS = 15 * 60


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `tries` failures within the window for everything that shares `key`."""

    key: str
    tries: int


_CODES = "\0"


def of_codes(name: str) -> str:
    """Under which the codes of `name` are counted, apart from passwords: no form takes a name that begins so."""
    return _CODES + name


def limits_for(name: str, address: str) -> tuple[Limit, ...]:
    """One name from one place: few. One name from anywhere, one place with any name: more.

    Codes have six digits, and who guesses them knows the password: few from anywhere.
    """
    who = name.strip().casefold()
    return (
        Limit(_key("both", f"{who}\n{address}"), 5),
        Limit(_key("name", who), 10 if who.startswith(_CODES) else 40),
        Limit(_key("place", address), 60),
    )


def must_wait(name: str, address: str) -> bool:
    """Whether a try is refused unseen."""
    return any(cache.get(limit.key, 0) >= limit.tries for limit in limits_for(name, address))


def count_failure(name: str, address: str) -> None:
    """Remember a failed try for a while."""
    for limit in limits_for(name, address):
        if not cache.add(limit.key, 1, WINDOW_SECONDS):
            try:
                cache.incr(limit.key)
            except ValueError:
                # It ran out between the two.
                cache.add(limit.key, 1, WINDOW_SECONDS)


def forget_failures(name: str, address: str) -> None:
    """After a success the same person from the same place starts anew."""
    cache.delete(limits_for(name, address)[0].key)


def _key(kind: str, what: str) -> str:
    return f"sign-in:{kind}:{hashlib.sha256(what.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"
