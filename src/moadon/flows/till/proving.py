"""Proof before value is spent on a receipt: compared before the commit, used up in it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.credentials.types import Proof
from moadon.flows.credentials.guard import Guard, ask_guard, proof_needed, unlocked_guard
from moadon.flows.credentials.ports import mix
from moadon.flows.credentials.showing import Shown, prove
from moadon.flows.credentials.telling import words
from moadon.flows.till.judging import Judged
from moadon.flows.till.leaving import to_spend
from moadon.flows.till.ready import Ready
from moadon.flows.till.scene import Scene
from moadon.flows.till.spending import row_of_hold
from moadon.flows.till.types import ReceiptDraft
from moadon.kernel.sentences import Message
from moadon.kernel.shapes import Shapes
from moadon.store import together


def has_to_prove(club: ClubInfo, draft: ReceiptDraft) -> bool:
    """Whether the draft carries a proof that has to be compared before it is committed."""
    return club.settings.asks_for_proof and draft.proof is None and not draft.history and draft.shown is not None


def proven(club: ClubInfo, drafts: Sequence[ReceiptDraft], actor: Actor, now: datetime) -> list[ReceiptDraft]:
    """The drafts with what their proofs are worth. To be called before any lock is taken: it takes its time."""
    shown = {
        i: Shown(draft.member, draft.shown, draft.at if draft.late else now)
        for i, draft in enumerate(drafts)
        if has_to_prove(club, draft) and draft.member is not None and draft.shown is not None
    }
    told = dict(zip(shown, prove(club, list(shown.values()), actor, now), strict=True))
    return [draft._replace(proof=told[i]) if i in told else draft for i, draft in enumerate(drafts)]


def guard_for(scene: Scene, ready: Collection[Ready], *, lock: bool) -> Guard:
    """Who judges what these sales spend; with `lock` nobody else spends of these members unproven meanwhile.

    One wait where something is redeemed in a club that asks for proof, none elsewhere.
    """
    spending = [one for one in ready if one.draft.redeem and not one.draft.history and one.member_id is not None]
    members = {one.member_id for one in spending if one.member_id is not None}
    holds = {row for one in spending for redeem in one.draft.redeem if (row := row_of_hold(redeem.hold or ""))}
    if not lock:
        return unlocked_guard(scene.club, scene.now, members, holds)
    proofs = {one.draft.proof for one in spending if isinstance(one.draft.proof, Proof)}
    with together() as asking:
        read = ask_guard(asking, scene.club, scene.now, members, proofs, holds)
    return read()


def needed_told(judged: Judged, scene: Scene, shapes: Shapes) -> dict[str, object] | None:
    """What a quote says of a proof that the commit will ask for; None where it will ask for none."""
    return None if scene.guard is None else _needed(scene.club, scene.guard, judged, shapes)


def _needed(club: ClubInfo, guard: Guard, judged: Judged, shapes: Shapes) -> dict[str, object] | None:
    if judged.member_id is None or not guard.lacks(judged.member_id, to_spend(judged.spent)):
        return None
    needed = proof_needed(club).params
    why = Message("quote.proof_needed", {"kinds": needed["kinds"]})
    return {"kinds": needed["taken"], "why": words().tell(why, shapes)}


def asked_digest(draft: ReceiptDraft, digest: bytes) -> bytes:
    """What tells one keyed request from another. A proof counts, by a digest that nobody makes without the house's key:
    a PIN has too few digits for any other."""
    return digest if draft.shown is None else mix("asked", digest + draft.shown.encode())


def proof_of(club: ClubInfo, judged: Judged, now: datetime, shapes: Shapes) -> dict[str, object] | None:
    """`needed_told` for a page that judged by values. In the club's transaction; two statements."""
    if judged.member_id is None or not judged.spent:
        return None
    holds = {one.hold.id for one in judged.spent if one.hold is not None and one.hold.id is not None}
    return _needed(club, unlocked_guard(club, now, [judged.member_id], holds), judged, shapes)
