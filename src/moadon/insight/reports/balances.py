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
from moadon.insight.reports.lots import lots_sql, worth_sql
from moadon.insight.reports.opening import opened
from moadon.kernel.moments import AsOf
from moadon.kernel.money import format_decimal, round_half_up
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction

SOON: Final = timedelta(days=30)
BYS: Final = ("wallet", "branch")

_BALANCES: Final = """
    with own as ({lots}),
    roots as (select * from own where lot_id in (select root_id from own where root_id <> lot_id)),
    lots as (
      select o.* replace (
        coalesce(r.branch_id, o.branch_id) as branch_id, coalesce(r.programme, o.programme) as programme,
        coalesce(r.version, o.version) as version)
      from own o left join roots r on r.lot_id = o.root_id),
    held as (
      select l.wallet, l.member_id, l.branch_id, 0 as arrears,
             case when l.starts > $until then 0 else l.balance end as balance,
             case when l.starts > $until then l.pending + l.balance else l.pending end as pending,
             l.ends, w.worth
      from lots l {worths} where l.balance <> 0 or l.pending <> 0
      union all
      select wallet, member_id, coalesce(branch_id, 0), -sum(amount), 0, 0, null, 0
      from movements where book = 'arrears' and {when} group by wallet, member_id, branch_id having sum(amount) <> 0)
    select coalesce({branch}, 0), wallet, count(distinct member_id), sum(balance) - sum(arrears),
           coalesce(sum(balance) filter (ends is null or ends > $then), 0), sum(pending), sum(arrears),
           coalesce(sum(balance) filter (ends > $then and ends <= $soon), 0),
           coalesce(sum((balance + pending)::hugeint * worth) filter (ends is null or ends > $then), 0)
    from held group by 1, 2 order by 1, 2"""
_WHEN: Final = "moment <= $until and recorded <= $written"
_SUMS: Final = ", ".join(
    f"coalesce(sum(amount) filter (book = '{book}' and {_WHEN}), 0) as {book}" for book in ("balance", "pending")
)

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
                lots=lots_sql(_SUMS),
                worths=worth_sql(worths_sql(books)),
                when=_WHEN,
                branch="null" if whole else "branch_id",
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
    wallets = programmes.wallets(club, then, shelf)
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
