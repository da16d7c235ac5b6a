"""Calling a redemption off: value goes back to its lots, with their old end, stock and limits are as before."""

from dataclasses import dataclass
from datetime import datetime

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.ledger import actions as ledger_writes
from moadon.apps.ledger import queries as ledger_reads
from moadon.apps.redemptions import actions, queries
from moadon.apps.redemptions.models import Redemption
from moadon.engine import ledger
from moadon.engine.ledger import AccountState, Posting, holds
from moadon.engine.redemptions import CAN_END, Stage
from moadon.flows.grace import grace_until
from moadon.flows.holds.lapsing import end_overdue
from moadon.flows.redemptions.going_on import check_in_time
from moadon.flows.redemptions.telling import fact, origin
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.kernel.texts import parse_text
from moadon.store import club_transaction, retrying


@dataclass(frozen=True, slots=True)
class Undoing:
    """Why a redemption is called off, whether what was handed over may come back too (`late`), and whether it can be
    given to somebody else again."""

    reason: str = ""
    late: bool = False
    restock: bool = True


def call_off(club: ClubInfo, row: int, how: Undoing, actor: Actor, now: datetime) -> None:
    """Call a redemption off: cancelled, or returned when it was handed over or sent. Exactly once (semantics 15).

    Raises `Refused`: `unknown_id` (404), `redemption_is_past_that` (409), `redemption_was_handed_over` (403) unless
    `late`, and then `empty` without a reason.
    """
    reason = parse_text(how.reason, field="reason", needed=False)

    def work() -> None:
        with club_transaction(club.id):
            home = queries.redemption(club, row)
            account = ledger_writes.lock_accounts(club.id, [(home.member_id, home.wallet)])[home.member_id, home.wallet]
            ledger_reads.load_lots([account])
            reward = actions.lock_reward(club, home.reward_id)
            held = actions.lock_redemption(club, row)
            before = held.state
            then = _end_of(held, how, reason, now)
            end_overdue(club.id, [account], now)
            if held.transaction is None:
                _let_go(club, held, account, now)
            else:
                held.given_back = _give_back(club, held, account, now)
            actions.give_back_one(reward, held.stock_id if how.restock else None)
            actions.set_stage(held, then, now, by=actor.called, reason=reason)
            audit.write_facts(club.id, [fact("RedemptionCalledOff", held, now)])
            told = {"state": then, "reason": reason}
            audit.record_deed(club.id, actor, "redemption.called_off", public_id("rdm", row), {"state": before}, told)

    retrying(work)


def _end_of(held: Redemption, how: Undoing, reason: str, now: datetime) -> Stage:
    """What it becomes. Raises Refused where it cannot be called off any more, or not by them."""
    check_in_time(held, now)
    then = CAN_END.get(held.state)  # type: ignore[call-overload]
    if then is None:
        raise Refused("redemption_is_past_that", status=409, state=held.state)
    if then == "returned":
        if not how.late:
            raise Refused("redemption_was_handed_over", status=403)
        if not reason:
            raise Refused("empty", field="reason")
    return then  # type: ignore[no-any-return]


def _let_go(club: ClubInfo, held: Redemption, account: AccountState, now: datetime) -> None:
    (hold,) = ledger_reads.load_holds([account], [held.hold or 0])
    holds.void(hold, now)
    ledger_writes.end_holds(club.id, [hold], now)


def _give_back(club: ClubInfo, held: Redemption, account: AccountState, now: datetime) -> int | None:
    """Restore each lot; the transaction that did."""
    taken = ledger_reads.spent_in(held.transaction or 0)
    ledger_reads.load_named_lots([account], [lot for _, lot, _ in taken])
    by_id = {lot.id: lot for lot in account.lots}
    posting = Posting("restore", held.member_id, now, corrects=held.transaction)
    lots = [(by_id[lot], amount) for _, lot, amount in reversed(taken)]
    ledger.restore(account, posting, lots, origin(held, "redemption.given_back"), now, grace_until(club, now))
    ledger_writes.number([posting], [account])
    ledger_writes.post(club.id, [posting], [account])
    return posting.id
