"""Branches, employees and tills."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from moadon.apps.clubs import actions, queries
from moadon.apps.clubs import types as kinds
from moadon.apps.clubs.changes import EmployeeChanges, TillChanges
from moadon.apps.clubs.permissions import May
from moadon.interfaces.api import answers, shown
from moadon.interfaces.api.callers import ApiRequest, Caller
from moadon.interfaces.api.described import sends
from moadon.interfaces.api.paging import page
from moadon.interfaces.api.schemas import shop as shapes
from moadon.interfaces.api.schemas.values import Page, read
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction

router = Router(tags=["Shop"])


@router.get("branches", response=shapes.Branches, operation_id="listBranches")
def list_branches(request: ApiRequest, wanted: Query[Page]) -> HttpResponse:
    """The club's branches by code, closed ones too."""
    caller = _reader(request)
    with club_transaction(caller.club.id):
        return answers.told(page(queries.branches(caller.club), ("code", "id"), wanted, _branches))


@router.post(
    "branches",
    response={201: shapes.Branch},
    operation_id="addBranch",
    openapi_extra=sends(shapes.NewBranch, {"code": "tlv-1", "name": "Tel Aviv"}),
)
def add_branch(request: ApiRequest) -> HttpResponse:
    """Open a branch."""
    caller = _writer(request)
    body = read(shapes.NewBranch, request.sent)
    row = actions.add_branch(
        club=caller.club, code=body.code, name=body.name, time_zone=body.time_zone, actor=caller.actor
    )
    return answers.told(_branch(row), 201)


@router.get("branches/{branch_id}", response=shapes.Branch, operation_id="getBranch")
def get_branch(request: ApiRequest, branch_id: str) -> HttpResponse:
    """One branch."""
    caller = _reader(request)
    with club_transaction(caller.club.id):
        return answers.told(_branch(_one(queries.branches(caller.club), "brn", branch_id)))


@router.patch(
    "branches/{branch_id}",
    response=shapes.Branch,
    operation_id="editBranch",
    openapi_extra=sends(shapes.BranchChanges, {"name": "Tel Aviv, Dizengoff"}),
)
def edit_branch(request: ApiRequest, branch_id: str) -> HttpResponse:
    """Change a branch, close it or open it again."""
    caller = _writer(request)
    body = read(shapes.BranchChanges, request.sent)
    row = actions.edit_branch(
        club=caller.club,
        branch_id=row_id("brn", branch_id),
        changes=kinds.BranchChanges(**body.model_dump(exclude_unset=True)),  # type: ignore[typeddict-item]
        edition=answers.edition_wanted(request),
        actor=caller.actor,
    )
    return answers.told(_branch(row))


@router.delete("branches/{branch_id}", response={204: None}, operation_id="closeBranch")
def close_branch(request: ApiRequest, branch_id: str) -> HttpResponse:
    """Close a branch. Its receipts stay; new ones are refused."""
    caller = _writer(request)
    actions.edit_branch(
        club=caller.club,
        branch_id=row_id("brn", branch_id),
        changes={"active": False},
        edition=answers.edition_wanted(request),
        actor=caller.actor,
    )
    return answers.nothing()


@router.get("employees", response=shapes.Employees, operation_id="listEmployees")
def list_employees(request: ApiRequest, wanted: Query[Page]) -> HttpResponse:
    """Who serves in the club, by code, those who left too."""
    caller = _reader(request)
    with club_transaction(caller.club.id):
        return answers.told(page(queries.employees(caller.club), ("code", "id"), wanted, _employees))


@router.post(
    "employees",
    response={201: shapes.Employee},
    operation_id="addEmployee",
    openapi_extra=sends(shapes.NewEmployee, {"code": "e17", "name": "Noa", "branch": "tlv-1"}),
)
def add_employee(request: ApiRequest) -> HttpResponse:
    """Name somebody who serves at a till."""
    caller = _writer(request)
    body = read(shapes.NewEmployee, request.sent)
    with club_transaction(caller.club.id):
        branch_id = branch_row(body.branch)
        row = actions.add_employee(
            club=caller.club, code=body.code, name=body.name, branch_id=branch_id, actor=caller.actor
        )
        return answers.told(_employees([row])[0], 201)


@router.get("employees/{employee_id}", response=shapes.Employee, operation_id="getEmployee")
def get_employee(request: ApiRequest, employee_id: str) -> HttpResponse:
    """One employee."""
    caller = _reader(request)
    with club_transaction(caller.club.id):
        return answers.told(_employees([_one(queries.employees(caller.club), "emp", employee_id)])[0])


