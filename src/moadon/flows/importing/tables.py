"""Files of one member or one product a row: taken in as they are read, some hundreds of rows at a time."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from moadon.apps.imports.types import Counts
from moadon.flows.importing.habits import cells_of
from moadon.flows.importing.jobs import Job
from moadon.flows.importing.progress import ahead
from moadon.flows.importing.reading import Cell, Memo
from moadon.flows.importing.rejects import Rejects
from moadon.flows.importing.sources import Chunk
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, retrying

ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Took:
    """What a table said of one row: `again` when it had it already."""

    again: bool


Values = dict[str, Any]
Outcome = Took | Refused
Take = Callable[[Sequence[Values]], Sequence[Outcome]]
"""Writes rows in an open transaction; one outcome a row."""


@dataclass(frozen=True, slots=True)
class Table:
    """How rows get into a table: `readers` read the cells of each field, `take` writes rows, `name` counts them."""

    name: str
    readers: Mapping[str, Callable[[Cell], Any]]
    take: Take


def bring_in_table(job: Job, table: Table) -> bool:
    """Take the rows of a file into a table, from where the job stands. False when time was up before the end."""
    memos = {field: Memo(read) for field, read in table.readers.items()}
    job.place.setdefault("phase", "booking")
    with job.rejecting() as rejects:
        for chunk in ahead(job.source.chunks()):
            if chunk.first + chunk.length - 1 <= job.position:
                continue
            read = _read(chunk, memos, job)
            start = max(0, job.position + 1 - chunk.first)
            for first in range(start, chunk.length, ROWS_AT_ONCE):
                part = read[first : first + ROWS_AT_ONCE]
                retrying(lambda part=part, at=chunk.first + first: _take(job, rejects, table, part, at))  # type: ignore[misc]
                job.agreed(chunk.share)
                if job.time_is_up():
                    return False
    return True


def _read(chunk: Chunk, memos: Mapping[str, Memo[Any]], job: Job) -> list[Values | Refused]:
    """The values of each row, or the first of its faults."""
    columns = {
        field: memo.all(cells)
        for field, memo in memos.items()
        if (cells := cells_of(chunk, job.choices, field)) is not None
    }
    rows: list[Values | Refused] = []
    for i in range(chunk.length):
        values = {field: column[i] for field, column in columns.items()}
        fault = chunk.faults.get(i) or next((v for v in values.values() if isinstance(v, Refused)), None)
        rows.append(fault or values)
    return rows


def _take(job: Job, rejects: Rejects, table: Table, rows: Sequence[Values | Refused], first: int) -> None:
    """Write some rows and agree on the place behind them, in one transaction."""
    noted, codes = int(job.place.get("noted", 0)), Counter(job.place.get("codes", {}))
    rejects.back_to(noted, codes)
    with club_transaction(job.club.id):
        told = iter(table.take([row for row in rows if not isinstance(row, Refused)]))
        outcomes = [row if isinstance(row, Refused) else next(told) for row in rows]
        for i, outcome in enumerate(outcomes):
            if isinstance(outcome, Refused):
                rejects.add(first + i, outcome)
        again = sum(1 for outcome in outcomes if isinstance(outcome, Took) and outcome.again)
        bad = sum(1 for outcome in outcomes if isinstance(outcome, Refused))
        new = len(outcomes) - again - bad
        counts = Counts(len(outcomes), new, again, bad)
        job.advance(counts, rejects, {"position": first + len(rows) - 1}, Counter({table.name: new}))
