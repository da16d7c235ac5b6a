"""What the books held at a past moment, added up from the entries."""

from dataclasses import dataclass
from datetime import datetime

from moadon.kernel.moments import AsOf
from moadon.store import run


@dataclass(frozen=True, slots=True)
class LotThen:
    """What was in one lot at a past moment: `balance` could be spent, `pending` not yet; `given` is its whole.

    Without a lot (`id` None) it is `owed`: what returns had taken back of what was spent already.
    """

    wallet: str
    id: int | None
    balance: int
    pending: int
    owed: int
    given: int | None
    active_at: datetime | None
    expires_at: datetime | None
    receipt: int | None


def lots_then(owner: int, moment: AsOf) -> list[LotThen]:
    """What one owner had at `moment`, added up from the entries, in the order in which it is spent. One statement.

    What was empty then is not in the answer. Moments of lots are as they are known now. What came so late that it
    waited for nothing any more waited then all the same.
    """
    rows = run(
        """select e.wallet, e.lot_id,
                  coalesce(sum(e.amount) filter (where e.book = 'balance' and l.active_at > %s is not true), 0)::bigint,
                  coalesce(sum(e.amount) filter (where e.book = 'pending' or l.active_at > %s), 0)::bigint,
                  coalesce(-sum(e.amount) filter (where e.book = 'arrears'), 0)::bigint,
                  l.amount, l.active_at, l.expires_at, l.receipt
           from ledger_account a join ledger_entry e on e.account_id = a.id
           join ledger_transaction t on t.id = e.transaction_id left join ledger_lot l on l.id = e.lot_id
           where a.owner = %s and t.at <= %s and t.recorded_at <= %s
           group by e.wallet, e.lot_id, l.amount, l.active_at, l.expires_at, l.receipt
           order by e.wallet, l.expires_at, l.active_at, e.lot_id""",
        (moment.until, moment.until, owner, moment.until, moment.written),
    )
    return [LotThen(*row) for row in rows if any(row[2:5])]
