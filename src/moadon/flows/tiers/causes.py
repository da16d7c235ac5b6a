"""Why levels are looked at, and what a change of them is put down to."""

from dataclasses import dataclass
from datetime import datetime

from moadon.engine.rules import Stand


@dataclass(slots=True)
class Cause:
    """Why levels are looked at: `kind` is what a change is put down to, `by` and `reason` whoever made it by hand."""

    kind: str
    at: datetime
    receipt: int | None = None
    by: str = ""
    reason: str = ""

    def kind_of(self, stand: Stand, before: int, *, late: bool) -> str:
        """What a change is put down to: a receipt makes nobody fall, and a return nobody rise; time does."""
        rises = stand.level > before
        if self.kind == "returned":
            return "review" if rises else "returned"
        if self.kind != "reached":
            return self.kind
        if not rises:
            return "review"
        if stand.bought == stand.level > max(stand.reached, stand.carried):
            return "bought"
        return "corrected" if late else "reached"
