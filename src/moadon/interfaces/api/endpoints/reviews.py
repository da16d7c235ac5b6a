"""What looks like misuse: listed, looked at, decided."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from django.http import HttpResponse
from ninja import Query, Router

from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.permissions import May
from moadon.apps.fraud import queries
from moadon.apps.fraud.models import Evidence, Finding
from moadon.apps.fraud.rules import checked, editions, rule_of, rules, set_rule
from moadon.engine.fraud import Chosen
from moadon.flows.fraud import Decided, decide, ways_of
from moadon.flows.fraud.telling import about, title
from moadon.interfaces.api import answers, shown
from moadon.interfaces.api.callers import ApiRequest, Caller
from moadon.interfaces.api.described import sends
from moadon.interfaces.api.paging import page
from moadon.interfaces.api.schemas import reviews as shapes
from moadon.interfaces.api.schemas.values import read
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.money import format_decimal
from moadon.store import club_transaction
from moadon.ui.words import tell

router = Router(tags=["Reviews"])
_EXAMPLE = {"decision": "hold", "reason": "Twelve receipts in an hour"}
_PREFIX = {"receipt": "rcp", "member": "mbr"}
_SHOWN = 200


@router.get("reviews", response=shapes.Reviews, operation_id="listReviews")
def list_reviews(request: ApiRequest, wanted: Query[shapes.ReviewsWanted]) -> HttpResponse:
    """What was found, the worst first. A key of one branch sees what is of that branch alone."""
    caller = _reader(request)
    with club_transaction(caller.club.id):
        rows = queries.findings(caller.club, caller.key.branch_id)
        for name in ("state", "rule"):
            if getattr(wanted, name):
                rows = rows.filter(**{name: getattr(wanted, name)})
        if wanted.member:
            rows = rows.filter(member_id=row_id("mbr", wanted.member, field="member"))
        if wanted.branch:
            found = clubs.shop_by_codes([wanted.branch], [], []).branches.get(wanted.branch)
            rows = rows.filter(branch_id=found.id) if found else rows.none()
        return answers.told(page(rows, ("-score", "-id"), wanted, partial(_told, caller)))


@router.get("reviews/{review_id}", response=shapes.ReviewInFull, operation_id="getReview")
def get(request: ApiRequest, review_id: str) -> HttpResponse:
    """One finding, with what it rests on and what was decided."""
    caller = _reader(request)
    with club_transaction(caller.club.id):
        return answers.told(_in_full(caller, review_id))


@router.post(
    "reviews/{review_id}/decisions",
    response={201: shapes.ReviewInFull},
    operation_id="decideReview",
    openapi_extra=sends(shapes.NewDecision, _EXAMPLE),
)
def decide_review(request: ApiRequest, review_id: str) -> HttpResponse:
    """Decide about a finding: each has one end."""
    caller = request.caller
    caller.must(May.DECIDE_FRAUD)
    body = read(shapes.NewDecision, request.sent)
    wanted = Decided(review_id, body.decision, body.reason, caller.key.branch_id)
    with club_transaction(caller.club.id):
        decide(caller.club, wanted, caller.actor, datetime.now(UTC))
        return answers.told(_in_full(caller, review_id), 201)


@router.get("review-rules", response=shapes.Rules, operation_id="listReviewRules")
def list_rules(request: ApiRequest) -> HttpResponse:
    """Every rule by which misuse is found, with its numbers and what happens when it catches."""
    caller = _reader(request)
    with club_transaction(caller.club.id):
        changed = editions(caller.club)
        rows = [_rule(caller, rule, changed.get(kind, 0)) for kind, rule in rules(caller.club).items()]
        return answers.told({"items": rows})


@router.patch(
    "review-rules/{rule}",
    response=shapes.Rule,
    operation_id="editReviewRule",
    openapi_extra=sends(shapes.RuleChanges, {"effect": "hold", "numbers": {"most": 10}}),
)
def edit_rule(request: ApiRequest, rule: str) -> HttpResponse:
    """Change a rule: it counts from the next look on."""
    caller = request.caller
    caller.must(May.SET_FRAUD)
    body = read(shapes.RuleChanges, request.sent)
    given = body.model_dump(exclude_unset=True)
    edition = answers.edition_wanted(request)
    with club_transaction(caller.club.id):
        known = rule_of(caller.club, rule)
        numbers = {**known.numbers, **body.numbers}
        wanted = checked(rule, given.get("on", known.on), given.get("effect", known.effect), numbers)
        set_rule(club=caller.club, rule=wanted, actor=caller.actor, edition=edition)
        return answers.told(_rule(caller, wanted, editions(caller.club).get(rule, 0)))


def _rule(caller: Caller, rule: Chosen, edition: int) -> dict[str, object]:
    return {
        "rule": rule.kind.id,
        "title": tell(title(rule.kind.id), caller.shapes),
        "about": tell(about(rule), caller.shapes),
        "on": rule.on,
        "effect": rule.effect,
        "numbers": dict(rule.numbers),
        "bounds": {name: number._asdict() for name, number in rule.kind.numbers.items()},
        "edition": edition,
    }


def _reader(request: ApiRequest) -> Caller:
    request.caller.must(May.READ_FRAUD)
    return request.caller


def _in_full(caller: Caller, review_id: str) -> dict[str, object]:
    row = queries.finding(caller.club, review_id, caller.key.branch_id)
    evidence = queries.evidence_of(row.pk)[:_SHOWN]
    decisions = [
        {"decision": one.decision, "by": one.by, "at": shown.moment(one.at), "reason": one.reason}
        for one in queries.decisions_of(row.pk)
    ]
    proofs = [_proof(caller, one) for one in evidence]
    return {**_told(caller, [row])[0], "evidence": proofs, "decisions": decisions}


def _proof(caller: Caller, one: Evidence) -> dict[str, object]:
    prefix = _PREFIX.get(one.kind)
    return {
        "kind": one.kind,
        "id": public_id(prefix, one.ref) if prefix else None,
        "at": shown.moment(one.at),
        "amount": format_decimal(one.amount, caller.club.exponent),
    }


def _told(caller: Caller, rows: Sequence[Finding]) -> list[dict[str, object]]:
    codes = clubs.codes_by_id((row.branch_id for row in rows), (row.employee_id for row in rows))
    known = rules(caller.club)
    return [
        {
            "id": public_id("fnd", row.pk),
            "rule": row.rule,
            "title": tell(title(row.rule), caller.shapes),
            "about": tell(about(known[row.rule]), caller.shapes),
            "state": row.state,
            "noted": row.quiet,
            "member": shown.opaque("mbr", row.member_id),
            "employee": codes.employees.get(row.employee_id or 0),
            "branch": codes.branches.get(row.branch_id or 0),
            "events": row.events,
            "peak": row.peak,
            "score": row.score,
            "amount": format_decimal(row.amount, caller.club.exponent),
            "first_at": shown.moment(row.first_at),
            "last_at": shown.moment(row.last_at),
            "found_at": shown.moment(row.found_at),
            "decided_by": row.decided_by,
            "decided_at": shown.moment(row.decided_at),
            "reason": row.reason,
            "can": ways_of(row),
        }
        for row in rows
    ]
