"""Opaque ids for the outside over row numbers inside.

The permutation hides counts and order from a casual reader. It is no secret and keeps nothing safe:
that another club's row stays unknown is row-level security's work.
"""

from moadon.kernel.refusals import Refused

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_VALUE = {ch: i for i, ch in enumerate(_ALPHABET)}
_WIDTH = 13
_MASK = (1 << 32) - 1
_ROUNDS = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F)


def _mix(half: int, key: int) -> int:
    x = (half * key) & _MASK
    x ^= x >> 15
    return (x * 0x2C1B3C6D) & _MASK


def _forward(number: int) -> int:
    left, right = number >> 32, number & _MASK
    for key in _ROUNDS:
        left, right = right, left ^ _mix(right, key)
    return (left << 32) | right


def _backward(number: int) -> int:
    left, right = number >> 32, number & _MASK
    for key in reversed(_ROUNDS):
        left, right = right ^ _mix(left, key), left
    return (left << 32) | right


def public_id(prefix: str, number: int) -> str:
    """`number` (a positive row number below 2**63) as an opaque id such as `mbr_0c5z3k7q1m9xw`."""
    value = _forward(number)
    pairs = _PAIRS
    return (
        f"{prefix}_{_ALPHABET[value >> 60]}{pairs[value >> 50 & 1023]}{pairs[value >> 40 & 1023]}"
        f"{pairs[value >> 30 & 1023]}{pairs[value >> 20 & 1023]}{pairs[value >> 10 & 1023]}{pairs[value & 1023]}"
    )


def owner_id(owner: int) -> str:
    """Whose value it is: a member's id, or that of a card that belongs to whoever holds it (below zero)."""
    return public_id("mbr", owner) if owner > 0 else public_id("gft", -owner)


def row_id(prefix: str, public: object, *, field: str | None = None) -> int:
    """The row number behind `public`. Raises `Refused("unknown_id", status=404)` for anything that is not one."""
    head, _, tail = public.partition("_") if isinstance(public, str) else ("", "", "")
    if head != prefix or len(tail) != _WIDTH or any(ch not in _VALUE for ch in tail):
        raise Refused("unknown_id", field=field, status=404, given=str(public)[:40])
    value = 0
    for ch in tail:
        value = (value << 5) | _VALUE[ch]
    number = _backward(value) if value < 1 << 64 else 0
    if not 0 < number < 1 << 63:
        raise Refused("unknown_id", field=field, status=404, given=str(public)[:40])
    return number
