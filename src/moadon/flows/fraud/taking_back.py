"""What the receipts or the joining of a finding gave, taken back."""

from datetime import datetime

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.fraud import queries
from moadon.apps.ledger import actions as ledger_writes
from moadon.apps.ledger import queries as ledger
from moadon.apps.ledger.given import lots_given
from moadon.engine import ledger as moves
from moadon.engine.ledger import Back, Origin, Posting
from moadon.flows.till.withdrawing import withdraw
from moadon.kernel.sentences import Message


def take_back(club: ClubInfo, finding: int, now: datetime) -> None:
    """Take back what the receipts of a finding gave, and what who joined was given for it. A sale that a return of the
    finding is of counts as one of its receipts.

    Inside a transaction of the club. What was set aside for it has been let go.
    """
    withdraw(club, queries.sales_of(finding), now)
    joined = queries.joined_members([finding])
    if joined:
        _take_gifts(club, joined, now)


def _take_gifts(club: ClubInfo, members: list[int], now: datetime) -> None:
    given = lots_given([], members)
    if not given:
        return
    accounts = ledger_writes.lock_accounts(club.id, {(lot.owner, lot.wallet) for lot in given})
    ledger.load_named_lots(accounts.values(), [lot.id for lot in given])
    postings = []
    for account in accounts.values():
        posting = Posting("reversal", account.owner, now)
        for lot in list(account.lots):
            origin = Origin(lot.programme, lot.rule, why=Message("review.gift_taken_back", {}))
            if lot.free:
                moves.reverse(account, posting, lot.free, origin, Back(None, now))
        if posting.entries:
            postings.append(posting)
    ledger_writes.number(postings, accounts.values())
    ledger_writes.post(club.id, postings, accounts.values())
