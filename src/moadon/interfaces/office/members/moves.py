"""Entries of the books gathered into the lines of a statement: one line for what one reason moved in one wallet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from moadon.apps.ledger.models import Entry, Lot
from moadon.kernel.sentences import Message

OWN_BOOKS = ("balance", "arrears")
"""The books that make up what a member stands at; `pending` is beside it."""


@dataclass(slots=True)
class Move:
    """What one reason moved in one wallet.

    `amount` is the change of what the member stands at, `pending` of what waits, `paid_arrears` how much of it went
    into what was owed, `owed` how much came to be owed, `out` what left lots; all in the wallet's units. `balance` is
    what the member stood at afterwards, `entry` its newest row. `lots` says how much was moved in which lot.
    """

    at: datetime
    kind: str
    receipt: int | None
    wallet: str
    programme: str | None
    rule: str | None
    version: int | None
    why: Message | None
    base: int | None
    transaction: int
    entry: int
    balance: int | None = None
    amount: int = 0
    pending: int = 0
    paid_arrears: int = 0
    owed: int = 0
    out: int = 0
    lots: list[tuple[Lot, int]] = field(default_factory=list)

    @property
    def lapsed(self) -> int:
        """What came back with goods although its time was over, and so lapsed at once."""
        return self.out - self.paid_arrears if self.kind == "restore" else 0


@dataclass(frozen=True, slots=True)
class MovesPage:
    """Some lines of a statement, newest first. `older` is the row before which the next ones are; 0 at the end."""

    moves: Sequence[Move]
    older: int = 0


def page_of(entries: QuerySet[Entry], before: int | None, size: int) -> MovesPage:
    """Up to about `size` entries before row `before` as lines; what happened at one moment is never torn apart.

    One query, unless one moment alone has more entries than a page.
    """
    chosen = entries.filter(id__lt=before) if before else entries
    while True:
        found = list(chosen[: size + 1])
        if len(found) <= size:
            return MovesPage(gather(found))
        kept = _whole(found)
        if kept:
            return MovesPage(gather(kept), kept[-1].pk)
        size *= 4


def _whole(found: Sequence[Entry]) -> list[Entry]:
    """The entries without those of the last moment, some of which may be still to come."""
    last = found[-1].transaction.at
    kept = len(found)
    while kept and found[kept - 1].transaction.at == last:
        kept -= 1
    return list(found[:kept])


def gather(entries: Iterable[Entry]) -> list[Move]:
    """Entries, newest first, as lines, newest first."""
    moves: dict[tuple[object, ...], Move] = {}
    for entry in entries:
        key = (entry.transaction_id, entry.wallet, entry.programme, entry.rule, entry.version)
        move = moves.get(key) or moves.setdefault(key, _begun(entry))
        _add(move, entry)
    return list(moves.values())


def _begun(entry: Entry) -> Move:
    moved = entry.transaction
    why = Message.from_json(entry.why) if entry.why else None
    return Move(
        moved.at, moved.kind, moved.receipt, entry.wallet, entry.programme, entry.rule, entry.version, why,
        entry.base, moved.pk, entry.pk, entry.balance_after,
    )  # fmt: skip


def _add(move: Move, entry: Entry) -> None:
    if entry.book in OWN_BOOKS:
        move.amount += entry.amount
    if entry.book == "pending":
        move.pending += entry.amount
    if entry.book == "arrears":
        move.paid_arrears += max(0, entry.amount)
        move.owed += max(0, -entry.amount)
        return
    move.out += max(0, -entry.amount)
    if entry.lot is not None:
        move.lots.append((entry.lot, entry.amount))
