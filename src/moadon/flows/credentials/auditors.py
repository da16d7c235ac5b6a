"""The newest checkpoint in the mail of those who keep it: every morning of the club, to each address once a day."""

from datetime import datetime

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.queries import clubs, info_of
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.credentials import actions
from moadon.apps.credentials.models import Letter
from moadon.apps.seals import queries as seals
from moadon.flows.credentials.ports import senders
from moadon.kernel.calendars import zone_of
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, retrying

MORNING = 7
"""The hour of the club's own clock from which the day's letters are written."""


def write_everywhere(now: datetime) -> None:
    """Write the day's letters of every club whose morning has come. A club that has none to send waits for its seal."""
    for club in map(info_of, clubs()):
        write_daily(club, now)


def write_daily(club: ClubInfo, now: datetime) -> int:
    """Write the day's letters of a club, if its morning has come; how many are new. The day's row is the claim: whoever
    is second writes none."""
    here = now.astimezone(zone_of(club.time_zone))
    if not club.settings.auditors or here.hour < MORNING or "email" not in senders():
        return 0

    def work() -> int:
        with club_transaction(club.id):
            newest = seals.checkpoints(club.id).first()
            if newest is None:
                return 0
            return actions.write_daily(club.id, here.date(), newest.size, club.settings.auditors, now)

    return retrying(work)


def send_now(club: ClubInfo, actor: Actor, now: datetime) -> int:
    """Leave the newest checkpoint to be sent at once, beside the daily one; to how many addresses.

    Raises `Refused` (409): `nothing_sends`, `no_auditors`, `nothing_sealed`.
    """
    if "email" not in senders():
        raise Refused("nothing_sends", status=409)
    if not club.settings.auditors:
        raise Refused("no_auditors", status=409)

    def work() -> int:
        with club_transaction(club.id):
            newest = seals.checkpoints(club.id).first()
            if newest is None:
                raise Refused("nothing_sealed", status=409)
            for address in club.settings.auditors:
                letter = Letter(
                    club_id=club.id, kind="checkpoint", address=address, size=newest.size, made_at=now, due_at=now
                )
                actions.put_letter(letter)
            told = {"addresses": len(club.settings.auditors), "entries": newest.size}
            audit.record_deed(club.id, actor, "checkpoint.mailed", club.slug, None, told)
            return len(club.settings.auditors)

    return retrying(work)
