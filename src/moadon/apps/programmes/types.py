"""Plain values of programmes: versions, what was live when, and what publishing gave."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from moadon.engine import rules


@dataclass(frozen=True, slots=True)
class VersionInfo:
    """A published version without its text: which document, which number, from when. `id` is its row.

    A `pilot` is live for its members only. From `stopped_at` on it is not live whatever else happens: it was withdrawn
    before its moment, or the pilot has ended.
    """

    id: int
    programme: str
    number: int
    live_from: datetime
    ended_at: datetime | None = None
    pilot: bool = False
    stopped_at: datetime | None = None

    @property
    def withdrawn(self) -> bool:
        """Whether it was taken back before it ever was live."""
        return self.stopped_at is not None and self.stopped_at <= self.live_from

    def begun_at(self, moment: datetime) -> bool:
        """Whether it had begun by `moment` and neither it nor its programme had ended; a later version may have
        replaced it.
        """
        return self.live_from <= moment and not any(
            end is not None and end <= moment for end in (self.ended_at, self.stopped_at)
        )


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
        turns = {end for version in self.versions for end in (version.live_from, version.ended_at, version.stopped_at)}
        return sorted(turn for turn in turns if turn is not None)

    @cached_property
    def _between(self) -> dict[tuple[int, rules.Clock, tuple[int, ...]], tuple[Live, ...]]:
        return {}

    @cached_property
    def _pilots(self) -> tuple[VersionInfo, ...]:
        return tuple(version for version in self.versions if version.pilot and not version.withdrawn)

    def versions_at(self, moment: datetime) -> tuple[VersionInfo, ...]:
        """The version of each programme that was live at `moment`, by programme.

        A version is live from its own `live_from` until that of the next; of two from one moment the later
        number counts.
        """
        return live_at(self.versions, moment)

    def live_at(self, moment: datetime, clock: rules.Clock) -> tuple[Live, ...]:
        """The programmes live at `moment`, compiled for `clock` (the branch's, where it has a zone of its own)."""
        return self._lives(moment, clock, ())

    def live_for(self, member: int | None, moment: datetime, clock: rules.Clock) -> tuple[Live, ...]:
        """The programmes live at `moment` for `member` (None: nobody known), who may take part in a pilot."""
        if member is None or not self._pilots:
            return self._lives(moment, clock, ())
        mine = [one for one in self._pilots if member in pilots[one.id] and one.begun_at(moment)]
        return self._lives(moment, clock, tuple(one.id for one in mine))

    def pilots_at(self, moment: datetime, clock: rules.Clock) -> tuple[Live, ...]:
        """The pilots that are live at `moment` for some."""
        return tuple(
            Live(one.programme, one.number, compiled(one.id, clock), one.live_from)
            for one in self._pilots
            if one.begun_at(moment)
        )

    def counted_for(self, version: VersionInfo, member: int) -> bool:
        """Whether `version` ever was live for `member`."""
        return not version.withdrawn and (not version.pilot or member in pilots[version.id])

    def _lives(self, moment: datetime, clock: rules.Clock, mine: tuple[int, ...]) -> tuple[Live, ...]:
        key = (bisect_right(self._turns, moment), clock, mine)
        lives = self._between.get(key)
        if lives is None:
            found = {version.programme: version for version in live_at(self.versions, moment)}
            # A pilot goes before what is live for all; of two the later one counts.
            chosen = [version for version in self._pilots if version.id in mine]
            found |= {one.programme: one for one in sorted(chosen, key=lambda v: (v.live_from, v.number))}
            lives = self._between[key] = tuple(
                Live(version.programme, version.number, compiled(version.id, clock), version.live_from)
                for _, version in sorted(found.items())
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

        def rank(one: VersionInfo) -> tuple[bool, bool, bool, datetime, int]:
            # What everybody has says how a wallet is counted before what only some try, or what was taken back.
            return (not one.withdrawn, not one.pilot, at is None or one.live_from <= at, one.live_from, one.number)

        for version in sorted(self.versions, key=rank):
            programme = compiled(version.id, self.clock)
            known.update(dict.fromkeys(programme.wallets, programme))
        return known


def live_at(versions: Sequence[VersionInfo], moment: datetime) -> tuple[VersionInfo, ...]:
    """Of `versions`, ordered by programme and number, those that were live at `moment` for everybody."""
    live: dict[str, VersionInfo] = {}
    for version in versions:
        if not version.pilot and version.begun_at(moment):
            held = live.get(version.programme)
            if held is None or held.live_from <= version.live_from:
                live[version.programme] = version
    return tuple(live.values())


documents: dict[int, rules.Document] = {}
"""Parsed documents by the row of their version. A version never changes, so they are kept while the process lives."""

pilots: dict[int, frozenset[int]] = {}
"""For whom each pilot is, by the row of its version. They are chosen once, so they are kept beside the documents."""


@lru_cache(maxsize=4096)
def compiled(version_id: int, clock: rules.Clock) -> rules.Programme:
    """The programme of a version whose document was loaded by `queries.shelf`, compiled once per clock."""
    return rules.compile_programme(documents[version_id], clock)


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A change for the worse as it is announced: against which version, from when it counts, to how many it is told.

    `months` is what the club owes. `differences` are JSON values: `direction`, `pointer`, `subject` and, by language,
    `text`.
    """

    against: int
    takes_effect_at: datetime
    members: int
    months: int
    differences: Sequence[Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing gave: the number of the version and when it goes live. `new` False: the text was live already.

    `notice`: it was announced, because members get less by it.
    """

    programme: str
    number: int
    live_from: datetime
    new: bool = True
    notice: NewNotice | None = None
