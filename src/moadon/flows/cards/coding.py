"""New codes and PINs: made of chance, told once, kept as hashes."""

import secrets
from typing import NamedTuple

from moadon.apps.cards import actions
from moadon.apps.cards.types import hash_code, hash_pin
from moadon.engine.cards.codes import ALPHABET, RANDOM, SHORTEST_PIN, TAIL, make_code


class Secrets(NamedTuple):
    """What is printed on a card, this once."""

    card: int
    code: str
    pin: str | None


def give_codes(club_id: int, rows: list[int], *, with_pin: bool, pin: str | None = None) -> list[Secrets]:
    """Give these cards new codes, and PINs where they have one: `pin`, or one of chance. One statement.

    What they were called before opens nothing any more.
    """
    made = [Secrets(row, _code(), (pin or _pin()) if with_pin else None) for row in rows]
    actions.set_codes(
        [
            (one.card, hash_code(club_id, one.code), one.code[-TAIL:], hash_pin(one.card, one.pin) if one.pin else None)
            for one in made
        ]
    )
    return made


def _code() -> str:
    return make_code([secrets.randbelow(len(ALPHABET)) for _ in range(RANDOM)])


def _pin() -> str:
    return "".join(str(secrets.randbelow(10)) for _ in range(SHORTEST_PIN))
