"""Decisions about a finding: each state has one way out at a time, taken under the lock of the finding.

open -> held, reversed, dismissed; held -> released, reversed; dismissed -> open (the dismissal undone).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.fraud import actions, queries
from moadon.apps.fraud import links as people
from moadon.apps.fraud.models import Finding
from moadon.apps.receipts.models import Receipt
from moadon.flows.fraud.keeping import keep_awards, let_go
from moadon.flows.fraud.spending import let_spend, stop_spending
from moadon.flows.fraud.taking_back import take_back
from moadon.kernel.facts import Fact
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.kernel.texts import parse_text
from moadon.store import club_transaction, retrying

Decision = Literal["hold", "release", "reverse", "dismiss", "reopen", "stop", "allow"]
DECISIONS: tuple[Decision, ...] = ("hold", "release", "reverse", "dismiss", "reopen", "stop", "allow")
_WAYS: dict[str, tuple[tuple[str, ...], str | None]] = {
    "hold": (("open",), "held"),
    "release": (("held",), "released"),
    "reverse": (("open", "held"), "reversed"),
    "dismiss": (("open",), "dismissed"),
    "reopen": (("dismissed",), "open"),
    "stop": (("open", "held"), None),
    "allow": (("open", "held", "released", "reversed", "dismissed"), None),
}
"""From which states a decision leads, and to which; None: the state stays."""
_TOLD = {
    "hold": "MisuseHeld", "release": "MisuseReleased", "reverse": "MisuseReversed", "dismiss": "MisuseDismissed",
    "reopen": "MisuseReopened", "stop": "MisuseStopped", "allow": "MisuseAllowed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decided:
    """What somebody wants done with a finding, and why. `branch`: they see only findings of this branch."""

    finding: str
    decision: str
    reason: str
    branch: int | None = None


def ways_of(finding: Finding) -> list[Decision]:
    """What may be decided of a finding now."""
    can = [one for one in DECISIONS if finding.state in _WAYS[one][0]]
    useless = {"stop", "allow"} if finding.member_id is None else {"stop" if finding.stops else "allow"}
    return [one for one in can if one not in useless]


def decide(club: ClubInfo, wanted: Decided, actor: Actor, now: datetime) -> int:
    """Decide about a finding; its row.

    Raises `Refused`: `unknown_id` (404), `unknown_value`, `reason_needed`, `finding_decided` (409),
    `finding_open_again` (409), `about_yourself` (403).
    """
    if wanted.decision not in _WAYS:
        raise Refused("unknown_value", field="decision", given=wanted.decision[:40])
    reason = parse_text(wanted.reason, field="reason", needed=False) or ""
    if not reason.strip():
        raise Refused("reason_needed", field="reason")

    def work() -> int:
        with club_transaction(club.id):
            row = queries.finding(club, wanted.finding, wanted.branch).pk
            finding = actions.lock_finding(club.id, row)
            _check(finding, wanted.decision, actor)
            _DOES[wanted.decision](club, finding, actor, now)
            state = _WAYS[wanted.decision][1]
            before = finding.state
            finding.state = state or before
            actions.write_decision(finding, wanted.decision, actor.called, now, reason)
            public = public_id("fnd", row)
            audit.write_facts(club.id, [Fact(_TOLD[wanted.decision], public, now)])
            told = {"state": finding.state, "decision": wanted.decision}
            audit.record_deed(club.id, actor, "finding.decided", public, {"state": before}, told)
            return row

    return retrying(work)


def _check(finding: Finding, decision: str, actor: Actor) -> None:
    if finding.state not in _WAYS[decision][0]:
        raise Refused("finding_decided", status=409, state=finding.state)
    user = actor.id if actor.kind == "user" else None
    if people.is_about(user, *_who(finding)):
        raise Refused("about_yourself", status=403)


def _who(finding: Finding) -> tuple[set[int | None], set[int | None]]:
    """Employees and members that a finding is about: as its subject, or by what it rests on."""
    receipts = queries.held_receipts([finding.pk])
    rows = set(Receipt.objects.filter(id__in=receipts).values_list("employee_id", "member_id"))
    joined: set[int | None] = set(queries.joined_members([finding.pk]))
    employees = {employee for employee, _ in rows} | {finding.employee_id}
    return employees, {member for _, member in rows} | joined | {finding.member_id}


def _hold(club: ClubInfo, finding: Finding, _: Actor, now: datetime) -> None:
    finding.quiet = False
    keep_awards(club, [finding.pk], now)


def _release(club: ClubInfo, finding: Finding, actor: Actor, now: datetime) -> None:
    let_go(club, finding.pk, now)
    keep_awards(club, queries.sharing(finding.pk), now)
    _let_spend(club, finding, actor, now)


def _reverse(club: ClubInfo, finding: Finding, actor: Actor, now: datetime) -> None:
    let_go(club, finding.pk, now)
    take_back(club, finding.pk, now)
    keep_awards(club, queries.sharing(finding.pk), now)
    _let_spend(club, finding, actor, now)


def _dismiss(club: ClubInfo, finding: Finding, actor: Actor, now: datetime) -> None:
    _let_spend(club, finding, actor, now)


def _reopen(club: ClubInfo, finding: Finding, _: Actor, __: datetime) -> None:
    again = queries.findings(club).filter(rule=finding.rule, subject=finding.subject, state__in=["open", "held"])
    if again.exists():
        raise Refused("finding_open_again", status=409)


def _stop(club: ClubInfo, finding: Finding, actor: Actor, now: datetime) -> None:
    if finding.member_id is None:
        raise Refused("nobody_to_stop", field="decision")
    finding.stops = True
    stop_spending(club, [finding.member_id], actor, now)


def _allow(club: ClubInfo, finding: Finding, actor: Actor, now: datetime) -> None:
    if finding.member_id is None:
        raise Refused("nobody_to_stop", field="decision")
    finding.stops = False
    let_spend(club, [finding.member_id], actor, now)


def _let_spend(club: ClubInfo, finding: Finding, actor: Actor, now: datetime) -> None:
    """Let the member spend again whom this finding stopped, unless another one still does."""
    if not finding.stops or finding.member_id is None:
        return
    if not queries.stopped_by_others([finding.member_id], finding.pk):
        let_spend(club, [finding.member_id], actor, now)


_DOES: dict[str, Callable[[ClubInfo, Finding, Actor, datetime], None]] = {
    "hold": _hold,
    "release": _release,
    "reverse": _reverse,
    "dismiss": _dismiss,
    "reopen": _reopen,
    "stop": _stop,
    "allow": _allow,
}
