"""How often a proof may be shown and be wrong: of one member, by one caller, from one address.

Counted in a transaction of its own before it is judged, and taken back when it was right: a hundred guesses at once are
not all let through, and a request that is refused does not undo that it was counted.
"""

import hashlib
import ipaddress
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.credentials.types import Tried
from moadon.store import club_transaction, joins_transaction, keep_own_connection, retrying

T = TypeVar("T")
_HOUR, _DAY = 3600, 24 * 3600
A_MEMBER_AN_HOUR, A_MEMBER_A_DAY = 5, 10
_A_CALLER_AN_HOUR, _AN_ADDRESS_AN_HOUR = 60, 120
_HOUSE_BITS = 64
_thread = ThreadPoolExecutor(1, thread_name_prefix="proofs", initializer=keep_own_connection)


def keys_of_member(member: int) -> tuple[Tried, Tried]:
    """Under which the proofs of a member are counted."""
    return (
        Tried(f"member:{member}:hour", A_MEMBER_AN_HOUR, _HOUR),
        Tried(f"member:{member}:day", A_MEMBER_A_DAY, _DAY),
    )


def keys_of_caller(actor: Actor) -> tuple[Tried, ...]:
    """Under which proofs are counted that come from one key or person, and from one address."""
    own = Tried(f"caller:{actor.caller}", _A_CALLER_AN_HOUR, _HOUR)
    if not actor.address:
        return (own,)
    house = hashlib.sha256(_house_of(actor.address).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return (own, Tried(f"address:{house}", _AN_ADDRESS_AN_HOUR, _HOUR))


def counted(members: Iterable[int], actor: Actor) -> Counter[Tried]:
    """How often each key is to be counted when each of these is shown once."""
    found: Counter[Tried] = Counter()
    for member in members:
        found.update(keys_of_member(member))
        found.update(keys_of_caller(actor))
    return found


class Tally:
    """How often keys were counted, those that are about to be judged in it, and how many of these were wrong so far."""

    def __init__(self, told: Mapping[str, tuple[int, datetime]], counting: Mapping[Tried, int]) -> None:
        self._told = told
        self._counting = counting
        self._wrong: Counter[Tried] = Counter()

    def locked_until(self, keys: Iterable[Tried]) -> datetime | None:
        """Until when nothing more is judged, because one of these keys was wrong too often; None: it may be judged."""
        return max((self._told[one.key][1] for one in keys if self._before(one) >= one.most), default=None)

    def wrong(self, keys: Iterable[Tried]) -> None:
        """One more was wrong."""
        self._wrong.update(keys)

    def _before(self, one: Tried) -> int:
        return self._told[one.key][0] - self._counting[one] + self._wrong[one]


def apart(club: ClubInfo, work: Callable[[], T]) -> T:
    """Do `work` in a transaction that ends here, whatever becomes of the one that may be open."""

    def own() -> T:
        with club_transaction(club.id):
            return work()

    if joins_transaction(club.id):
        return _thread.submit(_alone, own).result()
    return retrying(own)


def _alone(own: Callable[[], T]) -> T:
    try:
        return retrying(own)
    except (OperationalError, InterfaceError):
        connection.close()
        return retrying(own)


def _house_of(address: str) -> str:
    """Who shares an address: of IPv6 the /64, of which one caller has every address."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    return address if known.version == 4 else str(ipaddress.ip_network(f"{address}/{_HOUSE_BITS}", strict=False))
