"""What happens to a redemption until the member has it: the money is paid, it is made ready, handed over or sent."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.ledger import actions as ledger_writes
from moadon.apps.ledger import queries as ledger_reads
from moadon.apps.receipts import queries as receipts
from moadon.apps.redemptions import actions, queries
from moadon.apps.redemptions.models import Redemption
from moadon.engine.ledger import Posting, holds
from moadon.flows.holds.lapsing import end_overdue
from moadon.flows.redemptions.telling import fact, origin
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, retrying, run

Fulfilled = Literal["ready", "handed_over", "sent"]


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """What a redemption becomes. `code`: only if it is the member's pick-up code. `branch`: the row of where it was, if
    any branch could."""

    then: Fulfilled
    code: str | None = None
    branch: int | None = None


def fulfil(club: ClubInfo, row: int, done: Fulfilment, actor: Actor, now: datetime) -> None:
    """Note that a redemption is ready, was handed over or sent.

    Raises `Refused`: `unknown_id` (404), `wrong_pick_up_code`,
    `redemption_not_paid` (409), `redemption_is_past_that` (409).
    """
    with club_transaction(club.id):
        held = actions.lock_redemption(club, row)
        if done.code is not None and not hmac.compare_digest(
            queries.plain_code(done.code).encode(), held.code.encode()
        ):
            raise Refused("wrong_pick_up_code", field="code")
        if held.state == "unpaid":
            raise Refused("redemption_not_paid", status=409)
        before = held.state
        if held.branch_id is None and not held.delivery:
            held.branch_id = done.branch
        actions.set_stage(held, done.then, now, by=actor.called)
        audit.write_facts(club.id, [fact("RedemptionWentOn", held, now)])
        _log(club, actor, held, before)


def pay(club: ClubInfo, row: int, receipt: str, actor: Actor, now: datetime) -> None:
    """Take the value of a redemption whose money was paid on `receipt`, a sale to the same member.

    Raises `Refused`: `unknown_id` (404), `unknown_receipt`, `receipt_pays_too_little`, `redemption_is_past_that` (409).
    """

    def work() -> None:
        with club_transaction(club.id):
            home = queries.redemption(club, row)
            account = ledger_writes.lock_accounts(club.id, [(home.member_id, home.wallet)])[home.member_id, home.wallet]
            ledger_reads.load_lots([account])
            held = actions.lock_redemption(club, row)
            check_in_time(held, now)
            if held.state != "unpaid":
                raise Refused("redemption_is_past_that", status=409, state=held.state)
            held.receipt = _paying(held, receipt)
            end_overdue(club.id, [account], now)
            (hold,) = ledger_reads.load_holds([account], [held.hold or 0])
            posting = Posting("redemption", held.member_id, now)
            holds.post(hold, posting, held.amount, now, origin(held, "redemption.taken"))
            ledger_writes.end_holds(club.id, [hold], now)
            held.transaction = posting.id
            actions.set_stage(held, "asked", now, by=actor.called)
            audit.write_facts(club.id, [fact("RedemptionPaid", held, now)])
            _log(club, actor, held, "unpaid")

    retrying(work)


def check_in_time(held: Redemption, now: datetime) -> None:
    """Raise `Refused("redemption_is_past_that", status=409)` where it was not paid up in time, noted so or not."""
    if held.state == "unpaid" and held.expires_at is not None and held.expires_at <= now:
        raise Refused("redemption_is_past_that", status=409, state="expired")


def _paying(held: Redemption, receipt: str) -> int:
    """The receipt's row. One receipt may pay for several redemptions, as far as its money goes."""
    try:
        row = row_id("rcp", receipt)
    except Refused:
        raise Refused("unknown_receipt", field="receipt", given=receipt[:40]) from None
    run("select pg_advisory_xact_lock(hashtextextended('redemptions paid on', %s::bigint))", (row,))
    found = receipts.receipts().filter(id=row, kind="sale", member_id=held.member_id, state="whole").first()
    if found is None:
        raise Refused("unknown_receipt", field="receipt", given=receipt[:40])
    if found.to_pay < queries.paid_on(row) + held.money:
        raise Refused("receipt_pays_too_little", field="receipt")
    return row


def _log(club: ClubInfo, actor: Actor, held: Redemption, before: str) -> None:
    told = {"state": held.state, "branch_id": held.branch_id}
    audit.record_deed(club.id, actor, "redemption.went_on", public_id("rdm", held.pk), {"state": before}, told)
