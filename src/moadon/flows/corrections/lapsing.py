"""Requests that nobody decided in time end by themselves."""

from datetime import datetime

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import SYSTEM, ClubInfo
from moadon.apps.corrections import actions, queries
from moadon.flows.corrections.telling import fact
from moadon.kernel.ids import public_id
from moadon.store import club_transaction


def expire_requests(club: ClubInfo, at: datetime, limit: int) -> frozenset[int]:
    """End up to `limit` requests whose time was over by `at`; which."""
    with club_transaction(club.id):
        due = list(queries.overdue(at, limit))
        if due:
            actions.expire_requests(due)
            audit.write_facts(club.id, [fact("CorrectionExpired", row.pk, row, row.ends_at) for row in due])
            for row in due:
                audit.record_deed(club.id, SYSTEM, "correction.expired", public_id("cor", row.pk))
        return frozenset(row.pk for row in due)
