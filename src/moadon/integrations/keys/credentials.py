"""The key that keeps credentials: a file that only its owner may read, 32 random bytes in base 64.

Out of it come, each for one use, what enciphers the secrets of devices, what PINs are mixed with before they are
hashed, and what digests one-time codes. A copy of the database alone tells none of them.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

_BYTES = 32


class BadKey(Exception):
    """The file of the key is there and holds no such key, or what is kept was made with another one."""


def seal(plain: bytes) -> bytes:
    """Encipher something short."""
    return _cipher().encrypt(plain)


def unseal(kept: bytes) -> bytes:
    """What was enciphered. Raises `BadKey` when it was with another key."""
    try:
        return _cipher().decrypt(bytes(kept))
    except InvalidToken:
        raise BadKey(
            "A credential was enciphered with another key: is MOADON_CREDENTIALS_KEY the file of before?"
        ) from None


def mix(use: str, told: bytes) -> bytes:
    """A digest of `told` that only the holder of the key can make, another one for every use."""
    return hmac.new(_key(settings.CREDENTIALS_KEY), use.encode() + b"\0" + told, hashlib.sha256).digest()


def _cipher() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(mix("seal", b"")))


@lru_cache(maxsize=2)
def _key(path: Path) -> bytes:
    if not path.exists():
        _make(path)
    try:
        key = base64.b64decode(path.read_text().strip(), validate=True)
    except (ValueError, binascii.Error):
        key = b""
    if len(key) != _BYTES:
        raise BadKey(f"The key that keeps credentials cannot be read: {path}")
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    try:
        with fresh.open("w") as out:
            out.write(base64.b64encode(secrets.token_bytes(_BYTES)).decode() + "\n")
            out.flush()
            os.fsync(out.fileno())
        # Whoever was first has made the key; nobody ever replaces one.
        os.link(fresh, path)
    except FileExistsError:
        return
    finally:
        fresh.unlink()
