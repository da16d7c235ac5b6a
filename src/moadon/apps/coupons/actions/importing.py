"""Codes that were made elsewhere, many at once."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.coupons.actions.tallies import tally
from moadon.apps.coupons.types import GivenCode
from moadon.engine.coupons import LONGEST, normal
from moadon.kernel.refusals import Refused
from moadon.store import array, club_transaction, run

_SHORTEST = 4
_INSERT = """
    insert into coupons_code
      (club_id, pool_id, code, state, used, uses, aside, member_id, issued_at, expires_at)
    select %s, w.pool, w.code, case when w.member is null then 'free' else 'issued' end, 0, p.uses, '', w.member,
      case when w.member is null then null else now() end, w.until
    from unnest(%s::bigint[], %s::text[], %s::bigint[], %s::timestamptz[]) as w(pool, code, member, until)
    join coupons_pool p on p.id = w.pool
    on conflict (club_id, code) do nothing returning code
"""


def take_codes(*, club: ClubInfo, rows: Sequence[GivenCode]) -> list[bool | Refused]:
    """Take codes into pools of the club; of each whether it is new, or why it was refused, in order.

    False: the very pool has it already. Refused: `bad_code`, `code_of_another_pool`, `code_twice`.
    Three statements, whatever their number. The pools are the club's own.
    """
    codes, told, first = _weighed(rows)
    wanted = sorted(first)
    with club_transaction(club.id):
        new = _insert(club.id, [rows[first[code]]._replace(code=code) for code in wanted])
        pools = {} if len(new) == len(wanted) else _pools_of(club.id, [code for code in wanted if code not in new])
        states = [(rows[first[code]].pool, "free" if rows[first[code]].member is None else "issued", 1) for code in new]
        tally(club.id, states)
    return [one if one is not None else _outcome(codes[i], rows[i], new, pools) for i, one in enumerate(told)]


def judge_codes(*, club: ClubInfo, rows: Sequence[GivenCode]) -> list[bool | Refused]:
    """What `take_codes` would say of these now; none is taken. One statement."""
    codes, told, first = _weighed(rows)
    with club_transaction(club.id):
        pools = _pools_of(club.id, sorted(first))
    new = first.keys() - pools.keys()
    return [one if one is not None else _outcome(codes[i], rows[i], new, pools) for i, one in enumerate(told)]


def _weighed(rows: Sequence[GivenCode]) -> tuple[list[str], list[Refused | None], dict[str, int]]:
    """The codes as they are compared, what is wrong with each by itself, and where each good one stands first."""
    codes = [normal(row.code) for row in rows]
    told = [_fault(code, row.code) for code, row in zip(codes, rows, strict=True)]
    first: dict[str, int] = {}
    for i, code in enumerate(codes):
        if told[i] is None and first.setdefault(code, i) != i:
            told[i] = Refused("code_twice", field="code", given=rows[i].code[:40])
    return codes, told, first


def _insert(club_id: int, rows: Sequence[GivenCode]) -> set[str]:
    columns = (
        array("bigint", [row.pool for row in rows]), array("text", [row.code for row in rows]),
        array("bigint", [row.member for row in rows]), array("timestamptz", [row.until for row in rows]),
    )  # fmt: skip
    return {code for (code,) in run(_INSERT, (club_id, *columns))}


def _pools_of(club_id: int, codes: Sequence[str]) -> Mapping[str, int]:
    sql = "select code, pool_id from coupons_code where club_id = %s and code = any(%s::text[])"
    return dict(run(sql, (club_id, array("text", codes))))


def _outcome(code: str, row: GivenCode, new: AbstractSet[str], pools: Mapping[str, int]) -> bool | Refused:
    if code in new:
        return True
    return False if pools.get(code) == row.pool else Refused("code_of_another_pool", field="code", given=row.code[:40])


def _fault(code: str, given: str) -> Refused | None:
    if _SHORTEST <= len(code) <= LONGEST and code.isprintable():
        return None
    return Refused("bad_code", field="code", given=given[:40])
