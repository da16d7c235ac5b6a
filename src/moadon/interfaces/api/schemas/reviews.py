"""What looks like misuse and waits for somebody, and what was decided."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StrictInt

from moadon.interfaces.api.schemas.values import LONGEST, Decimal, Flag, Page, Sent, Told

State = Literal["open", "held", "released", "reversed", "dismissed"]
Way = Literal["hold", "release", "reverse", "dismiss", "reopen", "stop", "allow"]


class NewDecision(Sent):
    """What to do with a finding, and why."""

    decision: Way = Field(
        description="hold: set aside what the receipts gave. release: let it go. reverse: take it back. dismiss: "
        "nothing is wrong. reopen: undo a dismissal. stop: the member spends nothing for now. allow: they spend again."
    )
    reason: Annotated[str, Field(min_length=1, max_length=LONGEST)]


class Evidence(Told):
    """One thing that a finding rests on."""

    kind: Literal["receipt", "member", "guess", "parked"]
    id: str | None = Field(description="The receipt or the member; null for what has no address.")
    at: datetime
    amount: Decimal = Field(description="What it gave, in money.")


class Decision(Told):
    """What was decided, by whom and why."""

    decision: Way
    by: str
    at: datetime
    reason: str


class Review(Told):
    """What one rule caught of one member, employee, till or caller."""

    id: str = Field(examples=["fnd_0c5z3k7q1m9xw"])
    rule: str = Field(examples=["member_receipts"])
    title: str
    about: str
    state: State
    noted: bool = Field(description="Only noted: it waits for nobody.")
    member: str | None
    employee: str | None = Field(description="Its code.")
    branch: str | None = Field(description="Its code; null: several, or none.")
    events: int = Field(description="How much it rests on.")
    peak: int = Field(description="The most within one window of the rule.")
    score: int = Field(description="How bad, of 100.")
    amount: Decimal = Field(description="What is at stake, in the club's money.")
    first_at: datetime
    last_at: datetime
    found_at: datetime
    decided_by: str
    decided_at: datetime | None
    reason: str
    can: list[Way] = Field(description="What can be decided now.")


class ReviewInFull(Review):
    """The same with what it rests on (the newest 200) and what was decided."""

    evidence: list[Evidence]
    decisions: list[Decision]


class ReviewsWanted(Page):
    """Which findings to list."""

    state: State | None = None
    rule: str | None = Field(None, max_length=60)
    branch: str | None = Field(None, max_length=64, description="Of this branch alone.")
    member: str | None = Field(None, max_length=40)


class Reviews(Told):
    """A page of findings, the worst first."""

    items: list[Review]
    next: str | None


Effect = Literal["note", "review", "hold", "stop"]


class Bounds(Told):
    """Within what a number of a rule may lie."""

    usual: int = Field(description="What it is before the club changes it.")
    least: int
    most: int


class Rule(Told):
    """One rule of misuse, as the club has it."""

    rule: str = Field(examples=["member_receipts"])
    title: str
    about: str
    on: bool
    effect: Effect = Field(
        description="note: only noted. review: somebody is asked. hold: what was given is set aside at once. "
        "stop: and the member spends nothing meanwhile."
    )
    numbers: dict[str, int] = Field(examples=[{"most": 6, "hours": 24}])
    bounds: dict[str, Bounds]
    edition: int = Field(description="How often it was changed.")


class Rules(Told):
    """Every rule, those that are off too."""

    items: list[Rule]


class RuleChanges(Sent):
    """What to change of a rule; numbers that are left out stay as they are."""

    on: Flag = True
    effect: Effect = "review"
    numbers: dict[Annotated[str, Field(max_length=20)], StrictInt] = Field({}, max_length=8)
