"""What a member's device shows: a text that is new every half minute and that only this device can make.

`mq1.<device>.<step>.<mac>`: the device as the API names it, the number of half minutes since 1970, and the first 80
bits of HMAC-SHA256 over both with the device's secret, in base 32. A test vector is in
`docs/reference/member-codes.md`. Where nothing scans it, the same device and step give nine digits to be typed.
"""

import base64
import hashlib
import hmac
import re
from datetime import datetime
from typing import NamedTuple

STEP_SECONDS = 30
FRESH_STEPS = 1
"""A code is fresh in its own step, the one before and the one after: clocks differ, and people take time to show it."""
_SHAPE = re.compile(r"mq1\.(dev_[0-9a-z]{13})\.([0-9]{1,12})\.([A-Za-z2-7]{16})\Z")
_MAC_BYTES = 10
DIGITS = 9
"""As long as no PIN and no one-time code: what is typed is known by its length."""


class Token(NamedTuple):
    """A code as it was shown: which device, of which step, and what proves it."""

    device: str
    step: int
    mac: str


def step_at(moment: datetime) -> int:
    """The step of a moment."""
    return int(moment.timestamp()) // STEP_SECONDS


def mac_of(secret: bytes, device: str, step: int) -> str:
    """What the device with this secret shows for a step."""
    told = hmac.new(secret, f"moadon/me-code/1\n{device}\n{step}".encode(), hashlib.sha256).digest()
    return base64.b32encode(told[:_MAC_BYTES]).decode()


def digits_of(secret: bytes, device: str, step: int) -> str:
    """What stands for the code where it has to be typed."""
    told = hmac.new(secret, f"moadon/me-digits/1\n{device}\n{step}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(told[:8]) % 10**DIGITS:0{DIGITS}}"


def token_of(secret: bytes, device: str, step: int) -> str:
    """The whole text that a device shows."""
    return f"mq1.{device}.{step}.{mac_of(secret, device, step)}"


def read_token(text: str) -> Token | None:
    """The code in a text; None for a text that is none."""
    found = _SHAPE.match(text.strip())
    return Token(found[1], int(found[2]), found[3].upper()) if found else None
