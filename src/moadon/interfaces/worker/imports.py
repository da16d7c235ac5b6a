"""The job that brings in a file, a slice of time at a time, so that other jobs are not kept waiting."""

import time

from procrastinate.contrib.django import app

from moadon.apps.clubs.queries import club_by_id
from moadon.flows.importing.uploads import go_on

SLICE_SECONDS = 10.0


def work_on_import(*, club_id: int, import_id: int) -> None:
    """Go on with an import for a while and leave the rest to another job. Begun again, it goes on where it stood."""
    end = time.monotonic() + SLICE_SECONDS
    if go_on(club_by_id(club_id), import_id, lambda: time.monotonic() > end):
        app.configure_task("import").defer(club_id=club_id, import_id=import_id)
