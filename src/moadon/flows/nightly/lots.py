"""Lots whose moment has come: pending ones become spendable, old ones lapse."""

from collections.abc import Callable, Sequence
from datetime import datetime

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.ledger import actions as ledger_writes
from moadon.apps.ledger import queries as ledger_reads
from moadon.apps.ledger.queries import DueLot
from moadon.engine import ledger
from moadon.engine.ledger import AccountState, LotState, Origin, Posting
from moadon.flows.nightly.chunks import Chunk
from moadon.kernel.facts import Fact
from moadon.kernel.ids import owner_id
from moadon.kernel.sentences import Message
from moadon.store import club_transaction

Move = Callable[[AccountState, Posting, LotState], None]


def activate_due(club: ClubInfo, at: datetime, limit: int) -> Chunk:
    """Make up to `limit` pending lots spendable that were due by `at`. Ten statements a chunk."""
    with club_transaction(club.id):
        due = ledger_reads.lots_to_activate(at, limit)
        return _move(club, due, "activation", "ValueActivated", _activate)


def expire_due(club: ClubInfo, at: datetime, limit: int) -> Chunk:
    """Let up to `limit` lots lapse whose time was over by `at`. Ten statements a chunk."""
    with club_transaction(club.id):
        due = ledger_reads.lots_to_expire(at, limit)
        return _move(club, due, "expiry", "ValueExpired", _expire)


def _move(club: ClubInfo, due: Sequence[DueLot], kind: str, fact: str, move: Move) -> Chunk:
    if not due:
        return Chunk()
    accounts = ledger_writes.lock_accounts(club.id, {(one.owner, one.wallet) for one in due})
    ledger_reads.load_named_lots(accounts.values(), [one.id for one in due])
    lots = {lot.id: (account, lot) for account in accounts.values() for lot in account.lots}
    postings: list[Posting] = []
    for one in due:
        account, lot = lots[one.id]
        if not (lot.pending if kind == "activation" else lot.remaining and not lot.pending):
            continue
        posting = Posting(kind, account.owner, one.at, lot.receipt)
        move(account, posting, lot)
        postings.append(posting)
    moved = [posting for posting in postings if posting.entries]
    ledger_writes.number(moved, accounts.values())
    ledger_writes.post(club.id, moved, accounts.values())
    audit.write_facts(club.id, [Fact(fact, owner_id(p.owner), p.at, {"wallet": p.entries[0].wallet}) for p in moved])
    return Chunk({one.id for one in due})


def _activate(account: AccountState, posting: Posting, lot: LotState) -> None:
    why = Message("night.activated", {"programme": lot.programme, "rule": lot.rule})
    ledger.activate(account, posting, lot, Origin(lot.programme, lot.rule, why=why))


def _expire(account: AccountState, posting: Posting, lot: LotState) -> None:
    given = ("moment", lot.active_at.isoformat())
    ledger.expire(
        account, posting, lot, Origin(lot.programme, lot.rule, why=Message("night.expired", {"given": given}))
    )
