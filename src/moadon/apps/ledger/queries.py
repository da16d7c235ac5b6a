"""Reads of the books."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet
from django.db.models.expressions import CombinedExpression

from moadon.apps.ledger.models import Account, Entry, Hold, Lot, Transaction
from moadon.engine.ledger import AccountState, HoldStage, HoldState, LotState
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.store import Question, array, ask, run
from moadon.store.arrays import Packed

_LOT = "id, amount, remaining, pending, active_at, expires_at, programme, rule, receipt, held"
_HOLD = "account_id, id, amount, reference, placed_at, expires_at, lots, parts, state, posted, ended_at, redemption"


def accounts_of(owner: int | OuterRef | CombinedExpression) -> QuerySet[Account]:
    """The wallets of one owner; of each row's own in a subquery (`OuterRef("pk")`, of a card `OuterRef("pk") * -1`)."""
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
        f"""select a.id, a.owner, a.wallet, a.balance, a.pending, a.owed, a.held from ledger_account a
            join unnest(%s::bigint[], %s::text[]) as w(owner, wallet) on w.owner = a.owner and w.wallet = a.wallet
            {held}""",
        packed(wallets),
        lambda rows: {
            (owner, wallet): AccountState(id_, owner, wallet, balance, pending, owed, held=held)
            for id_, owner, wallet, balance, pending, owed, held in rows
        },
    )


def asking_tied(wallets: Sequence[tuple[int, str]], at: datetime) -> Question[dict[tuple[int, str], int]]:
    """Per (owner, wallet): how much of the balance cannot be spent at `at`?

    What has expired and the nightly run has not taken out yet, and what holds set aside whose time has not passed.
    """
    return Question(
        """select a.owner, a.wallet, sum(tied.amount)::bigint
           from unnest(%s::bigint[], %s::text[]) as w(owner, wallet)
           join ledger_account a on a.owner = w.owner and a.wallet = w.wallet
           cross join lateral (
             select l.remaining from ledger_lot l
             where l.account_id = a.id and l.remaining > 0 and not l.pending and l.expires_at <= %s
             union all
             select p.amount from ledger_hold h, unnest(h.lots, h.parts) as p(lot, amount), ledger_lot l
             where a.held > 0 and h.account_id = a.id and h.state = 'placed' and h.expires_at > %s
               and l.id = p.lot and (l.expires_at is null or l.expires_at > %s)
           ) as tied(amount) group by a.owner, a.wallet""",
        (*packed(wallets), at, at, at),
        lambda rows: {(owner, wallet): tied for owner, wallet, tied in rows},
    )


def held_by(owner: int, at: datetime) -> dict[str, int]:
    """By wallet what holds that have not ended by `at` set aside for one owner. One statement."""
    rows = run(
        """select a.wallet, sum(h.amount)::bigint from ledger_account a join ledger_hold h on h.account_id = a.id
           where a.owner = %s and h.state = 'placed' and h.expires_at > %s group by a.wallet""",
        (owner, at),
    )
    return dict(rows)


def holds_of(owner: int) -> QuerySet[Hold]:
    """The holds of one owner, newest first, with their accounts."""
    return Hold.objects.filter(account__owner=owner).select_related("account").order_by("-id")


def hold(row: int) -> Hold:
    """One hold with its account. Raises `Refused("unknown_id", status=404)`."""
    found = Hold.objects.filter(id=row).select_related("account").first()
    if found is None:
        raise Refused("unknown_id", status=404, given=public_id("hld", row))
    return found


def only_in(rows: QuerySet[Hold], stage: HoldStage, at: datetime) -> QuerySet[Hold]:
    """Those of `rows` that are placed, posted, voided or expired at `at`."""
    overdue = Q(state="placed", expires_at__lte=at)
    if stage == "placed":
        return rows.filter(state="placed").exclude(overdue)
    return rows.filter(Q(state="expired") | overdue) if stage == "expired" else rows.filter(state=stage)


def load_holds(accounts: Iterable[AccountState], rows: Sequence[int]) -> list[HoldState]:
    """Those of these holds that are of these accounts, whose lots must be loaded. One statement, none for no hold."""
    return _holds(list(accounts), "id = any(%s::bigint[])", (list(rows),)) if rows else []


def load_overdue(accounts: Iterable[AccountState], at: datetime) -> list[HoldState]:
    """The holds of these accounts that are placed and whose time has passed by `at`; their lots must be loaded.

    One statement, none where nothing is set aside.
    """
    some = [account for account in accounts if account.held]
    return _holds(some, "state = 'placed' and expires_at <= %s", (at,)) if some else []


def load_placed(accounts: Iterable[AccountState]) -> list[HoldState]:
    """The holds of these accounts that are placed, whose lots must be loaded. One statement, none for no account."""
    some = list(accounts)
    return _holds(some, "state = 'placed'", ()) if some else []


def _holds(accounts: Sequence[AccountState], which: str, params: tuple[object, ...]) -> list[HoldState]:
    by_id = {account.id: account for account in accounts}
    rows = run(
        f"select {_HOLD} from ledger_hold where account_id = any(%s::bigint[]) and {which} order by id",
        (list(by_id), *params),
    )
    found: list[HoldState] = []
    for account_id, id_, amount, reference, placed_at, expires_at, lots, parts, *rest in rows:
        account = by_id[account_id]
        states = {lot.id: lot for lot in account.lots}
        # Of a hold that has ended the lots may be empty and not loaded: nothing of them is held any more.
        taken = [(states[lot], part) for lot, part in zip(lots, parts, strict=True) if lot in states]
        found.append(HoldState(id_, account, amount, reference, placed_at, expires_at, taken, *rest))
    return found


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
    lot.held = row[9]
    lot.lapsed = row[10] if len(row) > 10 else 0
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


def spent_in(transaction: int) -> list[tuple[int, int, int]]:
    """What one transaction took from lots: (account, lot, amount), in the order of taking. One statement."""
    rows = run(
        """select e.account_id, e.lot_id, -e.amount from ledger_entry e
           where e.transaction_id = %s and e.book = 'balance' order by e.id""",
        (transaction,),
    )
    return [(account, lot, amount) for account, lot, amount in rows]


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
    """Up to `limit` lots that ended by `at` and have left what no hold sets aside, oldest first, in one statement."""
    rows = run(
        """select l.id, a.owner, a.wallet, l.expires_at from ledger_lot l join ledger_account a on a.id = l.account_id
           where l.remaining > 0 and l.remaining > l.held and not l.pending and l.expires_at <= %s
           order by l.expires_at, l.id limit %s""",
        (at, limit),
    )
    return [DueLot(*row) for row in rows]


def holds_to_end(at: datetime, limit: int) -> list[tuple[int, int, str]]:
    """Up to `limit` placed holds whose time has passed by `at`, oldest first: (hold, owner, wallet). One statement."""
    rows = run(
        """select h.id, a.owner, a.wallet from ledger_hold h join ledger_account a on a.id = h.account_id
           where h.state = 'placed' and h.expires_at <= %s order by h.expires_at, h.id limit %s""",
        (at, limit),
    )
    return [(id_, owner, wallet) for id_, owner, wallet in rows]
