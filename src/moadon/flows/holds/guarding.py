"""Proof of the member where value is set aside, and where what is set aside is spent."""

from datetime import datetime

from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.credentials import actions
from moadon.apps.credentials.types import Proof
from moadon.apps.members.types import MemberRef
from moadon.engine.ledger import HoldState
from moadon.engine.rules import Wallet
from moadon.flows.credentials.guard import Spent, guard_of
from moadon.flows.credentials.showing import Shown, prove
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused


def shown(club: ClubInfo, member: MemberRef, text: str | None, actor: Actor, now: datetime) -> Proof | Refused | None:
    """What was shown is worth this; None where nothing was, or the club asks for no proof. Before any lock is taken."""
    if not text or not club.settings.asks_for_proof:
        return None
    return prove(club, [Shown(member, text, now)], actor, now)[0]


def allow(
    club: ClubInfo, hold: HoldState, wallet: Wallet, proof: Proof | Refused | None, now: datetime
) -> Proof | None:
    """Let a hold be placed on its locked account; what proves it. Raises `Refused` as the guard does.

    A gift card is proven by its code and PIN.
    """
    owner = hold.account.owner
    if owner < 0 or not club.settings.asks_for_proof:
        return None
    guard = guard_of(club, now, [owner], _good(proof))
    return guard.place(owner, Spent(wallet.id, wallet.kind, wallet.places, hold.amount), proof)


def keep(club: ClubInfo, hold: HoldState, proof: Proof | None, now: datetime) -> None:
    """Keep that a hold was placed with a proof, which ends with it."""
    if proof is not None:
        actions.add_proven_holds(club.id, {hold.id or 0: proof})
        actions.burn([proof], now)


def let_go(
    club: ClubInfo, hold: HoldState, wallet: Wallet, amount: int, proof: Proof | Refused | None, now: datetime
) -> None:  # fmt: skip
    """Let `amount` of a hold be spent. Raises `Refused` as the guard does, unless the hold was placed with a proof."""
    owner, row = hold.account.owner, hold.id or 0
    guard = guard_of(club, now, [owner], _good(proof), [row])
    guard.judge(
        owner, [Spent(wallet.id, wallet.kind, wallet.places, amount, row)], proof, subject=public_id("hld", row)
    )
    guard.write()


def _good(proof: Proof | Refused | None) -> list[Proof]:
    return [proof] if isinstance(proof, Proof) else []
