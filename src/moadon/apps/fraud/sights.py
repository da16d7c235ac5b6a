"""What rules look at, read around what is new: never more of the past than a window reaches back."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from moadon.apps.fraud.types import ReceiptRow
from moadon.store import run

_BACK = "('return', 'cancel')"
_SHOWN = f"""r.id, case when r.kind in {_BACK} then 'return' else 'sale' end, r.at, r.member_id, r.employee_id,
    r.till_id, r.branch_id, r.total - r.discount, r.redeemed, r.of_receipt_id, s.at, coalesce(s.redeemed, 0)"""
_RUNG_NOW = "(%s or not r.details ? 'history')"
"""What is brought in out of old books was not rung now: it counts only where history is asked for."""
SPAN = "make_interval(hours => %s)"
"""So many hours, in SQL."""


def of_members(receipts: Sequence[int], hours: int, *, history: bool = False) -> list[ReceiptRow]:
    """All receipts of the members of these, so many hours before and after. One statement."""
    rows = run(
        f"""with fresh as materialized (
              select member_id, min(at) - {SPAN} as since, max(at) + {SPAN} as until
              from receipts_receipt where id = any(%s::bigint[]) and member_id is not null group by member_id)
            select {_SHOWN} from fresh f
            join receipts_receipt r on r.member_id = f.member_id and r.at >= f.since and r.at <= f.until and {_RUNG_NOW}
            left join receipts_receipt s on s.id = r.of_receipt_id""",
        (hours, hours, list(receipts), history),
    )
    return [ReceiptRow(*row) for row in rows]


def returns_of_employees(receipts: Sequence[int], hours: int, *, history: bool = False) -> list[ReceiptRow]:
    """All returns that the employees of these returns took, so many hours before and after. One statement."""
    rows = run(
        f"""with fresh as materialized (
              select employee_id, min(at) - {SPAN} as since, max(at) + {SPAN} as until from receipts_receipt
              where id = any(%s::bigint[]) and employee_id is not null and kind in {_BACK} group by employee_id)
            select {_SHOWN} from fresh f
            join receipts_receipt r on r.employee_id = f.employee_id and r.at >= f.since and r.at <= f.until
              and r.kind in {_BACK} and {_RUNG_NOW}
            left join receipts_receipt s on s.id = r.of_receipt_id""",
        (hours, hours, list(receipts), history),
    )
    return [ReceiptRow(*row) for row in rows]


class Busy(NamedTuple):
    """What may be busy: receipts by `column`, within hours, and what is still usual."""

    column: str
    hours: int
    most: int


def busy(club_id: int, receipts: Sequence[int], rule: Busy, *, history: bool = False) -> list[ReceiptRow]:
    """Sales around these of those tills, branches or employees that have more than is usual in some window.

    Receipts that lie far apart are looked up apart, so that one that comes late reads no more than its own day.
    """
    column, hours = rule.column, rule.hours
    rows = run(
        f"""with fresh as materialized (select at from receipts_receipt where id = any(%s::bigint[])),
            marked as (select at, at - lag(at) over (order by at) > 2 * {SPAN} as apart from fresh),
            grouped as (select at, count(*) filter (where apart) over (order by at) as n from marked),
            spans as materialized (
              select min(at) - {SPAN} as since, max(at) + {SPAN} as until from grouped group by n),
            pool as (
              select r.*, count(*) over (partition by r.{column} order by r.at
                range between {SPAN} preceding and current row) as n
              from spans join receipts_receipt r on r.club_id = %s and r.at >= since and r.at <= until
              where r.kind = 'sale' and r.{column} is not null and {_RUNG_NOW}),
            peaks as (select *, max(n) over (partition by {column}) as peak from pool)
            select {_SHOWN} from peaks r left join receipts_receipt s on s.id = r.of_receipt_id where r.peak > %s""",
        (list(receipts), hours, hours, hours, hours, club_id, history, rule.most),
    )
    return [ReceiptRow(*row) for row in rows]


class OfStopped(NamedTuple):
    """A receipt that came while its employee, or its till, was stopped: those of the two that were."""

    id: int
    at: datetime
    employee_id: int | None
    till_id: int | None
    branch_id: int | None


def of_stopped(receipts: Sequence[int]) -> list[OfStopped]:
    """Which of these receipts came after their employee or till was stopped, whenever they were rung. One statement."""
    rows = run(
        """select r.id, r.at, e.id, t.id, r.branch_id from receipts_receipt r
           left join clubs_employee e on e.id = r.employee_id and e.stopped_at <= r.recorded_at
           left join clubs_till t on t.id = r.till_id and t.stopped_at <= r.recorded_at
           where r.id = any(%s::bigint[]) and not r.details ? 'history' and coalesce(e.id, t.id) is not null""",
        (list(receipts),),
    )
    return [OfStopped(*row) for row in rows]


class Rung(NamedTuple):
    """A receipt of nobody that came back whole, and the one of a member that was rung right after it."""

    id: int
    at: datetime
    employee_id: int
    member_id: int
    branch_id: int | None


def rung_again(club_id: int, receipts: Sequence[int], hours: int, minutes: int, *, history: bool = False) -> list[Rung]:
    """Receipts of members that an employee rang within minutes of taking back one of nobody's, of the same total."""
    rows = run(
        f"""with fresh as materialized (
              select employee_id, min(at) - {SPAN} as since, max(at) + {SPAN} as until
              from receipts_receipt where id = any(%s::bigint[]) and employee_id is not null group by employee_id)
            select distinct again.id, again.at, again.employee_id, again.member_id, again.branch_id
            from fresh f join receipts_receipt back on back.employee_id = f.employee_id and back.kind in {_BACK}
              and back.at >= f.since and back.at <= f.until and back.member_id is null
            join receipts_receipt again on again.club_id = %s and again.at >= back.at
              and again.at <= back.at + make_interval(mins => %s) and again.kind = 'sale'
              and again.member_id is not null and again.employee_id = back.employee_id
              and again.total = back.total and (%s or not again.details ? 'history')""",
        (hours, hours, list(receipts), club_id, minutes, history),
    )
    return [Rung(*row) for row in rows]


