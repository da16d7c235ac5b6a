"""The movements of value. Each changes the states it is given and adds entries to a posting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from moadon.engine.ledger.state import AccountState, LotState, Origin, Posting, spendable
from moadon.kernel.refusals import Refused


@dataclass(frozen=True)
class Shortage:
    """What to do about value that is no longer there: arrears; keep it from the refund, or forgive it, up to `most`.

    What is above `most` units becomes arrears.
    """

    way: Literal["arrears", "refund", "forgive"] = "arrears"
    most: int = 0


ARREARS = Shortage()


@dataclass(frozen=True)
class Back:
    """Goods that came back: of which sale, as of when, and what happens where value is short."""

    sale: int | None
    now: datetime
    shortage: Shortage = ARREARS


@dataclass(frozen=True)
class Taken:
    """How a reversal was covered: from lots, left as arrears, taken from the refund, forgiven."""

    from_lots: int
    arrears: int = 0
    refund: int = 0
    forgiven: int = 0


def award(account: AccountState, posting: Posting, given: LotState, origin: Origin, now: datetime) -> LotState:
    """Give a lot. It waits as pending when it becomes active after `now`; arrears are paid from it first."""
    account.lots.append(given)
    given.touched = True
    given.pending = given.active_at > now
    posting.move(account, given, ("pending" if given.pending else "balance", "issued"), given.amount, origin)
    if not given.pending and not given.ended(now):
        pay_arrears(account, posting, given, origin)
    return given


def pay_arrears(account: AccountState, posting: Posting, lot: LotState, origin: Origin) -> None:
    """Pay what is owed from what is free of a lot."""
    paid = min(account.owed, lot.free)
    if paid > 0:
        lot.take(paid)
        posting.move(account, lot, ("arrears", "balance"), paid, origin)


def spend(
    account: AccountState, posting: Posting, amount: int, at: datetime, origin: Origin
) -> list[tuple[LotState, int]]:
    """Take `amount` from what is free of the lots that expire first; each lot taken from has its own line.

    Raises `Refused("not_enough_value")` with what is available, and then changes nothing.
    """
    lots = list(spendable(account, at))
    available = sum(lot.free for lot in lots)
    if amount > available:
        raise Refused("not_enough_value", wallet=account.wallet, available=available, wanted=amount)
    taken: list[tuple[LotState, int]] = []
    left = amount
    for lot in lots:
        if left == 0:
            break
        part = min(left, lot.free)
        lot.take(part)
        posting.move(account, lot, ("spent", "balance"), part, origin)
        taken.append((lot, part))
        left -= part
    return taken


def reverse(
    account: AccountState,
    posting: Posting,
    amount: int,
    origin: Origin,
    back: Back,
) -> Taken:
    """Take back `amount` that a rule gave for the sale of `back`.

    First from the sale's own lots of that rule (pending ones before active ones, and then what of them has lapsed:
    it is gone already), then from the rule's newest, then from whatever is spent next. Others' lots that have ended
    by its `now` are left alone, so that it does not matter whether the night has swept them out. What is set aside is
    left to its hold. What is no longer there becomes arrears, is told to be kept from the refund, or is forgiven
    (semantics 16).
    """
    left, sale, now, shortage = amount, back.sale, back.now, back.shortage
    own = [lot for lot in account.lots if _is_own(lot, origin, sale)]
    for lot in sorted(own, key=lambda lot: (not lot.pending, -lot.active_at.timestamp(), -(lot.id or 1 << 62))):
        left -= _take(account, posting, lot, left, origin)
    for lot in own:
        gone = min(left, lot.lapsed)
        if gone > 0:
            lot.lapsed -= gone
            posting.move(account, lot, ("issued", "expired"), gone, origin)
            left -= gone
    for lot in _others(account, origin, sale, now):
        left -= _take(account, posting, lot, left, origin)
    forgiven = min(left, shortage.most) if shortage.way == "forgive" else 0
    refund = min(left, shortage.most) if shortage.way == "refund" else 0
    arrears = left - forgiven - refund
    if arrears:
        posting.move(account, None, ("issued", "arrears"), arrears, origin)
    return Taken(amount - left, arrears, refund, forgiven)


def _take(account: AccountState, posting: Posting, lot: LotState, most: int, origin: Origin) -> int:
    part = min(most, lot.free)
    if part > 0:
        lot.take(part)
        posting.move(account, lot, ("issued", "pending" if lot.pending else "balance"), part, origin)
    return max(0, part)


def _same_rule(lot: LotState, origin: Origin) -> bool:
    return lot.programme == origin.programme and lot.rule == origin.rule


def _is_own(lot: LotState, origin: Origin, sale: int | None) -> bool:
    return _same_rule(lot, origin) and lot.receipt == sale


def _others(account: AccountState, origin: Origin, sale: int | None, now: datetime) -> list[LotState]:
    """The rule's newest lots, then all in the order in which they are spent."""

    def rank(lot: LotState) -> tuple[bool, bool, float, int]:
        if _same_rule(lot, origin):
            return False, not lot.pending, -lot.active_at.timestamp(), -(lot.id or 1 << 62)
        until = lot.expires_at.timestamp() if lot.expires_at else float("inf")
        return True, lot.pending, until, lot.id or 1 << 62

    live = [lot for lot in account.lots if not _is_own(lot, origin, sale) and not lot.ended(now)]
    return sorted(live, key=rank)


