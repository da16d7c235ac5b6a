"""What waits for the reader, by the route under which they find it."""

from datetime import UTC, datetime

from moadon.apps.clubs.permissions import May
from moadon.apps.corrections import queries as corrections
from moadon.interfaces.office.parts.access import OfficeRequest, may


def counts(request: OfficeRequest) -> dict[str, int]:
    """How much waits where. One statement for whoever decides, none for the others."""
    if not may(request, May.DECIDE_CORRECTIONS):
        return {}
    return {"corrections": corrections_for(request)}


def corrections_for(request: OfficeRequest) -> int:
    """How many corrections wait for this reader: those that others asked for."""
    rows = corrections.requests(request.club, request.role.branch_id)
    waiting = corrections.only_in(rows, "waiting", datetime.now(UTC))
    return waiting.exclude(asker_kind=request.actor.kind, asker_id=request.actor.id).count()
