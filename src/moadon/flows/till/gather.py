"""Receipts that wait at the same moment are committed together.

A thread of the process does nothing but commit. When it is free it takes all receipts of a club that wait
at that moment and commits them in one transaction: a lone receipt is never delayed, and the more come the fewer
commits they share. Each caller gets its own answer after its own commit; a batch that breaks is taken apart, so that
one receipt never sinks the others.

That the same thread commits keeps its connection warm: plans are made once, not once per request thread. For the
same reason batches that are sent as such have threads of their own, where they keep no till waiting.
"""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field

from django.db import InterfaceError, OperationalError, connection

from moadon.apps.clubs.types import SYSTEM, Actor, ClubInfo
from moadon.flows.till import counted
from moadon.flows.till.selling import Outcome, commit
from moadon.flows.till.types import ReceiptDraft
from moadon.store import keep_own_connection, traces

Commit = Callable[[ClubInfo, Sequence[ReceiptDraft]], list[Outcome]]

MOST = 256
"""Receipts in one commit."""
COMMITTERS = 1
"""Threads that commit, in each process: more of them share less."""
BATCHES = 3
"""Batches that callers sent as such and that are committed at the same moment, in each process.

While one waits for the database another one works. Callers do not spread evenly over the processes: with one at a time
a quarter of the machine stood idle whenever most of them had met the same process.
"""
_AWAY = (OperationalError, InterfaceError)


@dataclass(slots=True)
class _Ticket:
    """A receipt that waits, and who waits for it: a thread, or a coroutine of a loop."""

    draft: ReceiptDraft
    done: "threading.Event | asyncio.Future[None]"
    outcome: Outcome | None = None
    problem: BaseException | None = None

    def told(self) -> Outcome:
        """The outcome. Raises what the commit raised."""
        if self.problem is not None:
            raise self.problem
        assert self.outcome is not None
        return self.outcome


@dataclass(slots=True)
class _Queue:
    club: ClubInfo
    waiting: deque[_Ticket] = field(default_factory=deque)


class Gatherer:
    """Gathers the receipts of each club. One for a process; safe to call from many threads."""

    def __init__(self, work: Commit, *, most: int = MOST, committers: int = COMMITTERS) -> None:
        self._work = work
        self._most = most
        self._committers = committers
        self._started = 0
        self._free = 0
        self._lock = threading.Condition()
        self._queues: dict[int, _Queue] = {}

    def submit(self, club: ClubInfo, draft: ReceiptDraft) -> Outcome:
        """Commit `draft`, alone or with those that wait too, and return its own outcome once it is on disk.

        Raises what the commit raised (the database is away, say) when the receipt failed by itself.
        """
        ticket = _Ticket(draft, done := threading.Event())
        self._enqueue(club, ticket)
        done.wait()
        return ticket.told()

    async def submit_soon(self, club: ClubInfo, draft: ReceiptDraft) -> Outcome:
        """`submit` for a coroutine: no thread waits."""
        ticket = _Ticket(draft, done := asyncio.get_running_loop().create_future())
        self._enqueue(club, ticket)
        await done
        return ticket.told()

    def _enqueue(self, club: ClubInfo, ticket: _Ticket) -> None:
        with self._lock:
            queue = self._queues.setdefault(club.id, _Queue(club))
            queue.club = club
            queue.waiting.append(ticket)
            if not self._free and self._started < self._committers:
                self._started += 1
                threading.Thread(target=self._commit_for_ever, name="committer", daemon=True).start()
            self._lock.notify()

    def _commit_for_ever(self) -> None:
        keep_own_connection()
        while True:
            club, batch = self._next()
            try:
                self._settle(club, batch)
            finally:
                _wake(batch)

    def _next(self) -> tuple[ClubInfo, list[_Ticket]]:
        """The club whose turn it is, and what waits there. Clubs take turns."""
        with self._lock:
            self._free += 1
            while not self._queues:
                self._lock.wait()
            self._free -= 1
            club_id, queue = next(iter(self._queues.items()))
            del self._queues[club_id]
            batch = [queue.waiting.popleft() for _ in range(min(self._most, len(queue.waiting)))]
            if queue.waiting:
                self._queues[club_id] = queue
                self._lock.notify()
            return queue.club, batch

    def _settle(self, club: ClubInfo, batch: list[_Ticket]) -> None:
        """Commit, once more on a new connection when the old one was lost: a receipt is never written twice."""
        drafts = [ticket.draft for ticket in batch]
        try:
            try:
                outcomes = self._work(club, drafts)
            except _AWAY:
                connection.close()
                outcomes = self._work(club, drafts)
        except Exception as problem:  # noqa: BLE001  # whatever broke is told to whose receipt it was
            self._settle_apart(club, batch, problem)
            return
        for ticket, outcome in zip(batch, outcomes, strict=True):
            ticket.outcome = outcome

    def _settle_apart(self, club: ClubInfo, batch: list[_Ticket], problem: Exception) -> None:
        away = isinstance(problem, _AWAY)
        if away:
            connection.close()
        if away or len(batch) == 1:
            # Where nobody can be served, all are told at once and come back.
            for ticket in batch:
                ticket.problem = problem
            return
        for ticket in batch:
            self._settle(club, [ticket])


