"""A gift card whose value is set aside: it belongs to nobody that is known, and its code and PIN open it."""

from typing import NamedTuple

from moadon.apps.cards import queries as cards
from moadon.apps.cards.types import Guesser
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.engine.cards.codes import parse_code, parse_pin
from moadon.engine.rules import GIFT_CARD
from moadon.flows.cards.guessing import must_pay, open_card
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction


class CardShown(NamedTuple):
    """A gift card that somebody shows: its code, and its PIN where it has one."""

    code: str
    pin: str | None = None


def opened(club: ClubInfo, shown: CardShown, wallet: str, actor: Actor) -> int:
    """The card's owner in the books. A wrong code or PIN is counted; in a transaction of its own, before any lock.

    Raises `Refused`: `card_code_mistyped`, `pin_not_valid`, `code_of_a_card`, `unknown_card`, `too_many_guesses` (429).
    """
    code, pin = parse_code(shown.code), parse_pin(shown.pin) if shown.pin else None
    if wallet != GIFT_CARD:
        raise Refused("code_of_a_card", field="wallet", wallet=GIFT_CARD)
    with club_transaction(club.id):
        return open_card(club, Guesser(actor.caller, actor.address), code, pin).owner


def must_be_good(owner: int) -> None:
    """That a card can still pay; under the lock of its account. Of a member's value nothing is asked.

    Raises `Refused`: `card_not_active`, `card_blocked`, `card_dead`, `unknown_card` for one that wrong PINs locked.
    """
    if owner > 0:
        return
    seen = must_pay(cards.seen(-owner))
    if seen.state == "locked":
        raise Refused("unknown_card", field="code")
