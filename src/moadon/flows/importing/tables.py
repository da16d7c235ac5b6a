"""Files of one member or one product a row: taken in as they are read, some hundreds of rows at a time."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from moadon.apps.imports.types import Counts
from moadon.flows.importing.choices import Choices
from moadon.flows.importing.habits import cells_of
from moadon.flows.importing.jobs import Job, Lane
from moadon.flows.importing.reading import Cell, Memo
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
Readers = Mapping[str, Callable[[Cell], Any]]
Memos = Mapping[str, Memo[Any]]
Take = Callable[[Sequence[Values]], Sequence[Outcome]]
"""Writes rows in an open transaction; one outcome a row."""


@dataclass(frozen=True, slots=True)
class Table:
    """How rows get into a table: `readers` read the cells of each field, `take` writes rows, `name` counts them."""

    name: str
    readers: Readers
    take: Take


def bring_in_table(job: Job, table: Table) -> bool:
    """Take the rows of a file into a table, from where the job stands. False when time was up before the end."""
    memos = memos_of(table.readers)
    job.place["phase"] = "booking"
    with Lane(job, table.name).noting() as lane:
        for chunk in job.source.chunks():
            if chunk.first + chunk.length - 1 <= lane.position:
                continue
            read = _read(chunk, memos, job.choices)
            for first in range(max(0, lane.position + 1 - chunk.first), chunk.length, ROWS_AT_ONCE):
                part = read[first : first + ROWS_AT_ONCE]
                counts, changes = retrying(partial(_take, job, lane, table, (part, chunk.share)))
                lane.agree(counts, changes, chunk.share)
                if job.time_is_up():
                    return False
    return True


def memos_of(readers: Readers) -> Memos:
    """The readers, each of which reads a cell it has met before no second time."""
    return {field: Memo(read) for field, read in readers.items()}


def read_rows(chunk: Chunk, readers: Readers, choices: Choices) -> list[Values | Refused]:
    """The values of each row of a chunk, or the first of its faults."""
    return _read(chunk, memos_of(readers), choices)


def _read(chunk: Chunk, memos: Memos, choices: Choices) -> list[Values | Refused]:
    columns = {
        field: memo.all(cells)
        for field, memo in memos.items()
        if (cells := cells_of(chunk, choices, field)) is not None
    }
    rows: list[Values | Refused] = []
    for i in range(chunk.length):
        values = {field: column[i] for field, column in columns.items()}
        fault = chunk.faults.get(i) or next((v for v in values.values() if isinstance(v, Refused)), None)
        rows.append(fault or values)
    return rows


def _take(
    job: Job, lane: Lane, table: Table, part: tuple[Sequence[Values | Refused], float]
) -> tuple[Counts, dict[str, Any]]:
    """Write some rows and note the place behind them, in one transaction."""
    rows, share = part
    lane.again()
    with club_transaction(job.club.id):
        told = iter(table.take([row for row in rows if not isinstance(row, Refused)]))
        outcomes = [row if isinstance(row, Refused) else next(told) for row in rows]
        for i, outcome in enumerate(outcomes, lane.position + 1):
            if isinstance(outcome, Refused):
                lane.rejects.add(i, outcome)
        again = sum(1 for outcome in outcomes if isinstance(outcome, Took) and outcome.again)
        bad = sum(1 for outcome in outcomes if isinstance(outcome, Refused))
        counts = Counts(len(outcomes), len(outcomes) - again - bad, again, bad)
        tally = Counter({table.name: counts.taken})
        more = {"phase": "booking", "share": round(share, 3)}
        return counts, lane.advance(lane.position + len(rows), counts, tally, more)
