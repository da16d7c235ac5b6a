"""The one function for everything else that lets value leave wallets: transfers, rewards, cards."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.credentials.types import Proof
from moadon.apps.members.types import MemberRef
from moadon.flows.credentials.guard import Spent, guard_of
from moadon.flows.credentials.showing import Shown, prove
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused


class Wanted(NamedTuple):
    """Value that is to leave a member's wallets at once, and what was shown for it.

    `proof`: the text that was shown, or what `prove` made of it before any lock was taken. `subject`: the public id of
    what it is spent on.
    """

    member: int
    spent: Sequence[Spent]
    proof: str | Proof | Refused | None = None
    subject: str = ""


def require(club: ClubInfo, wanted: Sequence[Wanted], actor: Actor, now: datetime) -> list[Refused | None]:
    """Judge each of these, in order: None where value may leave, which is written with it, or why not.

    Call it inside the club's transaction, when the accounts of these members are locked (`ledger.lock_accounts`), and
    let nothing of a spend that is refused happen: `proof_needed`, `wrong_proof`, `proof_not_fresh`, `proof_from_ahead`,
    `proof_locked` (403). A wrong proof is counted whatever becomes of the transaction. A constant number of statements,
    none in a club without floors or where nothing is wanted. A text is compared here, under the locks: whoever can does
    `prove` before.
    """
    if not club.settings.asks_for_proof or not wanted:
        return [None] * len(wanted)
    proofs = _proofs(club, wanted, actor, now)
    holds = {one.hold for some in wanted for one in some.spent if one.hold is not None}
    good = {proof for proof in proofs if isinstance(proof, Proof)}
    guard = guard_of(club, now, {one.member for one in wanted}, good, holds)
    told: list[Refused | None] = []
    for one, proof in zip(wanted, proofs, strict=True):
        try:
            guard.judge(one.member, one.spent, proof, subject=one.subject)
        except Refused as refusal:
            told.append(refusal)
        else:
            told.append(None)
    guard.write()
    return told


def _proofs(club: ClubInfo, wanted: Sequence[Wanted], actor: Actor, now: datetime) -> list[Proof | Refused | None]:
    texts = {
        i: Shown(MemberRef("id", public_id("mbr", one.member)), one.proof, now)
        for i, one in enumerate(wanted)
        if isinstance(one.proof, str)
    }
    shown = dict(zip(texts, prove(club, list(texts.values()), actor, now), strict=True))
    return [shown.get(i) if isinstance(one.proof, str) else one.proof for i, one in enumerate(wanted)]
