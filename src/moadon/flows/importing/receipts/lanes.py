"""One lane of a receipts file, window by window; beside the others, or in a process of its own."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.imports.types import Counts, ImportInfo, TakenOver
from moadon.flows.importing.choices import Choices
from moadon.flows.importing.jobs import Job, Lane
from moadon.flows.importing.progress import few_collections
from moadon.flows.importing.receipts.booking import Booked, Desk
from moadon.flows.importing.receipts.bundles import Window, windows
from moadon.flows.importing.receipts.staging import rows_in_order
from moadon.flows.importing.sources import Source
from moadon.store import beside, club_transaction, retrying

_HERE = f"{__name__}.book_for_another"


class LaneLost(Exception):
    """The process of a lane ended before its lane did. What it had agreed stands; the import goes on from there."""


def book(job: Job, number: int, stop: threading.Event) -> bool:
    """Book the receipts of a lane, from where it stands. False when it was stopped before the end."""
    total = max(1, rows_in_order(job.folder, number))
    desk = Desk(job.club, job.actor, create_members=job.choices.create_members)
    with Lane(job, f"lane-{number}").noting() as lane:
        for window in windows(job.folder, number, lane.position):
            retrying(partial(desk.list_products, window))
            booked, changes = retrying(partial(_commit, job, lane, desk, window))
            desk.people.keep(booked.found)
            lane.agree(booked.counts, changes, window.end / total)
            if stop.is_set() or job.time_is_up():
                return False
    return True


def _commit(job: Job, lane: Lane, desk: Desk, window: Window) -> tuple[Booked, dict[str, Any]]:
    """Book one window and note the place behind it, in one transaction."""
    lane.again()
    with club_transaction(job.club.id):
        booked = desk.book(window)
        for row, fault in booked.refused:
            lane.rejects.add(row, fault)
        return booked, lane.advance(window.end, booked.counts, booked.tally)


def book_apart(job: Job, number: int, stop: threading.Event) -> bool:
    """`book` in a process of its own, which tells every place that it agrees on. Raises TakenOver, LaneLost."""
    order = _Order(job.club, job.actor, job.info, job.runner, job.source, job.choices, job.folder, job.place, number)
    with beside(_HERE, order) as lane:
        while True:
            try:
                told, *more = lane.recv()
            except EOFError:
                raise LaneLost(f"lane {number} ended without a word") from None
            if told == "ended":
                return bool(more[0])
            if told == "taken over":
                raise TakenOver
            if told == "failed":
                raise LaneLost(f"lane {number}: {more[0]}")
            counts, changes, shares = more
            job.agree(counts, changes, shares=shares)
            lane.send(stop.is_set() or job.time_is_up())


@dataclass(frozen=True, slots=True)
class _Order:
    club: ClubInfo
    actor: Actor
    info: ImportInfo
    runner: str
    source: Source
    choices: Choices
    folder: Path
    place: dict[str, Any]
    number: int


@dataclass(slots=True)
class _JobOfAnother(Job):
    """A job whose owner is in another process: it hears of each place and says whether to stop there."""

    pipe: Connection
    stop: threading.Event

    def agree(self, counts: Counts, changes: Mapping[str, Any], *, shares: Mapping[str, float] | None = None) -> None:
        """Tell the owner, and hear whether to go on."""
        self.pipe.send(("agreed", counts, dict(changes), dict(shares or {})))
        if self.pipe.recv():
            self.stop.set()


def book_for_another(pipe: Connection, order: _Order) -> None:
    """What the process of a lane does."""
    stop = threading.Event()
    job = _JobOfAnother(
        order.club, order.actor, order.info, order.runner, order.source, order.choices, order.folder,
        told=lambda _: None, time_is_up=stop.is_set, pipe=pipe, stop=stop,
    )  # fmt: skip
    job.place = order.place
    try:
        with few_collections():
            pipe.send(("ended", book(job, order.number, stop)))
    except (EOFError, BrokenPipeError):
        return  # the owner has gone: somebody goes on from the last agreed place
    except TakenOver:
        pipe.send(("taken over",))
    except Exception as problem:  # noqa: BLE001  # told by the owner, in whose process it stops the import
        pipe.send(("failed", f"{type(problem).__name__}: {problem}"))
