"""Text that people and machines send us, made fit to keep: trimmed, bounded, free of what breaks a page or a row."""

import re
import unicodedata

from moadon.kernel.refusals import Refused

_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\u2028\u2029]")
_SPACES = re.compile(r"[\t\n ]+")


def parse_text(given: object, *, field: str, longest: int = 200, needed: bool = True) -> str:
    """`given` in Unicode's composed form, with single spaces inside and none around.

    Raises `Refused` naming `field`: `not_text`, `not_printable` (control characters, halves of surrogate pairs),
    `empty` (when `needed`) or `too_long` (more than `longest` characters).
    """
    if not isinstance(given, str):
        raise Refused("not_text", field=field)
    if len(given) > longest * 4 + 100:
        raise Refused("too_long", field=field, most=longest)
    if _UNFIT.search(given):
        raise Refused("not_printable", field=field)
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", given)).strip()
    if needed and not text:
        raise Refused("empty", field=field)
    if len(text) > longest:
        raise Refused("too_long", field=field, most=longest)
    return text


def parse_code(given: object, *, field: str) -> str:
    """A code that the club gives its branches, tills, people or goods: like `parse_text`, at most 64 characters."""
    return parse_text(given, field=field, longest=64)
