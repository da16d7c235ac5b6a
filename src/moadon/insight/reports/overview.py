"""Everything the overview page shows, from one copy at one moment, in a number of queries that does not grow."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Final

from moadon.apps.clubs.types import ClubInfo
from moadon.insight.kpis import Answer, Kpi, Span, ask, checked, compared, months_of, quotient
from moadon.insight.kpis.measures import MILLION
from moadon.insight.kpis.spans import a_year_before, days_of
from moadon.insight.kpis.worth import worths_sql
from moadon.insight.lake import Lake
from moadon.insight.reports.opening import opened
from moadon.insight.reports.segments import value_segments
from moadon.insight.reports.summary import MEASURED, summary_figures
from moadon.kernel.money import format_decimal, round_half_up

SHORT: Final = 62
"""A period of at most so many days has a series by day, a longer one by month."""
SOON: Final = timedelta(days=30)
"""Value that expires within this is worth a word to its owners."""
ENOUGH: Final = 30
"""A branch with fewer sales in the period is not judged by them."""

# A branch stands out when it names less than three quarters of what the others name, among enough sales.
_BRANCHES: Final = """
    with sold as (
      select coalesce(b.code, '') as code, coalesce(b.name, '') as name, sum(r.sales) as receipts,
             coalesce(sum(r.sales) filter (r.member_id is not null), 0) as named
      from receipts r left join branches b on b.branch_id = r.branch_id
      where r.day between $first and $last and r.branch_id is not null group by 1, 2),
    others as (
      select *, sum(receipts) over () - receipts as other_receipts, sum(named) over () - named as other_named from sold)
    select code, name, receipts, named, other_receipts, other_named from others
    where receipts >= $enough and other_receipts >= $enough and named * other_receipts * 4 < other_named * receipts * 3
    order by named * 1000000 // receipts, code limit 5"""
_EXPIRING: Final = """
    with lots as (
      select lot_id, member_id, wallet, any_value(expires_at) as expires_at, sum(amount) as amount
      from movements where book = 'balance' and lot_id is not null and expires_at between $now and $soon
      group by 1, 2, 3 having sum(amount) > 0)
    select l.wallet, sum(l.amount), sum(l.amount * coalesce(w.worth, 0)::hugeint), count(distinct l.member_id),
           strftime(min(l.expires_at), '%Y-%m-%dT%H:%M:%S+00:00')
    from lots l left join ({worths}) w on w.wallet = l.wallet and w.programme is null group by 1 order by 1"""


def overview(club: ClubInfo, from_: date, to: date, *, lake: Lake | None = None) -> dict[str, object]:
    """Summary, the same before and a year before, the series under it, value segments and what needs attention.

    `series` has one point per day or month with the ten figures of the summary; `year_before` in it is what the
    same days had a year earlier. `expiring` tells, by wallet, what lapses within 30 days: `units` in the wallet's
    smallest parts, `value` in what they pay. JSON values as in `club_summary`. Raises `Refused` as that does.
    """
    span = checked(from_, to)
    points = days_of(span) if span.days <= SHORT else months_of(club, span)
    spans = (*compared(club, span), *points, *a_year_before(club, points))
    with opened(club, lake) as books:
        answer = ask(club, books, MEASURED, spans)
        told: dict[str, object] = {
            "from": from_.isoformat(),
            "to": to.isoformat(),
            "currency": club.currency,
            **{one.key: _figures(answer, position) for position, one in enumerate(spans[:3])},
            "series_by": "day" if span.days <= SHORT else "month",
            "series": _series(answer, points),
            "segments": value_segments(club, from_, to, lake=books)["groups"],
            "branches_naming_few": _branches(books, span),
            "expiring": _expiring(club, books),
            "as_of": books.as_of.isoformat(),
        }
    return told


def _figures(answer: Answer, position: int) -> dict[str, object]:
    span = answer.spans[position]
    tell = answer.value if position == 0 else partial(_known, answer, position)
    return {"from": span.first.isoformat(), "to": span.last.isoformat(), **summary_figures(tell)}


def _known(answer: Answer, position: int, kpi: Kpi) -> str | None:
    return answer.known(kpi, position)


def _series(answer: Answer, points: Sequence[Span]) -> list[dict[str, object]]:
    now, before = 3, 3 + len(points)
    return [
        {"key": point.key, **_figures(answer, now + n), "year_before": _figures(answer, before + n)}
        for n, point in enumerate(points)
    ]


def _branches(lake: Lake, span: Span) -> list[dict[str, object]]:
    found = lake.ask(_BRANCHES, {"first": span.first, "last": span.last, "enough": ENOUGH})
    return [
        {
            "branch": code,
            "name": name,
            "receipts": int(receipts),
            "member_receipts_share": quotient(int(named), int(receipts)),
            "others_share": quotient(int(other_named), int(others)),
        }
        for code, name, receipts, named, others, other_named in found
    ]


def _expiring(club: ClubInfo, lake: Lake) -> list[dict[str, object]]:
    sql = _EXPIRING.format(worths=worths_sql(lake))
    found = lake.ask(sql, {"now": lake.as_of, "soon": lake.as_of + SOON})
    return [
        {
            "wallet": wallet,
            "units": int(units),
            "value": format_decimal(round_half_up(int(worth), MILLION), club.exponent),
            "members": members,
            "first": first,
        }
        for wallet, units, worth, members, first in found
    ]
