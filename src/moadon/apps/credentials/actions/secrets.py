"""PINs, codes and devices: made and ended."""

from datetime import datetime, timedelta

from django.db.models.functions import Now

from moadon.apps.credentials.models import Code, Device, Pin
from moadon.apps.credentials.types import Purpose
from moadon.store import run

KEPT = timedelta(days=30)
_PUT_PIN = """
    insert into credentials_pin (club_id, member_id, hash, edition, set_by) values (%s, %s, %s, 1, %s)
    on conflict (club_id, member_id) do update
    set hash = excluded.hash, edition = credentials_pin.edition + 1, set_by = excluded.set_by, set_at = now()
"""


def put_pin(club_id: int, member: int, hashed: str, set_by: str) -> None:
    """Give a member a PIN, in place of one they had."""
    run(_PUT_PIN, (club_id, member, hashed, set_by))


def drop_pin(member: int) -> bool:
    """Take a member's PIN away; whether there was one."""
    return Pin.objects.filter(member_id=member).delete()[0] > 0


def add_code(code: Code) -> int:
    """Keep a new code; those before it for the same purpose end with it. The row."""
    before = Code.objects.filter(member_id=code.member_id, purpose=code.purpose, used_at__isnull=True)
    before.filter(expires_at__gt=code.made_at).update(expires_at=code.made_at)
    code.save(force_insert=True)
    return int(code.pk)


def use_code(row: int, purpose: Purpose, now: datetime) -> bool:
    """End a code that is used for something else than to spend; whether it was still good."""
    good = Code.objects.filter(id=row, purpose=purpose, used_at__isnull=True, expires_at__gt=now)
    return good.update(used_at=now) == 1


def add_device(club_id: int, member: int, name: str, secret: bytes, link: bytes | None = None) -> int:
    """Pair a device; its row. `link`: the digest of its address, of one that is a page."""
    return int(Device.objects.create(club_id=club_id, member_id=member, name=name, secret=secret, link=link).pk)


def remove_device(member: int, row: int) -> bool:
    """Let a device of a member show nothing that counts any more; whether it was one."""
    return Device.objects.filter(id=row, member_id=member, removed_at__isnull=True).update(removed_at=Now()) == 1


def forget_old(club_id: int, now: datetime) -> None:
    """Forget counts that have ended, and codes and letters of long ago."""
    run("delete from credentials_try where club_id = %s and until < %s", (club_id, now))
    run("delete from credentials_code where club_id = %s and expires_at < %s", (club_id, now - KEPT))
    run(
        """delete from credentials_letter where club_id = %s and kind in ('code', 'page') and ended_at < %s""",
        (club_id, now - KEPT),
    )
