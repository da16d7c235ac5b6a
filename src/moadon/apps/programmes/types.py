"""Plain values of programmes: versions, what was live when, and what publishing gave."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from moadon.engine import rules


@dataclass(frozen=True, slots=True)
class VersionInfo:
    """A published version without its text: which document, which number, from when. `id` is its row."""

    id: int
    programme: str
    number: int
    live_from: datetime
    ended_at: datetime | None = None

    def begun_at(self, moment: datetime) -> bool:
        """Whether it had begun by `moment` and its programme had not ended; a later version may have replaced it."""
        return self.live_from <= moment and (self.ended_at is None or moment < self.ended_at)


@dataclass(frozen=True, slots=True)
class Live:
    """A programme as it was live at some moment, ready to run."""

    code: str
    version: int
    programme: rules.Programme
    live_from: datetime


@dataclass(frozen=True)
class Shelf:
    """All published versions of a club; `clock` is the club's own."""

    versions: tuple[VersionInfo, ...]
    clock: rules.Clock

    @cached_property
    def _turns(self) -> list[datetime]:
        """The moments at which another set of versions becomes live; between two of them nothing changes."""
        begun = {version.live_from for version in self.versions}
        return sorted(begun | {version.ended_at for version in self.versions if version.ended_at is not None})

    @cached_property
    def _between(self) -> dict[tuple[int, rules.Clock], tuple[Live, ...]]:
        return {}

    def versions_at(self, moment: datetime) -> tuple[VersionInfo, ...]:
        """The version of each programme that was live at `moment`, by programme.

        A version is live from its own `live_from` until that of the next; of two from one moment the later
        number counts.
        """
        return live_at(self.versions, moment)

    def live_at(self, moment: datetime, clock: rules.Clock) -> tuple[Live, ...]:
        """The programmes live at `moment`, compiled for `clock` (the branch's, where it has a zone of its own)."""
        key = (bisect_right(self._turns, moment), clock)
        lives = self._between.get(key)
        if lives is None:
            lives = self._between[key] = tuple(
                Live(version.programme, version.number, compiled(version.id, clock), version.live_from)
                for version in live_at(self.versions, moment)
            )
        return lives

    def named(self, code: str, number: int, clock: rules.Clock) -> Live:
        """Version `number` of programme `code`, whenever it was live. Raises KeyError when there is none."""
        for version in self.versions:
            if version.programme == code and version.number == number:
                return Live(code, number, compiled(version.id, clock), version.live_from)
        raise KeyError((code, number))

    def wallets(self, at: datetime | None = None) -> dict[str, rules.Programme]:
        """Every wallet that any version knows, with the newest programme that says how it is counted.

        With `at`, what had begun by then goes before what begins later: a version that is only announced changes
        nothing yet.
        """
        known: dict[str, rules.Programme] = {}
        for version in sorted(self.versions, key=lambda v: (at is None or v.live_from <= at, v.live_from, v.number)):
            programme = compiled(version.id, self.clock)
            known.update(dict.fromkeys(programme.wallets, programme))
        return known


def live_at(versions: Sequence[VersionInfo], moment: datetime) -> tuple[VersionInfo, ...]:
    """Of `versions`, ordered by programme and number, those that were live at `moment`."""
    live: dict[str, VersionInfo] = {}
    for version in versions:
        if version.begun_at(moment):
            held = live.get(version.programme)
            if held is None or held.live_from <= version.live_from:
                live[version.programme] = version
    return tuple(live.values())


documents: dict[int, rules.Document] = {}
"""Parsed documents by the row of their version. A version never changes, so they are kept while the process lives."""


@lru_cache(maxsize=4096)
def compiled(version_id: int, clock: rules.Clock) -> rules.Programme:
    """The programme of a version whose document was loaded by `queries.shelf`, compiled once per clock."""
    return rules.compile_programme(documents[version_id], clock)


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing gave: the number of the version and when it goes live. `new` False: the text was live already."""

    programme: str
    number: int
    live_from: datetime
    new: bool = True
