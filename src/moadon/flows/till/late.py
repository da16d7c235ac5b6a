"""Receipts that tills bring in after they were offline: what was paid then says what was given then.

See docs/why/a-coupon-given-twice-stands.md.
"""

from collections.abc import Sequence

from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.flows.till.gather import submit_batch
from moadon.flows.till.selling import Outcome
from moadon.flows.till.types import Committed, ReceiptDraft
from moadon.kernel.refusals import Refused


def submit_late(
    club: ClubInfo, drafts: Sequence[ReceiptDraft], actor: Actor, language: str | None = None
) -> list[Outcome]:
    """Commit receipts that came together, as `submit_batch` does. One whose payments are right only with codes that
    others have used up meanwhile stands with what these gave, and says so."""
    outcomes = submit_batch(club, drafts, actor, language)
    missed = [i for i, outcome in enumerate(outcomes) if drafts[i].coupons and _unpaid(outcome)]
    if missed:
        honoured = submit_batch(club, [drafts[i]._replace(honours=True) for i in missed], actor, language)
        for i, outcome in zip(missed, honoured, strict=True):
            if isinstance(outcome, Committed):
                outcomes[i] = outcome
    return outcomes


def _unpaid(outcome: Outcome) -> bool:
    return isinstance(outcome, Refused) and outcome.code == "payments_do_not_match"
