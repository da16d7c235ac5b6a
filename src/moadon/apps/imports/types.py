"""Plain values of imports: what is brought in, how far it has come, what became of its rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from moadon.kernel.refusals import Refused

SILENT = timedelta(minutes=2)
"""An import that runs says so with every batch; one that was silent for longer has lost its process."""


class Kind(StrEnum):
    """What a file holds, one of each a row."""

    MEMBERS = "members"
    PRODUCTS = "products"
    RECEIPTS = "receipts"


class State(StrEnum):
    """NEW: waits for its columns to be chosen. WAITING: for the worker. STOPPED: by a person, and for good."""

    NEW = "new"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


OPEN = (State.NEW, State.WAITING, State.RUNNING)


class TakenOver(Exception):
    """Another process does this import now, or a person has stopped it: what is at hand must not be written."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows: handled so far, newly in the books, in the books before, and not taken."""

    read: int = 0
    taken: int = 0
    same: int = 0
    rejected: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Both together."""
        return Counts(
            self.read + other.read, self.taken + other.taken, self.same + other.same, self.rejected + other.rejected
        )


@dataclass(frozen=True, slots=True)
class ImportInfo:
    """One import. `place` is the runner's own note of where to go on; `options` what was chosen for it.

    `problem` tells why a FAILED import could not be done at all.
    """

    id: int
    club_id: int
    kind: Kind
    file_name: str
    stored_as: str
    state: State
    counts: Counts
    rows_total: int | None
    options: Mapping[str, Any]
    place: Mapping[str, Any]
    created_at: datetime
    created_by: str
    started_at: datetime | None = None
    finished_at: datetime | None = None
    beat_at: datetime | None = None
    problem: Refused | None = field(default=None, compare=False)

    def silent_at(self, now: datetime) -> bool:
        """Whether its process seems to be gone."""
        return self.state == State.RUNNING and (self.beat_at is None or now - self.beat_at > SILENT)
