"""What the house sends by itself: codes to members, checkpoints to auditors. By the worker, never by a till's request.

A letter is claimed in a transaction, sent outside of any, and its end is kept in another one. A worker that is killed
between the two leaves a letter of which nobody knows whether it was sent: it is not sent again by itself.
"""

from datetime import datetime, timedelta

import structlog

from moadon.apps.clubs.queries import clubs, info_of
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.credentials import actions
from moadon.apps.credentials.models import Letter
from moadon.apps.credentials.types import LetterState
from moadon.flows.credentials.ports import Mail, NotSent, Sends, Unknown, senders
from moadon.flows.credentials.writing import mail_of
from moadon.store import club_transaction

_log = structlog.get_logger("moadon.letters")
_TRIES = 5
_PATIENCE = timedelta(minutes=1)


def send_everywhere(now: datetime) -> None:
    """Send what every club has left to be sent, and tidy up."""
    for club in map(info_of, clubs()):
        with club_transaction(club.id):
            actions.forget_lost(club.id, now)
            actions.forget_old(club.id, now)
        send_due(club, now)


def send_due(club: ClubInfo, now: datetime) -> int:
    """Send what a club has left to be sent; how many letters were sent. Outside of any transaction.

    Two of it at once share the letters. Where no channel is set up everything waits.
    """
    ready = senders()
    if not ready:
        return 0
    with club_transaction(club.id):
        due = actions.letters_due(club.id, now)
    return sum(_send_one(club, row, ready, now) for row in due)


def _send_one(club: ClubInfo, row: int, ready: dict[str, Sends], now: datetime) -> bool:
    with club_transaction(club.id):
        letter = actions.claim_letter(row, now)
    if letter is None:
        return False
    # What cannot even be written stays claimed, and does not keep the others from being sent next time.
    with club_transaction(club.id):
        wanted = mail_of(club, letter, ready, now)
    if wanted is None:
        _end(club, letter, "dropped", "nothing to say any more", now)
        return False
    channel, mail = wanted
    return _deliver(club, letter, ready[channel], mail, now)


def _deliver(club: ClubInfo, letter: Letter, sender: Sends, mail: Mail, now: datetime) -> bool:
    try:
        sender.send(mail)
    except NotSent as trouble:
        if trouble.lasting or letter.tries + 1 >= _TRIES:
            _end(club, letter, "failed", trouble.why, now)
        else:
            with club_transaction(club.id):
                actions.put_off(letter.pk, trouble.why, now + _PATIENCE * 2**letter.tries)
        _log.warning("not sent", club=club.slug, letter=letter.pk, kind=letter.kind, why=trouble.why)
    except Unknown as trouble:
        _end(club, letter, "unknown", str(trouble), now)
        _log.warning("nobody knows whether it was sent", club=club.slug, letter=letter.pk, kind=letter.kind)
    else:
        _end(club, letter, "sent", "", now)
        return True
    return False


def _end(club: ClubInfo, letter: Letter, state: LetterState, note: str, now: datetime) -> None:
    with club_transaction(club.id):
        actions.end_letter(letter.pk, state, note[:200], now)
