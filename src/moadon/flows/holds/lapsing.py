"""Holds whose time has passed: ended by whoever next moves value of the account, or by the night."""

from collections.abc import Iterable
from datetime import datetime

from moadon.apps.audit import actions as audit
from moadon.apps.ledger import actions as ledger_writes
from moadon.engine.ledger import AccountState, HoldState
from moadon.flows.holds.telling import fact


def end_overdue(club_id: int, accounts: Iterable[AccountState], now: datetime) -> list[HoldState]:
    """End the holds of these locked accounts, with their lots loaded, whose time has passed by `now`; which ended.

    One statement where something is set aside, none where nothing is.
    """
    ended = ledger_writes.end_overdue(club_id, accounts, now)
    if ended:
        audit.write_facts(club_id, [fact("HoldExpired", hold) for hold in ended])
    return ended
