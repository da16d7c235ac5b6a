"""PINs and codes as they are kept.

A PIN has few digits, so it is mixed with a key that is not in the database and then hashed slowly (scrypt). A code
lives for minutes, so the key alone does.
"""

import base64
import hashlib
import hmac
import re
import secrets

from moadon.flows.credentials.ports import mix
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.refusals import Refused

_LOG_N, _R, _P = 14, 8, 1
_SALT = 16
_MEMORY = 64 << 20
CODE_DIGITS = 6
_ID, _LINK_BYTES = 13, 20
_LINK = re.compile(r"[0-9a-z]{13}[a-z2-7]{32}")
NOBODY = b"scrypt$14$8$1$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
"""Compared with where a member has no PIN, so that it takes as long as where they have one."""


def hashed_pin(club_id: int, member: int, pin: str) -> str:
    """What is kept of a PIN. Takes about a twentieth of a second of a processor, and 16 MB."""
    salt = secrets.token_bytes(_SALT)
    told = [
        base64.b64encode(part).decode() for part in (salt, _slow(_mixed(club_id, member, pin), salt, _LOG_N, _R, _P))
    ]
    return "$".join(["scrypt", str(_LOG_N), str(_R), str(_P), *told])


def is_pin(club_id: int, member: int, pin: str, kept: bytes) -> bool:
    """Whether `pin` is the one that is kept; takes as long whether it is or not."""
    _, log_n, r, p, salt, told = kept.decode().split("$")
    found = _slow(_mixed(club_id, member, pin), base64.b64decode(salt), int(log_n), int(r), int(p))
    return hmac.compare_digest(found, base64.b64decode(told))


def digest_of_code(club_id: int, member: int, purpose: str, code: str) -> bytes:
    """What is kept of a one-time code."""
    return mix("code", f"{club_id}\n{member}\n{purpose}\n{code}".encode())


def digest_of_link(club_id: int, secret: str) -> bytes:
    """What is kept of the link of a member's page."""
    return mix("page", f"{club_id}\n{secret}".encode())


def new_link(club_id: int) -> str:
    """What stands in the address of a member's page: the club, and 160 bits at random."""
    return _head(club_id) + base64.b32encode(secrets.token_bytes(_LINK_BYTES)).decode().lower()


def read_link(text: str) -> tuple[int, str]:
    """The club (row number) and the secret of a link. Raises `Refused("unknown_id", status=404)`."""
    if not _LINK.fullmatch(text):
        raise Refused("unknown_id", status=404)
    return row_id("clb", f"clb_{text[:_ID]}"), text[_ID:]


def _head(club_id: int) -> str:
    return public_id("clb", club_id).partition("_")[2]


def new_code() -> str:
    """Six digits at random."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def _mixed(club_id: int, member: int, pin: str) -> bytes:
    return mix("pin", f"{club_id}\n{member}\n{pin}".encode())


def _slow(told: bytes, salt: bytes, log_n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(told, salt=salt, n=1 << log_n, r=r, p=p, maxmem=_MEMORY, dklen=32)
