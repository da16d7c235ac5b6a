"""Digits of any script that our users type, as ASCII digits."""

_TABLE = {ord(ch): str(i) for row in ("۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩") for i, ch in enumerate(row)}
_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200c\u200d\ufeff"))


def to_ascii_digits(text: str) -> str:
    """`text` with Persian (۰-۹) and Arabic-Indic (٠-٩) digits as 0-9; everything else is kept."""
    return text.translate(_TABLE)


def without_marks(text: str) -> str:
    """`text` without direction marks, joiners and byte-order marks, which copy and paste smuggles in."""
    return text.translate(_MARKS)
