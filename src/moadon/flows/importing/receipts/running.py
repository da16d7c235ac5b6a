"""A receipts file from its first row to its last: read, put in order of time, booked window by window."""

from moadon.apps.clubs import queries as clubs
from moadon.apps.imports.types import Counts
from moadon.flows.importing.jobs import Job
from moadon.flows.importing.progress import Progress, ahead, few_collections
from moadon.flows.importing.receipts.booking import Booked, Desk
from moadon.flows.importing.receipts.bundles import Window, windows
from moadon.flows.importing.receipts.rows import RowReader
from moadon.flows.importing.receipts.staging import Stage, put_in_order, rows_in_order
from moadon.store import club_transaction, retrying


def bring_in(job: Job) -> bool:
    """Book the receipts of the file, from where the job stands. False when time was up before the end."""
    with few_collections():
        if job.phase == "reading":
            _read(job)
        return _book(job)


def _read(job: Job) -> None:
    """Rows to disk and in order. Begun again from the first row if it was cut short."""
    with club_transaction(job.club.id):
        zones = {b.code: b.time_zone for b in clubs.branches(job.club) if b.time_zone}
    reader = RowReader(job.club, job.choices, zones)
    job.place = {"phase": "reading"}
    rows = 0
    with job.rejecting() as rejects:
        refused = 0
        stage = Stage(job.folder)
        for chunk in ahead(job.source.chunks()):
            lines = reader.read(chunk)
            stage.add(lines)
            for row, fault in lines.refused:
                rejects.add(row, fault)
            refused += len(lines.refused)
            rows = chunk.first + chunk.length - 1
            job.told(Progress("reading", chunk.share, Counts(refused, 0, 0, refused)))
        stage.close()
        job.told(Progress("sorting", 0.0, Counts(refused, 0, 0, refused)))
        for row, fault in put_in_order(job.folder, part_receipts=job.choices.part_receipts):
            rejects.add(row, fault)
            refused += 1
        changes = {"phase": "booking", "position": 0, "rows": rows, "noted": 0}
        job.advance(Counts(refused, 0, 0, refused), rejects, changes)
    job.agreed(0.0)


def _book(job: Job) -> bool:
    total = max(1, rows_in_order(job.folder))
    desk = Desk(job.club, job.actor, create_members=job.choices.create_members)
    with job.rejecting() as rejects:
        for window in ahead(windows(job.folder, job.position)):
            noted, codes = rejects.size, rejects.codes.copy()

            def work(window: Window = window, noted: int = noted, codes: object = codes) -> Booked:
                rejects.back_to(noted, codes)  # type: ignore[arg-type]
                with club_transaction(job.club.id):
                    booked = desk.book(window)
                    for row, fault in booked.refused:
                        rejects.add(row, fault)
                    job.advance(booked.counts, rejects, {"position": window.end}, booked.tally)
                return booked

            desk.people.keep(retrying(work).found)
            job.agreed(window.end / total)
            if job.time_is_up():
                return False
    return True
