"""Writes of corrections. All but `decide_policy` join the open transaction of the club."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.corrections.models import PolicyRow, Request
from moadon.apps.corrections.policy import checked
from moadon.apps.corrections.types import Booked, Hand, NewRequest, Policy, State
from moadon.kernel.ids import public_id
from moadon.store import club_transaction, run


def decide_policy(club: ClubInfo, policy: Policy, actor: Actor) -> None:
    """Keep what the club decides from now on. Raises `Refused` naming the field at fault."""
    read = checked(policy, club.exponent)
    values = {
        "limits": [[role, kind, *limit] for (role, kind), limit in read.limits.items()],
        "reasons": [[one.code, dict(one.name)] for one in read.reasons],
        "transfers": [asdict(one) for one in read.transfers.values()],
        "days": read.days,
    }
    with club_transaction(club.id):
        before = PolicyRow.objects.filter(club_id=club.id).values(*values).first()
        PolicyRow.objects.update_or_create(club_id=club.id, defaults=values)
        audit.record_deed(club.id, actor, "corrections.decided", public_id("clb", club.id), before, values)


def lock_hand(club_id: int, actor: Actor) -> None:
    """Let nobody else count what this person or key answers for until the transaction ends. Before any account."""
    run(
        "select pg_advisory_xact_lock(hashtextextended(format('%%s/%%s', %s::bigint, %s::text), 77))",
        (club_id, actor.caller),
    )


def write_request(club_id: int, new: NewRequest, hand: Hand, done: Booked | None) -> int:
    """Write a correction that waits, or one that was `done` at once; its row."""
    return write_requests(club_id, [(new, done)], hand)[0]


def write_requests(club_id: int, asked: Sequence[tuple[NewRequest, Booked | None]], hand: Hand) -> list[int]:
    """`write_request` for many, in order. One statement."""
    return [row.pk for row in Request.objects.bulk_create(_request(club_id, new, hand, done) for new, done in asked)]


def _request(club_id: int, new: NewRequest, hand: Hand, done: Booked | None) -> Request:
    asked = asdict(new)
    day = asked.pop("day")
    end = _end(hand.actor, new.asked_at, day, done) if done else {}
    return Request(
        club_id=club_id,
        branch_id=hand.branch_id,
        asker_kind=hand.actor.kind,
        asker_id=hand.actor.id,
        asker_name=hand.actor.called,
        asker_role=hand.role,
        state="done" if done else "waiting",
        **asked,
        **end,
    )


def book_request(row: Request, actor: Actor, said: str, now: datetime, day: date, done: Booked) -> None:
    """Write that a request that waited was done, and who answers for it. The row must be locked."""
    _update(row, {"state": "done", "said": said, **_end(actor, now, day, done)})


def end_request(row: Request, state: State, actor: Actor, said: str, now: datetime) -> None:
    """Write that a request that waited ended without effect. The row must be locked."""
    ended = {"decider_kind": actor.kind, "decider_id": actor.id, "decider_name": actor.called, "decided_at": now}
    _update(row, {"state": state, "said": said, **ended})


def expire_requests(rows: Sequence[Request]) -> None:
    """Write that these locked requests ended by themselves, each when its time was over. One statement."""
    run(
        """update corrections_request set state = 'expired', decided_at = ends_at, decider_kind = 'system',
             decider_name = 'moadon' where id = any(%s::bigint[])""",
        ([row.pk for row in rows],),
    )


def _end(actor: Actor, now: datetime, day: date, done: Booked) -> dict[str, object]:
    return {
        "decider_kind": actor.kind,
        "decider_id": actor.id,
        "decider_name": actor.called,
        "decided_at": now,
        "day": day,
        "transaction_id": done.transaction,
        "before": done.before,
        "after": done.after,
    }


def _update(row: Request, values: dict[str, object]) -> None:
    Request.objects.filter(pk=row.pk).update(**values)
    for name, value in values.items():
        setattr(row, name, value)
