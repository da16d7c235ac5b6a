"""Reads of the books."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet

from moadon.apps.ledger.models import Account, Entry, Lot, Transaction
from moadon.engine.ledger import AccountState, LotState
from moadon.kernel.moments import AsOf
from moadon.store import Question, array, ask, run
from moadon.store.arrays import Packed

_LOT = "id, amount, remaining, pending, active_at, expires_at, programme, rule, receipt"


def accounts_of(owner: int | OuterRef) -> QuerySet[Account]:
    """The wallets of one owner; of each row's own in a subquery (`OuterRef("pk")`)."""
    return Account.objects.filter(owner=owner).order_by("wallet")


def lots_of(owner: int) -> QuerySet[Lot]:
    """What one owner has left, in the order it will be spent."""
    return (
        Lot.objects.filter(account__owner=owner, remaining__gt=0)
        .select_related("account")
        .order_by("account__wallet", "pending", "expires_at", "active_at", "id")
    )


def entries_of(owner: int) -> QuerySet[Entry]:
    """The statement of one owner: the member's lines, newest first."""
    return Entry.objects.filter(account__owner=owner).select_related("transaction", "lot").order_by("-id")


def transactions_of_receipt(receipt: int) -> QuerySet[Transaction]:
    """What one receipt moved in the books."""
    return Transaction.objects.filter(receipt=receipt).order_by("id")


def entries_of_receipts(receipts: Sequence[int]) -> QuerySet[Entry]:
    """The members' lines that these receipts caused."""
    return (
        Entry.objects.filter(transaction__receipt__in=list(receipts), account__isnull=False)
        .select_related("transaction", "lot")
        .order_by("id")
    )


def account_states(wallets: Sequence[tuple[int, str]]) -> dict[tuple[int, str], AccountState]:
    """What these (owner, wallet) have, unlocked, in one statement. Those without an account are not in the answer."""
    return ask(asking_accounts(wallets))


def packed(wallets: Sequence[tuple[int, str]]) -> tuple[Packed, Packed]:
    """(owner, wallet) as two parameters."""
    return array("bigint", (owner for owner, _ in wallets)), array("text", (wallet for _, wallet in wallets))


def asking_accounts(
    wallets: Sequence[tuple[int, str]], *, lock: bool = False, wait: bool = True
) -> Question[dict[tuple[int, str], AccountState]]:
    """`account_states` as a question; with `lock` they stay locked, in one order, until the transaction ends.

    Without `wait` those that somebody else holds are not in the answer.
    """
    held = f"order by a.id for no key update of a {'' if wait else 'skip locked'}" if lock else ""
    return Question(
        f"""select a.id, a.owner, a.wallet, a.balance, a.pending, a.owed from ledger_account a
            join unnest(%s::bigint[], %s::text[]) as w(owner, wallet) on w.owner = a.owner and w.wallet = a.wallet
            {held}""",
        packed(wallets),
        lambda rows: {(owner, wallet): AccountState(id_, owner, wallet, *sums) for id_, owner, wallet, *sums in rows},
    )


def asking_lapsed(wallets: Sequence[tuple[int, str]], at: datetime) -> Question[dict[tuple[int, str], int]]:
    """Per (owner, wallet): what has expired by `at` and the nightly run has not taken out yet?"""
    return Question(
        """select a.owner, a.wallet, sum(l.remaining)::bigint
           from unnest(%s::bigint[], %s::text[]) as w(owner, wallet)
           join ledger_account a on a.owner = w.owner and a.wallet = w.wallet
           join ledger_lot l on l.account_id = a.id
           where l.remaining > 0 and not l.pending and l.expires_at <= %s group by a.owner, a.wallet""",
        (*packed(wallets), at),
        lambda rows: {(owner, wallet): lapsed for owner, wallet, lapsed in rows},
    )


