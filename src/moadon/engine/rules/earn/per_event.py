"""Something that a till does not see: a review, a friend who came, a birthday, joining."""

from collections.abc import Mapping
from dataclasses import dataclass

from moadon.engine.rules.earn.scheme import Measure, Param, Scheme, Step, Units
from moadon.engine.rules.phrases import catalogue, word
from moadon.kernel.sentences import Message


@dataclass(frozen=True)
class PerEvent(Scheme):
    """`give` units of the wallet for an event of this kind. `data`: what it must say, any one value of each key."""

    event: str
    data: Mapping[str, frozenset[str]]
    give: int
    units: Units

    @property
    def measure(self) -> Measure:
        """What it counts."""
        return "visit"

    def hears(self, event: str, data: Mapping[str, str]) -> bool:
        """Whether it is for such an event."""
        return event == self.event and all(data.get(key) in wanted for key, wanted in self.data.items())

    def due(self, events: int) -> int:
        """Once for an event."""
        return self.give if events > 0 else 0

    def next_step(self, _base: int, /) -> tuple[int, int] | None:
        """Nobody buys an event."""
        return None

    def why(self, _step: Step, /) -> Message:
        """What it is for."""
        return Message("earn.event", {"event": event_word(self.event)})

    def near(self, _missing: int, gets: int, _period: Param | None, /) -> Message:
        """What the event would give."""
        return Message("near.event", {"event": event_word(self.event), "gets": self.units.gain(gets)})


def event_word(event: str) -> object:
    """A kind of event in words where the engine has words for it, else as the club calls it."""
    key = f"event.{event}"
    return word(key) if catalogue().knows(key) else event
