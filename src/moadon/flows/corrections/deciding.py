"""The end of a correction that waits: decided once, by somebody else than who asked."""

from collections.abc import Callable
from datetime import datetime

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.corrections import actions, queries
from moadon.apps.corrections.models import Request
from moadon.apps.corrections.types import Hand
from moadon.flows.corrections.asking import LONGEST_NOTE
from moadon.flows.corrections.booking import book, scene_of
from moadon.flows.corrections.judging import is_own, within_limit
from moadon.flows.corrections.telling import fact, told
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.kernel.texts import parse_text
from moadon.store import club_transaction, retrying


def approve(club: ClubInfo, row: int, said: str, hand: Hand, now: datetime) -> None:
    """Do what was asked for, on the balance as it is now.

    Raises `Refused`: `unknown_id` (404), `correction_ended` (409), `own_request`, `own_wallet`, `above_limit` (403),
    and what `booking.book` raises; the request then still waits.
    """
    words = parse_text(said, field="said", longest=LONGEST_NOTE, needed=False)

    def end(request: Request) -> None:
        _somebody_else(club, request, hand)
        scene = scene_of(club, queries.policy(club), now)
        if not within_limit(scene, hand, request.kind, request.counted):
            raise Refused("above_limit", status=403)
        done = book(scene, request)
        actions.book_request(request, hand.actor, words, now, club.day_of(now), done)
        audit.write_facts(club.id, [fact("ValueCorrected", request.pk, request, now)])
        _log(club, hand, "correction.approved", request, told(scene, request, done))

    _decide(club, row, hand, now, end)


def refuse(club: ClubInfo, row: int, said: str, hand: Hand, now: datetime) -> None:
    """Refuse what was asked for, with the reason.

    Raises `Refused`: `unknown_id` (404), `correction_ended` (409), `own_request`, `own_wallet` (403), and what is wrong
    with the reason.
    """

    def end(request: Request) -> None:
        _somebody_else(club, request, hand)
        words = parse_text(said, field="said", longest=LONGEST_NOTE)
        actions.end_request(request, "refused", hand.actor, words, now)
        audit.write_facts(club.id, [fact("CorrectionRefused", request.pk, request, now)])
        _log(club, hand, "correction.refused", request, None)

    _decide(club, row, hand, now, end)


def withdraw(club: ClubInfo, row: int, hand: Hand, now: datetime) -> None:
    """Take back what one asked for.

    Raises `Refused`: `unknown_id` (404), `not_yours` (403), `correction_ended` (409).
    """

    def end(request: Request) -> None:
        if not asked_by(request, hand):
            raise Refused("not_yours", status=403)
        actions.end_request(request, "withdrawn", hand.actor, "", now)
        audit.write_facts(club.id, [fact("CorrectionWithdrawn", request.pk, request, now)])
        _log(club, hand, "correction.withdrawn", request, None)

    _decide(club, row, hand, now, end)


def asked_by(request: Request, hand: Hand) -> bool:
    """Whether this hand asked for it."""
    return (request.asker_kind, request.asker_id) == (hand.actor.kind, hand.actor.id)


def _decide(club: ClubInfo, row: int, hand: Hand, now: datetime, end: Callable[[Request], None]) -> None:
    def work() -> None:
        with club_transaction(club.id):
            request = queries.request(club, row, hand.branch_id, lock=True)
            stage = queries.stage(request, now)
            if stage != "waiting":
                raise Refused("correction_ended", status=409, state=stage)
            end(request)

    retrying(work)


def _somebody_else(club: ClubInfo, request: Request, hand: Hand) -> None:
    """Four eyes: neither who asked nor whose wallet it is."""
    if asked_by(request, hand):
        raise Refused("own_request", status=403)
    if is_own(club, hand, request.member_id):
        raise Refused("own_wallet", status=403)


def _log(club: ClubInfo, hand: Hand, deed: str, request: Request, after: dict[str, object] | None) -> None:
    audit.record_deed(club.id, hand.actor, deed, public_id("cor", request.pk), {"state": "waiting"}, after)
