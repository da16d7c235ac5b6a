"""Branches, employees, tills and keys."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from moadon.interfaces.api.schemas.values import Code, Flag, Sent, Text, Told

Zone = Annotated[
    str, Field(examples=["Asia/Jerusalem"], max_length=64, description="An IANA name; null: the club's own.")
]
Name = Annotated[str, Field(min_length=1, max_length=200, examples=["Tel Aviv"])]


class NewBranch(Sent):
    """A branch to open."""

    code: Code
    name: Name
    time_zone: Zone | None = None


class BranchChanges(Sent):
    """What to change of a branch. `active` false closes it."""

    code: Code = ""
    name: Name = ""
    time_zone: Zone | None = None
    active: Flag = True


class Branch(Told):
    """A branch, known to receipts by its code."""

    id: str = Field(examples=["brn_0c5z3k7q1m9xw"])
    code: str
    name: str
    time_zone: str | None
    active: bool
    edition: int


class Branches(Told):
    """A page of branches."""

    items: list[Branch]
    next: str | None


class NewEmployee(Sent):
    """Somebody who serves at a till."""

    code: Code
    name: Name
    branch: Code | None = Field(None, description="The branch's code; absent: of no single branch.")


class EmployeeChanges(Sent):
    """What to change of an employee. `active` false: they left."""

    code: Code = ""
    name: Name = ""
    branch: Code | None = None
    active: Flag = True
    stopped: Flag = Field(
        False, description="Their receipts are refused for now, or looked at, as the club's settings say."
    )


class Employee(Told):
    """An employee, known to receipts by their code."""

    id: str = Field(examples=["emp_0c5z3k7q1m9xw"])
    code: str
    name: str
    branch: str | None
    active: bool
    stopped: bool
    edition: int


class Employees(Told):
    """A page of employees."""

    items: list[Employee]
    next: str | None


class NewTill(Sent):
    """A till to name before its first receipt does."""

    code: Code
    branch: Code | None = None
    name: Text = ""


class TillChanges(Sent):
    """What to change of a till."""

    name: Text = ""
    active: Flag = True
    stopped: Flag = Field(
        False, description="Its receipts are refused for now, or looked at, as the club's settings say."
    )


class Till(Told):
    """A place where receipts are made. A receipt that names a new one makes it."""

    id: str = Field(examples=["tll_0c5z3k7q1m9xw"])
    code: str
    branch: str | None
    name: str
    active: bool
    stopped: bool
    edition: int


class Tills(Told):
    """A page of tills."""

    items: list[Till]
    next: str | None


class NewKey(Sent):
    """A key to make."""

    scope: Literal["all", "integration", "till", "read", "figures"]
    branch: Code | None = Field(None, description="A key of one branch writes for that branch alone.")
    name: Text = ""


class Key(Told):
    """A key, without its secret."""

    id: str = Field(examples=["key_0c5z3k7q1m9xw"])
    name: str
    scope: Literal["all", "integration", "till", "read", "figures"]
    branch: str | None
    hint: str = Field(description="The last letters of the secret.")
    created_at: datetime
    used_at: datetime | None = Field(description="When it was last used, to a quarter of an hour.")
    old_until: datetime | None = Field(description="Until when the secret of before does.")
    revoked_at: datetime | None


class KeyRenewal(Sent):
    """Another secret for a key."""

    old_hours: int = Field(24, ge=0, le=2160, description="How many hours the secret of before still does.")


class MadeKey(Key):
    """A key just made."""

    key: str | None = Field(description="The secret, shown this once; null when the answer is told again.")


class Keys(Told):
    """A page of keys."""

    items: list[Key]
    next: str | None
