"""Who was taken in, by whom and from where, as the rules of joining look at it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from moadon.apps.fraud.sights import SPAN
from moadon.apps.members.models import Member
from moadon.kernel.ids import public_id, row_id
from moadon.store import run


class Joined(NamedTuple):
    """Somebody taken in one by one: by whom (a user or a key) and from where; `number`: the digits of the phone."""

    id: int
    at: datetime
    employee_id: int | None
    branch_id: int | None
    caller: str
    address: str
    number: int | None


def joined(club_id: int, members: Sequence[int], hours: int) -> list[Joined]:
    """Who was taken in around when these were. Two statements; nobody who was brought in by a file."""
    (span,) = run(
        f"""select min(joined_at) - {SPAN}, max(joined_at) + {SPAN} from members_member
            where id = any(%s::bigint[]) and joined_at > now() - interval '90 days'""",
        (hours, hours, list(members)),
    )
    if span[0] is None:
        return []
    rows = list(
        Member.objects.filter(club_id=club_id, joined_at__gte=span[0], joined_at__lte=span[1]).only(
            "id", "club_id", "joined_at", "employee_id", "branch_id", "phone_box"
        )
    )
    by = _taken_in_by(club_id, [row.pk for row in rows])
    return [
        Joined(row.pk, row.joined_at, row.employee_id, row.branch_id, *by[row.pk], _digits(row.phone))
        for row in rows
        if row.pk in by
    ]


class TakenIn(NamedTuple):
    """A member whom an employee took in a while ago, and whether they have bought anything."""

    id: int
    at: datetime
    employee_id: int
    branch_id: int | None
    bought: bool


def taken_in(club_id: int, members: Sequence[int], hours: int, days: int) -> list[TakenIn]:
    """Whom the employees who took these in took in by so many hours before, if it is so many days ago. Two statements.

    Nobody who was brought in by a file.
    """
    rows = run(
        f"""with fresh as materialized (
              select employee_id, min(joined_at) - {SPAN} as since, max(joined_at) as until from members_member
              where id = any(%s::bigint[]) and employee_id is not null group by employee_id)
            select m.id, m.joined_at, m.employee_id, m.branch_id,
              exists (select from receipts_receipt r where r.member_id = m.id and r.kind = 'sale')
            from fresh f join members_member m on m.club_id = %s and m.employee_id = f.employee_id
              and m.joined_at >= f.since and m.joined_at <= f.until - make_interval(days => %s)""",
        (hours, list(members), club_id, days),
    )
    by = _taken_in_by(club_id, [row[0] for row in rows]) if rows else {}
    return [TakenIn(*row) for row in rows if row[0] in by]


def _taken_in_by(club_id: int, members: Sequence[int]) -> dict[int, tuple[str, str]]:
    rows = run(
        """select subject, actor_kind || ':' || coalesce(actor_id, 0), address from audit_deed
           where club_id = %s and subject = any(%s::text[]) and action = 'member.added'""",
        (club_id, [public_id("mbr", member) for member in members]),
    )
    return {row_id("mbr", subject): (caller, address) for subject, caller, address in rows}


def _digits(phone: str | None) -> int | None:
    return int(phone[1:]) if phone and phone[1:].isdigit() else None
