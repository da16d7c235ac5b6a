"""What a basket would cost and bring, with no effect."""

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.ledger import queries as ledger
from moadon.engine.ledger import holds
from moadon.engine.rules import Depth
from moadon.flows.till import answers
from moadon.flows.till.bearers import load_seen
from moadon.flows.till.judging import Judged, judge_sale
from moadon.flows.till.levels import load_levels
from moadon.flows.till.proving import guard_for, needed_told
from moadon.flows.till.ready import Ready, asks_first, check_names, make_ready, progress_keys, shared_keys
from moadon.flows.till.scene import Scene, load_unlocked, open_scene, with_unknown
from moadon.flows.till.selling import Now, server_time
from moadon.flows.till.spending import load_spending
from moadon.flows.till.types import ReceiptDraft
from moadon.store import club_transaction


def quote(
    club: ClubInfo,
    draft: ReceiptDraft,
    *,
    now: Now = server_time,
    language: str | None = None,
    reasons: Depth | None = None,
) -> str:
    """The evaluation of a basket as JSON text, with its reason trees at the depth asked for. Writes nothing and
    locks nothing.

    Raises Refused or RefusedMany as `commit` would refuse the receipt.
    """
    with club_transaction(club.id):
        scene = open_scene(club, now(), [draft], language or club.languages[0])
        return told(_judged(draft, scene), scene, reasons=reasons)


def told(judged: Judged, scene: Scene, *, reasons: Depth | None) -> str:
    """A sale that is not made as JSON text, with its reason trees at the depth asked for."""
    answer = answers.evaluation(judged, scene, committed=False)
    answer["proof_needed"] = needed_told(judged, scene, answers.speaker_of(scene, judged.draft.language))
    if reasons:
        answer["reasons"] = answers.reasons(judged, scene, reasons)
    return answers.dumps(answer)


def judge(club: ClubInfo, draft: ReceiptDraft, *, now: Now = server_time) -> Judged:
    """The same as values, for pages that tell the reasons in their reader's own words. Raises what `quote` does."""
    with club_transaction(club.id):
        return _judged(draft, open_scene(club, now(), [draft], club.languages[0]))


def _judged(draft: ReceiptDraft, scene: Scene) -> Judged:
    return judge_quoted(ready_to_quote(draft, scene), scene)


def judge_quoted(ready: Ready, scene: Scene) -> Judged:
    """A sale that is not made. Raises what refuses it; what was guessed of a gift card is remembered all the same."""
    try:
        return judge_sale(ready, scene, 0)
    finally:
        scene.bearers.keep_guesses(scene.club)


def ready_to_quote(draft: ReceiptDraft, scene: Scene) -> Ready:
    """`draft` with everything read that judging it asks for; nothing is made or locked. Raises RefusedMany."""
    check_names(draft, scene)
    with_unknown(scene, [draft])
    ready = make_ready(draft, b"", scene)
    members = [ready.member_id] if ready.member_id is not None else []
    scene.stored = scene.bearers.wallets([(ready.member_id, draft)])
    load_unlocked(scene, members, progress_keys(ready), shared_keys(ready), firsts=asks_first(ready))
    load_levels(scene, [ready])
    load_seen(scene.bearers, [draft])
    spending = load_spending(scene, [(ready.member_id, redeem) for redeem in draft.redeem])
    for hold in ledger.load_overdue(spending, scene.now):
        holds.lapse(hold)
    scene.guard = guard_for(scene, [ready], lock=False)
    return ready
