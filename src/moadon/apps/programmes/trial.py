"""A shelf on which one document is tried in the place of its programme, without being published."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from moadon.apps.programmes.types import Live, Shelf
from moadon.engine import rules


@dataclass(frozen=True)
class TrialShelf(Shelf):
    """A club's versions as if one document were live at every moment. `version` 0: it has no number yet.

    `compiled` gives it for a clock, again and again the same. `alone`: no other programme of the club is asked.
    """

    compiled: Callable[[rules.Clock], rules.Programme]
    version: int = 0
    alone: bool = False

    def live_at(self, moment: datetime, clock: rules.Clock) -> tuple[Live, ...]:
        """The document, and the other programmes live at `moment`, by programme."""
        return self._with(() if self.alone else Shelf.live_at(self, moment, clock), moment, clock)

    def live_for(self, member: int | None, moment: datetime, clock: rules.Clock) -> tuple[Live, ...]:
        """The same for a member, whose pilots of other programmes go on."""
        return self._with(() if self.alone else Shelf.live_for(self, member, moment, clock), moment, clock)

    def _with(self, lives: tuple[Live, ...], moment: datetime, clock: rules.Clock) -> tuple[Live, ...]:
        programme = self.compiled(clock)
        tried = Live(programme.id, self.version, programme, moment)
        return tuple(sorted((*(one for one in lives if one.code != tried.code), tried), key=lambda live: live.code))

    def wallets(self, at: datetime | None = None) -> dict[str, rules.Programme]:
        """Every wallet that a version or the document knows; the document's own are counted as it says."""
        programme = self.compiled(self.clock)
        return {**Shelf.wallets(self, at), **dict.fromkeys(programme.wallets, programme)}
