"""Plain values of findings: what is sighted, and what is told of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

State = Literal["open", "held", "released", "reversed", "dismissed"]
STATES: tuple[State, ...] = ("open", "held", "released", "reversed", "dismissed")
LinkKind = Literal["self", "relative"]


class Subject(NamedTuple):
    """Whom or what a finding is about: `text` names it for good, the rest are rows of it where it has any."""

    text: str
    member_id: int | None = None
    employee_id: int | None = None
    till_id: int | None = None
    branch_id: int | None = None


class Proof(NamedTuple):
    """One piece of evidence: `kind` is receipt, member or guess, `ref` its row, `amount` in minor units."""

    kind: str
    ref: int
    at: datetime
    amount: int
    branch_id: int | None


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one rule caught of one subject in one look."""

    rule: str
    subject: Subject
    proofs: tuple[Proof, ...]
    peak: int
    score: int
    quiet: bool = False
    holds: bool = False
    stops: bool = False


class Noted(NamedTuple):
    """What became of sightings: findings that are new, and all that got more evidence."""

    opened: tuple[int, ...]
    grown: tuple[int, ...]


class ReceiptRow(NamedTuple):
    """A receipt as rules look at it; money in minor units. `of`: the sale that a return is of, `sold_at`: its time."""

    id: int
    kind: str
    at: datetime
    member_id: int | None
    employee_id: int | None
    till_id: int | None
    branch_id: int | None
    total: int
    redeemed: int
    of: int | None = None
    sold_at: datetime | None = None
    sale_redeemed: int = 0
