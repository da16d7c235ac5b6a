"""What a person does from a page instead of a till: the same flows, with the deed in the log."""

from collections.abc import Callable

from django.db import IntegrityError

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.flows.till.proving import proven
from moadon.flows.till.returns import give_back
from moadon.flows.till.selling import Now, commit, server_time
from moadon.flows.till.types import Committed, Parked, ReceiptDraft, ReturnDraft
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, retrying


def enter_receipt(club: ClubInfo, draft: ReceiptDraft, actor: Actor, *, now: Now = server_time) -> Committed:
    """Commit a sale that somebody typed in. Raises what refuses it."""
    (draft,) = proven(club, [draft], actor, now())
    return _logged(club, actor, "receipt.entered", lambda: commit(club, [draft], actor, now=now)[0])


def take_back(club: ClubInfo, draft: ReturnDraft, actor: Actor, *, now: Now = server_time) -> Committed:
    """Book a return, or with `draft.cancel` a cancellation, asked for on a page. Raises what refuses it."""
    action = "receipt.cancelled" if draft.cancel else "receipt.returned"
    return _logged(club, actor, action, lambda: give_back(club, [draft], actor, now=now)[0])


def _logged(club: ClubInfo, actor: Actor, action: str, work: Callable[[], Committed | Parked | Refused]) -> Committed:
    """Do `work` and log it in one transaction; what was told before is not logged again."""

    def once() -> Committed:
        with club_transaction(club.id):
            outcome = work()
            if isinstance(outcome, Refused):
                raise outcome
            assert isinstance(outcome, Committed), "a sale that is named by its id is never waited for"
            if not outcome.replayed:
                audit.record_deed(club.id, actor, action, public_id("rcp", outcome.receipt_id))
            return outcome

    return retrying(once, IntegrityError)