def load_lots(accounts: Iterable[AccountState], receipts: Sequence[int] = ()) -> None:
    """Put into each account what remains of its lots, and all lots that `receipts` gave, in one statement."""
    by_id = {account.id: account for account in accounts}
    rows = run(
        f"""select account_id, {_LOT},
              case when receipt = any(%s::bigint[]) then coalesce(
                (select sum(e.amount) from ledger_entry e where e.lot_id = l.id and e.book = 'expired'), 0)::bigint
              else 0 end
            from ledger_lot l
            where account_id = any(%s::bigint[]) and (remaining > 0 or receipt = any(%s::bigint[]))""",
        (list(receipts), list(by_id), list(receipts)),
    )
    _attach(by_id, rows)


def load_named_lots(accounts: Iterable[AccountState], lots: Sequence[int]) -> None:
    """Put the lots of these ids into their accounts, leaving out those already there, in one statement."""
    by_id = {account.id: account for account in accounts}
    rows = run(
        f"select account_id, {_LOT} from ledger_lot where id = any(%s::bigint[]) and account_id = any(%s::bigint[])",
        (list(lots), list(by_id)),
    )
    _attach(by_id, rows)


def _attach(by_id: dict[int, AccountState], rows: Iterable[tuple[object, ...]]) -> None:
    known = {lot.id for account in by_id.values() for lot in account.lots}
    for account_id, *lot in rows:
        if lot[0] not in known:
            by_id[account_id].lots.append(_lot_state(lot))  # type: ignore[index]


def _lot_state(row: Sequence[Any]) -> LotState:
    """A lot of the columns `_LOT`, with what of it has lapsed where that was asked for."""
    lot = LotState(*row[:9])
    lot.lapsed = row[9] if len(row) > 9 else 0
    return lot


def spends_of_receipts(receipts: Sequence[int]) -> dict[int, list[tuple[int, int, int]]]:
    """Per receipt the value spent on it and not yet given back: (account, lot, amount), in one statement.

    Restored value is booked under the same receipt. What a restored lot lost at once, because it had ended or paid
    arrears, was given back all the same.
    """
    rows = run(
        """select t.receipt, e.account_id, e.lot_id,
                  -sum(case t.kind when 'spend' then e.amount else greatest(e.amount, 0) end)::bigint
           from ledger_transaction t join ledger_entry e on e.transaction_id = t.id
           where t.receipt = any(%s::bigint[]) and t.kind in ('spend', 'restore') and e.book = 'balance'
           group by 1, 2, 3
           having sum(case t.kind when 'spend' then e.amount else greatest(e.amount, 0) end) < 0 order by 1, 3""",
        (list(receipts),),
    )
    found: dict[int, list[tuple[int, int, int]]] = {}
    for receipt, account, lot, amount in rows:
        found.setdefault(receipt, []).append((account, lot, amount))
    return found


@dataclass(frozen=True, slots=True)
class DueLot:
    """A lot whose moment has come: which, whose, and when it was due."""

    id: int
    owner: int
    wallet: str
    at: datetime


def lots_to_activate(at: datetime, limit: int) -> list[DueLot]:
    """Up to `limit` pending lots due by `at`, oldest first, in one statement."""
    rows = run(
        """select l.id, a.owner, a.wallet, l.active_at from ledger_lot l join ledger_account a on a.id = l.account_id
           where l.pending and l.active_at <= %s order by l.active_at, l.id limit %s""",
        (at, limit),
    )
    return [DueLot(*row) for row in rows]


def lots_to_expire(at: datetime, limit: int) -> list[DueLot]:
    """Up to `limit` lots that still hold something and ended by `at`, oldest first, in one statement."""
    rows = run(
        """select l.id, a.owner, a.wallet, l.expires_at from ledger_lot l join ledger_account a on a.id = l.account_id
           where l.remaining > 0 and not l.pending and l.expires_at <= %s order by l.expires_at, l.id limit %s""",
        (at, limit),
    )
    return [DueLot(*row) for row in rows]


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
