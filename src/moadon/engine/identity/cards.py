"""Card numbers as they are kept: letters and digits alone."""

import re
import unicodedata

from moadon.kernel.digits import to_ascii_digits, without_marks
from moadon.kernel.refusals import Refused

SHORTEST = 3
LONGEST = 40
_SEPARATORS = re.compile(r"[\s\-._/:*·•‐-―־]+")
_CARD = re.compile(r"[0-9A-Z]+\Z")


def parse_card(given: object, *, field: str = "card") -> str:
    """`given` with ASCII digits, capital letters and no separators: `۱۲۳۴-ab 56` is `1234AB56`.

    Raises `Refused` with `card_not_valid` (something else than Latin letters and digits), `card_too_short` or
    `card_too_long`.
    """
    text = given if isinstance(given, str) else ""
    card = unicodedata.normalize("NFKC", to_ascii_digits(without_marks(text[: LONGEST * 3])))
    card = _SEPARATORS.sub("", card).upper()
    if not card or not _CARD.match(card):
        raise Refused("card_not_valid", field=field, given=text[:LONGEST])
    if len(card) < SHORTEST:
        raise Refused("card_too_short", field=field, given=text[:LONGEST], n=SHORTEST)
    if len(card) > LONGEST:
        raise Refused("card_too_long", field=field, given=text[:LONGEST], n=LONGEST)
    return card
