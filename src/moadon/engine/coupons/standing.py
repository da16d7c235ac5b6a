"""Whether a code works at a moment, for somebody, somewhere: decided on plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

KINDS = ("bulk", "personal", "reserved", "imported")
"""Bulk: works for whoever holds it. Personal: for the member it was issued to. Reserved: where it was set aside for,
until a day. Imported: made elsewhere."""
OPEN = ("free", "reserved", "issued", "expired")
"""The states of a code that was neither used up nor withdrawn. What has expired is noted by the night: whether a code
works is told by its day, as a receipt may come late."""
STATES = (*OPEN, "used", "withdrawn")


@dataclass(slots=True)
class CodeState:
    """A code with what its pool says. `used` of `uses` times; it changes as receipts of one batch are judged.

    `aside`: for whom it was set aside until `aside_until`: `channel:web`, `partner:acme`, empty for nobody.
    `opens`: the coupon as rules compare it. `pool_until`, `from_`: of the whole pool; `expires_at`: its own.
    """

    id: int
    pool: int
    code: str
    opens: str
    kind: str
    state: str
    used: int
    uses: int
    member: int | None = None
    aside: str = ""
    aside_until: datetime | None = None
    issued_at: datetime | None = None
    expires_at: datetime | None = None
    from_: datetime | None = None
    pool_until: datetime | None = None
    pool_withdrawn: bool = False

    @property
    def until(self) -> datetime | None:
        """The moment from which it works no more."""
        ends = [end for end in (self.expires_at, self.pool_until) if end is not None]
        return min(ends) if ends else None

    def is_aside(self, at: datetime) -> bool:
        """Whether it is set aside at `at`."""
        return self.state == "reserved" and (self.aside_until is None or at < self.aside_until)


@dataclass(frozen=True, slots=True)
class Shown:
    """When, by whom and through which channel a code is shown."""

    at: datetime
    member: int | None
    channel: str


def turned_away(code: CodeState, shown: Shown) -> tuple[str, Mapping[str, object]] | None:
    """Why a code does not work, as the code of a reason and its parameters; None where it does."""
    if code.state == "withdrawn" or code.pool_withdrawn:
        return "coupon_withdrawn", {}
    if code.used >= code.uses:
        return "coupon_used", {}
    if code.until is not None and shown.at >= code.until:
        return "coupon_expired", {"at": ("moment", code.until.isoformat())}
    if code.from_ is not None and shown.at < code.from_:
        return "coupon_not_yet", {"at": ("moment", code.from_.isoformat())}
    if code.member is not None and code.member != shown.member:
        return "coupon_of_another", {}
    if code.kind == "personal" and code.member is None:
        return "coupon_not_issued", {}
    return _elsewhere(code, shown)


def _elsewhere(code: CodeState, shown: Shown) -> tuple[str, Mapping[str, object]] | None:
    aside = code.is_aside(shown.at)
    if aside and code.aside.startswith("channel:") and code.aside != f"channel:{shown.channel}":
        return "coupon_set_aside", {"for": code.aside.partition(":")[2]}
    if code.kind == "reserved" and not aside and code.state != "issued":
        return "coupon_not_issued", {}
    return None


def told_state(code: CodeState, at: datetime) -> str:
    """The state to show at `at`: what has expired says so, and what the whole pool was withdrawn with."""
    if code.state == "used":
        return "used"
    if code.state == "withdrawn" or code.pool_withdrawn:
        return "withdrawn"
    if code.state == "expired" or (code.until is not None and at >= code.until):
        return "expired"
    if code.state == "reserved" and not code.is_aside(at):
        return "issued" if code.issued_at is not None else "free"
    return code.state
