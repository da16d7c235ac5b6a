"""One import at work: the file, where its notes lie, and what it tells the table of imports."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.imports import actions as imports
from moadon.apps.imports.types import Counts, ImportInfo
from moadon.flows.importing.choices import Choices
from moadon.flows.importing.progress import Phase, Progress, TimeIsUp, Told
from moadon.flows.importing.rejects import Rejects
from moadon.flows.importing.sources import Source


@dataclass(slots=True)
class Job:
    """`counts` and `place` are as the table has them; `codes` counts reasons of refusal, `tally` what is new."""

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
    _next: tuple[Counts, dict[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        """Go on from where the table says."""
        self.counts = self.info.counts
        self.place = dict(self.info.place)

    @property
    def phase(self) -> Phase:
        """What is being done."""
        phase: Phase = self.place.get("phase", "reading")
        return phase

    @property
    def position(self) -> int:
        """How far this phase is, in its own count."""
        return int(self.place.get("position", 0))

    def notes(self, phase: str) -> Path:
        """Where the rows refused in a phase are noted."""
        return self.folder / f"rejects-{phase}.jsonl"

    @contextmanager
    def rejecting(self) -> Iterator[Rejects]:
        """The notes of the present phase, without what was noted behind the last agreed place."""
        rejects = Rejects(self.notes(self.phase), int(self.place.get("noted", 0)))
        rejects.codes = Counter(self.place.get("codes", {}))
        try:
            yield rejects
        finally:
            rejects.close()

    def advance(
        self, counts: Counts, rejects: Rejects, changes: Mapping[str, Any], tally: Counter[str] | None = None
    ) -> None:
        """Agree on a new place, in the transaction of the rows that led there. Raises TakenOver.

        What this object knows of it is brought up to date by `agreed`, once the transaction has committed.
        """
        place = {**self.place, "noted": rejects.size, "codes": dict(rejects.codes), **changes}
        place["tally"] = dict(Counter(self.place.get("tally", {})) + (tally or Counter()))
        imports.advance_import(
            club=self.club, import_id=self.info.id, runner=self.runner, counts=counts, place=place,
            total=self.source.length,
        )  # fmt: skip
        self._next = (self.counts + counts, place)

    def agreed(self, share: float) -> None:
        """The place that `advance` named stands."""
        self.counts, self.place = self._next
        self.told(Progress(self.phase, share, self.counts))
