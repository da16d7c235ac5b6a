"""What leaves a member's wallets by one sale, before the guard (semantics 12)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from moadon.flows.credentials.guard import Spent as Leaving
from moadon.flows.till.scene import Scene
from moadon.kernel.refusals import Refused

if TYPE_CHECKING:
    from moadon.flows.till.judging import Judged, Spent


def let_go(judged: "Judged", scene: Scene) -> None:
    """Let the guard judge what leaves the member's wallets, last of all: a proof is asked for what would stand.

    Raises `proof_needed` and what is wrong with a proof. Quotes and old books ask for none.
    """
    guard, member, leaving = scene.guard, judged.member_id, to_spend(judged.spent)
    if guard is None or member is None or not leaving or not judged.receipt_id or judged.draft.history:
        return
    try:
        guard.judge(member, leaving, judged.draft.proof, receipt=judged.receipt_id)
    except Refused as refusal:
        raise refusal.at("redeem") from None


def to_spend(spent: "Sequence[Spent]") -> list[Leaving]:
    """What redemptions take from the member, as the guard reads it; a gift card is opened by its own code and PIN."""
    return [
        Leaving(s.wallet.id, s.wallet.kind, s.wallet.places, s.amount, s.hold.id if s.hold else None)
        for s in spent
        if s.card is None
    ]
