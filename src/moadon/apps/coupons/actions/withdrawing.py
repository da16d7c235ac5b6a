"""Codes that are to work no more, and codes that are to work again."""

from collections.abc import Sequence
from datetime import datetime

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.coupons.actions.at_the_till import REST
from moadon.apps.coupons.actions.tallies import MOVED
from moadon.apps.coupons.queries.pools import PREFIX, pools
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.store import array, club_transaction, run

_WHICH = "c.pool_id = %s and (%s::text[] is null or c.code = any(%s::text[]))"
_WITHDRAW = f"""
    with was as materialized (
      select c.id, c.pool_id, c.state from coupons_code c
      where {_WHICH} and c.state in ('free', 'reserved', 'issued', 'expired') and (%s::text is null or c.state = %s)
      order by c.code for update
    ),
    gone as (update coupons_code c set state = 'withdrawn', withdrawn_at = %s from was where c.id = was.id),
    moved as (
      {
    MOVED.format(
        moves='''select pool_id, state, -1 from was
      union all select pool_id, 'withdrawn', 1 from was'''
    )
}
    )
    select count(*) from was
"""
_BACK = f"""
    with was as materialized (
      select c.id, c.pool_id from coupons_code c
      where {_WHICH} and c.state = 'withdrawn' and (%s::timestamptz is null or c.withdrawn_at = %s)
      order by c.code for update
    ),
    back as (
      update coupons_code c set withdrawn_at = null, state = {REST}
      from was where c.id = was.id returning c.pool_id, c.state
    ),
    moved as (
      {
    MOVED.format(
        moves='''select pool_id, state, 1 from back
      union all select pool_id, 'withdrawn', -1 from back'''
    )
}
    )
    select count(*) from was
"""


def withdraw_codes(
    *,
    club: ClubInfo,
    pool_id: int,
    codes: Sequence[str] | None,
    state: str | None = None,
    at: datetime,
    actor: Actor,
) -> int:
    """Withdraw these codes of a pool, as they are compared, or with None all that can still be used (in `state`).

    How many were. Used ones stay used. `at`, exact, undoes it: see `put_codes_back`. One statement, whatever their
    number. Raises `Refused("unknown_id", status=404)`.
    """
    named = None if codes is None else array("text", codes)
    with club_transaction(club.id):
        _known(club, pool_id)
        ((count,),) = run(_WITHDRAW, (pool_id, named, named, state, state, at, club.id))
        audit.record_deed(
            club.id, actor, "coupons.withdrawn", public_id(PREFIX, pool_id), None,
            {"count": count, "at": at.isoformat(), **({"state": state} if state else {})},
        )  # fmt: skip
        return int(count)


def put_codes_back(
    *, club: ClubInfo, pool_id: int, codes: Sequence[str] | None, at: datetime | None = None, actor: Actor
) -> int:
    """Let withdrawn codes of a pool work again: these, or those that were withdrawn at that exact moment.

    How many. Raises `Refused`: `unknown_id` (404), `which_codes` where neither is named.
    """
    if codes is None and at is None:
        raise Refused("which_codes", field="codes")
    named = None if codes is None else array("text", codes)
    with club_transaction(club.id):
        _known(club, pool_id)
        ((count,),) = run(_BACK, (pool_id, named, named, at, at, club.id))
        audit.record_deed(
            club.id, actor, "coupons.put_back", public_id(PREFIX, pool_id), None, {"count": count}
        )  # fmt: skip
        return int(count)


def _known(club: ClubInfo, pool_id: int) -> None:
    if not pools(club).filter(id=pool_id).exists():
        raise Refused("unknown_id", status=404)
