"""How a member proves to be themself before value is spent: floors, PINs, and codes that a device shows."""

from moadon.engine.proofs.floors import Floors, Sort, amount_in, lacking, sort_of
from moadon.engine.proofs.pins import check_pin, typed_digits
from moadon.engine.proofs.tokens import (
    DIGITS,
    FRESH_STEPS,
    STEP_SECONDS,
    Token,
    digits_of,
    mac_of,
    read_token,
    step_at,
    token_of,
)

__all__ = [
    "DIGITS",
    "FRESH_STEPS",
    "STEP_SECONDS",
    "Floors",
    "Sort",
    "Token",
    "amount_in",
    "check_pin",
    "digits_of",
    "lacking",
    "mac_of",
    "read_token",
    "sort_of",
    "step_at",
    "token_of",
    "typed_digits",
]
