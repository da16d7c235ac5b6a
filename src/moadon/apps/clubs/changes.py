"""What may be changed of who serves and of where."""

from typing import TypedDict


class EmployeeChanges(TypedDict, total=False):
    """What may be changed of an employee. `branch_id` None: of no single branch. `active` False: they left.
    `stopped`: they may not serve for now."""

    code: str
    name: str
    branch_id: int | None
    active: bool
    stopped: bool


class TillChanges(TypedDict, total=False):
    """What may be changed of a till. `stopped`: nothing may be rung there for now."""

    name: str
    active: bool
    stopped: bool
