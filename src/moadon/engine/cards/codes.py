"""What is printed on a gift card: 15 random characters and one that tells a typing error from a guess.

The alphabet has 31 characters and none that look alike (no 0, O, 1, I, L), so 15 of them hold 74 bits. 31 is a prime:
the check character finds every single wrong character and every two neighbours that were swapped.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from moadon.kernel.digits import to_ascii_digits, without_marks
from moadon.kernel.refusals import Refused

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
RANDOM: Final = 15
"""Characters of chance; with the check character there are four groups of four."""
GROUP: Final = 4
TAIL: Final = 4
"""So many of the last characters are kept readable, to find a card by."""
SHORTEST_PIN: Final = 4
LONGEST_PIN: Final = 6
_BASE = len(ALPHABET)
_VALUE = {ch: i for i, ch in enumerate(ALPHABET)}
_BETWEEN = re.compile(r"[\s\-._/:·•‐-―־]+")
_LONGEST_TYPED = 100


def make_code(numbers: Sequence[int]) -> str:
    """The code of `RANDOM` random numbers below the length of `ALPHABET`, with its check character, not grouped."""
    body = "".join(ALPHABET[number] for number in numbers)
    return body + _check(body)


def grouped(code: str) -> str:
    """A code as it is printed: `7K4M-Q2XH-9TRW-E5DN`."""
    return "-".join(code[i : i + GROUP] for i in range(0, len(code), GROUP))


def parse_code(given: object, *, field: str = "code") -> str:
    """`given` in capitals without what stands between groups; digits of any script, full-width letters too.

    Raises `Refused("card_code_mistyped")` for what no card can be called: the caller typed it wrong.
    """
    text = given if isinstance(given, str) else ""
    if len(text) <= _LONGEST_TYPED:
        code = _BETWEEN.sub("", unicodedata.normalize("NFKC", to_ascii_digits(without_marks(text)))).upper()
        if len(code) == RANDOM + 1 and all(ch in _VALUE for ch in code) and _check(code[:-1]) == code[-1]:
            return code
    raise Refused("card_code_mistyped", field=field)


def parse_pin(given: object, *, field: str = "pin") -> str:
    """A PIN of 4 to 6 digits of any script. Raises `Refused("pin_not_valid")`."""
    text = to_ascii_digits(without_marks(given if isinstance(given, str) else "")).strip()
    if not (SHORTEST_PIN <= len(text) <= LONGEST_PIN and text.isascii() and text.isdigit()):
        raise Refused("pin_not_valid", field=field, least=SHORTEST_PIN, most=LONGEST_PIN)
    return text


def _check(body: str) -> str:
    """The character that makes the weighted sum of all a multiple of 31. Weights differ, so swapping changes it."""
    weighted = sum((i + 2) * _VALUE[ch] for i, ch in enumerate(body))
    return ALPHABET[-weighted % _BASE]
