"""A step of the night, chunk by chunk, until nothing is due; never for ever."""

from collections.abc import Callable, Hashable, Iterator, Set
from dataclasses import dataclass

from moadon.apps.clubs.types import ClubInfo
from moadon.store import retrying

_PATIENCE = 2
"""So many chunks of what the chunk before had dealt with already are one race with a till too many."""


class NightStuck(RuntimeError):
    """A step of a club's night finds the same things due again and again, although it has dealt with them."""

    def __init__(self, step: str, club: ClubInfo, due: Set[Hashable]) -> None:
        first = min(map(str, due))
        super().__init__(
            f"the night of {club.slug} makes no progress: step {step} finds {len(due)} due again, first {first}"
        )
        self.step, self.club = step, club.slug


@dataclass(frozen=True, slots=True)
class Chunk:
    """What one transaction of a step found due, by its keys, and how much of it paid."""

    due: Set[Hashable] = frozenset()
    paid: int = 0


def chunks(club: ClubInfo, step: str, work: Callable[[], Chunk]) -> Iterator[Chunk]:
    """Do `work` until it finds nothing due. Raises NightStuck when what it finds stays due."""
    before: Set[Hashable] = frozenset()
    vain = 0
    while (done := retrying(work)).due:
        vain = vain + 1 if done.due <= before else 0
        if vain == _PATIENCE:
            raise NightStuck(step, club, done.due)
        before = done.due
        yield done
