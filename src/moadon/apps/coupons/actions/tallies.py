"""Counts of pools, as changes that are added up when somebody asks."""

from collections import Counter
from collections.abc import Iterable

from moadon.store import insert_rows, run

_COLUMNS = {"club_id": "bigint", "pool_id": "bigint", "state": "text", "amount": "bigint"}
_FOLD = """
    with many as (
      select pool_id, state from coupons_tally where club_id = %s group by pool_id, state having count(*) > 1
    ),
    gone as (
      delete from coupons_tally t using many m where t.pool_id = m.pool_id and t.state = m.state
      returning t.pool_id, t.state, t.amount
    )
    insert into coupons_tally (club_id, pool_id, state, amount)
    select %s, pool_id, state, sum(amount) from gone group by pool_id, state having sum(amount) <> 0
"""
MOVED = """
    insert into coupons_tally (club_id, pool_id, state, amount)
    select %s, pool_id, state, sum(n) from ({moves}) as moves(pool_id, state, n) group by 2, 3 having sum(n) <> 0
"""
"""The tail of a statement that changes codes: `{moves}` selects pools, states and by how much they change."""


def tally(club_id: int, changes: Iterable[tuple[int, str, int]]) -> None:
    """Add changes: a pool, a state (or `uses`, `gave`) and by how much. One statement, none for no change."""
    sums: Counter[tuple[int, str]] = Counter()
    for pool, state, amount in changes:
        sums[pool, state] += amount
    rows = [(club_id, pool, state, amount) for (pool, state), amount in sorted(sums.items()) if amount]
    if rows:
        insert_rows("coupons_tally", _COLUMNS, rows)


def fold_tallies(club_id: int) -> None:
    """Put the changes of each count together, so that adding them up stays cheap. One statement."""
    run(_FOLD, (club_id, club_id))
