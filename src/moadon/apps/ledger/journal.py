"""The books in the order in which the database's transactions were begun, for whoever seals or checks them."""

from collections.abc import Iterator, Sequence

from moadon.engine.seals import Leaf
from moadon.store import run

_LEAF = """e.id, t.id, t.kind, t.owner, t.receipt, t.at, t.recorded_at, t.corrects, e.account_id, e.book, e.wallet,
           e.amount, e.lot_id, e.programme, e.rule, e.version, e.base, e.why, e.balance_after, e.corrects"""
_END = "pg_snapshot_xmin(pg_current_snapshot())"


def window_after(club_id: int, horizon: int, most: int) -> tuple[int, list[Leaf]]:
    """What was added since `horizon` by transactions of which none is still open, and the next horizon.

    About `most` entries at the most: a transaction is never divided. One that is still open holds back itself and
    what began after it, so that nothing that is committed late is ever passed over. Two statements.
    """
    end = run(
        f"""with found as (
              select t.xact from ledger_transaction t join ledger_entry e on e.transaction_id = t.id
              where t.club_id = %s and t.xact >= %s::text::xid8 and t.xact < {_END}
              order by t.xact limit %s)
            select case when count(*) < %s then {_END}::text::bigint
                        when min(xact) = max(xact) then max(xact)::text::bigint + 1
                        else max(xact)::text::bigint end
            from found""",
        (club_id, horizon, most, most),
    )[0][0]
    rows = run(
        f"""select {_LEAF} from ledger_transaction t join ledger_entry e on e.transaction_id = t.id
            where t.club_id = %s and t.xact >= %s::text::xid8 and t.xact < %s::text::xid8
            order by t.xact, t.id, e.id""",
        (club_id, horizon, end),
    )
    return int(end), [Leaf(*row) for row in rows]


def leaves_of(entries: Sequence[int]) -> Iterator[tuple[int, Leaf]]:
    """These entries by their row numbers, those that are there, in one statement."""
    rows = run(
        f"""select {_LEAF} from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
            where e.id = any(%s::bigint[])""",
        (list(entries),),
    )
    return ((row[0], Leaf(*row)) for row in rows)


def wrote(entries: Sequence[int]) -> dict[int, int]:
    """Which transaction of the database wrote each of these entries, those that are there. One statement."""
    rows = run(
        """select e.id, t.xact::text::bigint from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
           where e.id = any(%s::bigint[])""",
        (list(entries),),
    )
    return dict(rows)
