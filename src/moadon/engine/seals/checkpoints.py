"""Checkpoints: how many entries there were and the root over them, as a signed text (C2SP tlog-checkpoint).

The text is a signed note (C2SP signed-note); signatures are Ed25519. Signing itself needs a key and happens elsewhere.
"""

import base64
import binascii
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

ED25519 = b"\x01"
_KEY_ID = 4
_DASH = "— "
_SEALED = "sealed "


class Verifier(NamedTuple):
    """A public key and its name, as they are given to whoever checks: `name+id+key`."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes by which a signature says whose it is."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:_KEY_ID]

    def __str__(self) -> str:
        """The text of the key."""
        return f"{self.name}+{self.key_id.hex()}+{_base64(ED25519 + self.public)}"


class Checkpoint(NamedTuple):
    """`origin` names the tree; `size` its leaves; `root` is 32 bytes; `sealed_at` is when it was made (aware)."""

    origin: str
    size: int
    root: bytes
    sealed_at: datetime


def text_of(checkpoint: Checkpoint) -> str:
    """What is signed."""
    at = checkpoint.sealed_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return f"{checkpoint.origin}\n{checkpoint.size}\n{_base64(checkpoint.root)}\n{_SEALED}{at}\n"


def note_of(text: str, key: Verifier, signature: bytes) -> str:
    """The text with its signature, as it is published."""
    return f"{text}\n{_DASH}{key.name} {_base64(key.key_id + signature)}\n"


def open_note(note: str, key: Verifier, is_signed: Callable[[bytes, bytes, bytes], bool]) -> Checkpoint:
    """The checkpoint in `note`, signed by `key`. Raises ValueError saying what is wrong with it.

    `is_signed` takes public key, signature and message.
    """
    text, gap, signatures = note.rpartition("\n\n")
    if not gap:
        raise ValueError("this is no signed note")
    text += "\n"
    for line in signatures.splitlines():
        name, _, told = line.removeprefix(_DASH).rpartition(" ")
        blob = _bytes(told)
        if name == key.name and blob[:_KEY_ID] == key.key_id:
            if not is_signed(key.public, blob[_KEY_ID:], text.encode()):
                raise ValueError("the signature is not right")
            return _read(text)
    raise ValueError(f"it is not signed by {key.name}")


def _read(text: str) -> Checkpoint:
    lines = text.splitlines()
    if len(lines) < 4 or not lines[1].isdecimal() or not lines[3].startswith(_SEALED):
        raise ValueError("this is no checkpoint of ours")
    root = _bytes(lines[2])
    if len(root) != sha256().digest_size:
        raise ValueError("the root is no SHA-256")
    return Checkpoint(lines[0], int(lines[1]), root, datetime.fromisoformat(lines[3].removeprefix(_SEALED)))


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as problem:
        raise ValueError("this is no base64") from problem
