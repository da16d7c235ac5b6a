"""One difference between two documents: what it says, and whether members gain or lose by it."""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from moadon.engine.rules.phrases import catalogue
from moadon.kernel.sentences import Message, Speaker

Direction = Literal["better", "worse", "mixed", "neutral"]


class Way(NamedTuple):
    """Which way members go by a difference. `why` names a reason, where the direction alone does not tell."""

    direction: Direction
    why: str = ""

    @property
    def turned(self) -> "Way":
        """The same of the opposite difference."""
        return self._replace(direction=_OPPOSITE.get(self.direction, self.direction)) if not self.why else self


_OPPOSITE: Mapping[Direction, Direction] = {"better": "worse", "worse": "better"}
NEUTRAL, BETTER, WORSE, MIXED = Way("neutral"), Way("better"), Way("worse"), Way("mixed")


def unknown(why: str) -> Way:
    """A direction that cannot be told: it counts as worse."""
    return Way("worse", why)


def mixed(why: str) -> Way:
    """Some members gain and others lose, or may."""
    return Way("mixed", why)


def together(ways: Iterable[Way]) -> Way:
    """Several at once: better and worse together are mixed."""
    found = [way for way in ways if way.direction != "neutral"]
    if not found:
        return NEUTRAL
    why = next((way.why for way in found if way.why), "")
    directions = {way.direction for way in found}
    return Way(found[0].direction if len(directions) == 1 else "mixed", why)


class Difference(NamedTuple):
    """`pointer`: the place in the newer document, or in the older one where the part has gone. `subject`: its id.

    `why` says for what reason an unclear direction was taken.
    """

    pointer: str
    subject: str
    direction: Direction
    what: Message
    why: Message | None = None


def harms(differences: Iterable[Difference]) -> bool:
    """Whether some member may lose by any of them."""
    return any(one.direction in ("worse", "mixed") for one in differences)


class _Said(str):
    """Words that are said already: they are put into a sentence as they are."""

    __slots__ = ()


class _Nesting:
    """A speaker who is handed words that are said already."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self.language = speaker.language

    def say(self, value: object) -> str:
        return value if isinstance(value, _Said) else self._speaker.say(value)


def tell_message(message: Message, speaker: Speaker) -> str:
    """`message`, whose parameters may be messages themselves, in the speaker's language."""
    params = {name: _plain(value, speaker) for name, value in message.params.items()}
    return catalogue().tell(Message(message.key, params), _Nesting(speaker))


def _plain(value: object, speaker: Speaker) -> object:
    if isinstance(value, Message):
        return _Said(tell_message(value, speaker))
    if isinstance(value, tuple) and len(value) == 2 and value[0] == "list":
        told = [_plain(one, speaker) for one in value[1]]
        if any(isinstance(one, _Said) for one in told):
            comma = str(catalogue().sentences[speaker.language]["comma"])
            return _Said(comma.join(_Nesting(speaker).say(one) for one in told))
    return value


def tell_difference(difference: Difference, speaker: Speaker) -> str:
    """The difference in one sentence, with the reason where one is needed."""
    said = tell_message(difference.what, speaker)
    if difference.why is None:
        return said
    return tell_message(Message("compare.because", {"said": _Said(said), "why": difference.why}), speaker)
