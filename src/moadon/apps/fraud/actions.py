"""Writes of findings. Always inside a club's transaction, many at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from moadon.apps.fraud.models import Decision, Finding, Pause
from moadon.apps.fraud.types import Noted, Proof, Sighting
from moadon.kernel.refusals import Refused
from moadon.store import draw, insert_rows, run, update_rows

_FINDING = {
    "id": "bigint", "club_id": "bigint", "rule": "text", "subject": "text", "member_id": "bigint",
    "employee_id": "bigint", "till_id": "bigint", "branch_id": "bigint", "state": "text", "quiet": "boolean",
    "stops": "boolean", "events": "int", "amount": "bigint", "peak": "int", "score": "int", "first_at": "timestamptz",
    "last_at": "timestamptz", "decided_by": "text", "reason": "text", "edition": "int",
}  # fmt: skip
_EVIDENCE = {
    "club_id": "bigint", "finding_id": "bigint", "rule": "text", "subject": "text", "kind": "text", "ref": "bigint",
    "at": "timestamptz", "amount": "bigint", "branch_id": "bigint",
}  # fmt: skip
_GROWN = {"id": "bigint", "peak": "int", "score": "int"}
_GROW = """
    update fraud_finding f set events = e.events, amount = e.amount, first_at = e.first_at, last_at = e.last_at,
      branch_id = e.branch, peak = greatest(f.peak, u.peak), score = greatest(f.score, u.score), edition = edition + 1
    from unnest(%s::bigint[], %s::int[], %s::int[]) as u(id, peak, score), lateral (
      select count(*)::int as events, coalesce(sum(x.amount), 0)::bigint as amount, min(x.at) as first_at,
        max(x.at) as last_at, case when count(distinct coalesce(x.branch_id, 0)) = 1 then min(x.branch_id) end as branch
      from fraud_evidence x where x.finding_id = u.id) e
    where f.id = u.id"""
_KNOWN = """
    select e.rule, e.subject, e.kind, e.ref from unnest(%s::text[], %s::text[], %s::text[], %s::bigint[])
      as w(rule, subject, kind, ref)
    join fraud_evidence e on e.club_id = %s and e.rule = w.rule and e.subject = w.subject and e.kind = w.kind
      and e.ref = w.ref"""
Key = tuple[str, str]


def hold_watcher(club_id: int) -> bool:
    """Be the one who watches the club until the transaction ends; False where somebody else is."""
    run("insert into fraud_watcher (club_id) values (%s) on conflict do nothing", (club_id,))
    return bool(run("select id from fraud_watcher where club_id = %s for update skip locked", (club_id,)))


def watched(club_id: int, at: datetime) -> None:
    """Note that the watcher has looked."""
    run("update fraud_watcher set watched_at = %s where club_id = %s", (at, club_id))


def note(club_id: int, sightings: Sequence[Sighting]) -> Noted:
    """Write sightings: what is new of them opens findings or adds to those that are open. Seven statements, or two.

    Evidence that a finding of the same rule and subject has, decided or not, counts no more. By the watcher alone.
    """
    fresh = _fresh(club_id, sightings)
    if not fresh:
        return Noted((), ())
    keys = sorted((s.rule, s.subject.text) for s, _ in fresh)
    rows = run(
        """select rule, subject, id from fraud_finding
           where club_id = %s and (rule, subject) in (select * from unnest(%s::text[], %s::text[]))
             and state in ('open', 'held') order by id for update""",
        (club_id, [rule for rule, _ in keys], [subject for _, subject in keys]),
    )
    ids: dict[Key, int] = {(rule, subject): row for rule, subject, row in rows}
    opening = [(s, proofs) for s, proofs in fresh if (s.rule, s.subject.text) not in ids]
    numbers = draw({"fraud_finding": len(opening)})["fraud_finding"]
    new = [_finding_row(club_id, row, s, proofs) for (s, proofs), row in zip(opening, numbers, strict=True)]
    insert_rows("fraud_finding", _FINDING, new)
    ids.update({(row[2], row[3]): row[0] for row in new})  # type: ignore[misc]
    evidence = [
        (club_id, ids[s.rule, s.subject.text], s.rule, s.subject.text, *proof)
        for s, proofs in fresh
        for proof in proofs
    ]
    insert_rows("fraud_evidence", _EVIDENCE, evidence)
    grown = [(ids[s.rule, s.subject.text], s.peak, s.score) for s, _ in fresh]
    update_rows(_GROW, _GROWN, grown)
    return Noted(tuple(numbers), tuple(row for row, _, _ in grown))


def _fresh(club_id: int, sightings: Sequence[Sighting]) -> list[tuple[Sighting, list[Proof]]]:
    wanted = [(s.rule, s.subject.text, p.kind, p.ref) for s in sightings for p in s.proofs]
    columns = [list(column) for column in zip(*wanted, strict=True)] if wanted else [[], [], [], []]
    known = set(run(_KNOWN, (*columns, club_id)))
    fresh = [(s, [p for p in s.proofs if (s.rule, s.subject.text, p.kind, p.ref) not in known]) for s in sightings]
    return [(s, proofs) for s, proofs in fresh if proofs]


def _finding_row(club_id: int, row: int, s: Sighting, proofs: Sequence[Proof]) -> tuple[object, ...]:
    subject, times = s.subject, [proof.at for proof in proofs]
    return (
        row, club_id, s.rule, subject.text, subject.member_id, subject.employee_id, subject.till_id, subject.branch_id,
        "held" if s.holds else "open", s.quiet, s.stops, 0, 0, s.peak, s.score, min(times), max(times), "", "", 1,
    )  # fmt: skip


def lock_finding(club_id: int, row: int) -> Finding:
    """A finding, locked until the transaction ends. Raises `Refused("unknown_id", status=404)`."""
    found = Finding.objects.select_for_update().filter(club_id=club_id, id=row).first()
    if found is None:
        raise Refused("unknown_id", status=404)
    return found


def write_decision(finding: Finding, decision: str, by: str, at: datetime, reason: str) -> None:
    """Write what a locked finding has become, and who decided it. Two statements."""
    finding.decided_at, finding.decided_by, finding.reason = at, by, reason
    finding.edition += 1
    finding.save(update_fields=["state", "quiet", "stops", "decided_at", "decided_by", "reason", "edition"])
    Decision.objects.create(club_id=finding.club_id, finding=finding, decision=decision, by=by, at=at, reason=reason)


def pause(club_id: int, lots: Mapping[int, datetime]) -> None:
    """Remember when these lots would have become spendable. One statement."""
    Pause.objects.bulk_create(
        [Pause(club_id=club_id, lot=lot, active_at=at) for lot, at in sorted(lots.items())], ignore_conflicts=True
    )


def resume(lots: Iterable[int]) -> dict[int, datetime]:
    """Forget the pauses of these lots; when each would have become spendable. One statement."""
    return dict(run("delete from fraud_pause where lot = any(%s::bigint[]) returning lot, active_at", (list(lots),)))


def keep_guesses(club_id: int, rows: Sequence[tuple[int, str, str, str, datetime]]) -> None:
    """Write wrong guesses: (fact, kind, caller, address, at). One statement; what is known already stays."""
    columns = {"club_id": "bigint", "fact": "bigint", "kind": "text", "caller": "text", "address": "text",
               "at": "timestamptz"}  # fmt: skip
    insert_rows("fraud_guess", columns, [(club_id, *row) for row in rows], "on conflict do nothing")


def forget_guesses(club_id: int, before: datetime) -> None:
    """Forget guesses that no window reaches any more. Part of the night."""
    run("delete from fraud_guess where club_id = %s and at < %s", (club_id, before))
