"""The keys that seal personal data: a file that only its owner may read, one key a line, the newest last.

`id key`: 32 bytes in base64, and the first four of their SHA-256 in hexadecimal, by which whatever is sealed names its
key.
"""

import base64
import binascii
import fcntl
import os
import secrets
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from moadon.integrations.keys.signing import BadKey
from moadon.kernel.keyring import KEY_BYTES, Ring

_ID_BYTES = 4
_read: dict[Path, tuple[tuple[int, int, int], Ring]] = {}


def field_keys() -> Ring:
    """The keys of this installation, the first one made at the first call. Raises `BadKey`, OSError."""
    path: Path = settings.FIELD_KEYS
    if not path.exists():
        begin_ring(path)
    return ring_at(path)


def ring_at(path: Path) -> Ring:
    """The keys of a file; read again only when it has changed. Raises `BadKey`, OSError."""
    told = path.stat()
    state = (told.st_ino, told.st_mtime_ns, told.st_size)
    if path not in _read or _read[path][0] != state:
        _read[path] = (state, read_ring(path.read_text("ascii")))
    return _read[path][1]


def missing(ids: Iterable[str]) -> tuple[Path, list[str]]:
    """Where the keys are, and which of these are not there. No key is made. Raises `BadKey`, OSError."""
    path: Path = settings.FIELD_KEYS
    there = {key_id.hex() for key_id in ring_at(path)} if path.exists() else set()
    return path, sorted(set(ids) - there)


def read_ring(text: str) -> Ring:
    """The keys in a text. Raises `BadKey`."""
    keys: dict[bytes, bytes] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        said, _, given = line.strip().partition(" ")
        try:
            secret = base64.b64decode(given, validate=True)
        except (ValueError, binascii.Error) as problem:
            raise BadKey(f"The keys that seal personal data cannot be read: line {number} is not base64") from problem
        if len(secret) != KEY_BYTES or id_of(secret).hex() != said:
            raise BadKey(f"The keys that seal personal data were changed: in line {number} key and id do not agree")
        keys[id_of(secret)] = secret
    if not keys:
        raise BadKey("The file of the keys that seal personal data holds none")
    return Ring(keys)


def id_of(secret: bytes) -> bytes:
    """By what a key is named."""
    return sha256(secret).digest()[:_ID_BYTES]


def add_key() -> bytes:
    """Make one more key, the newest from now on; its id. Those that are there stay. Raises `BadKey`, OSError."""
    path: Path = settings.FIELD_KEYS
    field_keys()
    secret = secrets.token_bytes(KEY_BYTES)
    with path.open("r+", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        text = path.read_text("ascii")
        read_ring(text)
        fresh = _written(path, text.rstrip("\n") + "\n" + _line(secret))
        fresh.replace(path)
    return id_of(secret)


def begin_ring(path: Path) -> None:
    """Make a file with a first key, unless somebody else has just done so. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = _written(path, _line(secrets.token_bytes(KEY_BYTES)))
    try:
        # Whoever was first has made the key; nobody ever replaces one.
        os.link(fresh, path)
    except FileExistsError:
        return
    finally:
        fresh.unlink()


def _written(path: Path, text: str) -> Path:
    fresh = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    fresh.touch(mode=0o600)
    with fresh.open("w", encoding="ascii") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    return fresh


def _line(secret: bytes) -> str:
    return f"{id_of(secret).hex()} {base64.b64encode(secret).decode()}\n"
