"""A gift card that is sent by e-mail: its code waits in a sealed letter, and nobody at the shop is told it."""

import json
from dataclasses import dataclass
from datetime import datetime

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.credentials import actions
from moadon.apps.credentials.models import Letter
from moadon.engine.identity import parse_email
from moadon.flows.cards.coding import Secrets
from moadon.flows.credentials.ports import seal, senders
from moadon.kernel.refusals import Refused

CHANNEL = "email"


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom a card is sent: an e-mail address, and the language of the letter; None: the club's first."""

    email: str
    language: str | None = None


def checked_addressee(club: ClubInfo, to: Addressee) -> Addressee:
    """The addressee as it is kept.

    Raises `Refused`: `email_not_valid`, `unknown_language`, `nothing_sends` (409) where no mail server is set up.
    """
    email = parse_email(to.email, field="send_to.email")
    language = to.language or club.languages[0]
    if language not in club.languages:
        raise Refused("unknown_language", field="send_to.language", given=language[:40])
    if CHANNEL not in senders():
        raise Refused("nothing_sends", status=409)
    return Addressee(email, language)


def post_card(club: ClubInfo, to: Addressee, made: Secrets, note: str, now: datetime) -> None:
    """Leave a card to be sent, in the transaction that made it. Whoever calls wakes the worker there.

    The address is sealed with the code: it is somebody's, who may be no member.
    """
    told = {"to": to.email, "language": to.language, "code": made.code, "pin": made.pin, "note": note}
    letter = Letter(
        club_id=club.id, kind="gift_card", card_id=made.card, sealed=seal(json.dumps(told).encode()), made_at=now,
        due_at=now,
    )  # fmt: skip
    actions.put_letter(letter)