@router.patch(
    "employees/{employee_id}",
    response=shapes.Employee,
    operation_id="editEmployee",
    openapi_extra=sends(shapes.EmployeeChanges, {"branch": "tlv-1"}),
)
def edit_employee(request: ApiRequest, employee_id: str) -> HttpResponse:
    """Change an employee, or note that they left."""
    caller = _writer(request)
    body = read(shapes.EmployeeChanges, request.sent)
    changes: dict[str, Any] = body.model_dump(exclude_unset=True, exclude={"branch"})
    with club_transaction(caller.club.id):
        if "branch" in body.model_fields_set:
            changes["branch_id"] = branch_row(body.branch)
        row = actions.edit_employee(
            club=caller.club,
            employee_id=row_id("emp", employee_id),
            changes=EmployeeChanges(**changes),  # type: ignore[typeddict-item]
            edition=answers.edition_wanted(request),
            actor=caller.actor,
        )
        return answers.told(_employees([row])[0])


@router.delete("employees/{employee_id}", response={204: None}, operation_id="endEmployee")
def end_employee(request: ApiRequest, employee_id: str) -> HttpResponse:
    """Note that an employee left. Their receipts stay; new ones are refused."""
    caller = _writer(request)
    actions.edit_employee(
        club=caller.club,
        employee_id=row_id("emp", employee_id),
        changes={"active": False},
        edition=answers.edition_wanted(request),
        actor=caller.actor,
    )
    return answers.nothing()


@router.get("tills", response=shapes.Tills, operation_id="listTills")
def list_tills(request: ApiRequest, wanted: Query[Page]) -> HttpResponse:
    """The club's tills, in the order in which they were made."""
    caller = _reader(request)
    with club_transaction(caller.club.id):
        return answers.told(page(queries.tills(caller.club), ("id",), wanted, _tills))


@router.post(
    "tills",
    response={201: shapes.Till},
    operation_id="addTill",
    openapi_extra=sends(shapes.NewTill, {"code": "T1", "branch": "tlv-1"}),
)
def add_till(request: ApiRequest) -> HttpResponse:
    """Name a till. Not needed: a receipt that names a new till makes it."""
    caller = _writer(request)
    body = read(shapes.NewTill, request.sent)
    with club_transaction(caller.club.id):
        row = actions.add_till(
            club=caller.club, code=body.code, branch_id=branch_row(body.branch), name=body.name, actor=caller.actor
        )
        return answers.told(_tills([row])[0], 201)


@router.patch(
    "tills/{till_id}",
    response=shapes.Till,
    operation_id="editTill",
    openapi_extra=sends(shapes.TillChanges, {"name": "By the door"}),
)
def edit_till(request: ApiRequest, till_id: str) -> HttpResponse:
    """Rename a till or take it out of use."""
    caller = _writer(request)
    body = read(shapes.TillChanges, request.sent)
    with club_transaction(caller.club.id):
        row = actions.edit_till(
            club=caller.club,
            till_id=row_id("tll", till_id),
            changes=TillChanges(**body.model_dump(exclude_unset=True)),  # type: ignore[typeddict-item]
            edition=answers.edition_wanted(request),
            actor=caller.actor,
        )
        return answers.told(_tills([row])[0])


def branch_row(code: str | None) -> int | None:
    """The row of a branch by its code. Raises `Refused("unknown_branch")`. Inside a transaction of the club."""
    if code is None:
        return None
    found = queries.shop_by_codes([code], [], []).branches.get(code)
    if found is None:
        raise Refused("unknown_branch", field="branch", given=code)
    return found.id


def _reader(request: ApiRequest) -> Caller:
    caller = request.caller
    caller.must(May.READ_SHOP)
    return caller


def _writer(request: ApiRequest) -> Caller:
    caller = request.caller
    caller.must(May.WRITE_SHOP)
    return caller


def _one(rows: Any, prefix: str, public: str) -> Any:
    row = rows.filter(id=row_id(prefix, public)).first()
    if row is None:
        raise Refused("unknown_id", status=404, given=public[:40])
    return row


def _branches(rows: Sequence[Any]) -> list[dict[str, object]]:
    return [_branch(row) for row in rows]


def _branch(row: Any) -> dict[str, object]:
    return {
        "id": public_id("brn", row.pk),
        "code": row.code,
        "name": row.name,
        "time_zone": row.time_zone,
        "active": row.active,
        "edition": row.edition,
    }


def _employees(rows: Sequence[Any]) -> list[dict[str, object]]:
    codes = queries.codes_by_id(row.branch_id for row in rows)
    return [
        {
            "id": public_id("emp", row.pk),
            "code": row.code,
            "name": row.name,
            "branch": codes.branches.get(row.branch_id),
            "active": row.active,
            "stopped": row.stopped_at is not None,
            "edition": row.edition,
        }
        for row in rows
    ]


def _tills(rows: Sequence[Any]) -> list[dict[str, object]]:
    codes = queries.codes_by_id(row.branch_id for row in rows)
    return [
        {
            "id": shown.opaque("tll", row.pk),
            "code": row.code,
            "branch": codes.branches.get(row.branch_id),
            "name": row.name,
            "active": row.active,
            "stopped": row.stopped_at is not None,
            "edition": row.edition,
        }
        for row in rows
    ]
