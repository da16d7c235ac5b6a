"""What members of the whole club, or of each branch, hold at any moment: balances by wallet and members by level."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.programmes import queries as programmes
from moadon.engine.rules import Ladder, Wallet, start_level
from moadon.insight.kpis.measures import MILLION
from moadon.insight.kpis.worth import text, worths_sql
from moadon.insight.lake import Lake
from moadon.insight.reports.opening import opened
from moadon.kernel.moments import AsOf
from moadon.kernel.money import format_decimal, round_half_up
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction

SOON: Final = timedelta(days=30)
BYS: Final = ("wallet", "branch")

LOTS: Final = """
    born as (
      select lot_id, arg_min({'at': branch_id}, entry_id).at as branch_id, arg_min(programme, entry_id) as programme,
             arg_min(version, entry_id) as version, arg_max(expires_at, entry_id) as expires_at,
             arg_max(active_at, entry_id) as active_at
      from movements where book in ('balance', 'pending') and lot_id is not null group by lot_id)"""
"""SQL: each lot, with the branch that gave it (NULL: none), by which version, and when it ends."""

_BALANCES: Final = """
    with {lots}, held as (
      select wallet, lot_id, member_id, any_value(branch_id) filter (lot_id is null) as owing_branch,
             coalesce(sum(amount) filter (book = 'balance'), 0) as balance,
             coalesce(sum(amount) filter (book = 'pending'), 0) as pending,
             coalesce(-sum(amount) filter (book = 'arrears'), 0) as arrears
      from movements where moment <= $until and recorded <= $written and book in ('balance', 'pending', 'arrears')
      group by wallet, lot_id, member_id, case when lot_id is null then branch_id end),
    valued as (
      select h.wallet, h.member_id, h.arrears, case when b.active_at > $until then 0 else h.balance end as balance,
             h.pending + case when b.active_at > $until then h.balance else 0 end as pending,
             {branch} as branch_id, b.expires_at, b.expires_at <= $then as over,
             coalesce(w.worth, o.worth, 0) as worth
      from held h left join born b on b.lot_id = h.lot_id left join ({worths}) w
        on w.programme = b.programme and w.version = b.version and w.wallet = h.wallet
      left join ({worths}) o on o.programme is null and o.wallet = h.wallet)
    select coalesce(v.branch_id, 0), v.wallet, count(distinct v.member_id),
           sum(balance) - sum(arrears), coalesce(sum(balance) filter (over is not true), 0), sum(pending), sum(arrears),
           coalesce(sum(balance) filter (expires_at > $then and expires_at <= $soon), 0),
           coalesce(sum((balance + pending)::hugeint * worth) filter (over is not true), 0)
    from valued v where balance <> 0 or pending <> 0 or arrears <> 0 group by 1, 2 order by 1, 2"""

_LEVELS: Final = """
    with last as (
      select member_id, programme, ladder, level from levels where moment <= $until and recorded <= $written
      qualify row_number() over (partition by member_id, programme, ladder order by moment desc, change_id desc) = 1),
    people as (
      select member_id, joined, {branch} as branch_id from members
      where joined <= $day and (ended is null or ended > $day)),
    ladders as (select * from (values {ladders}) as l(number, programme, ladder, tenure))
    select coalesce(p.branch_id, 0), l.number, h.member_id is not null as known, h.level,
           case when h.member_id is null and l.tenure then p.joined end as joined, count(*)
    from people p cross join ladders l
    left join last h on h.member_id = p.member_id and h.programme = l.programme and h.ladder = l.ladder
    group by all"""


def balances(
    club: ClubInfo, moment: AsOf, by: str | None = None, *, lake: Lake | None = None, now: datetime | None = None
) -> dict[str, object]:
    """Balances by wallet and members by level at `moment`, as JSON values; `by` branch for each branch.

    Value is of the branch whose receipt gave it, arrears of the one where the goods came back, members of the one that
    signed them up. `worth` is what everything that had not ended would pay. Money and units are decimal text.
    Raises `Refused`: `unknown_by`, `figures_not_ready`.
    """
    if by is not None and by not in BYS:
        raise Refused("unknown_by", field="by", given=by[:40], known=", ".join(BYS))
    with opened(club, lake) as books:
        then = moment.moment(now or books.as_of)
        wallets, ladders = _known(club, then)
        asked = {"until": moment.until, "written": moment.written, "then": then, "soon": then + SOON}
        whole = by != "branch"
        rows = books.ask(
            _BALANCES.format(
                lots=LOTS, worths=worths_sql(books), branch="null" if whole else "coalesce(b.branch_id, h.owing_branch)"
            ),
            asked,
        )
        levels = _levels(books, ladders, moment, club.day_of(then), whole=whole)
        places = {} if whole else {number: (code, name) for number, code, name in books.ask(_PLACES)}
        as_of = books.as_of
    return {
        "at": _said(moment.at),
        "known": _said(moment.known),
        "by": by,
        "currency": club.currency,
        "rows": [_row(club, wallets, places, row) for row in rows],
        "tiers": _tiers(ladders, levels, places, club.day_of(then)),
        "as_of": as_of.isoformat(),
    }


_PLACES: Final = "select branch_id, code, name from branches"


def _said(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


_Ladders = Sequence[tuple[str, Ladder]]


def _known(club: ClubInfo, then: datetime) -> tuple[Mapping[str, Wallet], _Ladders]:
    """How wallets were counted at the moment, and the ladders that were live for everybody."""
    with club_transaction(club.id):
        shelf = programmes.shelf(club)
    wallets = {code: holder.wallets[code] for code, holder in shelf.wallets(then).items()}
    lives = shelf.live_at(then, shelf.clock)
    return wallets, [(live.code, ladder) for live in lives for ladder in live.programme.ladders]


def _row(
    club: ClubInfo, wallets: Mapping[str, Wallet], places: Mapping[int, tuple[str, str]], row: Sequence[Any]
) -> dict[str, object]:
    branch, code, members, *units, worth = row
    wallet = wallets.get(code)
    decimals = wallet.places if wallet else club.exponent
    names = ("balance", "available", "pending", "arrears", "expiring")
    return {
        **_place(branch, places),
        "wallet": code,
        "kind": wallet.kind if wallet else None,
        "members": members,
        **{name: format_decimal(int(found), decimals) for name, found in zip(names, units, strict=True)},
        "worth": format_decimal(round_half_up(int(worth), MILLION), club.exponent),
    }


def _place(branch: int, places: Mapping[int, tuple[str, str]]) -> dict[str, object]:
    code, name = places.get(branch, (None, None))
    return {"branch": code, "name": name}


def _levels(
    books: Lake, ladders: _Ladders, moment: AsOf, day: Any, *, whole: bool
) -> list[tuple[int, int, bool, str | None, Any, int]]:
    if not ladders:
        return []
    listed = ", ".join(
        f"({number}, {text(code)}, {text(ladder.id)}, {'tenure' in ladder.measures})"
        for number, (code, ladder) in enumerate(ladders)
    )
    sql = _LEVELS.format(ladders=listed, branch="null" if whole else "branch_id")
    return books.ask(sql, {"until": moment.until, "written": moment.written, "day": day})


def _tiers(
    ladders: _Ladders, found: Iterable[Sequence[Any]], places: Mapping[int, tuple[str, str]], day: Any
) -> list[dict[str, object]]:
    """Members by level; who has no change in the log has the level that one begins with."""
    counted: dict[tuple[int, int, str | None], int] = {}
    for branch, number, known, level, joined, members in found:
        ladder = ladders[number][1]
        held = level if known else start_level(ladder, joined, day)
        key = (branch, number, held)
        counted[key] = counted.get(key, 0) + members
    order = sorted(counted, key=lambda key: (key[0], key[1], ladders[key[1]][1].rank(key[2])))
    return [
        {
            **_place(branch, places),
            "programme": ladders[number][0],
            "ladder": ladders[number][1].id,
            "level": level,
            "members": counted[branch, number, level],
        }
        for branch, number, level in order
    ]