def _wake(batch: Sequence[_Ticket]) -> None:
    """Let go on who waits. Those of a loop are told in one call: each call wakes the loop up."""
    waiting: dict[asyncio.AbstractEventLoop, list[asyncio.Future[None]]] = {}
    for ticket in batch:
        if isinstance(ticket.done, threading.Event):
            ticket.done.set()
        else:
            waiting.setdefault(ticket.done.get_loop(), []).append(ticket.done)
    for loop, futures in waiting.items():
        with suppress(RuntimeError):  # the loop has ended, and with it who waited
            loop.call_soon_threadsafe(_resolve, futures)


def _resolve(futures: Sequence["asyncio.Future[None]"]) -> None:
    for future in futures:
        if not future.done():
            future.set_result(None)


def submit_batch(
    club: ClubInfo, drafts: Sequence[ReceiptDraft], actor: Actor, language: str | None = None
) -> list[Outcome]:
    """Commit receipts that came together, on the thread for batches; as `commit` does."""
    return _batches.submit(_commit_batch, club, drafts, actor, language).result()


def _commit_batch(club: ClubInfo, drafts: Sequence[ReceiptDraft], actor: Actor, language: str | None) -> list[Outcome]:
    try:
        return _counted(club, drafts, actor, language)
    except _AWAY:
        connection.close()
        return _counted(club, drafts, actor, language)


def _commit(club: ClubInfo, drafts: Sequence[ReceiptDraft]) -> list[Outcome]:
    return _counted(club, drafts, SYSTEM, None)


def _counted(club: ClubInfo, drafts: Sequence[ReceiptDraft], actor: Actor, language: str | None) -> list[Outcome]:
    started = time.perf_counter()
    with traces.span("flow till.commit") as span:
        if span is not None:
            span.told.note({"moadon.receipts": len(drafts)})
        outcomes = commit(club, drafts, actor, language=language)
    counted.count(outcomes, time.perf_counter() - started)
    return outcomes


OWN_CONNECTIONS = COMMITTERS + BATCHES
"""Connections that a process keeps for its committing threads, beside those that its request threads share."""
_gatherer = Gatherer(_commit)
_batches = ThreadPoolExecutor(BATCHES, thread_name_prefix="batch", initializer=keep_own_connection)


def submit(club: ClubInfo, draft: ReceiptDraft, actor: Actor) -> Outcome:
    """Commit one receipt of a till, gathered with those that wait at the same moment in this process."""
    return _gatherer.submit(club, draft if draft.caller else draft._replace(caller=actor.caller))


async def submit_soon(club: ClubInfo, draft: ReceiptDraft, actor: Actor) -> Outcome:
    """`submit` for a coroutine: no thread waits."""
    return await _gatherer.submit_soon(club, draft if draft.caller else draft._replace(caller=actor.caller))
