"""What the till writes of coupons, inside the transaction of its receipts, under the locks that it holds."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from moadon.apps.coupons.actions.tallies import MOVED, tally
from moadon.apps.coupons.types import NewCode, NewUse, PrintedKept, UseLeft
from moadon.store import insert_rows, run, update_rows

_USE = """
    update coupons_code c set used = c.used + w.n, state = case when c.used + w.n = c.uses then 'used' else c.state end
    from unnest(%s::bigint[], %s::int[]) as w(id, n) where c.id = w.id
"""
_USES = {
    "club_id": "bigint", "pool_id": "bigint", "code_id": "bigint", "receipt_id": "bigint", "member_id": "bigint",
    "at": "timestamptz", "rules": "jsonb", "gave": "bigint",
}  # fmt: skip
_CODES = {
    "club_id": "bigint", "pool_id": "bigint", "code": "text", "state": "text", "used": "int", "uses": "int",
    "aside": "text", "member_id": "bigint", "issued_at": "timestamptz", "expires_at": "timestamptz",
    "receipt_id": "bigint",
}  # fmt: skip
REST = "case when c.issued_at is not null then 'issued' when c.aside <> '' then 'reserved' else 'free' end"
"""The state of a code `c` that can be used again."""
_LEFT = f"""
    with was as materialized (
      select u.id, u.pool_id, u.code_id, w.gave - u.gave as more, w.gave, w.back, c.state
      from unnest(%s::bigint[], %s::bigint[], %s::boolean[]) as w(id, gave, back)
      join coupons_use u on u.id = w.id join coupons_code c on c.id = u.code_id where u.ended_at is null
    ),
    uses as (
      update coupons_use u set gave = was.gave, ended_at = case when was.back then %s::timestamptz end
      from was where u.id = was.id
    ),
    back as (select code_id, count(*)::int as n, bool_or(state = 'used') as was_up from was where was.back group by 1),
    codes as (
      update coupons_code c set used = c.used - b.n, state = case when c.state = 'used' then {REST} else c.state end
      from back b where c.id = b.code_id returning c.pool_id, c.state, b.was_up
    )
    {
    MOVED.format(
        moves='''
      select pool_id, 'gave', more from was
      union all select pool_id, 'uses', -1 from was where back
      union all select pool_id, state, 1 from codes where was_up
      union all select pool_id, 'used', -1 from codes where was_up'''
    )
}
"""
_WITHDRAW = f"""
    with was as materialized (
      select c.id, c.pool_id, c.state from coupons_code c where c.id = any(%s::bigint[]) and c.state <> 'withdrawn'
    ),
    gone as (
      update coupons_code c set state = 'withdrawn', withdrawn_at = %s from was where c.id = was.id
    )
    {
    MOVED.format(
        moves='''
      select pool_id, state, -1 from was
      union all select pool_id, 'withdrawn', 1 from was'''
    )
}
"""


def use_codes(club_id: int, uses: Sequence[NewUse]) -> None:
    """Use codes up, each as often as receipts say. Three statements, none for no use.

    The codes are locked; `used` of their states tells how often they were used when these uses are counted.
    """
    if not uses:
        return
    times = Counter(use.code.id for use in uses)
    codes = {use.code.id: use.code for use in uses}
    update_rows(_USE, {"id": "bigint", "n": "int"}, sorted(times.items()))
    insert_rows(
        "coupons_use",
        _USES,
        [
            (club_id, use.code.pool, use.code.id, use.receipt, use.member, use.at, list(use.rules), use.gave)
            for use in uses
        ],
    )
    up = [code for code in codes.values() if code.used >= code.uses]
    moves = [(code.pool, code.state, -1) for code in up] + [(code.pool, "used", 1) for code in up]
    counted = [(use.code.pool, "uses", 1) for use in uses] + [(use.code.pool, "gave", use.gave) for use in uses]
    tally(club_id, [*moves, *counted])


def leave_uses(club_id: int, left: Iterable[UseLeft], at: datetime) -> None:
    """Write what returns leave of uses; codes that are given back can be used again. One statement, none for none."""
    last = {one.id: one for one in left}
    if last:
        rows = [last[id_] for id_ in sorted(last)]
        run(_LEFT, ([r.id for r in rows], [r.gave for r in rows], [r.back for r in rows], at, club_id))


def print_codes(club_id: int, codes: Sequence[NewCode]) -> None:
    """Issue codes with receipts. Two statements, none for no code."""
    if not codes:
        return
    rows = [
        (
            club_id,
            one.pool.id,
            one.code,
            "issued",
            0,
            one.pool.uses,
            "",
            one.member,
            one.at,
            one.expires_at,
            one.receipt,
        )
        for one in codes
    ]
    insert_rows("coupons_code", _CODES, rows)
    tally(club_id, [(one.pool.id, "issued", 1) for one in codes])


def withdraw_printed(club_id: int, codes: Iterable[PrintedKept], at: datetime) -> None:
    """Withdraw codes whose receipt came back. One statement, none for no code."""
    ids = sorted({one.id for one in codes})
    if ids:
        run(_WITHDRAW, (ids, at, club_id))
