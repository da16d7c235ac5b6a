"""For whom a pilot is: the members named, or those who bought most."""

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
    """Members by name, or the `best` so many by what they spent in the last twelve months."""

    members: Sequence[MemberRef] | None = None
    best: int | None = None


def chosen_members(club: ClubInfo, chosen: Chosen, now: datetime) -> list[int]:
    """Their row numbers, in order; ended members are left out of the best. Inside a transaction of the club.

    Of two who spent the same the one who joined the database first is better. Raises RefusedMany that names each
    unknown member, `Refused`: `nobody_chosen`, `too_many`, `which_members`.
    """
    if (chosen.members is None) == (chosen.best is None):
        raise Refused("which_members", field="pilot")
    if chosen.best is not None:
        if not 0 < chosen.best <= MOST:
            raise Refused("not_between", field="pilot.best", least=1, most=MOST)
        since = day_start(add_months(club.day_of(now), -MONTHS, club.calendar), club.time_zone)
        found = receipts.best_members(since, now, chosen.best)
    else:
        found = _named(club, list(chosen.members or ()))
    if not found:
        raise Refused("nobody_chosen", field="pilot")
    return found


def _named(club: ClubInfo, refs: list[MemberRef]) -> list[int]:
    if len(refs) > MOST:
        raise Refused("too_many", field="pilot.members", most=MOST, given=len(refs))
    known = members.find_refs(club, refs)
    unknown = [Refused("unknown_member", field=f"pilot.members.{i}") for i, ref in enumerate(refs) if ref not in known]
    if unknown:
        raise RefusedMany(unknown[:100])
    return sorted({known[ref].id for ref in refs})
