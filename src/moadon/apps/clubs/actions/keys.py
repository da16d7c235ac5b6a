"""Keys of tills and shops."""

import secrets
from typing import Any

from django.db.models.functions import Now

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
