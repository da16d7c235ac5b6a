"""Values that nobody reads without a key that is kept off the database: boxes, marks, and digests with a key.

A *box* holds a text: AES-256-GCM, bound to its club, table, column and row, so that one that was moved is not opened.
A *mark* tells equal texts of one club and kind from others (HMAC-SHA-256, truncated) and nothing else of them; it is
what is looked up and what is unique. A *digest* tells one long text from another; nobody tries texts out on it without
the key.

Each club has keys of its own, made (HKDF) out of those of the ring. What is written names its key: four bytes in front.
"""

import hmac
import os
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.module_loading import import_string

from moadon.kernel.keyring import KEY_BYTES, Ring
from moadon.kernel.refusals import Refused

ID_BYTES, NONCE_BYTES, MARK_BYTES, WORD_BYTES = 4, 12, 16, 9
_LOOKS_AGAIN = 1.0
"""Seconds for which a ring is good before its file is looked at again."""
_SIGN = "="
"""What the mark of a word begins with; no word of a name does."""


class Cell(NamedTuple):
    """Where a box lies: `members_member.phone` of a row."""

    club_id: int
    column: str
    row: int | str


class ClubKeys(NamedTuple):
    """What one key of the ring gives one club: its id, what seals, what makes marks and what makes digests."""

    id: bytes
    seals: AESGCM
    marks: bytes
    digests: bytes


@dataclass(slots=True)
class _Held:
    """The ring as this process has it."""

    ring: Ring | None = None
    until: float = 0.0
    read: Callable[[], Ring] | None = field(default=None)


_held = _Held()


def ring(*, again: bool = False) -> Ring:
    """The keys of this installation; looked for anew once a second at most, or `again` at once."""
    now = time.monotonic()
    if _held.ring is None or again or now > _held.until:
        if _held.read is None:
            _held.read = import_string(settings.PORTS["field_keys"])
        _held.ring, _held.until = _held.read(), now + _LOOKS_AGAIN
    return _held.ring


def club_keys(club_id: int, key_id: bytes | None = None) -> ClubKeys:
    """The keys of a club under one key of the ring, the newest by default.

    Raises `Refused("field_key_missing", status=503)` when the ring has no such key.
    """
    found = ring()
    wanted = found.newest if key_id is None else key_id
    if wanted not in found:
        found = ring(again=True)
    if wanted not in found:
        raise Refused("field_key_missing", status=503, key=wanted.hex())
    return derived(found.keys[wanted], wanted, club_id)


def every_key(club_id: int) -> list[ClubKeys]:
    """The keys of a club under every key of the ring, the newest first."""
    found = ring()
    return [derived(found.keys[key_id], key_id, club_id) for key_id in found]


@lru_cache(maxsize=1024)
def derived(secret: bytes, key_id: bytes, club_id: int) -> ClubKeys:
    """What a key of the ring gives to a club (RFC 5869)."""

    def key(use: str) -> bytes:
        return HKDF(SHA256(), KEY_BYTES, None, f"moadon club {club_id} {use}".encode()).derive(secret)

    return ClubKeys(key_id, AESGCM(key("seals")), key("marks"), key("digests"))


def seal(cell: Cell, text: str, keys: ClubKeys | None = None) -> bytes:
    """A text as a box that opens in this cell alone."""
    return seal_bytes(cell, text.encode(), keys)


def seal_bytes(cell: Cell, data: bytes, keys: ClubKeys | None = None) -> bytes:
    """`seal` for bytes."""
    keys = keys or club_keys(cell.club_id)
    nonce = os.urandom(NONCE_BYTES)
    return b"".join((keys.id, nonce, keys.seals.encrypt(nonce, data, _bound(cell, keys.id))))


def unseal(cell: Cell, box: bytes | memoryview) -> str:
    """What a box holds.

    Raises `Refused` (503): `field_key_missing`, `sealed_field_damaged` for a box that was changed, or moved here.
    """
    return unseal_bytes(cell, box).decode()


def unseal_bytes(cell: Cell, box: bytes | memoryview) -> bytes:
    """`unseal` for bytes."""
    held = bytes(box)
    key_id, nonce, rest = held[:ID_BYTES], held[ID_BYTES : ID_BYTES + NONCE_BYTES], held[ID_BYTES + NONCE_BYTES :]
    keys = club_keys(cell.club_id, key_id)
    try:
        return keys.seals.decrypt(nonce, rest, _bound(cell, key_id))
    except (InvalidTag, ValueError):
        raise Refused("sealed_field_damaged", status=503, column=cell.column) from None


def key_of(box: bytes | memoryview) -> bytes:
    """The id of the key with which a box was sealed."""
    return bytes(box[:ID_BYTES])


def mark(keys: ClubKeys, kind: str, text: str) -> bytes:
    """What stands for `text` of this kind under one key: equal for equal texts."""
    return hmac.digest(keys.marks, f"{kind}\0{text}".encode(), "sha256")[:MARK_BYTES]


def word_mark(keys: ClubKeys, kind: str, text: str) -> str:
    """A mark as a word of a list of words. It is shorter: two words of one mark would do no harm."""
    made = hmac.digest(keys.marks, f"word {kind}\0{text}".encode(), "sha256")[:WORD_BYTES]
    return _SIGN + urlsafe_b64encode(made).decode()


def digest(club_id: int, content: bytes) -> bytes:
    """A digest of `content`, which nobody without the key can compare with that of something they think of."""
    return hmac.digest(club_keys(club_id).digests, content, "sha256")


def is_digest(club_id: int, content: bytes, kept: bytes) -> bool:
    """Whether `kept` is the digest of `content`, under whichever key; or `content` itself, as it was kept before there
    were keys.
    """
    return kept == content or any(hmac.digest(k.digests, content, "sha256") == kept for k in every_key(club_id))


def _bound(cell: Cell, key_id: bytes) -> bytes:
    return b"%s%d\0%s\0%s" % (key_id, cell.club_id, cell.column.encode(), str(cell.row).encode())
