"""Which PINs are no secret."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from moadon.kernel.digits import to_ascii_digits
from moadon.kernel.refusals import Refused

SHORTEST, LONGEST = 4, 8
_LONGEST_TYPED = 40


def typed_digits(text: str) -> str:
    """Digits as they were meant: of any script, with blanks and hyphens between them. Empty for anything else."""
    told = "".join(sign for sign in to_ascii_digits(text[:_LONGEST_TYPED]) if sign not in " -\u200e\u200f")
    return told if told.isascii() and told.isdigit() else ""


def check_pin(text: str, *, born: date | None = None, numbers: Iterable[str] = ()) -> str:
    """The PIN as it is kept: 4 to 8 digits.

    Raises `Refused`: `not_a_pin`, or `weak_pin` for one digit repeated, a run up or down, a pair repeated, the day of
    birth in the orders people write it, and digits that stand in one of the member's `numbers` (phone, card).
    """
    pin = typed_digits(text)
    if not SHORTEST <= len(pin) <= LONGEST:
        raise Refused("not_a_pin", field="pin", least=SHORTEST, most=LONGEST)
    if _is_plain(pin) or pin in _dates(born) or any(pin in _digits(number) for number in numbers):
        raise Refused("weak_pin", field="pin")
    return pin


def _is_plain(pin: str) -> bool:
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    pairs = len(pin) % 2 == 0 and len({pin[i : i + 2] for i in range(0, len(pin), 2)}) == 1
    return steps in ({0}, {1}, {9}) or pairs


def _dates(born: date | None) -> frozenset[str]:
    if born is None:
        return frozenset()
    day, month, year = f"{born.day:02}", f"{born.month:02}", f"{born.year:04}"
    short = year[2:]
    told = {year, day + month, month + day}
    for some in (year, short):
        told |= {day + month + some, month + day + some, some + month + day, month + some, some + month}
    return frozenset(told)


def _digits(number: str) -> str:
    return "".join(sign for sign in number if sign.isascii() and sign.isdigit())
