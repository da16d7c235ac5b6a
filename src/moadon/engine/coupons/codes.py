"""How codes look: a prefix, letters drawn at random, and a letter that tells a slip of the finger."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from moadon.kernel.digits import to_ascii_digits, without_marks
from moadon.kernel.refusals import Refused

ALPHABETS: Mapping[str, str] = {"letters": "23456789ABCDEFGHJKMNPQRSTUVWXYZ", "digits": "0123456789"}
"""Letters without those that look alike (0 and O, 1, I and L): 31 of them, a prime, which the check needs. Digits are
for keypads."""
LONGEST = 64
"""Letters of a code at most, as it is compared."""
MOST_RANDOM = 40
BEARER_BITS = 62
"""A code that works for whoever holds it is worth guessing."""
PERSONAL_BITS = 32
"""One that works for its member alone is not."""
_DROPPED = dict.fromkeys(map(ord, " -_.\t\u00a0\u2010\u2011\u2012\u2013"))
_GROUP = 4


def normal(text: str) -> str:
    """A code as it is compared: capital letters and ASCII digits, without spaces, dashes, dots and direction marks."""
    return to_ascii_digits(without_marks(text)).translate(_DROPPED).upper()


def grouped(code: str) -> str:
    """A code as people read it: in groups of four, the last one may be longer by up to two."""
    if len(code) <= _GROUP + 2:
        return code
    cut = list(range(0, len(code), _GROUP))
    if len(code) - cut[-1] <= 2:
        cut.pop()
    ends = [*cut[1:], len(code)]
    return "-".join(code[start:end] for start, end in zip(cut, ends, strict=True))


@dataclass(frozen=True, slots=True)
class Pattern:
    """How the codes of a pool are made: `length` letters of `alphabet` at random behind `prefix`, and with `check` one
    more by which a mistyped code is told."""

    prefix: str = ""
    length: int = 13
    alphabet: str = "letters"
    check: bool = True

    @property
    def bits(self) -> float:
        """How much of a code is random."""
        return self.length * math.log2(len(ALPHABETS[self.alphabet]))

    @property
    def whole(self) -> int:
        """Letters of a code in all."""
        return len(self.prefix) + self.length + self.check

    def checked(self, *, personal: bool) -> "Pattern":
        """The same with its prefix as it is compared.

        Raises `Refused`: `unknown_alphabet`, `bad_prefix`, `not_between` (length), `code_too_short`: fewer than 62
        random bits, or 32 where codes work for one member each.
        """
        if self.alphabet not in ALPHABETS:
            raise Refused("unknown_alphabet", field="alphabet", given=self.alphabet[:40])
        prefix = normal(self.prefix)
        if len(prefix) > 12 or not (prefix.isascii() and (prefix.isalnum() or not prefix)):
            raise Refused("bad_prefix", field="prefix", given=self.prefix[:40])
        if not 4 <= self.length <= MOST_RANDOM:
            raise Refused("not_between", field="length", least=4, most=MOST_RANDOM)
        bits = PERSONAL_BITS if personal else BEARER_BITS
        if self.bits < bits:
            least = math.ceil(bits / math.log2(len(ALPHABETS[self.alphabet])))
            raise Refused("code_too_short", field="length", least=least)
        return Pattern(prefix, self.length, self.alphabet, self.check)

    def code(self, drawn: str) -> str:
        """The code of these letters drawn."""
        return f"{self.prefix}{drawn}{check_letter(drawn, self.alphabet) if self.check else ''}"

    def is_slip(self, code: str) -> bool:
        """Whether `code`, as it is compared, looks like one of this pattern but for a wrong letter."""
        if not self.check or len(code) != self.whole or not code.startswith(self.prefix):
            return False
        drawn, last = code[len(self.prefix) : -1], code[-1]
        known = set(ALPHABETS[self.alphabet])
        return not known.issuperset(drawn + last) or check_letter(drawn, self.alphabet) != last


def check_letter(drawn: str, alphabet: str) -> str:
    """The letter that goes behind `drawn`. It tells any one wrong letter; of letters, any two that changed places too.

    Letters: a sum with weights that differ, modulo the prime 31. Digits: ISO 7064, MOD 11,10.
    """
    known = ALPHABETS[alphabet]
    if alphabet == "digits":
        rest = 10
        for letter in drawn:
            rest = (rest + int(letter)) % 10 or 10
            rest = rest * 2 % 11
        return str((11 - rest) % 10)
    most = len(known)
    total = sum([(place % (most - 1) + 1) * known.index(letter) for place, letter in enumerate(drawn)])
    return known[-total % most]
