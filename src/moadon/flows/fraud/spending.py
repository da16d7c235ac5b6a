"""Members who may spend nothing for now. They earn: what they are given waits until they may spend again."""

from collections.abc import Iterable
from datetime import datetime

from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.ledger import actions as ledger_writes
from moadon.apps.ledger import queries as ledger
from moadon.apps.ledger.given import lots_from
from moadon.apps.members.stopping import set_spending
from moadon.engine.rules import STOPPED


def stop_spending(club: ClubInfo, members: Iterable[int], actor: Actor, now: datetime) -> None:
    """Let these members spend nothing until somebody lets them again. In a transaction of the club."""
    set_spending(club=club, members=members, stopped=True, actor=actor, now=now)


def let_spend(club: ClubInfo, members: Iterable[int], actor: Actor, now: datetime) -> None:
    """Let these members spend again; what they were given meanwhile becomes spendable by the next night's work.

    In a transaction of the club. A constant number of statements.
    """
    changed = set_spending(club=club, members=members, stopped=False, actor=actor, now=now)
    waiting = lots_from(sorted(changed), STOPPED) if changed else []
    if not waiting:
        return
    accounts = ledger_writes.lock_accounts(club.id, {(lot.owner, lot.wallet) for lot in waiting})
    ledger.load_named_lots(accounts.values(), [lot.id for lot in waiting])
    lots = [lot for account in accounts.values() for lot in account.lots if lot.active_at == STOPPED]
    for lot in lots:
        lot.active_at = now
    ledger_writes.set_terms(lots)