class Brought(NamedTuple):
    """Goods that a member brought back: by which return, which product."""

    id: int
    at: datetime
    member_id: int
    product_id: int
    branch_id: int | None


def goods_back(receipts: Sequence[int], hours: int, *, history: bool = False) -> list[Brought]:
    """What the members of these returns brought back, so many hours before and after. One statement."""
    rows = run(
        f"""with fresh as materialized (
              select member_id, min(at) - {SPAN} as since, max(at) + {SPAN} as until from receipts_receipt
              where id = any(%s::bigint[]) and member_id is not null and kind = 'return' group by member_id)
            select distinct r.id, r.at, r.member_id, l.product_id, r.branch_id from fresh f
            join receipts_receipt r on r.member_id = f.member_id and r.at >= f.since and r.at <= f.until
              and r.kind = 'return' and {_RUNG_NOW}
            join receipts_line l on l.receipt_id = r.id and l.quantity > 0""",
        (hours, hours, list(receipts), history),
    )
    return [Brought(*row) for row in rows]


class Fallen(NamedTuple):
    """A return by which a member lost what the goods had reached."""

    id: int
    at: datetime
    member_id: int
    branch_id: int | None


def reached_and_back(receipts: Sequence[int], hours: int, *, history: bool = False) -> list[Fallen]:
    """Returns of the members of these that took a level, or a target that was paid already, so many hours before and
    after. One statement."""
    rows = run(
        f"""with fresh as materialized (
              select member_id, min(at) - {SPAN} as since, max(at) + {SPAN} as until from receipts_receipt
              where id = any(%s::bigint[]) and member_id is not null and kind in {_BACK} group by member_id)
            select r.id, r.at, r.member_id, r.branch_id from fresh f
            join receipts_receipt r on r.member_id = f.member_id and r.at >= f.since and r.at <= f.until
              and r.kind in {_BACK} and {_RUNG_NOW}
            where exists (select from rewards_tier t
                where t.member_id = r.member_id and t.receipt = r.id and t.cause = 'returned')
              or exists (select from rewards_earning e
                join rewards_progress p using (member_id, programme, rule, period)
                where e.sale = r.of_receipt_id and e.receipt = r.id and e.amount < 0 and p.settled)""",
        (hours, hours, list(receipts), history),
    )
    return [Fallen(*row) for row in rows]


def since(moment: datetime, most: int) -> list[int]:
    """The newest receipts since a moment, so many at most, history too. One statement."""
    rows = run("select id from receipts_receipt where at >= %s order by at desc limit %s", (moment, most))
    return [row for (row,) in rows]


class Waiting(NamedTuple):
    """A return whose sale nobody knows: the employee who took it back."""

    id: int
    at: datetime
    employee_id: int
    branch_id: int | None


def without_sale(rows: Sequence[int], hours: int) -> list[Waiting]:
    """Returns that wait for their sale, of the employees of these, so many hours before and after. One statement."""
    found = run(
        f"""with fresh as materialized (
              select body ->> 'employee' as code, min(at) - {SPAN} as since, max(at) + {SPAN} as until
              from receipts_parked_return where id = any(%s::bigint[]) and body ->> 'employee' is not null group by 1)
            select p.id, p.at, e.id, b.id from fresh f
            join receipts_parked_return p on p.body ->> 'employee' = f.code and p.at >= f.since and p.at <= f.until
              and p.matched_at is null
            join clubs_employee e on e.club_id = p.club_id and e.code = f.code
            left join clubs_branch b on b.club_id = p.club_id and b.code = p.body ->> 'branch'""",
        (hours, hours, list(rows)),
    )
    return [Waiting(*row) for row in found]


class Guessed(NamedTuple):
    """A wrong guess: by whom, from where."""

    id: int
    at: datetime
    caller: str
    address: str
    kind: str


def guesses(club_id: int, facts: Sequence[int], hours: int) -> list[Guessed]:
    """All wrong guesses of the callers and addresses of these facts, so many hours before and after. One statement."""
    rows = run(
        f"""with fresh as materialized (
              select caller, address, at - {SPAN} as since, at + {SPAN} as until from fraud_guess
              where club_id = %s and fact = any(%s::bigint[])),
            spans as materialized (
              select caller, address, min(since) as since, max(until) as until from fresh group by 1, 2)
            select g.id, g.at, g.caller, g.address, g.kind from spans s join fraud_guess g on g.club_id = %s
              and g.caller = s.caller and g.at >= s.since and g.at <= s.until
            union
            select g.id, g.at, g.caller, g.address, g.kind from spans s join fraud_guess g on g.club_id = %s
              and g.address = s.address and s.address <> '' and g.at >= s.since and g.at <= s.until""",
        (hours, hours, club_id, list(facts), club_id, club_id),
    )
    return [Guessed(*row) for row in rows]


def waiting_since(moment: datetime) -> list[int]:
    """Returns that wait for their sale since a moment. One statement."""
    rows = run("select id from receipts_parked_return where at >= %s and matched_at is null", (moment,))
    return [row for (row,) in rows]


def guessed_since(moment: datetime) -> list[int]:
    """Facts of wrong guesses since a moment. One statement."""
    return [row for (row,) in run("select fact from fraud_guess where at >= %s", (moment,))]
