"""What the night notes of codes: those whose own end has passed, and those that are set aside no longer."""

from datetime import datetime

from moadon.apps.coupons.actions.tallies import MOVED
from moadon.store import run

_DUE = f"""
    with ended as materialized (
      select id, pool_id, state, 'expired' as now from coupons_code
      where club_id = %s and expires_at <= %s and state in ('free', 'reserved', 'issued')
      order by expires_at limit %s for update skip locked
    ),
    let_go as materialized (
      select id, pool_id, state, 'free' as now from coupons_code
      where club_id = %s and state = 'reserved' and aside_until <= %s and (expires_at is null or expires_at > %s)
      order by aside_until limit %s for update skip locked
    ),
    due as (select * from ended union all select * from let_go),
    changed as (
      update coupons_code c set state = d.now,
        aside = case when d.now = 'free' then '' else c.aside end,
        aside_until = case when d.now = 'free' then null else c.aside_until end,
        member_id = case when d.now = 'free' then null else c.member_id end
      from due d where c.id = d.id
    ),
    moved as (
      {
    MOVED.format(
        moves='''select pool_id, state, -1 from due
      union all select pool_id, now, 1 from due'''
    )
}
    )
    select id from due
"""


def end_due(club_id: int, at: datetime, limit: int) -> set[int]:
    """Note up to `limit` codes of each kind that were due by `at`; their row numbers. One statement, inside the club's
    transaction. Codes that a till holds at the moment wait for the next night."""
    return {id_ for (id_,) in run(_DUE, (club_id, at, limit, club_id, at, at, limit, club_id))}
