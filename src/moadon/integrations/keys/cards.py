"""The key by which codes and PINs of gift cards are hashed: a file that only its owner may read, never in the database.

Who has the database alone cannot try codes and PINs out; who loses the file can recognise no card any more.
"""

import os
import secrets
from functools import lru_cache
from pathlib import Path

from django.conf import settings

_BYTES = 32


class BadCardKey(Exception):
    """The file of the key is there and holds no such key."""


def card_key() -> bytes:
    """The key of this installation, made at the first call. Raises `BadCardKey`, OSError."""
    return _kept(settings.CARD_KEY)


@lru_cache(maxsize=4)
def _kept(path: Path) -> bytes:
    if not path.exists():
        _make(path)
    try:
        key = bytes.fromhex(path.read_text().strip())
    except ValueError as problem:
        raise BadCardKey("The key of gift cards cannot be read") from problem
    if len(key) != _BYTES:
        raise BadCardKey("The key of gift cards cannot be read: it is too short or too long")
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    try:
        with fresh.open("w") as out:
            out.write(secrets.token_hex(_BYTES) + "\n")
            out.flush()
            os.fsync(out.fileno())
        # Whoever was first has made the key; nobody ever replaces one.
        os.link(fresh, path)
    except FileExistsError:
        return
    finally:
        fresh.unlink()
