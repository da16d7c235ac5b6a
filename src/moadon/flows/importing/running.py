"""Imports from outside: opened with a file, run at once or by the worker, gone on with after whatever stopped them."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from moadon.apps.clubs.queries import clubs
from moadon.apps.clubs.queries import info_of as club_of
from moadon.apps.clubs.types import SYSTEM, Actor, ClubInfo
from moadon.apps.imports import actions as imports
from moadon.apps.imports import queries
from moadon.apps.imports.types import ImportInfo, Kind, TakenOver
from moadon.flows.importing import members, products
from moadon.flows.importing.choices import Choices, check_choices
from moadon.flows.importing.habits import with_habits
from moadon.flows.importing.jobs import Job
from moadon.flows.importing.keeping import keep_rejected
from moadon.flows.importing.places import KEPT, clear_work, folder_of, forget_old, rejected_path
from moadon.flows.importing.progress import Progress, TimeIsUp, Told
from moadon.flows.importing.receipts import running as receipts
from moadon.flows.importing.rejects import write_rejected
from moadon.flows.importing.sources import open_source
from moadon.flows.importing.telling import Teller
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction

_KINDS: Mapping[Kind, Callable[[Job], bool]] = {
    Kind.MEMBERS: members.bring_in,
    Kind.PRODUCTS: products.bring_in,
    Kind.RECEIPTS: receipts.bring_in,
}


@dataclass(frozen=True, slots=True)
class Run:
    """How an import is run. `rejected`: where its rejected rows go (None: into its own folder), in `language`."""

    actor: Actor = SYSTEM
    rejected: Path | None = None
    language: str | None = None
    told: Told = lambda _: None
    time_is_up: TimeIsUp = lambda: False


def run_import(club: ClubInfo, import_id: int, file: Path, run: Run) -> ImportInfo:
    """Do an import, or go on with it; the same file again changes nothing that is in already.

    The answer tells how it stands: DONE, FAILED (then with its problem), RUNNING when time was up, or whatever
    somebody else made of it meanwhile. Calls outside of any transaction.
    """
    runner = uuid.uuid4().hex
    try:
        info = imports.begin_import(club=club, import_id=import_id, runner=runner)
        try:
            _work(club, info, file, runner, run)
        except Refused as problem:
            imports.end_import(club=club, import_id=import_id, runner=runner, problem=problem)
    except TakenOver:
        pass
    with club_transaction(club.id):
        info = queries.import_by_id(club, import_id)
    if info.finished_at is not None:
        clear_work(import_id)
    return info


def clean_up(club: ClubInfo, now: datetime) -> None:
    """End what a killed command left, and uploads that nobody confirmed for as long as their file is kept."""
    for import_id in imports.end_silent_imports(club=club, now=now):
        clear_work(import_id)
    imports.end_unchosen_imports(club=club, before=now - KEPT)


def clean_up_everywhere(at: datetime) -> None:
    """What the worker does by the clock: `clean_up` of every club, and files of long ago go from the disk."""
    forget_old(at)
    for row in clubs():
        clean_up(club_of(row), at)


def _work(club: ClubInfo, info: ImportInfo, file: Path, runner: str, run: Run) -> None:
    choices = Choices.from_json(info.options)
    source = open_source(file, choices, name=info.file_name)
    check_choices(info.kind, choices, source.headings)
    work = folder_of(info.id) / "work"
    work.mkdir(exist_ok=True)
    job = Job(club, run.actor, info, runner, source, choices, work, run.told, run.time_is_up)
    with job.beating(0.0):
        job.choices = with_habits(info.kind, choices, source, club)
    if not _KINDS[info.kind](job):
        return
    run.told(Progress("telling", 0.0, job.counts))
    with job.beating():
        write_rejected(job.notes(), source, run.rejected or rejected_path(info.id), Teller(club, run.language))
        if run.rejected is None:
            keep_rejected(info)
    imports.end_import(club=club, import_id=info.id, runner=runner)
