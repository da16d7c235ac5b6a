"""Reads of corrections. Inside a transaction of the club."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet

from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.corrections.models import PolicyRow, Request
from moadon.apps.corrections.policy import DEFAULT
from moadon.apps.corrections.types import Limit, Policy, Reason, State, TransferTerms
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.store import run


def policy(club: ClubInfo) -> Policy:
    """What the club decided; the defaults where it decided nothing yet. One statement."""
    row = PolicyRow.objects.filter(club_id=club.id).first()
    if row is None:
        return DEFAULT
    return Policy(
        {(role, kind): Limit(single, day) for role, kind, single, day in row.limits},
        tuple(Reason(code, name) for code, name in row.reasons),
        row.days,
        {one["wallet"]: TransferTerms(**one) for one in row.transfers},
    )


def requests(club: ClubInfo, branch_id: int | None = None) -> QuerySet[Request]:
    """The club's corrections, newest first; those asked for in one branch where it is given."""
    rows = Request.objects.filter(club_id=club.id).order_by("-id")
    return rows if branch_id is None else rows.filter(branch_id=branch_id)


def request(club: ClubInfo, row: int, branch_id: int | None = None, *, lock: bool = False) -> Request:
    """One correction; with `lock` nobody else decides it until the transaction ends.

    Raises `Refused("unknown_id", status=404)`, also for one of another branch than `branch_id`.
    """
    rows = requests(club, branch_id).filter(id=row)
    found = (rows.select_for_update(no_key=True) if lock else rows).first()
    if found is None:
        raise Refused("unknown_id", status=404, given=public_id("cor", row))
    return found


def stage(row: Request, now: datetime) -> str:
    """What a correction is at `now`: one that waited too long has expired, swept out or not."""
    return "expired" if row.state == "waiting" and row.ends_at <= now else row.state


def only_in(rows: QuerySet[Request], state: State, now: datetime) -> QuerySet[Request]:
    """Those of `rows` that are in this state at `now`."""
    overdue = Q(state="waiting", ends_at__lte=now)
    if state == "waiting":
        return rows.filter(state="waiting").exclude(overdue)
    return rows.filter(Q(state="expired") | overdue) if state == "expired" else rows.filter(state=state)


def overdue(at: datetime, limit: int) -> QuerySet[Request]:
    """Up to `limit` requests that nobody decided by `at`, oldest first, locked until the transaction ends."""
    rows = Request.objects.filter(state="waiting", ends_at__lte=at).order_by("ends_at", "id")
    return rows.select_for_update(no_key=True)[:limit]


def authorised(actor: Actor, kind: str, day: date) -> int:
    """How much of wallets of `kind` somebody answered for on a day of the club, as `policy.counted`. One statement.

    The hand must be locked (`actions.lock_hand`), so that nobody counts beside it.
    """
    (row,) = run(
        """select coalesce(sum(counted), 0)::bigint from corrections_request
           where state = 'done' and day = %s and kind = %s and decider_kind = %s
             and decider_id is not distinct from %s""",
        (day, kind, actor.kind, actor.id),
    )
    return int(row[0])


def of_transactions(transactions: Iterable[int]) -> dict[int, Request]:
    """By transaction of the books the correction that made it. One statement."""
    rows = Request.objects.filter(transaction_id__in=list(transactions))
    return {row.transaction_id: row for row in rows if row.transaction_id is not None}
