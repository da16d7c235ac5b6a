"""What is on a card, for whoever holds it."""

from datetime import datetime
from typing import NamedTuple

from moadon.apps.cards.types import CardSeen, Guesser
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.ledger import queries as ledger
from moadon.engine.cards.codes import parse_code, parse_pin
from moadon.engine.rules import GIFT_CARD
from moadon.flows.cards.guessing import open_card
from moadon.store import ask, club_transaction


class Looked(NamedTuple):
    """A card and what is on it, in minor units: all, and what can be spent now."""

    card: CardSeen
    balance: int
    available: int


def look_up(club: ClubInfo, guesser: Guesser, code: str, pin: str | None, now: datetime) -> Looked:
    """What is on the card of this code and PIN, whatever its state but locked.

    Raises `Refused`: `card_code_mistyped`, `pin_not_valid`, `unknown_card`, `too_many_guesses` (429).
    """
    typed, secret = parse_code(code), parse_pin(pin) if pin else None
    with club_transaction(club.id):
        seen = open_card(club, guesser, typed, secret)
        wallet = (seen.owner, GIFT_CARD)
        account = ledger.account_states([wallet]).get(wallet)
        balance = account.balance if account else 0
        tied = ask(ledger.asking_tied([wallet], now)).get(wallet, 0)
        return Looked(seen, balance, max(0, balance - tied) if seen.state == "active" else 0)
