"""Plain values of earnings and progress."""

from datetime import date, datetime
from typing import NamedTuple

from moadon.kernel.sentences import Message


class MemberProgress(NamedTuple):
    """The key of one progress row."""

    member_id: int
    programme: str
    rule: str
    period: str


class SharedKey(NamedTuple):
    """What names a row of what all members together have got."""

    programme: str
    rule: str
    period: str


class ProgressRow(NamedTuple):
    """Sums of the earnings under one key."""

    base: int
    awarded: int
    times: int
    settled: bool


class EarnedBy(NamedTuple):
    """What one sale stands at by one rule of one version."""

    programme: str
    version: int
    rule: str
    period: str
    wallet: str
    base: int
    amount: int
    times: int


class NewEarning(NamedTuple):
    """An earning to be written.

    `counts` names every (rule, period) of the member's progress it adds to: its own and that of its limit; `shared`
    those of what all members together get. `ends_on` is the first day after a period that must be settled when it is
    over.
    """

    member_id: int | None
    receipt: int | None
    sale: int | None
    programme: str
    version: int
    rule: str
    period: str
    wallet: str
    base: int
    amount: int
    times: int
    at: datetime
    why: Message
    counts: tuple[tuple[str, str], ...] = ()
    ends_on: date | None = None
    shared: tuple[tuple[str, str], ...] = ()


class NewEvent(NamedTuple):
    """An event to be written. `key` says which one it is; `earned`: programme, rule, wallet and units of each award."""

    id: int
    member_id: int
    key: str
    type: str
    at: datetime
    data: dict[str, str]
    earned: list[tuple[str, str, str, int]]
    answer: str


class TierKey(NamedTuple):
    """One member on one ladder of one programme."""

    member_id: int
    programme: str
    ladder: str


class TierRow(NamedTuple):
    """A change of level as it was written: held from `at` on. `by_hand` is what somebody set, to the end of a day."""

    version: int
    level: str | None
    at: datetime
    cause: str
    reason: str
    by: str
    carried: str | None
    falls_on: date | None
    by_hand: str | None = None
    by_hand_until: date | None = None
    receipt: int | None = None


class CountsFrom(NamedTuple):
    """Rows of a member's progress by one rule, from a period on."""

    member_id: int
    programme: str
    rule: str
    period: str


class TierDue(NamedTuple):
    """A member on a ladder whom the night is to look at, and since when."""

    key: TierKey
    due_on: date
