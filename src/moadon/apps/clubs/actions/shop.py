"""Branches, employees and tills."""

from collections.abc import Iterable

from moadon.apps.clubs.types import Shop, TillCode
from moadon.store import run

_MAKE_TILLS = """
    insert into clubs_till (club_id, branch_id, code, name, active)
    select %s, b, c, '', true from unnest(%s::bigint[], %s::text[]) as wanted(b, c) order by b, c
    on conflict (club_id, branch_id, code) do update set code = excluded.code
    returning branch_id, code, id
"""


def make_tills(club_id: int, shop: Shop, tills: Iterable[TillCode]) -> dict[TillCode, int]:
    """Make the tills that are not there and return the row of each, inside the open transaction of the club.

    A till of a branch that `shop` does not know is left out. One statement, also for no tills.
    """
    rows_of: dict[str | None, int | None] = {None: None} | {code: branch.id for code, branch in shop.branches.items()}
    wanted = sorted({(rows_of[branch], code) for branch, code in tills if branch in rows_of}, key=str)
    code_of = {row: code for code, row in rows_of.items()}
    rows = run(_MAKE_TILLS, (club_id, [branch for branch, _ in wanted], [code for _, code in wanted]))
    return {(code_of[branch], code): id_ for branch, code, id_ in rows}
