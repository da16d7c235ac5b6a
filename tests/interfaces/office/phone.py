"""Somebody's authenticator app: it shows what the standard (RFC 6238) says, worked out here a second time."""

import base64
import hmac
import struct
import time


def shows(secret: str, later: int = 0) -> str:
    """The code at this moment, or so many steps of 30 seconds later."""
    counter = struct.pack(">Q", int(time.time()) // 30 + later)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"
