"""Codes and PINs that are named: opened, or counted as a guess.

A code that nobody has, a wrong PIN and a card that wrong PINs have locked are answered alike and cost the same. What is
counted stands whatever becomes of the request: a refusal undoes what it began, and must not undo that.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from moadon.apps.cards import actions, queries
from moadon.apps.cards.types import CardSeen, Guesser, hash_code, is_pin
from moadon.apps.clubs.types import ClubInfo
from moadon.kernel.refusals import Refused
from moadon.store import apart, ask, club_transaction

_STATES: Final = {"inactive": "card_not_active", "blocked": "card_blocked", "dead": "card_dead"}


def must_be_patient(guessed: Iterable[int]) -> None:
    """Raise `Refused("too_many_guesses", status=429)` for a caller or address that has guessed wrong too often."""
    if any(number >= queries.GUESSES for number in guessed):
        raise Refused("too_many_guesses", field="code", status=429, seconds=int(queries.SPAN.total_seconds()))


def must_open(seen: CardSeen | None, pin: str | None, most_wrong: int) -> CardSeen:
    """The card, if it is there, is not locked and `pin` opens it; a wrong PIN is counted on it.

    Raises `Refused("unknown_card")`, the same for all of these.
    """
    right = is_pin(seen, pin)
    if seen is None or not right or seen.state == "locked":
        if seen is not None and not right and seen.state == "active":
            seen.wrong, seen.touched = seen.wrong + 1, True
            seen.state = "locked" if seen.wrong >= most_wrong else "active"
        raise Refused("unknown_card", field="code")
    if seen.wrong:
        seen.wrong, seen.touched = 0, True
    return seen


def must_pay(seen: CardSeen) -> CardSeen:
    """The card, if it can pay. Raises `Refused`: `card_not_active`, `card_blocked`, `card_dead`."""
    code = _STATES.get(seen.state)
    if code is not None:
        raise Refused(code, field="code")
    return seen


def note_guesses(club: ClubInfo, guessers: Sequence[bytes], tried: Sequence[CardSeen]) -> None:
    """Remember who guessed wrong and on which cards, in a transaction of its own. The cards must not be locked."""

    def work() -> None:
        with club_transaction(club.id):
            actions.write_guesses(club.id, guessers)
            actions.write_tries(tried)

    apart(work)


def open_card(club: ClubInfo, guesser: Guesser, code: str, pin: str | None, *, by_code: bool = False) -> CardSeen:
    """The card of this code and PIN, whatever its state but locked. Inside a transaction of the club; three statements.

    `by_code`: without its PIN, for what takes nothing from it.
    Raises `Refused`: `unknown_card`, `too_many_guesses` (429).
    """
    who = guesser.hashes(club.id)
    must_be_patient(ask(queries.asking_guesses(who)).values())
    row = ask(queries.asking_codes([hash_code(club.id, code)])).values()
    seen = ask(queries.asking_seen(list(row))).get(next(iter(row), 0))
    if by_code and seen is not None:
        return seen
    try:
        opened = must_open(seen, pin, club.settings.wrong_pins)
    except Refused:
        note_guesses(club, who, [seen] if seen is not None and seen.touched else [])
        raise
    if opened.touched:
        actions.write_tries([opened])
    return opened
