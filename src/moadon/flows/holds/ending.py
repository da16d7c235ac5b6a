"""The end of a hold: decided under the lock of its account, exactly once."""

from collections.abc import Callable
from datetime import datetime

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import SYSTEM, Actor, ClubInfo
from moadon.apps.credentials.types import Proof
from moadon.apps.ledger import actions as ledger_writes
from moadon.apps.ledger import queries as ledger
from moadon.apps.members.types import MemberRef
from moadon.apps.programmes import queries as programmes
from moadon.engine.ledger import HoldState, Origin, Posting, holds
from moadon.flows.holds.bearing import must_be_good
from moadon.flows.holds.guarding import let_go, shown
from moadon.flows.holds.placing import amount_of
from moadon.flows.holds.telling import fact, typed
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import Message
from moadon.store import club_transaction, retrying
from moadon.store.traces import traced

End = Callable[[HoldState], None]


@traced("flow holds.post")
def post_hold(
    club: ClubInfo,
    row: int,
    amount: str | None,
    now: datetime,
    *,
    proof: str | None = None,
    actor: Actor = SYSTEM,
) -> None:
    """Spend what a hold has set aside, all of it or `amount` (decimal text); the rest is let go.

    `proof`: what was shown as proof of the member, which a hold that was placed without one may need. Raises `Refused`:
    `unknown_id` (404), `hold_ended`, `hold_of_redemption` (409), `more_than_held`, what is wrong with the amount, and
    `proof_needed`, `wrong_proof` and the like (403); of a gift card what `must_be_good` does.
    """
    by = _shown(club, row, proof, actor, now) if proof else None

    def end(hold: HoldState) -> None:
        wallet = programmes.wallets(club)[hold.account.wallet]
        units = hold.amount if amount is None else amount_of(amount, wallet)
        posting = Posting("spend", hold.account.owner, now)
        origin = Origin(why=Message("hold.posted", {"reference": hold.reference}))
        with typed(club, wallet):
            holds.check(hold, units, now)
        must_be_good(hold.account.owner)
        if hold.account.owner > 0 and club.settings.asks_for_proof:
            let_go(club, hold, wallet, units, by, now)
        holds.post(hold, posting, units, now, origin)

    _end(club, row, now, "HoldPosted", end)


def _shown(club: ClubInfo, row: int, proof: str, actor: Actor, now: datetime) -> Proof | Refused | None:
    """What was shown is worth this; None of a gift card, which needs none."""
    with club_transaction(club.id):
        owner = ledger.hold(row).account.owner
    return None if owner < 0 else shown(club, MemberRef("id", public_id("mbr", owner)), proof, actor, now)


@traced("flow holds.void")
def void_hold(club: ClubInfo, row: int, now: datetime) -> None:
    """Let go of all that a hold has set aside.

    Raises `Refused`: `unknown_id` (404), `hold_ended`, `hold_of_redemption` (409).
    """
    _end(club, row, now, "HoldVoided", lambda hold: holds.void(hold, now))


def _end(club: ClubInfo, row: int, now: datetime, told: str, end: End) -> None:
    def work() -> None:
        with club_transaction(club.id):
            home = ledger.hold(row).account
            account = ledger_writes.lock_accounts(club.id, [(home.owner, home.wallet)])[home.owner, home.wallet]
            ledger.load_lots([account])
            (hold,) = ledger.load_holds([account], [row])
            if hold.redemption is not None:
                raise Refused("hold_of_redemption", status=409)
            end(hold)
            ledger_writes.end_holds(club.id, [hold], now)
            audit.write_facts(club.id, [fact(told, hold)])

    retrying(work)
