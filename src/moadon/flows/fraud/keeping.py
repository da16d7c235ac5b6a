"""What suspicious receipts gave, set aside until somebody has decided: nobody can spend it and it does not expire.

What waits to become spendable goes on waiting. Both are as they would have been once they are let go.
"""

from collections.abc import Sequence
from datetime import datetime

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.fraud import actions, queries
from moadon.apps.fraud.models import Evidence
from moadon.apps.ledger import actions as ledger_writes
from moadon.apps.ledger import queries as ledger
from moadon.apps.ledger.given import GivenLot, lots_given
from moadon.engine.ledger import AccountState, HoldState, LotState, holds
from moadon.engine.rules import AWAITED
from moadon.kernel.ids import public_id

Accounts = dict[tuple[int, str], AccountState]


def keep_awards(club: ClubInfo, findings: Sequence[int], now: datetime) -> int:
    """Set aside what the receipts, or the joining, of these findings gave and nobody has set aside; how many units.

    Inside a transaction of the club. A constant number of statements, one where there is nothing.
    """
    if not findings:
        return 0
    given = _given(findings)
    loose = [lot for lot in given if lot.free and not (lot.pending and lot.active_at >= AWAITED)]
    if not loose:
        return 0
    accounts = ledger_writes.lock_accounts(club.id, {(lot.owner, lot.wallet) for lot in loose})
    ledger.load_named_lots(accounts.values(), [lot.id for lot in loose])
    _pause(club, accounts)
    placed = list(_place(findings, given, accounts, now))
    ledger_writes.place_holds(club.id, placed)
    return sum(hold.amount for hold in placed)


def _given(findings: Sequence[int]) -> list[GivenLot]:
    receipts, joined = queries.held_receipts(findings), queries.joined_members(findings)
    return lots_given(receipts, joined) if receipts or joined else []


def _pause(club: ClubInfo, accounts: Accounts) -> None:
    waiting = [lot for account in accounts.values() for lot in account.lots if lot.pending and lot.active_at < AWAITED]
    if not waiting:
        return
    actions.pause(club.id, {lot.id or 0: lot.active_at for lot in waiting})
    for lot in waiting:
        lot.active_at = AWAITED
    ledger_writes.set_terms(waiting)


def _place(findings: Sequence[int], given: Sequence[GivenLot], accounts: Accounts, now: datetime) -> list[HoldState]:
    """A hold for each finding and account; what two findings share is set aside for the first."""
    states: dict[int, tuple[AccountState, LotState]] = {
        lot.id or 0: (account, lot) for account in accounts.values() for lot in account.lots
    }
    by_receipt: dict[int, list[int]] = {}
    by_owner: dict[int, list[int]] = {}
    for one in given:
        if one.receipt is None:
            by_owner.setdefault(one.owner, []).append(one.id)
        else:
            by_receipt.setdefault(one.receipt, []).append(one.id)
    wanted: dict[int, list[int]] = {}
    for row, kind, ref in Evidence.objects.filter(finding_id__in=findings).values_list("finding_id", "kind", "ref"):
        found = {"receipt": by_receipt, "member": by_owner}.get(kind, {}).get(ref, [])
        wanted.setdefault(row, []).extend(found)
    placed: list[HoldState] = []
    for row in sorted(wanted):
        mine: dict[int, tuple[AccountState, list[LotState]]] = {}
        for number in sorted(set(wanted[row]) & states.keys()):
            account, lot = states[number]
            mine.setdefault(account.id, (account, []))[1].append(lot)
        held = [holds.keep(account, lots, public_id("fnd", row), now) for account, lots in mine.values()]
        placed += [hold for hold in held if hold is not None]
    return placed


def let_go(club: ClubInfo, finding: int, now: datetime) -> None:
    """Let go of what was set aside for a finding. What another one that is held shares with it is to be kept again.

    Inside a transaction of the club. A constant number of statements.
    """
    given = _given([finding])
    accounts = ledger_writes.lock_accounts(club.id, {(lot.owner, lot.wallet) for lot in given}) if given else {}
    if not accounts:
        return
    ledger.load_lots(accounts.values())
    kept = ledger.load_kept(accounts.values(), [public_id("fnd", finding)])
    for hold in kept:
        holds.let_go(hold, now)
    if kept:
        ledger_writes.end_holds(club.id, kept, now)
    _resume({lot.id for lot in given}, accounts)


def _resume(lots: set[int], accounts: Accounts) -> None:
    moments = actions.resume(sorted(lots))
    mine = [lot for account in accounts.values() for lot in account.lots if lot.id in moments]
    for lot in mine:
        lot.active_at = moments[lot.id or 0]
    if mine:
        ledger_writes.set_terms(mine)
