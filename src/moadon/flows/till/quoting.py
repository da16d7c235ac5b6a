"""What a basket would cost and bring, with no effect."""

from moadon.apps.ledger import queries as ledger
from moadon.apps.clubs.types import ClubInfo
from moadon.engine.ledger import AccountState
from moadon.flows.till import answers
from moadon.flows.till.selling import Now, server_time
from moadon.flows.till.judging import check_names, judge_sale, progress_keys
from moadon.flows.till.scene import Scene, load_unlocked, open_scene, with_unknown
from moadon.flows.till.types import ReceiptDraft
from moadon.store import club_transaction


def quote(club: ClubInfo, draft: ReceiptDraft, *, now: Now = server_time, language: str | None = None) -> str:
    """The evaluation of a basket as JSON text. Writes nothing and locks nothing.

    Raises Refused or RefusedMany as `commit` would refuse the receipt.
    """
    with club_transaction(club.id):
        scene = open_scene(club, now(), [draft], language or club.languages[0])
        check_names(draft, scene)
        with_unknown(scene, [draft])
        members = [scene.members[draft.member].id] if draft.member else []
        load_unlocked(scene, members, progress_keys(draft, scene))
        spending = [scene.accounts[(m, r.wallet)] for m in members for r in draft.redeem if (m, r.wallet) in scene.accounts]
        if any(account.id for account in spending):
            ledger.load_lots(spending)
        return answers.dumps(answers.evaluation(judge_sale(draft, scene, 0), scene, committed=False))
