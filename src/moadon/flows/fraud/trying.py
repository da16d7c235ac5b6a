"""What a rule would have found lately: a dry run over what is there, bounded, that writes nothing."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.fraud import queries, sights
from moadon.apps.members import queries as members
from moadon.engine.fraud import Chosen, catch
from moadon.flows.fraud.grouping import Fresh, looked_at

LATELY = timedelta(days=90)
TRIED = 50_000
"""Receipts and members that are looked at, the newest."""


class Tried(NamedTuple):
    """How many findings a rule would have opened, and among how many receipts; what they rest on."""

    findings: int
    receipts: int
    events: int


def try_rule(club: ClubInfo, rule: Chosen, now: datetime | None = None) -> Tried:
    """What a rule, also one that is off, would have found in the last 90 days, receipts out of old books too.

    Inside a transaction of the club. A constant number of statements.
    """
    begun = (now or datetime.now(UTC)) - LATELY
    receipts = sights.since(begun, TRIED)
    joined = list(members.members(club).filter(joined_at__gte=begun).values_list("id", flat=True)[:TRIED])
    fresh = Fresh(receipts, joined, sights.waiting_since(begun), sights.guessed_since(begun), history=True)
    links = {(link.employee_id, link.member_id): link.kind for link in queries.links(club)}
    caught = [
        found
        for _, groups in looked_at(club.id, {rule.kind.id: rule}, fresh, links)
        for events in groups.values()
        if (found := catch(rule, events)) is not None
    ]
    return Tried(len(caught), len(receipts), sum(len(found.events) for found in caught))
