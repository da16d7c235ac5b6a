"""Writes of the books: accounts are made and locked, postings become rows. Always inside a club's transaction."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from moadon.apps.ledger import statements as sql
from moadon.apps.ledger.models import Hold
from moadon.apps.ledger.queries import asking_accounts, load_overdue, packed
from moadon.engine.ledger import AccountState, EntryPlan, HoldState, LotState, Posting, holds
from moadon.store import Question, draw, insert_rows, together, update_rows

Wallet = tuple[int, str]
"""(owner, wallet code)"""


def lock_accounts(club_id: int, wallets: Iterable[Wallet]) -> dict[Wallet, AccountState]:
    """Make the accounts that are missing and lock all of them, in one order, until the transaction ends.

    Whoever changes an owner's value, or anything counted with it, holds these locks. Two statements.
    """
    wanted = sorted(set(wallets))
    with together() as asking:
        asking(making_accounts(club_id, wanted))
        locked = asking(asking_accounts(wanted, lock=True))
    return locked.get()


def making_accounts(club_id: int, wallets: Sequence[Wallet]) -> Question[None]:
    """Make those of these accounts that are missing; to be locked after it."""
    return Question(sql.MAKE_ACCOUNTS, (club_id, *packed(wallets)), lambda _: None)


def number(
    postings: Sequence[Posting], accounts: Iterable[AccountState], drawn: Mapping[str, Iterator[int]] | None = None
) -> None:
    """Give new postings and new lots their row numbers, so that they can be written in any order.

    From `drawn`, the rest of what was drawn before, where it is given; else in one statement.
    """
    fresh = [lot for account in accounts for lot in account.lots if lot.id is None]
    if drawn is None:
        ids = draw({"ledger_transaction": len(postings), "ledger_lot": len(fresh)})
        drawn = {table: iter(numbers) for table, numbers in ids.items()}
    for posting in postings:
        posting.id = next(drawn["ledger_transaction"])
    for lot in fresh:
        lot.id, lot.fresh = next(drawn["ledger_lot"]), True


def post(club_id: int, postings: Sequence[Posting], accounts: Iterable[AccountState]) -> None:
    """Write numbered postings and what they changed. Three to five statements, whatever their number.

    The accounts must be locked. That each transaction sums to zero is checked again by the database.
    """
    held = [account for account in accounts if account.touched]
    lots = [(account.id, lot) for account in held for lot in account.lots]
    fresh = [_lot_row(club_id, home, lot) for home, lot in lots if lot.fresh]
    if fresh:
        insert_rows("ledger_lot", sql.LOT, fresh)
    changed = [(lot.id, lot.remaining, lot.pending, lot.held) for _, lot in lots if lot.touched and not lot.fresh]
    if changed:
        update_rows(sql.UPDATE_LOTS, sql.LOT_CHANGE, changed)
    sums = [(a.id, a.balance, a.pending, a.owed, a.held) for a in held]
    update_rows(sql.UPDATE_ACCOUNTS, sql.ACCOUNT_CHANGE, sums)
    insert_rows("ledger_transaction", sql.TRANSACTION, [_transaction_row(club_id, posting) for posting in postings])
    insert_rows("ledger_entry", sql.ENTRY, [_entry_row(club_id, p, e) for p in postings for e in p.entries])


def place_hold(club_id: int, hold: HoldState) -> None:
    """Write a hold that was just placed on a locked account. Three statements."""
    post(club_id, [], [hold.account])
    hold.id = Hold.objects.create(
        club_id=club_id,
        account_id=hold.account.id,
        amount=hold.amount,
        reference=hold.reference,
        placed_at=hold.placed_at,
        expires_at=hold.expires_at,
        lots=[lot.id for lot, _ in hold.parts],
        parts=[part for _, part in hold.parts],
        redemption=hold.redemption,
    ).pk


def place_holds(club_id: int, placed: Sequence[HoldState]) -> None:
    """Write holds that were just placed on locked accounts. Four statements, whatever their number; none for none."""
    if not placed:
        return
    post(club_id, [], {hold.account.id: hold.account for hold in placed}.values())
    rows = [
        Hold(
            club_id=club_id,
            account_id=hold.account.id,
            amount=hold.amount,
            reference=hold.reference,
            placed_at=hold.placed_at,
            expires_at=hold.expires_at,
            lots=[lot.id for lot, _ in hold.parts],
            parts=[part for _, part in hold.parts],
        )
        for hold in placed
    ]
    for hold, row in zip(placed, Hold.objects.bulk_create(rows), strict=True):
        hold.id = row.pk


def end_holds(club_id: int, ended: Sequence[HoldState], now: datetime) -> None:
    """Write holds that have just ended on locked accounts, and what they moved.

    What they let go pays first what is owed. A constant number of statements.
    """
    accounts = {hold.account.id: hold.account for hold in ended}.values()
    paying = [holds.settle(hold, now) for hold in ended]
    moved = [posting for posting in (*[h.spend for h in ended if h.spend], *paying) if posting.entries]
    number(moved, accounts)
    post(club_id, moved, accounts)
    write_ends(ended)


def write_ends(ended: Sequence[HoldState]) -> None:
    """Write how these holds have ended; their spends are numbered. One statement."""
    rows = [(h.id, h.state, h.posted, h.ended_at, h.spend.id if h.spend else None) for h in ended]
    update_rows(sql.END_HOLDS, sql.HOLD_END, rows)


def end_overdue(club_id: int, accounts: Iterable[AccountState], now: datetime) -> list[HoldState]:
    """End the holds of these locked accounts whose time has passed, so that what they held can move; which ended.

    The accounts' lots must be loaded. One statement where something is set aside, none where nothing is.
    """
    overdue = load_overdue(accounts, now)
    for hold in overdue:
        holds.lapse(hold)
    if overdue:
        end_holds(club_id, overdue, now)
    return overdue


def set_terms(lots: Iterable[LotState]) -> None:
    """Write from when and until when these lots can be spent, where an event has told it. One statement."""
    update_rows(sql.UPDATE_TERMS, sql.LOT_TERMS, [(lot.id, lot.active_at, lot.expires_at) for lot in lots])


def _transaction_row(club_id: int, p: Posting) -> tuple[object, ...]:
    return (p.id, club_id, p.kind, p.owner, p.receipt, p.at, p.corrects)


def _lot_row(club_id: int, account_id: int, lot: LotState) -> tuple[object, ...]:
    return (
        lot.id, club_id, account_id, lot.programme, lot.rule, lot.receipt,
        lot.amount, lot.remaining, lot.pending, lot.active_at, lot.expires_at,
    )  # fmt: skip


def _entry_row(club_id: int, posting: Posting, entry: EntryPlan) -> tuple[object, ...]:
    origin = entry.origin
    why = origin.why if entry.account else None
    return (
        club_id, posting.id, entry.account.id if entry.account else None, entry.book, entry.wallet, entry.amount,
        entry.lot.id if entry.lot else None, origin.programme, origin.rule, origin.version, origin.base,
        [why.key, why.params] if why else None, entry.balance_after, entry.corrects,
    )  # fmt: skip