def restore(
    account: AccountState,
    posting: Posting,
    spent: Sequence[tuple[LotState, int]],
    origin: Origin,
    now: datetime,
    grace_until: datetime | None = None,
) -> int:
    """Give spent value back to the lots it came from, with their old expiry (semantics 15); returns what can be spent.

    A lot that has expired meanwhile takes its value back and expires it at once, unless the club grants grace:
    then it comes back as a new lot good until `grace_until`.
    """
    back = 0
    for lot, amount in spent:
        lot.take(-amount)
        posting.move(account, lot, ("balance", "spent"), amount, origin)
        good = lot
        if lot.ended(now):
            lot.take(amount)
            posting.move(account, lot, ("expired", "balance"), amount, origin)
            if grace_until is None:
                continue
            good = LotState(
                None, amount, amount, False, now, grace_until, lot.programme, lot.rule, lot.receipt, touched=True
            )
            account.lots.append(good)
            posting.move(account, good, ("balance", "expired"), amount, origin)
        pay_arrears(account, posting, good, origin)
        back += amount
    return back


def expire(account: AccountState, posting: Posting, lot: LotState, origin: Origin) -> int:
    """Let what is free of `lot` lapse; returns how much. What is set aside waits for the end of its hold."""
    amount = lot.free
    lot.take(amount)
    posting.move(account, lot, ("expired", "pending" if lot.pending else "balance"), amount, origin)
    return amount


def activate(account: AccountState, posting: Posting, lot: LotState, origin: Origin) -> None:
    """Make a pending lot spendable; arrears are paid from it first."""
    lot.pending = False
    # Also where a return has emptied it meanwhile: it is due no more.
    lot.touched = account.touched = True
    if lot.remaining:
        posting.move(account, lot, ("balance", "pending"), lot.remaining, origin)
        pay_arrears(account, posting, lot, origin)


def withdraw(account: AccountState, posting: Posting, lots: Sequence[LotState], most: int, origin: Origin) -> int:
    """Take back up to `most` of what is free of these lots as if it had never been given; how much it was."""
    taken = 0
    for lot in lots:
        taken += _take(account, posting, lot, most - taken, origin)
    return taken


def hand_over(
    source: AccountState, target: AccountState, posting: Posting, origin: Origin, lots: Sequence[LotState] | None = None
) -> int:
    """Move what is free of `source` (of `lots`, where they are given) to `target`, each lot with its own end.

    How much it was. Both are of one wallet, and nothing of it waits.
    """
    moved = 0
    for lot in list(source.lots if lots is None else lots):
        amount = lot.free
        if amount <= 0:
            continue
        lot.take(amount)
        posting.move(source, lot, ("issued", "balance"), amount, origin)
        given = LotState(
            None, amount, amount, False, lot.active_at, lot.expires_at, lot.programme, lot.rule, lot.receipt,
            touched=True,
        )  # fmt: skip
        target.lots.append(given)
        posting.move(target, given, ("balance", "issued"), amount, origin)
        moved += amount
    return moved
