"""As of when something is asked of books that are only added to: by when it happened, or by when it was written."""

from dataclasses import dataclass
from datetime import UTC, datetime

FAR = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class AsOf:
    """A past moment, in two ways that may be asked for together.

    `at`: what was true then, by the business time of what happened, whenever it was written; what came late is in it.
    `known`: what the books said then, by when it was written; what came later is not in it, however old it is.
    None of both: all that the books say now.
    """

    at: datetime | None = None
    known: datetime | None = None

    @property
    def until(self) -> datetime:
        """The last business time that counts."""
        return self.at or FAR

    @property
    def written(self) -> datetime:
        """The last moment of writing that counts."""
        return self.known or FAR

    def moment(self, now: datetime) -> datetime:
        """The moment that is looked at: what had ended by then could be spent no more."""
        return self.at or self.known or now
