"""A receipts file from its first row to its last: read, put in order of time, booked window by window."""

import threading
from functools import partial
from typing import Any

from moadon.apps.clubs import queries as clubs
from moadon.apps.imports.types import Counts
from moadon.flows.importing.jobs import Job, Lane
from moadon.flows.importing.progress import Progress, few_collections, side_by_side
from moadon.flows.importing.receipts.booking import Booked, Desk
from moadon.flows.importing.receipts.bundles import Window, windows
from moadon.flows.importing.receipts.rows import RowReader
from moadon.flows.importing.receipts.staging import LANES, LAST, Stage, put_in_order, rows_in_order
from moadon.store import club_transaction, retrying


def bring_in(job: Job) -> bool:
    """Book the receipts of the file, from where the job stands. False when time was up before the end."""
    with few_collections():
        if job.phase == "reading":
            _read(job)
        stop = threading.Event()
        return side_by_side([partial(_book, job, lane, stop) for lane in range(LANES)], stop) and _book(job, LAST, stop)


def _read(job: Job) -> None:
    """Rows to disk and in order. Begun again from the first row if it was cut short."""
    with club_transaction(job.club.id):
        zones = {b.code: b.time_zone for b in clubs.branches(job.club) if b.time_zone}
    reader = RowReader(job.club, job.choices, zones)
    refused = rows = 0
    with Lane(job, "reading").noting() as lane:
        stage = Stage(job.folder)
        for chunk in job.source.chunks():
            lines = reader.read(chunk)
            stage.add(lines)
            for row, fault in lines.refused:
                lane.rejects.add(row, fault)
            refused += len(lines.refused)
            job.told(Progress("reading", chunk.share, Counts(refused, rejected=refused)))
            job.beat(chunk.share)
            rows = chunk.first + chunk.length - 1
        stage.close()
        job.told(Progress("sorting", 0.0, Counts(refused, rejected=refused)))
        with job.beating():
            for row, fault in put_in_order(job.folder, part_receipts=job.choices.part_receipts):
                lane.rejects.add(row, fault)
                refused += 1
        counts = Counts(refused, rejected=refused)
        lane.agree(counts, lane.advance(refused, counts, more={"phase": "booking", "rows": rows}), 0.0)
    job.shares.clear()


def _book(job: Job, number: int, stop: threading.Event) -> bool:
    """Book the receipts of one lane."""
    total = max(1, rows_in_order(job.folder, number))
    desk = Desk(job.club, job.actor, create_members=job.choices.create_members)
    with Lane(job, f"lane-{number}").noting() as lane:
        for window in windows(job.folder, number, lane.position):
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
