"""Keys of tills, shops and other software."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from moadon.apps.clubs import actions, queries
from moadon.apps.clubs.permissions import May
from moadon.interfaces.api import answers, shown
from moadon.interfaces.api.callers import ApiRequest, Caller
from moadon.interfaces.api.described import sends
from moadon.interfaces.api.endpoints.shop import branch_row
from moadon.interfaces.api.paging import page
from moadon.interfaces.api.schemas import shop as shapes
from moadon.interfaces.api.schemas.values import Page, read
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction

router = Router(tags=["Keys"])


@router.get("keys", response=shapes.Keys, operation_id="listKeys")
def list_keys(request: ApiRequest, wanted: Query[Page]) -> HttpResponse:
    """The club's keys, newest first, revoked ones too."""
    caller = _manager(request)
    with club_transaction(caller.club.id):
        return answers.told(page(queries.keys(caller.club), ("-id",), wanted, _keys))


@router.post(
    "keys",
    response={201: shapes.MadeKey},
    operation_id="makeKey",
    openapi_extra=sends(shapes.NewKey, {"scope": "till", "branch": "tlv-1", "name": "Till 1"}),
)
def make_key(request: ApiRequest) -> HttpResponse:
    """Make a key. Its secret is in this answer and nowhere else: an answer told again leaves it out."""
    caller = _manager(request)
    body = read(shapes.NewKey, request.sent)
    with club_transaction(caller.club.id):
        made = actions.make_key(
            club=caller.club,
            scope=body.scope,
            branch_id=branch_row(body.branch),
            name=body.name,
            actor=caller.actor,
        )
        told = _keys([_one(caller, made.id)])[0]
    response = answers.told(told | {"key": made.secret}, 201)
    return answers.keeping(response, told | {"key": None})


@router.get("keys/{key_id}", response=shapes.Key, operation_id="getKey")
def get_key(request: ApiRequest, key_id: str) -> HttpResponse:
    """One key, without its secret."""
    caller = _manager(request)
    with club_transaction(caller.club.id):
        return answers.told(_keys([_one(caller, row_id("key", key_id))])[0])


@router.post(
    "keys/{key_id}/renew",
    response=shapes.MadeKey,
    operation_id="renewKey",
    openapi_extra=sends(shapes.KeyRenewal, {"old_hours": 24}, needed=False),
)
def renew_key(request: ApiRequest, key_id: str) -> HttpResponse:
    """Give a key another secret. Until `old_until` the one before does too, so that no caller stands still. The new one
    is in this answer and nowhere else.
    """
    caller = _manager(request)
    row, body = row_id("key", key_id), read(shapes.KeyRenewal, request.sent)
    with club_transaction(caller.club.id):
        made = actions.renew_key(club=caller.club, key_id=row, old_hours=body.old_hours, actor=caller.actor)
        told = _keys([_one(caller, row)])[0]
    return answers.keeping(answers.told(told | {"key": made.secret}), told | {"key": None})


@router.delete("keys/{key_id}", response={204: None}, operation_id="revokeKey")
def revoke_key(request: ApiRequest, key_id: str) -> HttpResponse:
    """End a key for ever. It stops working everywhere within 5 seconds."""
    caller = _manager(request)
    actions.revoke_key(club=caller.club, key_id=row_id("key", key_id), actor=caller.actor)
    return answers.nothing()


def _manager(request: ApiRequest, what: May = May.MANAGE_KEYS) -> Caller:
    caller = request.caller
    caller.must(what)
    return caller


def _one(caller: Caller, row: int) -> Any:
    key = queries.keys(caller.club).filter(id=row).first()
    if key is None:
        raise Refused("unknown_id", status=404, given=public_id("key", row))
    return key


def _keys(rows: Sequence[Any]) -> list[dict[str, object]]:
    return [
        {
            "id": public_id("key", row.pk),
            "name": row.name,
            "scope": row.scope,
            "branch": row.branch.code if row.branch else None,
            "hint": row.hint,
            "created_at": shown.moment(row.created_at),
            "used_at": shown.moment(row.used_at),
            "old_until": shown.moment(row.old_until),
            "revoked_at": shown.moment(row.revoked_at),
        }
        for row in rows
    ]
