"""One import at work: the file, where its notes lie, and what it tells the table of imports."""

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.imports import actions as imports
from moadon.apps.imports.types import SILENT, Counts, ImportInfo
from moadon.flows.importing.choices import Choices
from moadon.flows.importing.progress import Phase, Progress, TimeIsUp, Told
from moadon.flows.importing.rejects import Rejects
from moadon.flows.importing.sources import Source

BEAT_SECONDS = SILENT.total_seconds() / 6
"""How often work that tells nothing says that it is alive: well before it would be taken for silent."""


@dataclass(slots=True)
class Job:
    """`counts` and `place` are as the table has them. Lanes of one job may run at the same time."""

    club: ClubInfo
    actor: Actor
    info: ImportInfo
    runner: str
    source: Source
    choices: Choices
    folder: Path
    told: Told
    time_is_up: TimeIsUp
    counts: Counts = field(init=False)
    place: dict[str, Any] = field(init=False)
    shares: dict[str, float] = field(init=False, default_factory=dict)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Go on from where the table says."""
        self.counts = self.info.counts
        self.place = dict(self.info.place)

    @property
    def phase(self) -> Phase:
        """What is being done."""
        phase: Phase = self.place.get("phase", "reading")
        return phase

    def notes(self) -> list[Path]:
        """Where refused rows are noted."""
        return sorted(self.folder.glob("rejects-*.jsonl"))

    def beat(self, share: float) -> None:
        """Say that reading goes on, and how far it is. Raises TakenOver."""
        imports.advance_import(
            club=self.club, import_id=self.info.id, runner=self.runner, counts=Counts(),
            place={"phase": self.phase, "share": round(share, 3)}, total=self.source.length,
        )  # fmt: skip

    @contextmanager
    def beating(self, share: float = 1.0) -> Iterator[None]:
        """Say every now and then that the import is alive, from beside work that takes long and tells nothing.

        Raises TakenOver after the block where somebody has taken it over meanwhile.
        """
        done = threading.Event()
        with ThreadPoolExecutor(1, thread_name_prefix="beat") as beside:
            beats = beside.submit(self._beat_until, done, share)
            try:
                yield
            finally:
                done.set()
        beats.result()

    def _beat_until(self, done: threading.Event, share: float) -> None:
        try:
            while not done.wait(BEAT_SECONDS):
                self.beat(share)
        finally:
            connection.close()

    def agree(self, counts: Counts, changes: Mapping[str, Any], *, shares: Mapping[str, float] | None = None) -> None:
        """Take over what `advance_import` wrote, once its transaction has committed, and tell it."""
        with self._lock:
            self.counts += counts
            self.place.update(changes)
            self.shares.update(shares or {})
            share = sum(self.shares.values()) / max(1, len(self.shares))
            self.told(Progress(self.phase, share, self.counts))


class Lane:
    """A part of a job that goes on from its own place: a position in its own count, and its notes of refused rows.

    `tally` counts what is new in the books.
    """

    def __init__(self, job: Job, name: str) -> None:
        self.job, self.name = job, name
        place: Mapping[str, Any] = job.place.get(name, {})
        self.position = int(place.get("position", 0))
        self.tally: Counter[str] = Counter(place.get("tally", {}))
        self._noted = int(place.get("noted", 0))
        self._codes: Counter[str] = Counter(place.get("codes", {}))
        self.rejects = Rejects(job.folder / f"rejects-{name}.jsonl", self._noted)
        self.rejects.codes = self._codes.copy()

    @contextmanager
    def noting(self) -> Iterator["Lane"]:
        """Lets go of the notes at the end of the block."""
        try:
            yield self
        finally:
            self.rejects.close()

    def again(self) -> None:
        """Forget what was noted since the last agreed place: the transaction is tried once more."""
        self.rejects.back_to(self._noted, self._codes)

    def advance(
        self, position: int, counts: Counts, tally: Counter[str] | None = None, more: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Note a new place in the transaction of the rows that led there; `agree` follows. Raises TakenOver."""
        place = {
            "position": position,
            "noted": self.rejects.size,
            "codes": dict(self.rejects.codes),
            "tally": dict(self.tally + (tally or Counter())),
        }
        changes = {self.name: place, **(more or {})}
        imports.advance_import(
            club=self.job.club, import_id=self.job.info.id, runner=self.job.runner, counts=counts, place=changes,
            total=self.job.source.length or changes.get("rows"),
        )  # fmt: skip
        return changes

    def agree(self, counts: Counts, changes: Mapping[str, Any], share: float) -> None:
        """The place that `advance` noted stands."""
        place = changes[self.name]
        self.position, self.tally = place["position"], Counter(place["tally"])
        self._noted, self._codes = place["noted"], Counter(place["codes"])
        self.job.agree(counts, changes, shares={self.name: share})


def progress_of(info: ImportInfo) -> Progress:
    """How far an import is, as the table tells it. Its share is that of all rows once they have been counted."""
    phase: Phase = info.place.get("phase", "reading")
    share = float(info.place.get("share", 0.0))
    if phase == "booking" and info.rows_total:
        share = info.counts.read / info.rows_total
    return Progress(phase, min(1.0, share), info.counts)


def summary(place: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """What is new (`tally`) and why rows were refused (`codes`), over all lanes of an import's place."""
    sums: dict[str, Counter[str]] = {"tally": Counter(), "codes": Counter()}
    for lane in place.values():
        if isinstance(lane, dict):
            for name, counter in sums.items():
                counter.update(lane.get(name, {}))
    return {name: dict(counter.most_common()) for name, counter in sums.items()}
