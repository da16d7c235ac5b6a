"""The table of rule kinds: whom each looks at, what it counts, its numbers, and what happens when it catches."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Effect = Literal["note", "review", "hold", "stop"]
EFFECTS: tuple[Effect, ...] = ("note", "review", "hold", "stop")
"""Only noted; put into the queue; what was awarded is set aside at once; the member cannot spend meanwhile either."""
Family = Literal["velocity", "own", "returns", "guessing", "joining"]
Measure = Literal["count", "places", "share", "run"]
"""How many; in how many branches; how many, if they are a large enough share; how many phone numbers in a row."""
DAY = 24
WEEK = 7 * DAY
MONTH = 30 * DAY


class Number(NamedTuple):
    """A figure that a club may change, within bounds."""

    usual: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of rule.

    `of`: what is looked at, so many words of it: a member; an employee and a member. `most`: what is still usual within
    `hours`; one more is caught. `more`: further numbers by name. `weight`: how bad the first one too many is, of 100.
    """

    id: str
    family: Family
    of: tuple[str, ...]
    measure: Measure
    most: Number
    hours: Number
    weight: int
    effect: Effect = "review"
    more: Mapping[str, Number] = field(default_factory=dict)
    on: bool = True

    @property
    def numbers(self) -> dict[str, Number]:
        """All its numbers by name."""
        return {"most": self.most, "hours": self.hours, **self.more}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A rule as a club has it."""

    kind: Kind
    on: bool
    effect: Effect
    numbers: Mapping[str, int]

    @property
    def most(self) -> int:
        """What is still usual."""
        return self.numbers["most"]

    @property
    def hours(self) -> int:
        """Within how many hours."""
        return self.numbers["hours"]


def usual(kind: Kind) -> Chosen:
    """A rule as it is before a club changes it."""
    return Chosen(kind, kind.on, kind.effect, {name: number.usual for name, number in kind.numbers.items()})


def _hours(hours: int, most: int) -> Number:
    return Number(hours, 1, most)


_LIST = (
    Kind("member_receipts", "velocity", ("member",), "count", Number(6, 1, 1000), _hours(DAY, WEEK), 40),
    Kind("member_branches", "velocity", ("member",), "places", Number(3, 1, 100), _hours(DAY, WEEK), 50),
    Kind("member_spends", "velocity", ("member",), "count", Number(4, 1, 1000), _hours(DAY, WEEK), 50),
    Kind("employee_member", "velocity", ("employee", "member"), "count", Number(8, 1, 1000), _hours(WEEK, MONTH), 40),
    Kind("till_member", "velocity", ("till", "member"), "count", Number(10, 1, 1000), _hours(WEEK, MONTH), 30),
    Kind("employee_receipts", "velocity", ("employee",), "count", Number(120, 5, 10000), _hours(1, DAY), 20),
    Kind("till_receipts", "velocity", ("till",), "count", Number(150, 5, 10000), _hours(1, DAY), 20),
    Kind("branch_receipts", "velocity", ("branch",), "count", Number(1500, 5, 100000), _hours(1, DAY), 10, on=False),
    Kind("own_receipts", "own", ("employee", "member"), "count", Number(0, 0, 1000), _hours(MONTH, 3 * MONTH), 70),
    Kind("relative_receipts", "own", ("employee", "member"), "count", Number(3, 0, 1000), _hours(MONTH, 3 * MONTH), 50),
    Kind("stopped_employee", "own", ("employee",), "count", Number(0, 0, 1000), _hours(DAY, WEEK), 80, "hold"),
    Kind("stopped_till", "own", ("till",), "count", Number(0, 0, 1000), _hours(DAY, WEEK), 80, "hold"),
    Kind(
        "rung_again", "own", ("employee", "member"), "count", Number(1, 0, 1000), _hours(WEEK, MONTH), 60,
        more={"minutes": Number(30, 1, 240)},
    ),
    Kind(
        "member_returns", "returns", ("member",), "share", Number(4, 1, 1000), _hours(MONTH, 3 * MONTH), 40,
        more={"share": Number(50, 1, 100)},
    ),
    Kind("employee_returns", "returns", ("employee",), "count", Number(30, 1, 10000), _hours(WEEK, MONTH), 30),
    Kind(
        "spent_and_returned", "returns", ("member",), "count", Number(1, 0, 1000), _hours(MONTH, 3 * MONTH), 60,
        more={"within": Number(DAY, 1, WEEK)},
    ),
    Kind("returns_without_sale", "returns", ("employee",), "count", Number(5, 0, 1000), _hours(WEEK, MONTH), 50),
    Kind("same_goods", "returns", ("member", "product"), "count", Number(3, 0, 1000), _hours(3 * MONTH, 3 * MONTH), 40),
    Kind("reached_and_returned", "returns", ("member",), "count", Number(1, 0, 1000), _hours(3 * MONTH, 3 * MONTH), 60),
    Kind("guesses_of_caller", "guessing", ("caller",), "count", Number(20, 1, 10000), _hours(1, DAY), 60),
    Kind("guesses_of_address", "guessing", ("address",), "count", Number(20, 1, 10000), _hours(1, DAY), 60),
    Kind("lookups_of_caller", "guessing", ("caller",), "count", Number(200, 1, 100000), _hours(1, DAY), 40),
    Kind("joins_by_employee", "joining", ("employee",), "count", Number(15, 1, 10000), _hours(1, WEEK), 40),
    Kind(
        "joined_never_bought", "joining", ("employee",), "share", Number(10, 1, 10000), _hours(2 * MONTH, 3 * MONTH),
        40, more={"share": Number(50, 1, 100), "days": Number(14, 1, 60)},
    ),
    Kind("joins_by_caller", "joining", ("caller",), "count", Number(40, 1, 10000), _hours(1, DAY), 40),
    Kind("joins_from_address", "joining", ("address",), "count", Number(40, 1, 10000), _hours(1, DAY), 40),
    Kind("joins_in_a_row", "joining", ("source",), "run", Number(4, 1, 1000), _hours(DAY, WEEK), 60),
)  # fmt: skip
KINDS: Mapping[str, Kind] = {kind.id: kind for kind in _LIST}
