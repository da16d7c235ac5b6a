"""What a member proves by: PINs and devices, set, paired and taken away; and locks that are opened."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.credentials import actions, queries
from moadon.apps.credentials.models import Device
from moadon.apps.credentials.types import MadeDevice
from moadon.apps.members import queries as members
from moadon.apps.members.models import Member
from moadon.engine.proofs import check_pin
from moadon.flows.credentials import limits
from moadon.flows.credentials.codes import use_code
from moadon.flows.credentials.hashing import hashed_pin
from moadon.flows.credentials.ports import seal
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.refusals import Refused
from moadon.kernel.texts import parse_text
from moadon.store import club_transaction, retrying

SECRET_BYTES = 32
MOST_DEVICES = 10


@dataclass(frozen=True, slots=True)
class Credentials:
    """How a member can prove to be themself: since when they have a PIN and who set it, until when nothing is judged
    because of wrong ones, and their devices."""

    member: int
    pin_set_at: datetime | None
    pin_set_by: str
    locked_until: datetime | None
    devices: list[Device]


def credentials_of(club: ClubInfo, member: str, now: datetime) -> Credentials:
    """How a member (public id) can prove to be themself. Inside the club's transaction. Raises `unknown_id` (404)."""
    row = members.member(club, member)
    pin, keys = queries.pin_of(row.pk), limits.keys_of_member(row.pk)
    told = queries.tries_under([key.key for key in keys], now)
    locked = [told[key.key][1] for key in keys if key.key in told and told[key.key][0] >= key.most]
    return Credentials(
        row.pk, pin.set_at if pin else None, pin.set_by if pin else "", max(locked, default=None),
        list(queries.devices_of(row.pk)),
    )  # fmt: skip


def set_pin(club: ClubInfo, member: str, pin: str, actor: Actor, now: datetime, *, code: str | None = None) -> None:
    """Give a member a PIN: by the `code` that was sent to them for it, or without one by somebody who may.

    Raises `Refused`: `unknown_id` (404), `not_a_pin`, `weak_pin`, `wrong_code_for_it`, `proof_locked` (403).
    """
    with club_transaction(club.id):
        row = members.member(club, member)
    numbers = [number for number in (row.phone, row.card, row.external_id) if number]
    good = check_pin(pin, born=row.birth_date, numbers=numbers)
    hashed = hashed_pin(club.id, row.pk, good)

    def work() -> None:
        with club_transaction(club.id):
            if code is not None:
                use_code(club, row.pk, "pin", code, actor, now)
            actions.put_pin(club.id, row.pk, hashed, "office" if code is None else "member")
            told = {"by": "office" if code is None else "member"}
            audit.record_deed(club.id, actor, "member.pin_set", public_id("mbr", row.pk), None, told)

    retrying(work)


def drop_pin(club: ClubInfo, member: str, actor: Actor) -> None:
    """Take a member's PIN away. Raises `Refused("unknown_id", status=404)`."""

    def work() -> None:
        with club_transaction(club.id):
            row = members.member(club, member)
            if actions.drop_pin(row.pk):
                audit.record_deed(club.id, actor, "member.pin_taken", public_id("mbr", row.pk))

    retrying(work)


def unlock(club: ClubInfo, member: str, actor: Actor) -> None:
    """Let proofs of a member be judged again. Raises `Refused("unknown_id", status=404)`."""

    def work() -> None:
        with club_transaction(club.id):
            row = members.member(club, member)
            if actions.forget_tries(club.id, [key.key for key in limits.keys_of_member(row.pk)]):
                audit.record_deed(club.id, actor, "member.proof_unlocked", public_id("mbr", row.pk))

    retrying(work)


def pair_device(
    club: ClubInfo, member: str, name: str, actor: Actor, now: datetime, *, code: str | None
) -> MadeDevice:  # fmt: skip
    """Pair a device by the `code` that was sent to the member for it, or without one by somebody who may.

    Raises `Refused`: `unknown_id` (404), `too_many_devices` (409), `wrong_code_for_it`, `proof_locked` (403).
    """
    called = parse_text(name, field="name", needed=False)[:80]

    def work() -> MadeDevice:
        with club_transaction(club.id):
            row = members.member(club, member)
            if code is not None:
                use_code(club, row.pk, "device", code, actor, now)
            return add_device(club, row, called, actor)

    return retrying(work)


def add_device(club: ClubInfo, row: Member, name: str, actor: Actor, link: bytes | None = None) -> MadeDevice:
    """Give a member a device, or a page with the digest of its `link`. Inside the club's transaction.

    Raises `Refused("too_many_devices", status=409)`.
    """
    if queries.devices_of(row.pk).count() >= MOST_DEVICES:
        raise Refused("too_many_devices", status=409, most=MOST_DEVICES)
    secret = secrets.token_bytes(SECRET_BYTES)
    made = MadeDevice(actions.add_device(club.id, row.pk, name, seal(secret), link), secret)
    deed = "member.device_paired" if link is None else "member.page_opened"
    audit.record_deed(club.id, actor, deed, _subject(row), None, {"device": public_id("dev", made.id)})
    return made


def remove_device(club: ClubInfo, member: str, device: str, actor: Actor) -> None:
    """Let a device prove nothing any more. Raises `Refused("unknown_id", status=404)`."""

    def work() -> None:
        with club_transaction(club.id):
            row = members.member(club, member)
            if not actions.remove_device(row.pk, row_id("dev", device)):
                raise Refused("unknown_id", status=404, given=device[:40])
            audit.record_deed(club.id, actor, "member.device_removed", _subject(row), {"device": device}, None)

    retrying(work)


def _subject(row: Member) -> str:
    return public_id("mbr", row.pk)
