"""A page of ours on a member's phone that shows a fresh code: opened by a link that only they are given.

The link is told once and kept as a digest. Whoever has it can prove to be the member, as whoever has their phone can;
it is removed like a phone.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.credentials import actions, queries
from moadon.apps.credentials.models import Letter
from moadon.apps.members import queries as members
from moadon.apps.members.models import Member
from moadon.engine.proofs import STEP_SECONDS, digits_of, step_at, token_of
from moadon.flows.credentials.codes import channel_of, count_sending
from moadon.flows.credentials.hashing import digest_of_link, new_link, read_link
from moadon.flows.credentials.keeping import add_device
from moadon.flows.credentials.ports import seal, unseal
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.kernel.texts import parse_text
from moadon.store import club_transaction, retrying


@dataclass(frozen=True, slots=True)
class MadePage:
    """A page that was opened: its row among the devices, and its link; None: the link goes to the member alone."""

    id: int
    link: str | None


@dataclass(frozen=True, slots=True)
class ShownCode:
    """What a page shows now: to whom, the text of the QR code, the same as digits, and the seconds until the next."""

    club: ClubInfo
    first_name: str
    language: str
    token: str
    digits: str
    seconds: int


def open_page(club: ClubInfo, member: str, name: str, actor: Actor, now: datetime, *, send: bool = False) -> MadePage:
    """Give a member (public id) a page. With `send` its link is left to be sent to them; who calls wakes the worker in
    the same transaction.

    Raises `Refused`: `unknown_id` (404), `too_many_devices` (409), and with `send` `no_site_address`, `nothing_sends`,
    `no_way_to_send` (409), `too_many_codes` (429).
    """
    called = parse_text(name, field="name", needed=False)[:80]
    with club_transaction(club.id):
        row = members.member(club, member)
        if send:
            _can_be_sent(row)
    if send:
        count_sending(club, row.pk, actor, now)

    def work() -> MadePage:
        with club_transaction(club.id):
            link = new_link(club.id)
            made = add_device(club, row, called, actor, digest_of_link(*read_link(link)))
            if send:
                letter = Letter(
                    club_id=club.id, kind="page", member_id=row.pk, sealed=seal(link.encode()), made_at=now, due_at=now
                )
                actions.put_letter(letter)
            return MadePage(made.id, None if send else link)

    return retrying(work)


def shown_now(link: str, now: datetime) -> ShownCode:
    """What the page with this link shows. Outside of any transaction.

    Raises `Refused("unknown_id", status=404)`: for a link that never was, that was removed, or of a member who left.
    """
    club_id, secret = read_link(link)
    club = clubs.club_by_id(club_id)
    with club_transaction(club.id):
        device = queries.device_by_link(digest_of_link(club_id, secret))
        row = Member.objects.filter(id=device.member_id, status="active").first() if device else None
        if device is None or row is None:
            raise Refused("unknown_id", status=404)
        key, called, step = unseal(bytes(device.secret)), public_id("dev", device.pk), step_at(now)
        left = STEP_SECONDS - int(now.timestamp()) % STEP_SECONDS
        token, digits = token_of(key, called, step), digits_of(key, called, step)
        return ShownCode(club, row.first_name, row.language or club.languages[0], token, digits, left)


def _can_be_sent(row: Member) -> None:
    if not settings.SITE_URL:
        raise Refused("no_site_address", status=409)
    channel_of(row)
