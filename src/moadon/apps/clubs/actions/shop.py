"""Branches, employees and tills."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.changes import EmployeeChanges, TillChanges
from moadon.apps.clubs.models import Branch, Employee, Till
from moadon.apps.clubs.queries import branches, employees, tills
from moadon.apps.clubs.types import (
    Actor,
    BranchChanges,
    ClubInfo,
    Shop,
    TillCode,
)
from moadon.kernel.calendars import zone_of
from moadon.kernel.refusals import Refused
from moadon.kernel.texts import parse_code, parse_text
from moadon.store import club_transaction, run
from moadon.store.conflicts import refusing

Edited = TypeVar("Edited", Branch, Employee, Till)

_TAKEN = {
    "one_branch_per_code": ("code_taken", "code"),
    "one_employee_per_code": ("code_taken", "code"),
    "one_till_per_code": ("code_taken", "code"),
}
_MAKE_TILLS = """
    insert into clubs_till (club_id, branch_id, code, name, active)
    select %s, b, c, '', true from unnest(%s::bigint[], %s::text[]) as wanted(b, c) order by b, c
    on conflict (club_id, branch_id, code) do update set code = excluded.code
    returning branch_id, code, id
"""


def add_branch(*, club: ClubInfo, code: str, name: str, time_zone: str | None = None, actor: Actor) -> Branch:
    """Open a branch. `time_zone` None: the club's. Raises `Refused("code_taken", status=409)`."""
    values = _branch({"code": code, "name": name, "time_zone": time_zone})
    with club_transaction(club.id), refusing(_TAKEN):
        branch = Branch.objects.create(club_id=club.id, **values)
        audit.record_deed(club.id, actor, "branch.added", branch.code, None, values)
    return branch


def edit_branch(
    *, club: ClubInfo, branch_id: int, changes: BranchChanges, edition: int | None = None, actor: Actor
) -> Branch:
    """Change or close a branch; with `edition`, only if nobody changed it since.

    Raises `Refused`: `unknown_id` (404), `edition_differs` (412), `code_taken` (409).
    """
    values = _branch(changes)
    with club_transaction(club.id), refusing(_TAKEN):
        branch, before = _edit(branches(club), branch_id, values, edition)
        audit.record_deed(club.id, actor, "branch.edited", branch.code, before, values)
    return branch


def add_employee(*, club: ClubInfo, code: str, name: str, branch_id: int | None = None, actor: Actor) -> Employee:
    """Name somebody who serves. Raises `Refused`: `code_taken` (409), `unknown_branch`."""
    values = _employee({"code": code, "name": name, "branch_id": branch_id})
    with club_transaction(club.id), refusing(_TAKEN):
        _check_branch(club, branch_id)
        employee = Employee.objects.create(club_id=club.id, **values)
        audit.record_deed(club.id, actor, "employee.added", employee.code, None, values)
    return employee


def edit_employee(
    *, club: ClubInfo, employee_id: int, changes: EmployeeChanges, edition: int | None = None, actor: Actor
) -> Employee:
    """Change an employee, stop them for now or note that they left; with `edition`, only if nobody changed them since.

    Raises `Refused`: `unknown_id` (404), `edition_differs` (412), `code_taken` (409), `unknown_branch`.
    """
    values = _employee(changes)
    with club_transaction(club.id), refusing(_TAKEN):
        _check_branch(club, changes.get("branch_id"))
        values |= _stop(changes, employees(club).filter(id=employee_id))
        employee, before = _edit(employees(club), employee_id, values, edition)
        audit.record_deed(club.id, actor, "employee.edited", employee.code, before, values)
    return employee


def add_till(*, club: ClubInfo, code: str, branch_id: int | None = None, name: str = "", actor: Actor) -> Till:
    """Name a till before its first receipt does. Raises `Refused`: `code_taken` (409), `unknown_branch`."""
    code = parse_code(code, field="code")
    name = parse_text(name, field="name", needed=False)
    with club_transaction(club.id), refusing(_TAKEN):
        _check_branch(club, branch_id)
        till = Till.objects.create(club_id=club.id, branch_id=branch_id, code=code, name=name)
        audit.record_deed(club.id, actor, "till.added", code, None, {"branch_id": branch_id, "name": name})
    return till


