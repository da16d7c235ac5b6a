"""For whom a pilot is: the members named, those who bought most, or those of a segment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.members import queries as members
from moadon.apps.members.types import MemberRef
from moadon.apps.receipts import queries as receipts
from moadon.kernel.calendars import add_months, day_start
from moadon.kernel.refusals import Refused, RefusedMany

MOST = 100_000
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Chosen:
    """Members by name, the `best` so many by what they spent in the last twelve months, or those of a `segment`."""

    members: Sequence[MemberRef] | None = None
    best: int | None = None
    segment: str | None = None

    @property
    def one_way(self) -> bool:
        """Whether it is said in just one of the ways."""
        return sum(way is not None for way in (self.members, self.best, self.segment)) == 1


def chosen_members(club: ClubInfo, chosen: Chosen, now: datetime) -> list[int]:
    """Their row numbers, in order; ended members are left out of the best and of a segment.

    Inside a transaction of the club. Of two who spent the same the one who joined the database first is better. Raises
    RefusedMany that names each unknown member, `Refused`: `nobody_chosen`, `nobody_in_segment`, `not_between`,
    `too_many`, `which_members`.
    """
    if not chosen.one_way:
        raise Refused("which_members", field="pilot")
    if chosen.best is not None:
        if not 0 < chosen.best <= MOST:
            raise Refused("not_between", field="pilot.best", least=1, most=MOST)
        since = day_start(add_months(club.day_of(now), -MONTHS, club.calendar), club.time_zone)
        found = receipts.best_members(since, now, chosen.best)
    elif chosen.segment is not None:
        found = _in_segment(chosen.segment)
    else:
        found = _named(club, list(chosen.members or ()))
    if not found:
        raise Refused("nobody_chosen", field="pilot")
    return found


def _in_segment(code: str) -> list[int]:
    found = members.in_segment(code, MOST + 1)
    if not found:
        raise Refused("nobody_in_segment", field="pilot.segment", given=code[:40])
    if len(found) > MOST:
        raise Refused("too_many", field="pilot.segment", most=MOST, given=len(found))
    return found


def _named(club: ClubInfo, refs: list[MemberRef]) -> list[int]:
    if len(refs) > MOST:
        raise Refused("too_many", field="pilot.members", most=MOST, given=len(refs))
    known = members.find_refs(club, refs)
    unknown = [Refused("unknown_member", field=f"pilot.members.{i}") for i, ref in enumerate(refs) if ref not in known]
    if unknown:
        raise RefusedMany(unknown[:100])
    return sorted({known[ref].id for ref in refs})
