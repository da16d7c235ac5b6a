"""Pools made and changed, with what hangs on them: codes in the making, and whether the club prints coupons."""

from collections.abc import Callable

from moadon.apps.clubs import actions as clubs
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.coupons import actions, queries
from moadon.apps.coupons.models import Pool
from moadon.apps.coupons.types import AT_ONCE, NewPool, PoolChanges
from moadon.store import club_transaction

Told = Callable[[int], None]


def open_pool(*, club: ClubInfo, new: NewPool, actor: Actor) -> Pool:
    """Make a pool. A few codes are made at once; of many, the rest is left to `make_all`. Raises as `make_pool`."""
    with club_transaction(club.id):
        row = actions.make_pool(club=club, new=new, actor=actor)
        _note_printing(club, actor)
        return _made_at_once(club, row)


def change_pool(*, club: ClubInfo, pool_id: int, changes: PoolChanges, edition: int | None, actor: Actor) -> Pool:
    """Change a pool. Raises as `edit_pool`."""
    with club_transaction(club.id):
        row = actions.edit_pool(club=club, pool_id=pool_id, changes=changes, edition=edition, actor=actor)
        _note_printing(club, actor)
        return row


def add_codes(*, club: ClubInfo, pool_id: int, count: int, actor: Actor) -> Pool:
    """Order more codes of a pool; a few are made at once. Raises as `make_more`."""
    with club_transaction(club.id):
        return _made_at_once(club, actions.make_more(club=club, pool_id=pool_id, count=count, actor=actor))


def make_all(club: ClubInfo, pool_id: int, told: Told, time_is_up: Callable[[], bool] = lambda: False) -> int:
    """Make the codes that a pool lacks, chunk by chunk, each in a transaction of its own; how many it lacks still.

    `told` hears after each chunk how many are left. What was stopped goes on where it stood.
    """
    while left := actions.make_codes(club, pool_id):
        told(left)
        if time_is_up():
            break
    return left


def _made_at_once(club: ClubInfo, row: Pool) -> Pool:
    if 0 < row.to_make <= AT_ONCE:
        while actions.make_codes(club, row.pk):
            pass
        row.refresh_from_db()
    return row


def _note_printing(club: ClubInfo, actor: Actor) -> None:
    """Tills ask for pools that are printed with receipts only where the club's settings say that there are some."""
    prints = queries.pools(club).exclude(receipts_for="").filter(withdrawn_at__isnull=True).exists()
    if prints != club.settings.coupons_with_receipts:
        clubs.edit_club(club=club, changes={"settings": {"coupons_with_receipts": prints}}, actor=actor)
