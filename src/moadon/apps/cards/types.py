"""Plain values of gift cards."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from moadon.apps.cards.ports import card_key

State = Literal["inactive", "active", "blocked", "locked", "dead"]
"""`inactive`: of a series, worth nothing yet; `blocked`: by a person; `locked`: by wrong PINs; `dead`: for ever."""
Ending = Literal["sale_returned", "killed", "replaced", "attached"]


@dataclass(slots=True)
class CardSeen:
    """A card as the till sees it. `wrong` counts wrong PINs since the last right one. Changes as guesses are judged."""

    id: int
    state: State
    pin_hash: bytes | None
    wrong: int
    expires_at: datetime | None
    amount: int
    touched: bool = False

    @property
    def owner(self) -> int:
        """Whose number its value stands under in the books: never a member's."""
        return owner_of(self.id)


class SoldCard(NamedTuple):
    """A card that a sale sold, by which of its lines. `member`: who has its value now, where it was put there."""

    id: int
    sale: int
    line: str | None
    amount: int
    member: int | None


class Guesser(NamedTuple):
    """Who names codes and PINs: the caller, and the address where it is known."""

    caller: str
    address: str = ""

    def hashes(self, club_id: int) -> list[bytes]:
        """What is kept of them when they are wrong."""
        return [hash_guesser(club_id, who) for who in (self.caller, self.address) if who]


def owner_of(card: int) -> int:
    """The owner in the books of what is on a card. Members' numbers are above zero."""
    return -card


def hash_code(club_id: int, code: str) -> bytes:
    """What is kept of a code."""
    return _keyed(b"code", club_id, code)


def hash_pin(card: int, pin: str) -> bytes:
    """What is kept of a card's PIN."""
    return _keyed(b"pin", card, pin)


def hash_guesser(club_id: int, who: str) -> bytes:
    """What is kept of who guessed: enough to know them again, and not to know who they are."""
    return _keyed(b"guesser", club_id, who)


def is_pin(seen: CardSeen | None, pin: str | None) -> bool:
    """Whether `pin` opens the card. A card that nobody knows takes as long to answer as one with another PIN."""
    found = hash_pin(seen.id if seen else 0, pin or "")
    if seen is None:
        hmac.compare_digest(found, found)
        return False
    return seen.pin_hash is None or hmac.compare_digest(found, seen.pin_hash)


def _keyed(kind: bytes, number: int, text: str) -> bytes:
    return hmac.new(card_key(), b"%s:%d:%s" % (kind, number, text.encode()), hashlib.sha256).digest()
