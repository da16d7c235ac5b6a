"""The rows of what members asked for. Value, stock and limits are moved by the flow, in the same transaction."""

from datetime import datetime

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.redemptions.models import Redemption, Step
from moadon.engine.redemptions import Stage, check_step
from moadon.kernel.refusals import Refused


def add_redemption(row: Redemption, by: str) -> Redemption:
    """Write a redemption that begins, and its first step."""
    row.save(force_insert=True)
    _step(row, row.asked_at, by, "")
    return row


def lock_redemption(club: ClubInfo, row: int) -> Redemption:
    """A redemption as it is now, held until the transaction ends. To be taken after wallets and its reward.

    Raises `Refused("unknown_id", status=404)`.
    """
    found = Redemption.objects.filter(club_id=club.id, id=row).select_for_update(no_key=True).first()
    if found is None:
        raise Refused("unknown_id", status=404)
    return found


def set_stage(row: Redemption, then: Stage, at: datetime, *, by: str, reason: str = "") -> None:
    """Write a held redemption with its next state. Raises `Refused("redemption_is_past_that", status=409)`."""
    check_step(row.state, then)  # type: ignore[arg-type]
    row.state, row.changed_at = then, at
    row.save(update_fields=["state", "changed_at", "transaction", "given_back", "receipt", "branch_id"])
    _step(row, at, by, reason)


def _step(row: Redemption, at: datetime, by: str, reason: str) -> None:
    Step.objects.create(club_id=row.club_id, redemption=row, state=row.state, at=at, by=by, reason=reason)
