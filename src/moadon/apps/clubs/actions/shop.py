"""Branches, employees and tills."""

from collections.abc import Iterable, Mapping

from moadon.apps.clubs.types import TillCode
from moadon.store import run

_MAKE_TILLS = """
    insert into clubs_till (club_id, branch_id, code, name, active)
    select %s, b, c, '', true from unnest(%s::bigint[], %s::text[]) as wanted(b, c) order by b, c
    on conflict (club_id, branch_id, code) do update set code = excluded.code
    returning branch_id, code, id
"""


def make_tills(club_id: int, branches: Mapping[str, int], tills: Iterable[TillCode]) -> dict[TillCode, int]:
    """Make the tills that are not there and return the row of each, inside the open transaction of the club.

    `branches` gives the row of every branch code in `tills`. One statement, also for no tills.
    """
    wanted = sorted({(branches[branch] if branch is not None else None, code) for branch, code in tills}, key=str)
    code_of: dict[int | None, str | None] = {row: code for code, row in branches.items()} | {None: None}
    rows = run(_MAKE_TILLS, (club_id, [branch for branch, _ in wanted], [code for _, code in wanted]))
    return {(code_of[branch], code): id_ for branch, code, id_ in rows}
