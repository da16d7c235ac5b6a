"""The rows behind a figure: the receipts it adds up, or the members it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from moadon.apps.clubs.types import ClubInfo
from moadon.insight.kpis import KPI, Kpi, Span, checked
from moadon.insight.kpis.questions import STANDING
from moadon.insight.kpis.spans import look_back
from moadon.insight.lake import Lake
from moadon.insight.reports.opening import opened
from moadon.insight.reports.summary import FIGURES
from moadon.kernel.ids import public_id
from moadon.kernel.money import QUANTITY_PLACES, format_decimal, trim_decimal
from moadon.kernel.refusals import Refused

MOST: Final = 1000


@dataclass(frozen=True, slots=True)
class Place:
    """Codes of a branch and an employee: where a receipt was made, or where and by whom a member was signed up."""

    branch: str | None = None
    employee: str | None = None


ANYWHERE: Final = Place()

_KINDS: Final = {1: "sale", 0: "return", -1: "cancel"}
_RECEIPTS_WHERE: Final = {
    "all": "true",
    "member": "r.member_id is not null",
    "redeemed": "r.redeemed <> 0",
}
_RECEIPTS: Final = """
    select r.receipt_id, r.number, r.day, r.sales, r.member_id, b.code, e.code, r.paid, r.items, r.redeemed,
           count(*) over ()
    from receipts r left join branches b using (branch_id) left join employees e on e.employee_id = r.employee_id
    where r.day between $first and $last and ($branch is null or b.code = $branch)
      and ($employee is null or e.code = $employee) and {where}
    order by r.day desc, r.moment desc, r.receipt_id desc limit $limit offset $offset"""

_ENROLLED: Final = "joined <= $last and (ended is null or ended > $last)"
_MEMBERS_WHERE: Final = {
    "enrolled": _ENROLLED,
    "joined": "joined between $first and $last",
    "visiting": "visits > 0",
    "not_visiting": f"visits = 0 and {_ENROLLED}",
    "lapsed": f"visits = 0 and last_before >= $look_back and {_ENROLLED}",
    "started": "first_of_all >= $first",
}
_MEMBERS: Final = f"""
    with bought as (
      select r.member_id, coalesce(sum(r.sales) filter (r.day >= $first), 0) as visits,
             sum(r.paid) filter (r.day >= $first) as paid, sum(r.items) filter (r.day >= $first) as items,
             min(r.day) filter ({STANDING}) as first_of_all, max(r.day) filter ({STANDING}) as last_of_all,
             max(r.day) filter ({STANDING} and r.day < $first) as last_before
      from receipts r where r.member_id is not null and r.day <= $last group by r.member_id),
    everyone as (
      select coalesce(m.member_id, t.member_id) as member_id, m.joined, m.ended, b.code as branch, e.code as employee,
             coalesce(t.visits, 0) as visits, coalesce(t.paid, 0) as paid, coalesce(t.items, 0) as items,
             t.first_of_all, t.last_of_all, t.last_before
      from members m full join bought t on t.member_id = m.member_id
      left join branches b on b.branch_id = m.branch_id left join employees e on e.employee_id = m.employee_id)
    select member_id, joined, branch, employee, visits, paid, items, first_of_all, last_of_all, count(*) over ()
    from everyone
    where ($branch is null or branch = $branch) and ($employee is null or employee = $employee) and {{where}}
    order by paid desc, member_id limit $limit offset $offset"""


def rows_behind(
    club: ClubInfo,
    figure: str,
    span: tuple[date, date],
    *,
    place: Place = ANYWHERE,
    page: tuple[int, int] = (50, 0),
    lake: Lake | None = None,
) -> dict[str, object]:
    """What is behind `figure` (a KPI, or a figure of the club summary) in the days of `span`, both in it.

    `page` is how many rows and how many to leave out before them. Receipts come newest first, members by what they
    spent.
    Raises `Refused`: `unknown_figure` and what `club_summary` raises.
    """
    period = checked(*span)
    kpi = KPI.get(FIGURES.get(figure, figure))
    if kpi is None:
        raise Refused("unknown_figure", field="figure", given=figure[:40])
    of, _, which = kpi.behind.partition(":")
    asked = _params(club, period, place, page)
    with opened(club, lake) as books:
        sql, tell = (_RECEIPTS, _receipt) if of == "receipts" else (_MEMBERS, _member)
        where = _RECEIPTS_WHERE[which] if of == "receipts" else _MEMBERS_WHERE[which]
        sql = sql.format(where=where)
        params = {name: value for name, value in asked.items() if f"${name}" in sql}
        rows = books.ask(sql, params)
        # A page behind the last has no row that could tell how many there are.
        counted = rows or (books.ask(sql, {**params, "limit": 1, "offset": 0}) if asked["offset"] else [])
        as_of = books.as_of
    return {
        "figure": figure,
        "of": of,
        "total": counted[0][-1] if counted else 0,
        "rows": [tell(row, club.exponent) for row in rows],
        "as_of": as_of.isoformat(),
    }


def rows_behind_known(kpi: Kpi) -> bool:
    """Whether the rows that `kpi` names as its own are rows that can be shown."""
    of, _, which = kpi.behind.partition(":")
    return which in {"receipts": _RECEIPTS_WHERE, "members": _MEMBERS_WHERE}[of]


def _params(club: ClubInfo, span: Span, place: Place, page: tuple[int, int]) -> dict[str, object]:
    limit, offset = page
    return {
        "first": span.first,
        "last": span.last,
        "look_back": look_back(club, span),
        "branch": place.branch,
        "employee": place.employee,
        "limit": min(max(limit, 1), MOST),
        "offset": max(offset, 0),
    }


def _receipt(row: Sequence[Any], exponent: int) -> dict[str, object]:
    receipt, number, day, sales, member, branch, employee, paid, items, redeemed, _ = row
    return {
        "receipt": public_id("rcp", receipt),
        "number": number,
        "day": day.isoformat(),
        "kind": _KINDS[sales],
        "member": None if member is None else public_id("mbr", member),
        "branch": branch,
        "employee": employee,
        "paid": format_decimal(paid, exponent),
        "items": trim_decimal(items, QUANTITY_PLACES),
        "redeemed": format_decimal(redeemed, exponent),
    }


def _member(row: Sequence[Any], exponent: int) -> dict[str, object]:
    member, joined, branch, employee, visits, paid, items, first, last, _ = row
    return {
        "member": public_id("mbr", member),
        "joined": joined.isoformat() if joined else None,
        "branch": branch,
        "employee": employee,
        "visits": int(visits),
        "spend": format_decimal(int(paid), exponent),
        "items": trim_decimal(int(items), QUANTITY_PLACES),
        "first_purchase": first.isoformat() if first else None,
        "last_purchase": last.isoformat() if last else None,
    }