def edit_till(*, club: ClubInfo, till_id: int, changes: TillChanges, edition: int | None = None, actor: Actor) -> Till:
    """Rename a till, take it out of use or stop it for now; with `edition`, only if nobody changed it since.

    Raises `Refused`: `unknown_id` (404), `edition_differs` (412).
    """
    values: dict[str, object] = {}
    if "name" in changes:
        values["name"] = parse_text(changes["name"], field="name", needed=False)
    if "active" in changes:
        values["active"] = _flag(changes["active"])
    with club_transaction(club.id):
        values |= _stop(changes, tills(club).filter(id=till_id))
        till, before = _edit(tills(club), till_id, values, edition)
        audit.record_deed(club.id, actor, "till.edited", till.code, before, values)
    return till


def make_tills(club_id: int, shop: Shop, tills: Iterable[TillCode]) -> dict[TillCode, int]:
    """Make the tills that are not there and return the row of each, inside the open transaction of the club.

    A till of a branch that `shop` does not know is left out. One statement, also for no tills.
    """
    rows_of: dict[str | None, int | None] = {None: None} | {code: b.id for code, b in shop.branches.items()}
    wanted = sorted({(rows_of[branch], code) for branch, code in tills if branch in rows_of}, key=str)
    code_of = {row: code for code, row in rows_of.items()}
    rows = run(_MAKE_TILLS, (club_id, [branch for branch, _ in wanted], [code for _, code in wanted]))
    return {(code_of[branch], code): id_ for branch, code, id_ in rows}


def _edit(
    rows: QuerySet[Edited], row_id: int, values: Mapping[str, object], edition: int | None
) -> tuple[Edited, dict[str, object]]:
    row = rows.select_for_update(of=("self",)).filter(id=row_id).first()
    if row is None:
        raise Refused("unknown_id", status=404)
    if edition not in (None, row.edition):
        raise Refused("edition_differs", status=412, edition=row.edition)
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    row.edition += 1
    row.save(update_fields=[*values, "edition"])
    return row, before


def _branch(changes: BranchChanges) -> dict[str, object]:
    values: dict[str, object] = {}
    if "code" in changes:
        values["code"] = parse_code(changes["code"], field="code")
    if "name" in changes:
        values["name"] = parse_text(changes["name"], field="name")
    if "time_zone" in changes:
        if changes["time_zone"] is not None:
            zone_of(changes["time_zone"])
        values["time_zone"] = changes["time_zone"]
    if "active" in changes:
        values["active"] = _flag(changes["active"])
    return values


def _employee(changes: EmployeeChanges) -> dict[str, object]:
    values: dict[str, object] = {}
    if "code" in changes:
        values["code"] = parse_code(changes["code"], field="code")
    if "name" in changes:
        values["name"] = parse_text(changes["name"], field="name")
    if "branch_id" in changes:
        values["branch_id"] = changes["branch_id"]
    if "active" in changes:
        values["active"] = _flag(changes["active"])
    return values


def _stop(changes: EmployeeChanges | TillChanges, rows: QuerySet[Employee] | QuerySet[Till]) -> dict[str, object]:
    """Since when they are stopped: from now on, or as before."""
    if "stopped" not in changes:
        return {}
    since = rows.values_list("stopped_at", flat=True).first()
    return {"stopped_at": (since or timezone.now()) if _flag(changes["stopped"], "stopped") else None}


def _flag(given: object, field: str = "active") -> bool:
    if not isinstance(given, bool):
        raise Refused("not_true_or_false", field=field)
    return given


def _check_branch(club: ClubInfo, branch_id: int | None) -> None:
    # A foreign key sees through the walls between clubs, so it cannot make this check.
    if branch_id is not None and not branches(club).filter(id=branch_id).exists():
        raise Refused("unknown_branch", field="branch", given=branch_id)
