"""Names as they are kept, and the folded form in which they are compared and searched."""

import re
import unicodedata

from moadon.kernel.digits import to_ascii_digits

HALF_SPACE = "\u200c"
_SPACES = re.compile(r"[\s\u00a0\u2000-\u200b\u202f\u205f\u3000]+")
_LOOSE_HALF_SPACE = re.compile(rf"{HALF_SPACE}*( |\A|\Z){HALF_SPACE}*")
_MANY_HALF_SPACES = re.compile(rf"{HALF_SPACE}{{2,}}")
_MARKS = dict.fromkeys(
    map(ord, "\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u00ad")
)
_ALIKE = str.maketrans(
    {
        "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ھ": "ه", "ہ": "ه", "ە": "ه", "ٱ": "ا", "ء": None,
        "ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ", "ı": "i", "ø": "o", "ł": "l", "đ": "d",
    }
)  # fmt: skip
"""Letters that stand for the same sound on different keyboards, and Hebrew finals with their plain form."""
_DROPPED = dict.fromkeys(map(ord, "׳״'’‘`´\"“”„ʼـ"))
"""Geresh, gershayim, quotation marks that are typed for them, and the Arabic stretcher."""
_BETWEEN = re.compile(r"[\W_]+")


def tidy_name(text: str) -> str:
    """`text` as it is kept: composed (NFC), single spaces, no direction marks, half-spaces only inside words."""
    tidy = _SPACES.sub(" ", unicodedata.normalize("NFC", text).translate(_MARKS))
    return _MANY_HALF_SPACES.sub(HALF_SPACE, _LOOSE_HALF_SPACE.sub(r"\1", tidy)).strip()


def fold(text: str) -> str:
    """`text` as it is compared: small letters, ASCII digits, no points, accents or quotation marks, one form a letter.

    A half-space, a hyphen and a maqaf are a space here, since people write any of them.
    """
    apart = unicodedata.normalize("NFKD", to_ascii_digits(tidy_name(text)))
    apart = unicodedata.normalize("NFKD", apart.casefold())
    bare = "".join(ch for ch in apart if not unicodedata.combining(ch))
    same = unicodedata.normalize("NFC", bare).translate(_ALIKE).translate(_DROPPED)
    return _BETWEEN.sub(" ", same).strip()


def fold_words(text: str) -> tuple[str, ...]:
    """The folded words of `text`, in order."""
    return tuple(fold(text).split())


def compact(text: str) -> str:
    """`text` folded and without spaces: one for a name written as one word, as two, or with a half-space."""
    return fold(text).replace(" ", "")
