"""The books in the order in which the database's transactions were begun, for whoever seals or checks them."""

from collections.abc import Iterator, Sequence

from moadon.engine.seals import Leaf
from moadon.store import run

_TOLD = """'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'"""
_LEAF = f"""e.id, t.id, t.kind, t.owner, t.receipt, to_char(t.at at time zone 'UTC', {_TOLD}),
           to_char(t.recorded_at at time zone 'UTC', {_TOLD}), t.corrects, e.account_id, e.book, e.wallet,
           e.amount, e.lot_id, e.programme, e.rule, e.version, e.base, e.why, e.balance_after, e.corrects"""
_END = "pg_snapshot_xmin(pg_current_snapshot())"


def window_after(club_id: int, horizon: int, most: int) -> tuple[int, list[Leaf]]:
    """What was added since `horizon` by transactions of which none is still open, and the next horizon.

    About `most` entries at the most: a transaction is never divided. One that is still open holds back itself and
    what began after it, so that nothing that is committed late is ever passed over. One statement, or two where a
    single transaction has more entries than that.
    """
    rows = run(
        f"""select t.xact::text::bigint, {_END}::text::bigint, {_LEAF}
            from ledger_transaction t join ledger_entry e on e.transaction_id = t.id
            where t.club_id = %s and t.xact >= %s::text::xid8 and t.xact < {_END}
            order by t.xact, t.id, e.id limit %s""",
        (club_id, horizon, most + 1),
    )
    if len(rows) <= most:
        return (rows[0][1] if rows else horizon), [Leaf._make(row[2:]) for row in rows]
    last = rows[-1][0]
    if rows[0][0] < last:
        return last, [Leaf._make(row[2:]) for row in rows if row[0] < last]
    rows = run(
        f"""select {_LEAF} from ledger_transaction t join ledger_entry e on e.transaction_id = t.id
            where t.club_id = %s and t.xact = %s::text::xid8 order by t.id, e.id""",
        (club_id, last),
    )
    return last + 1, [Leaf._make(row) for row in rows]


def leaves_of(entries: Sequence[int]) -> Iterator[tuple[int, Leaf]]:
    """These entries by their row numbers, those that are there, in one statement."""
    rows = run(
        f"""select {_LEAF} from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
            where e.id = any(%s::bigint[])""",
        (list(entries),),
    )
    return ((row[0], Leaf._make(row)) for row in rows)


def wrote(entries: Sequence[int]) -> dict[int, int]:
    """Which transaction of the database wrote each of these entries, those that are there. One statement."""
    rows = run(
        """select e.id, t.xact::text::bigint from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
           where e.id = any(%s::bigint[])""",
        (list(entries),),
    )
    return dict(rows)
