"""Guessing passwords is slow: after some tries from one place, or on one name, the door waits.

Counted in the database, for all web processes together. Call these outside of any transaction.
"""

import hashlib
from dataclasses import dataclass

from moadon.apps.signins import actions


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `tries` failures within a quarter of an hour for everything that shares `key`."""

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
    """Count a try; whether it is refused unseen."""
    limits = limits_for(name, address)
    tries = actions.count_tries([limit.key for limit in limits])
    return any(tries[limit.key] > limit.tries for limit in limits)


def forget_failures(name: str, address: str) -> None:
    """The try succeeded: it counts no more, and the same person from the same place starts anew."""
    both, *others = limits_for(name, address)
    actions.give_back([limit.key for limit in others], forget=both.key)


def _key(kind: str, what: str) -> str:
    return f"sign-in:{kind}:{hashlib.sha256(what.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"
