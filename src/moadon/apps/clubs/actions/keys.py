"""Keys of tills and shops."""

import secrets
from datetime import timedelta
from typing import Any

from django.db.models.functions import Now
from django.utils import timezone

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.models import ApiKey
from moadon.apps.clubs.queries import branches, digest_of, forget_recent
from moadon.apps.clubs.types import Actor, ClubInfo, MadeKey, Scope
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.kernel.texts import parse_text
from moadon.store import club_transaction

_PREFIX = "mdn_"
_SHOWN = 4
MOST_HOURS = 24 * 90
"""How long at most the secret of before still does."""


def make_key(*, club: ClubInfo, scope: str, branch_id: int | None = None, name: str = "", actor: Actor) -> MadeKey:
    """Make a key; its secret is in the answer and nowhere else.

    Raises `Refused`: `unknown_scope`, `unknown_branch`.
    """
    if scope not in set(Scope):
        raise Refused("unknown_scope", field="scope", given=str(scope)[:40])
    name = parse_text(name, field="name", needed=False)
    secret = _PREFIX + secrets.token_urlsafe(32)
    with club_transaction(club.id):
        if branch_id is not None and not branches(club).filter(id=branch_id).exists():
            raise Refused("unknown_branch", field="branch", given=branch_id)
        key = ApiKey.objects.create(
            club_id=club.id,
            name=name,
            digest=digest_of(secret),
            hint=secret[-_SHOWN:],
            scope=scope,
            branch_id=branch_id,
        )
        told: dict[str, Any] = {"scope": scope, "branch_id": branch_id, "name": name}
        audit.record_deed(club.id, actor, "key.made", public_id("key", key.pk), None, told)
    return MadeKey(key.pk, secret)


def renew_key(*, club: ClubInfo, key_id: int, old_hours: int = 24, actor: Actor) -> MadeKey:
    """Give a key another secret; the one before does for `old_hours` more (and 5 seconds), one before that no more.

    Raises `Refused`: `unknown_id` (404, also for a key that has ended), `not_between`.
    """
    if not 0 <= old_hours <= MOST_HOURS:
        raise Refused("not_between", field="old_hours", least=0, most=MOST_HOURS)
    secret = _PREFIX + secrets.token_urlsafe(32)
    with club_transaction(club.id):
        row = ApiKey.objects.select_for_update().filter(club_id=club.id, id=key_id, revoked_at__isnull=True).first()
        if row is None:
            raise Refused("unknown_id", status=404)
        row.old_digest, row.old_until = row.digest, timezone.now() + timedelta(hours=old_hours)
        row.digest, row.hint = digest_of(secret), secret[-_SHOWN:]
        row.save(update_fields=["old_digest", "old_until", "digest", "hint"])
        audit.record_deed(club.id, actor, "key.renewed", public_id("key", key_id), None, {"old_hours": old_hours})
    forget_recent()
    return MadeKey(key_id, secret)


def revoke_key(*, club: ClubInfo, key_id: int, actor: Actor) -> ApiKey:
    """End a key: at once in this process, within 5 seconds in others. Again changes nothing.

    Raises `Refused("unknown_id", status=404)`.
    """
    with club_transaction(club.id):
        rows = ApiKey.objects.filter(club_id=club.id, id=key_id)
        if rows.filter(revoked_at__isnull=True).update(revoked_at=Now()):
            audit.record_deed(club.id, actor, "key.revoked", public_id("key", key_id))
        key = rows.select_related("branch").first()
        if key is None:
            raise Refused("unknown_id", status=404)
    forget_recent()
    return key
