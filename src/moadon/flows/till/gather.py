"""Receipts that wait at the same moment are committed together.

Nobody sleeps: whoever comes while no commit of the club is at work leads one; whoever comes meanwhile waits for
the next, which one of them leads. So a lone receipt is never delayed, and the more come the fewer commits they
share. Each caller gets its own answer after its own commit; a batch that breaks is taken apart, so that one
receipt never sinks the others.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from moadon.apps.clubs.types import SYSTEM, Actor, ClubInfo
from moadon.flows.till.selling import Outcome, commit
from moadon.flows.till.types import ReceiptDraft

Commit = Callable[[ClubInfo, Sequence[ReceiptDraft]], list[Outcome]]

MOST = 256
"""Receipts in one commit."""
LEADERS = 2
"""Commits of one club at work at once in this process: while one waits for the disk another can judge."""


@dataclass(slots=True)
class _Ticket:
    draft: ReceiptDraft
    done: threading.Event = field(default_factory=threading.Event)
    lead: bool = False
    outcome: Outcome | None = None
    problem: BaseException | None = None


@dataclass(slots=True)
class _Queue:
    waiting: deque[_Ticket] = field(default_factory=deque)
    leaders: int = 0


class Gatherer:
    """Gathers the receipts of each club. One for a process; safe to call from many threads."""

    def __init__(self, work: Commit, *, most: int = MOST, leaders: int = LEADERS) -> None:
        self._work = work
        self._most = most
        self._leaders = leaders
        self._lock = threading.Lock()
        self._queues: dict[int, _Queue] = {}

    def submit(self, club: ClubInfo, draft: ReceiptDraft) -> Outcome:
        """Commit `draft`, alone or with those that wait too, and return its own outcome once it is on disk.

        Raises what the commit raised (the database is away, say) when the receipt failed by itself.
        """
        ticket = _Ticket(draft)
        with self._lock:
            queue = self._queues.setdefault(club.id, _Queue())
            ticket.lead = queue.leaders < self._leaders
            queue.leaders += ticket.lead
            if not ticket.lead:
                queue.waiting.append(ticket)
        if not ticket.lead:
            ticket.done.wait()
        if ticket.lead:
            self._lead(club, queue, ticket)
        if ticket.problem is not None:
            raise ticket.problem
        assert ticket.outcome is not None
        return ticket.outcome

    def _lead(self, club: ClubInfo, queue: _Queue, leader: _Ticket) -> None:
        """Commit the leader's receipt with what waits, then hand the lead to one who waits still, or give it up."""
        with self._lock:
            batch = [leader, *(queue.waiting.popleft() for _ in range(min(self._most - 1, len(queue.waiting))))]
        try:
            self._settle(club, batch)
        finally:
            with self._lock:
                heir = queue.waiting.popleft() if queue.waiting else None
                if heir is None:
                    queue.leaders -= 1
                else:
                    heir.lead = True
            for ticket in batch[1:]:
                ticket.done.set()
            if heir is not None:
                heir.done.set()

    def _settle(self, club: ClubInfo, batch: list[_Ticket]) -> None:
        try:
            outcomes = self._work(club, [ticket.draft for ticket in batch])
        except Exception as problem:  # noqa: BLE001  # whatever broke is told to whose receipt it was
            if len(batch) == 1:
                batch[0].problem = problem
                return
            for ticket in batch:
                self._settle(club, [ticket])
            return
        for ticket, outcome in zip(batch, outcomes, strict=True):
            ticket.outcome = outcome


def _commit(club: ClubInfo, drafts: Sequence[ReceiptDraft]) -> list[Outcome]:
    return commit(club, drafts, SYSTEM)


_gatherer = Gatherer(_commit)


def submit(club: ClubInfo, draft: ReceiptDraft, actor: Actor) -> Outcome:
    """Commit one receipt of a till, gathered with those that wait at the same moment in this process."""
    return _gatherer.submit(club, draft if draft.caller else replace(draft, caller=actor.caller))
