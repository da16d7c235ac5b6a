"""The key that signs checkpoints: a file that only its owner may read, in the form of signed notes.

`PRIVATE+KEY+name+id+key`, as Go's `sumdb/note` and the tools of C2SP write it. The key is an Ed25519 seed.
"""

import base64
import binascii
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from moadon.apps.seals.types import Seal
from moadon.engine.seals import Verifier

_HEAD = "PRIVATE+KEY+"
_ED25519 = b"\x01"


class BadKey(Exception):
    """The file of the key is there and holds no such key."""


def sealing_key() -> Seal:
    """The key of this installation, made at the first call. Raises `BadKey`, OSError."""
    path: Path = settings.LEDGER_KEY
    if not path.exists():
        _make(path, settings.LEDGER_NAME)
    return read_key(path.read_text().strip())


def read_key(text: str) -> Seal:
    """The key in a text. Raises `BadKey`."""
    parts = text.removeprefix(_HEAD).split("+", 2)
    if not text.startswith(_HEAD) or len(parts) != 3:
        raise BadKey("The key that signs checkpoints cannot be read: it does not begin as a private key does")
    try:
        blob = base64.b64decode(parts[2], validate=True)
        private = Ed25519PrivateKey.from_private_bytes(blob.removeprefix(_ED25519))
    except (ValueError, binascii.Error) as problem:
        raise BadKey(f"The key that signs checkpoints cannot be read: {problem}") from problem
    key = Verifier(parts[0], private.public_key().public_bytes_raw())
    if key.key_id.hex() != parts[1]:
        raise BadKey("The key that signs checkpoints was changed: its name and id do not agree")
    return Seal(key, private.sign)


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether `signature` is that of `message` by the holder of the key."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _make(path: Path, name: str) -> None:
    private = Ed25519PrivateKey.generate()
    key = Verifier(name, private.public_key().public_bytes_raw())
    told = base64.b64encode(_ED25519 + private.private_bytes_raw()).decode()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    try:
        with fresh.open("w") as out:
            out.write(f"{_HEAD}{name}+{key.key_id.hex()}+{told}\n")
            out.flush()
            os.fsync(out.fileno())
        # Whoever was first has made the key; nobody ever replaces one.
        os.link(fresh, path)
    except FileExistsError:
        return
    finally:
        fresh.unlink()
