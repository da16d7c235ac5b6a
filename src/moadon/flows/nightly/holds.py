"""Holds whose time has passed are let go, before the lots that they kept from expiring are looked at."""

from datetime import datetime

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.ledger import actions as ledger_writes
from moadon.apps.ledger import queries as ledger_reads
from moadon.flows.holds.lapsing import end_overdue
from moadon.flows.nightly.chunks import Chunk
from moadon.store import club_transaction


def end_holds_due(club: ClubInfo, at: datetime, limit: int) -> Chunk:
    """End the holds of the accounts of up to `limit` whose time had passed by `at`. Twelve statements a chunk."""
    with club_transaction(club.id):
        due = ledger_reads.holds_to_end(at, limit)
        if not due:
            return Chunk()
        accounts = ledger_writes.lock_accounts(club.id, {(owner, wallet) for _, owner, wallet in due})
        ledger_reads.load_lots(accounts.values())
        ended = end_overdue(club.id, accounts.values(), at)
        return Chunk({row for row, _, _ in due}, len(ended))
