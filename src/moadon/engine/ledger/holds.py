"""Holds: value set aside for somebody, until it is taken, let go, or its time has passed.

A hold sets aside parts of the lots that would be spent at that moment, those that expire first. So nobody else can
spend them, no return takes them back and they do not expire under it; what is let go is as it would have been without.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from moadon.engine.ledger.moves import pay_arrears
from moadon.engine.ledger.state import AccountState, LotState, Origin, Posting, spendable
from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import Message

HoldEnd = Literal["posted", "voided", "expired"]
HoldStage = Literal["placed", "posted", "voided", "expired"]
ENDLESS = datetime(9999, 12, 31, tzinfo=UTC)
"""The end of a hold that stands until somebody has reviewed what it sets aside. It is nobody's to spend or to void."""


@dataclass(eq=False)
class HoldState:
    """`amount` of an account set aside from `placed_at` until `expires_at`, in parts of lots in the order of taking.

    `posted` is how much of it was spent, in the posting `spend`. `id` is None until it is numbered. `redemption` is an
    opaque number of what alone it may be spent on.
    """

    id: int | None
    account: AccountState
    amount: int
    reference: str
    placed_at: datetime
    expires_at: datetime
    parts: list[tuple[LotState, int]] = field(default_factory=list)
    state: HoldStage = "placed"
    posted: int = 0
    ended_at: datetime | None = None
    redemption: int | None = None
    spend: Posting | None = None

    def stage(self, now: datetime) -> HoldStage:
        """What it is at `now`: one whose time has passed has expired, swept out or not."""
        return "expired" if self.state == "placed" and self.expires_at <= now else self.state


def place(account: AccountState, amount: int, reference: str, now: datetime, until: datetime) -> HoldState:
    """Set `amount` aside from the lots that expire first.

    Raises `Refused("not_enough_value")` with what is available, and then changes nothing.
    """
    lots = list(spendable(account, now))
    available = sum(lot.free for lot in lots)
    if amount > available:
        raise Refused("not_enough_value", wallet=account.wallet, available=available, wanted=amount)
    hold = HoldState(None, account, amount, reference, now, until)
    left = amount
    for lot in lots:
        part = min(left, lot.free)
        if part == 0:
            break
        lot.set_aside(part)
        hold.parts.append((lot, part))
        left -= part
    account.held += amount
    account.touched = True
    return hold


def keep(account: AccountState, lots: Iterable[LotState], reference: str, now: datetime) -> HoldState | None:
    """Set aside, until it is let go, what is free of these lots of the account and not pending; None for nothing."""
    hold = HoldState(None, account, 0, reference, now, ENDLESS)
    for lot in lots:
        part = 0 if lot.pending else lot.free
        if part > 0:
            lot.set_aside(part)
            hold.parts.append((lot, part))
            hold.amount += part
    if not hold.parts:
        return None
    account.held += hold.amount
    account.touched = True
    return hold


def let_go(hold: HoldState, now: datetime) -> None:
    """End a hold that was kept for a review. It must not have ended."""
    _end(hold, "voided", now)


def check(hold: HoldState, amount: int, now: datetime) -> None:
    """Raise what `post` would be refused with."""
    _must_hold(hold, now)
    if amount > hold.amount:
        raise Refused("more_than_held", held=hold.amount, wanted=amount)


def post(hold: HoldState, posting: Posting, amount: int, now: datetime, origin: Origin) -> list[tuple[LotState, int]]:
    """Spend `amount` of what was set aside, from the parts in their order, and let the rest go; what was taken.

    Lots that have ended since are spent all the same. Raises `Refused`: `hold_ended` (409) when it has ended, or
    `more_than_held`; then nothing changes.
    """
    check(hold, amount, now)
    _end(hold, "posted", now)
    hold.posted, hold.spend = amount, posting
    return list(_take(hold, posting, amount, origin))


def _take(hold: HoldState, posting: Posting, amount: int, origin: Origin) -> Iterator[tuple[LotState, int]]:
    for lot, part in hold.parts:
        taken = min(amount, part)
        if taken == 0:
            break
        lot.take(taken)
        posting.move(hold.account, lot, ("spent", "balance"), taken, origin)
        amount -= taken
        yield lot, taken


def void(hold: HoldState, now: datetime) -> None:
    """Let all of it go. Raises `Refused("hold_ended", status=409)` when it has ended."""
    _must_hold(hold, now)
    _end(hold, "voided", now)


def lapse(hold: HoldState) -> None:
    """End a hold whose time has passed, as of that time. It must not have ended otherwise."""
    _end(hold, "expired", hold.expires_at)


def settle(hold: HoldState, now: datetime) -> Posting:
    """Pay what is owed from what an ended hold has let go. What has ended by `now` pays nothing: it is gone."""
    posting = Posting("release", hold.account.owner, hold.ended_at or now)
    origin = Origin(why=Message("hold.let_go", {"reference": hold.reference}))
    for lot, _ in hold.parts:
        if not lot.ended(now):
            pay_arrears(hold.account, posting, lot, origin)
    return posting


def _must_hold(hold: HoldState, now: datetime) -> None:
    if hold.state == "placed" and hold.expires_at == ENDLESS:
        raise Refused("hold_under_review", status=409)
    stage = hold.stage(now)
    if stage != "placed":
        raise Refused("hold_ended", status=409, state=stage)


def _end(hold: HoldState, end: HoldEnd, at: datetime) -> None:
    """From here on nothing of it is set aside, and it can end no other way."""
    hold.state, hold.ended_at = end, at
    for lot, part in hold.parts:
        lot.set_aside(-part)
    hold.account.held -= hold.amount
    hold.account.touched = True
