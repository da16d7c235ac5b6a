"""All files of keys in one file, closed with a passphrase: what is laid beside no backup and brings a club back.

The first line says what it is; the second, in base64, salt (16 bytes), nonce (12) and the files as JSON under
AES-256-GCM, with a key made out of the passphrase by scrypt (N 2^17, r 8, p 1, as OWASP advises).
"""

import base64
import binascii
import hashlib
import json
import os
import secrets
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_HEAD = "moadon-keys/1"
_SALT, _NONCE = 16, 12
_N, _R, _P = 1 << 17, 8, 1
_MEMORY = 256 * 1024 * 1024


class KeysRefused(RuntimeError):
    """The file is none that `keep` wrote, the passphrase is another, or other keys are there; the text says which."""


def places() -> dict[str, Path]:
    """Where this installation keeps each of its keys that no backup holds."""
    return {
        "fields.keys": settings.FIELD_KEYS,
        "cards.key": settings.CARD_KEY,
        "credentials.key": settings.CREDENTIALS_KEY,
        "ledger.key": settings.LEDGER_KEY,
    }


def keep(passphrase: str) -> tuple[str, list[str]]:
    """The text of a file with all keys that there are by now, and their names. Raises `KeysRefused`, OSError."""
    there = {name: path.read_text("ascii") for name, path in places().items() if path.exists()}
    if not there:
        raise KeysRefused("There are no keys yet: they are made when the club runs for the first time.")
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    box = AESGCM(_key(passphrase, salt)).encrypt(nonce, json.dumps(there).encode(), _HEAD.encode())
    return f"{_HEAD}\n{base64.b64encode(salt + nonce + box).decode()}\n", sorted(there)


def opened(text: str, passphrase: str) -> dict[str, str]:
    """The files of keys in such a text, by name. Raises `KeysRefused`."""
    head, _, rest = text.partition("\n")
    try:
        data = base64.b64decode(rest.strip(), validate=True)
    except (ValueError, binascii.Error):
        data = b""
    if head.strip() != _HEAD or len(data) <= _SALT + _NONCE:
        raise KeysRefused("This is no file that moadon keys save wrote.")
    salt, nonce, box = data[:_SALT], data[_SALT : _SALT + _NONCE], data[_SALT + _NONCE :]
    try:
        told = AESGCM(_key(passphrase, salt)).decrypt(nonce, box, _HEAD.encode())
    except InvalidTag as problem:
        raise KeysRefused("The passphrase is another one, or the file was changed.") from problem
    return {str(name): str(content) for name, content in json.loads(told).items()}


def put_back(files: Mapping[str, str]) -> list[str]:
    """Lay keys where they belong; the names of those that were not there.

    Raises `KeysRefused` before anything is written, OSError.
    """
    known = places()
    wanted = {known[name]: content for name, content in files.items() if name in known}
    others = [path for path, content in wanted.items() if path.exists() and path.read_text("ascii") != content]
    if others:
        paths = ", ".join(map(str, others))
        raise KeysRefused(f"Other keys are there: {paths}. Nothing was written. Move them away, then try again.")
    missing = {path: content for path, content in wanted.items() if not path.exists()}
    for path, content in missing.items():
        _write(path, content)
    return sorted(name for name, path in known.items() if path in missing)


def _key(passphrase: str, salt: bytes) -> bytes:
    # The same passphrase typed on another keyboard may come in other code points.
    told = unicodedata.normalize("NFKC", passphrase).encode()
    return hashlib.scrypt(told, salt=salt, n=_N, r=_R, p=_P, maxmem=_MEMORY, dklen=32)


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    with fresh.open("w") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)
