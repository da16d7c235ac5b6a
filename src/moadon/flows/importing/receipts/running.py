"""A receipts file from its first row to its last: read, put in order of time, booked window by window."""

import threading
from functools import partial

from moadon.apps.clubs import queries as clubs
from moadon.apps.imports.types import Counts
from moadon.flows.importing.jobs import Job, Lane
from moadon.flows.importing.progress import Progress, few_collections, side_by_side
from moadon.flows.importing.receipts.lanes import book, book_apart
from moadon.flows.importing.receipts.rows import RowReader
from moadon.flows.importing.receipts.staging import LANES, LAST, Stage, put_in_order
from moadon.store import club_transaction

LONG = 50_000
"""Rows from which on each lane but the first has a process of its own."""


def bring_in(job: Job) -> bool:
    """Book the receipts of the file, from where the job stands. False when time was up before the end."""
    with few_collections():
        if job.phase == "reading":
            _read(job)
        stop = threading.Event()
        # A process more is worth its start where there is much to book: two threads share one interpreter.
        others = book_apart if job.place["rows"] >= LONG else book
        works = [partial(book if lane == 0 else others, job, lane, stop) for lane in range(LANES)]
        return side_by_side(works, stop) and book(job, LAST, stop)


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
