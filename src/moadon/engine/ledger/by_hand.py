"""Value given or taken by hand, and value that one member hands to another."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from moadon.engine.ledger.moves import award, pay_arrears
from moadon.engine.ledger.state import AccountState, LotState, Origin, Posting, spendable
from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import Message

BY_HAND = "correction"
"""The kind of transactions by which somebody corrects a balance."""
HANDED = "transfer"
"""The kind of the two transactions by which value goes from one member to another."""
FEE = "fee"
"""The kind of transactions by which the club keeps a part of what is handed over."""


def give(account: AccountState, posting: Posting, given: LotState, origin: Origin, now: datetime) -> None:
    """Give the amount of `given`: what is owed is paid first, and only the rest becomes that lot.

    What pays arrears is never a lot, so that the books tell it from value that was given and spent.
    """
    paid = min(account.owed, given.amount)
    if paid:
        posting.move(account, None, ("arrears", "issued"), paid, origin)
        given.amount -= paid
        given.remaining -= paid
    if given.amount:
        award(account, posting, given, origin, now)


def takeable(account: AccountState, now: datetime, first: Collection[int] = ()) -> list[LotState]:
    """The lots from which value can be taken by hand, in that order: those of the ids `first`, also while they wait,
    then the others as they would be spent."""
    named = [lot for lot in account.lots if lot.id in first and lot.free > 0 and not lot.ended(now)]
    named.sort(key=lambda lot: (not lot.pending, lot.id or 0))
    return [*named, *(lot for lot in spendable(account, now) if lot not in named)]


def take(
    account: AccountState,
    posting: Posting,
    amount: int,
    origin: Origin,
    lots: Sequence[LotState],
    *,
    arrears: bool = False,
) -> None:
    """Take `amount` from `lots` in their order. With `arrears` what is not there is owed.

    Raises `Refused("not_enough_value")` with what is available, and then changes nothing.
    """
    available = sum(lot.free for lot in lots)
    if amount > available and not arrears:
        raise Refused("not_enough_value", wallet=account.wallet, available=available, wanted=amount)
    left = amount
    for lot in lots:
        part = min(left, lot.free)
        if part:
            lot.take(part)
            posting.move(account, lot, ("issued", "pending" if lot.pending else "balance"), part, origin)
            left -= part
    if left:
        posting.move(account, None, ("issued", "arrears"), left, origin)


@dataclass(frozen=True)
class Handing:
    """What goes from one account to another of the same wallet: `amount` leaves the giver, of which the club keeps
    `fee`. The whys stand on the statements of both."""

    giver: AccountState
    receiver: AccountState
    amount: int
    fee: int
    why_out: Message
    why_in: Message
    why_fee: Message


@dataclass(frozen=True)
class Handed:
    """The postings of a transfer, and each lot that came to be with the lot it was a part of."""

    out: Posting
    into: Posting
    fee: Posting
    lots: tuple[tuple[LotState, LotState], ...]


def hand_over(handing: Handing, now: datetime) -> Handed:
    """Move value from the lots that expire first; each part keeps when it ends, what gave it, and so its life.

    Raises `Refused`: `owes_value` while the giver owes, `not_enough_value` with what is available. Then nothing
    changes.
    """
    giver, receiver, amount = handing.giver, handing.receiver, handing.amount
    if giver.owed:
        raise Refused("owes_value", wallet=giver.wallet, owed=giver.owed)
    lots = list(spendable(giver, now))
    available = sum(lot.free for lot in lots)
    if amount > available:
        raise Refused("not_enough_value", wallet=giver.wallet, available=available, wanted=amount)
    handed = Handed(
        Posting(HANDED, giver.owner, now), Posting(HANDED, receiver.owner, now), Posting(FEE, giver.owner, now), ()
    )
    _keep_fee(handing, handed.fee, lots)
    pairs: list[tuple[LotState, LotState]] = []
    left = amount - handing.fee
    for lot in lots:
        part = min(left, lot.free)
        if not part:
            continue
        lot.take(part)
        handed.out.move(giver, lot, ("transferred", "balance"), part, Origin(why=handing.why_out))
        new = LotState(
            None, part, part, False, lot.active_at, lot.expires_at, lot.programme, lot.rule, touched=True
        )  # fmt: skip
        receiver.lots.append(new)
        origin = Origin(why=handing.why_in)
        handed.into.move(receiver, new, ("balance", "transferred"), part, origin)
        pay_arrears(receiver, handed.into, new, origin)
        pairs.append((new, lot))
        left -= part
    return Handed(handed.out, handed.into, handed.fee, tuple(pairs))


def _keep_fee(handing: Handing, posting: Posting, lots: Sequence[LotState]) -> None:
    left = handing.fee
    for lot in lots:
        part = min(left, lot.free)
        if part:
            lot.take(part)
            posting.move(handing.giver, lot, ("issued", "balance"), part, Origin(why=handing.why_fee))
            left -= part
