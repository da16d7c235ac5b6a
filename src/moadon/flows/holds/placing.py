"""Setting value aside."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import SYSTEM, Actor, ClubInfo
from moadon.apps.ledger import actions as ledger_writes
from moadon.apps.ledger import queries as ledger
from moadon.apps.members import queries as members
from moadon.apps.members.types import MemberRef
from moadon.apps.programmes import queries as programmes
from moadon.engine.ledger import holds
from moadon.engine.rules import Wallet
from moadon.flows.holds import guarding
from moadon.flows.holds.bearing import CardShown, must_be_good, opened
from moadon.flows.holds.guarding import shown
from moadon.flows.holds.lapsing import end_overdue
from moadon.flows.holds.telling import fact, typed
from moadon.kernel.money import parse_decimal
from moadon.kernel.refusals import Refused
from moadon.kernel.texts import parse_text
from moadon.store import club_transaction, retrying
from moadon.store.traces import traced

LONGEST = timedelta(days=7)
"""A hold keeps value from expiring, so nobody may set it aside for ever."""


@dataclass(frozen=True, slots=True)
class HoldDraft:
    """What to set aside of whose value: `amount` as decimal text of the wallet, for `ttl` seconds. `reference`: what
    the caller calls it, an order's number for example. `proof`: what was shown as proof of the member, if anything
    was."""

    holder: MemberRef | CardShown
    wallet: str
    amount: str
    ttl: int
    reference: str
    proof: str | None = None


@traced("flow holds.place")
def place_hold(club: ClubInfo, draft: HoldDraft, now: datetime, actor: Actor = SYSTEM) -> int:
    """Set value of a member or of a gift card aside; the row of the hold. One that was proven needs no proof when it is
    posted.

    Raises `Refused`: `unknown_member`, `spending_stopped`, `unknown_wallet`, `not_above_zero`, `not_enough_value`,
    `not_between` for a time of nothing or of more than `LONGEST`, what is wrong with amount or reference, and
    `proof_needed`, `wrong_proof` and the like (403). Of a card: what `opened` and `must_be_good` do.
    """
    reference = parse_text(draft.reference, field="reference")
    most = int(LONGEST.total_seconds())
    if not 1 <= draft.ttl <= most:
        raise Refused("not_between", field="ttl_seconds", least=1, most=most)
    holder = draft.holder
    bearer = opened(club, holder, draft.wallet, actor) if isinstance(holder, CardShown) else None
    proof = None if isinstance(holder, CardShown) else shown(club, holder, draft.proof, actor, now)

    def work() -> int:
        with club_transaction(club.id):
            owner = bearer if isinstance(holder, CardShown) else _member(club, holder)
            assert owner is not None
            wallet = _wallet(club, draft.wallet, now)
            amount = amount_of(draft.amount, wallet)
            account = ledger_writes.lock_accounts(club.id, [(owner, wallet.id)])[owner, wallet.id]
            must_be_good(owner)
            ledger.load_lots([account])
            end_overdue(club.id, [account], now)
            with typed(club, wallet):
                hold = holds.place(account, amount, reference, now, now + timedelta(seconds=draft.ttl))
            by = guarding.allow(club, hold, wallet, proof, now)
            ledger_writes.place_hold(club.id, hold)
            guarding.keep(club, hold, by, now)
            audit.write_facts(club.id, [fact("HoldPlaced", hold)])
            assert hold.id is not None
            return hold.id

    return retrying(work)


def amount_of(text: str, wallet: Wallet) -> int:
    """An amount of more than nothing in the wallet's units. Raises `Refused` of the field `amount`."""
    amount = parse_decimal(text, wallet.places, field="amount")
    if amount <= 0:
        raise Refused("not_above_zero", field="amount")
    return amount


def _member(club: ClubInfo, ref: MemberRef) -> int:
    found = members.find_refs(club, [ref]).get(ref)
    if found is None:
        raise Refused("unknown_member", field="member")
    if found.spending_stopped:
        raise Refused("spending_stopped", field="member")
    return found.id


def _wallet(club: ClubInfo, code: str, now: datetime) -> Wallet:
    wallet = programmes.wallets(club, now).get(code)
    if wallet is None:
        raise Refused("unknown_wallet", field="wallet", given=code[:40])
    return wallet
