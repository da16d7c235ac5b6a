"""Plain values of programmes and their versions."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class VersionInfo:
    """A published version without its text: which document, which number, from when. `id` is its row."""

    id: int
    programme: str
    number: int
    live_from: datetime
    ended_at: datetime | None = None

    def live_at(self, moment: datetime) -> bool:
        """Whether it had begun by `moment` and its programme had not ended; a later version may have replaced it."""
        return self.live_from <= moment and (self.ended_at is None or moment < self.ended_at)


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing gave: the number of the version and when it goes live."""

    programme: str
    number: int
    live_from: datetime
