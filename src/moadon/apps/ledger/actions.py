"""Writes of the books: accounts are made and locked, postings become rows. Always inside a club's transaction."""

from collections.abc import Iterable, Mapping, Sequence

from moadon.apps.ledger import statements as sql
from moadon.engine.ledger import AccountState, EntryPlan, LotState, Posting
from moadon.kernel.sentences import json_text
from moadon.store import draw, insert_rows, run

Wallet = tuple[int, str]
"""(owner, wallet code)"""


def lock_accounts(club_id: int, wallets: Iterable[Wallet]) -> dict[Wallet, AccountState]:
    """Make the accounts that are missing and lock all of them, in one order, until the transaction ends.

    Whoever changes an owner's value, or anything counted with it, holds these locks. Two statements.
    """
    wanted = sorted(set(wallets))
    owners, codes = [owner for owner, _ in wanted], [code for _, code in wanted]
    run(sql.MAKE_ACCOUNTS, (club_id, owners, codes))
    rows = run(sql.LOCK_ACCOUNTS, (owners, codes))
    return {(owner, wallet): AccountState(id_, owner, wallet, *sums) for id_, owner, wallet, *sums in rows}


def post(club_id: int, postings: Sequence[Posting], accounts: Iterable[AccountState]) -> list[int]:
    """Write postings and what they changed; returns the id of each posting's transaction. Six statements, always.

    The accounts must be locked. That each transaction sums to zero is checked again by the database at commit.
    """
    held = list(accounts)
    fresh = [lot for account in held for lot in account.lots if lot.id is None]
    ids = draw({"ledger_transaction": len(postings), "ledger_lot": len(fresh)})
    for lot, lot_id in zip(fresh, ids["ledger_lot"], strict=True):
        lot.id = lot_id
    new = set(ids["ledger_lot"])
    home = {id(lot): account.id for account in held for lot in account.lots}
    insert_rows("ledger_lot", sql.LOT, [_lot_row(club_id, home[id(lot)], lot) for lot in fresh])
    changed = [lot for account in held for lot in account.lots if lot.touched and lot.id not in new]
    run(
        sql.UPDATE_LOTS,
        ([lot.id for lot in changed], [lot.remaining for lot in changed], [lot.pending for lot in changed]),
    )
    moved = [account for account in held if account.touched]
    run(
        sql.UPDATE_ACCOUNTS,
        ([a.id for a in moved], [a.balance for a in moved], [a.pending for a in moved], [a.owed for a in moved]),
    )
    numbered = list(zip(ids["ledger_transaction"], postings, strict=True))
    insert_rows(
        "ledger_transaction",
        sql.TRANSACTION,
        [(number, club_id, p.kind, p.owner, p.receipt, p.at, p.corrects) for number, p in numbered],
    )
    insert_rows("ledger_entry", sql.ENTRY, [_entry_row(club_id, n, e) for n, p in numbered for e in p.entries])
    return ids["ledger_transaction"]


def _lot_row(club_id: int, account_id: int, lot: LotState) -> tuple[object, ...]:
    return (
        lot.id, club_id, account_id, lot.programme, lot.rule, lot.receipt,
        lot.amount, lot.remaining, lot.pending, lot.active_at, lot.expires_at,
    )  # fmt: skip


def _entry_row(club_id: int, transaction: int, entry: EntryPlan) -> tuple[object, ...]:
    origin = entry.origin
    return (
        club_id, transaction, entry.account.id if entry.account else None, entry.book, entry.wallet, entry.amount,
        entry.lot.id if entry.lot else None, origin.programme, origin.rule, origin.version, origin.base,
        json_text(origin.why) if entry.account else None, entry.balance_after, entry.corrects,
    )  # fmt: skip


def balances(accounts: Mapping[Wallet, AccountState]) -> dict[Wallet, int]:
    """What each account stands at, as its owner sees it."""
    return {wallet: account.stands_at for wallet, account in accounts.items()}
