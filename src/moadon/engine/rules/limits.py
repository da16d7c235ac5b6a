"""Where a rule stops giving: in part where something is left, and never without saying so."""

from dataclasses import dataclass

from moadon.engine.rules.basket import Progress
from moadon.engine.rules.earn.scheme import Units
from moadon.kernel.calendars import PeriodKind
from moadon.kernel.sentences import Message

LIMIT_MARK = "#limit"
"""Added to a rule's id, it names the progress that the rule's limit counts by."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The most a member gets in a period (`amount`, `times`), and the most a receipt gets (`per_receipt`)."""

    key: str
    period: PeriodKind | None
    amount: int | None
    times: int | None
    per_receipt: int | None

    def grant(self, due: int, used: Progress) -> tuple[int, str]:
        """What may be given of `due`, and the limit that cut it: `receipt`, `amount`, `times`, or an empty text."""
        if due <= 0:
            return due, ""
        granted, cut = due, ""
        if self.per_receipt is not None and granted > self.per_receipt:
            granted, cut = self.per_receipt, "receipt"
        if self.times is not None and used.times >= self.times:
            return 0, "times"
        if self.amount is not None and granted > self.amount - used.awarded:
            granted, cut = max(0, self.amount - used.awarded), "amount"
        return granted, cut

    def why(self, cut: str, due: int, granted: int, units: Units) -> Message:
        """That `due` was due and this limit left `granted` of it."""
        params: dict[str, object] = {"due": units.gain(due), "amount": units.gain(granted)}
        if cut == "receipt":
            return Message("limit.receipt", {**params, "limit": units.gain(self.per_receipt or 0)})
        if cut == "times":
            return Message(f"limit.times.{self.period}", {**params, "n": self.times})
        return Message(f"limit.amount.{self.period}", {**params, "limit": units.gain(self.amount or 0)})
