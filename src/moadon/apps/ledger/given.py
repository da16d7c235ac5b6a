"""What receipts and joining gave: the lots, and what they were worth."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from moadon.store import run


class GivenLot(NamedTuple):
    """A lot that still holds something: whose, of which wallet, by which receipt (None: by none), from when on; `free`
    is what of it nobody has set aside."""

    id: int
    owner: int
    wallet: str
    receipt: int | None
    pending: bool
    active_at: datetime
    free: int


def lots_given(receipts: Sequence[int], owners: Sequence[int]) -> list[GivenLot]:
    """What is left of the lots of these receipts, and of those that these owners have of no receipt. One statement."""
    rows = run(
        """select l.id, a.owner, a.wallet, l.receipt, l.pending, l.active_at, l.remaining - l.held
           from ledger_lot l join ledger_account a on a.id = l.account_id
           where l.receipt = any(%s::bigint[]) and l.remaining > 0
           union all
           select l.id, a.owner, a.wallet, l.receipt, l.pending, l.active_at, l.remaining - l.held
           from ledger_account a join ledger_lot l on l.account_id = a.id
           where a.owner = any(%s::bigint[]) and l.receipt is null and l.remaining > 0
           order by 1""",
        (list(receipts), list(owners)),
    )
    return [GivenLot(*row) for row in rows]


def lots_from(owners: Sequence[int], moment: datetime) -> list[GivenLot]:
    """Pending lots of these owners that become spendable at exactly `moment`. One statement."""
    rows = run(
        """select l.id, a.owner, a.wallet, l.receipt, l.pending, l.active_at, l.remaining - l.held
           from ledger_account a join ledger_lot l on l.account_id = a.id
           where a.owner = any(%s::bigint[]) and l.pending and l.remaining > 0 and l.active_at = %s order by 1""",
        (list(owners), moment),
    )
    return [GivenLot(*row) for row in rows]


def given_by(receipts: Sequence[int]) -> list[tuple[int, str, int]]:
    """By receipt and wallet, how many units were given, whatever became of them. One statement."""
    return run(
        """select l.receipt, a.wallet, sum(l.amount)::bigint
           from ledger_lot l join ledger_account a on a.id = l.account_id
           where l.receipt = any(%s::bigint[]) group by 1, 2 order by 1, 2""",
        (list(receipts),),
    )


def awards_of(receipts: Sequence[int]) -> dict[tuple[int, int, str, str, str], tuple[int, int]]:
    """The lines by which these receipts gave: (receipt, account, book, programme, rule) -> (transaction, entry).

    One statement.
    """
    rows = run(
        """select t.receipt, e.account_id, e.book, e.programme, e.rule, t.id, min(e.id)
           from ledger_transaction t join ledger_entry e on e.transaction_id = t.id
           where t.receipt = any(%s::bigint[]) and t.kind = 'award' and e.account_id is not null and e.amount > 0
           group by 1, 2, 3, 4, 5, 6 order by 7 desc""",
        (list(receipts),),
    )
    return {tuple(row[:5]): (row[5], row[6]) for row in rows}
