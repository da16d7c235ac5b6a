"""Where a rule stops giving: in part where something is left, and never without saying so."""

from dataclasses import dataclass

from moadon.engine.rules.basket import Progress
from moadon.kernel.calendars import PeriodKind

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
