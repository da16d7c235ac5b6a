"""Where a rule or promotion stops giving: in part where something is left, and never without saying so."""

from dataclasses import dataclass
from typing import NamedTuple

from moadon.engine.rules.basket import NOTHING_YET, Progress, ProgressKey, Standing
from moadon.engine.rules.earn.scheme import Units
from moadon.engine.rules.scene import Scene
from moadon.kernel.calendars import PeriodKind
from moadon.kernel.sentences import Message

LIMIT_MARK = "#limit"
"""Added to a rule's id, it names the progress that the rule's limit per member counts by."""
TOTAL_MARK = "#total"
"""The same for what all members together get in a period."""
BUDGET_MARK = "#budget"
"""The same for what all members together get in all."""


class Cap(NamedTuple):
    """The most in one period: an amount, a number of receipts, or both. `key` names the progress that counts it.

    `kind` goes before what was cut: an empty text for one member's, `total.` or `budget.` for everybody's.
    """

    kind: str
    key: str
    period: PeriodKind
    amount: int | None
    times: int | None


class Used(NamedTuple):
    """What has been used of each cap, in the order of `Limit.caps`, and the rows that count it."""

    rows: tuple[Progress, ...]
    own: tuple[ProgressKey, ...]
    shared: tuple[ProgressKey, ...]

    def plus(self, base: int, amount: int) -> "Used":
        """The same after one receipt more."""
        rows = tuple(Progress(row.base + base, row.awarded + amount, row.times + 1) for row in self.rows)
        return self._replace(rows=rows)


UNUSED = Used((), (), ())


@dataclass(frozen=True)
class Limit:
    """Where giving stops. `member` counts one member's receipts, `everybody` those of all; `per_receipt` is the most
    a receipt gets, `units` the most units (or sets) of a receipt that a promotion is given for."""

    member: tuple[Cap, ...]
    everybody: tuple[Cap, ...]
    per_receipt: int | None
    units: int | None = None

    @property
    def caps(self) -> tuple[Cap, ...]:
        """All that is counted over receipts."""
        return self.member + self.everybody

    @property
    def counts_units_only(self) -> bool:
        """Whether it says how many units, and nothing of amounts or receipts."""
        return self.per_receipt is None and not self.member and not self.everybody

    def used(self, scene: Scene, standing: Standing) -> Used:
        """What has been used up to this basket."""
        own = tuple([(cap.key, scene.period(cap.period)[0].key) for cap in self.member])
        shared = tuple([(cap.key, scene.period(cap.period)[0].key) for cap in self.everybody])
        rows = [standing.get(key, NOTHING_YET) for key in own]
        rows += [scene.shared.get(key, NOTHING_YET) for key in shared]
        return Used(tuple(rows), own, shared)

    def grant(self, due: int, used: Used, given: int = 0) -> tuple[int, str]:
        """What may be given of `due`, and the limit that cut it: `receipt`, `times`, `amount` or those of all members
        (`total.times`, `total.amount`, `budget.amount`), or an empty text. `given` is what the receipt got already."""
        if due <= 0:
            return due, ""
        granted, cut = due, ""
        if self.per_receipt is not None and granted > self.per_receipt - given:
            granted, cut = max(0, self.per_receipt - given), "receipt"
        for cap, row in zip(self.caps, used.rows, strict=True):
            if cap.times is not None and row.times >= cap.times:
                return 0, f"{cap.kind}times"
            if cap.amount is not None and granted > cap.amount - row.awarded:
                granted, cut = max(0, cap.amount - row.awarded), f"{cap.kind}amount"
        return granted, cut

    def why(self, cut: str, due: int, granted: int, units: Units, of: str = "") -> Message:
        """That `due` was due and this limit left `granted` of it. `of` is empty, or `wallet.` where it is the limit
        of all rules of a wallet."""
        params: dict[str, object] = {"due": units.gain(due), "amount": units.gain(granted)}
        if cut == "receipt":
            return Message(f"limit.{of}receipt", {**params, "limit": units.gain(self.per_receipt or 0)})
        cap, said = next(cap for cap in self.caps if cut in (f"{cap.kind}times", f"{cap.kind}amount")), of + cut
        if cut.endswith("times"):
            return Message(f"limit.{said}.{cap.period}", {**params, "n": cap.times})
        return Message(f"limit.{said}.{cap.period}", {**params, "limit": units.gain(cap.amount or 0)})


class Allowance:
    """What a limit over several rules leaves on one receipt: each that gives uses some of it up."""

    __slots__ = ("_given", "limit", "used")

    def __init__(self, limit: Limit, scene: Scene, standing: Standing) -> None:
        self.limit = limit
        self.used = limit.used(scene, standing)
        self._given = 0

    def grant(self, due: int) -> tuple[int, str]:
        """As `Limit.grant`, after what was taken before."""
        return self.limit.grant(due, self.used, self._given)

    def take(self, base: int, amount: int) -> None:
        """Note that so much was given."""
        self._given += amount
        self.used = self.used.plus(base, amount)
