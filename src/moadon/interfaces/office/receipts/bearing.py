"""Gift cards that pay for a receipt which is typed in: looked up by code and PIN first, then a field for the amount.

The quote follows every keystroke, and a PIN that is half typed would count as a wrong one. So what is being typed is a
card only once somebody has looked it up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from moadon.apps.cards.types import Guesser
from moadon.engine.cards.codes import TAIL, parse_code
from moadon.engine.rules import GIFT_CARD
from moadon.flows.cards import guessing, looking
from moadon.interfaces.office.parts.access import OfficeRequest
from moadon.interfaces.office.parts.refusals import words_of
from moadon.kernel.money import format_decimal
from moadon.kernel.refusals import Refused

MOST = 5
"""So many gift cards pay for one receipt on the page."""


@dataclass(slots=True)
class Bearer:
    """A gift card that was looked up. `amount`: what it is to pay, as it was typed."""

    number: int
    code: str
    pin: str
    amount: str
    available: str
    refused: SafeString | str = ""

    @property
    def name(self) -> str:
        """What its refusals are kept under."""
        return f"card.{self.number}"

    @property
    def called(self) -> str:
        """The end of its code."""
        return f"…{self.code[-TAIL:]}"

    def told(self) -> dict[str, object]:
        """It as a till would redeem it."""
        pin = {"pin": self.pin} if self.pin else {}
        return {"wallet": GIFT_CARD, "code": self.code, "amount": self.amount, **pin}


@dataclass(slots=True)
class Bearers:
    """The cards of a receipt, and what is being typed of the next one. `changed`: one was looked up or left out, so the
    page asks for the quote again, whatever else it has asked for meanwhile."""

    cards: list[Bearer]
    code: str = ""
    pin: str = ""
    refused: SafeString | str = ""
    changed: bool = False

    @property
    def paying(self) -> list[Bearer]:
        """Those that are to pay something."""
        return [one for one in self.cards if one.amount]

    @property
    def full(self) -> bool:
        """Whether no other can be added."""
        return len(self.cards) >= MOST


def read_bearers(query: Mapping[str, str]) -> Bearers:
    """What the page carries along of cards; those that somebody took off are left out."""
    cards: list[Bearer] = []
    for n in range(1, MOST + 1):
        kept = {name: _text(query, f"card.{n}.{name}") for name in ("code", "pin", "amount", "available")}
        if kept["code"] and query.get("without") != str(n):
            cards.append(Bearer(len(cards) + 1, **kept))
    changed = "look" in query or "without" in query
    return Bearers(cards, _text(query, "card.code"), _text(query, "card.pin"), changed=changed)


def look_up(request: OfficeRequest, bearers: Bearers, most: int | None, now: datetime) -> None:
    """Open the card that was typed, with all that it can pay of `most` minor units; or say why it does not open."""
    try:
        code = parse_code(bearers.code)
        _must_be_new(bearers, code)
        guesser = Guesser(request.actor.caller, request.actor.address)
        found = looking.look_up(request.club, guesser, code, bearers.pin or None, now)
        guessing.must_pay(found.card)
    except Refused as refused:
        bearers.refused = words_of(refused)
        return
    places = request.club.exponent
    pays = found.available if most is None else min(found.available, max(0, most))
    texts = (format_decimal(pays, places) if pays else "", format_decimal(found.available, places))
    bearers.cards.append(Bearer(len(bearers.cards) + 1, code, bearers.pin, *texts))
    bearers.code, bearers.pin = "", ""


def _must_be_new(bearers: Bearers, code: str) -> None:
    if any(one.code == code for one in bearers.cards):
        raise Refused("wallet_twice", field="code", wallet=GIFT_CARD)


def _text(query: Mapping[str, str], name: str) -> str:
    return query.get(name, "").replace("\0", "").strip()[:64]
