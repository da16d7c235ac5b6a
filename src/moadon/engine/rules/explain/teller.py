"""One reader's language and depth over the engine's sentences."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal

from moadon.engine.rules.document import Document, Text
from moadon.engine.rules.earn.scheme import Units
from moadon.engine.rules.phrases import catalogue, word
from moadon.kernel.money import parse_decimal
from moadon.kernel.sentences import Message, Speaker

Depth = Literal["poster", "member", "manager"]
"""How much is told: a line for who passes by, what a member gets, or everything."""


NO_NAMES: Mapping[str, object] = MappingProxyType({})


class Teller:
    """Says sentences of `explain` and the amounts in them, for one speaker, one wallet's units and one depth.

    `names`: what levels and wallets are called, by id.
    """

    def __init__(
        self, speaker: Speaker, units: Units, depth: Depth = "member", names: Mapping[str, object] = NO_NAMES
    ) -> None:
        self._speaker = speaker
        self.units = units
        self.depth: Depth = depth
        self.names = names

    def beside(self, units: Units) -> "Teller":
        """The same reader and depth with the units of another wallet."""
        return Teller(self._speaker, units, self.depth, self.names)

    @property
    def tells_all(self) -> bool:
        """Whether a manager reads."""
        return self.depth == "manager"

    def say(self, key: str, **params: object) -> str:
        """The sentence `key` with its parameters."""
        return catalogue().tell(Message(key, params), self._speaker)

    def called(self, codes: Iterable[str]) -> tuple[str, list[object]]:
        """Levels or wallets by their names, as a list parameter; those without a name by their id."""
        return ("list", [self.names.get(code, code) for code in codes])

    def gain(self, amount: int) -> str:
        """What is given: money as credit, or points."""
        if self.units.is_points:
            return self.say("gain.points", amount=self.units.gain(amount))
        return self.say("gain.credit", amount=self.units.sum(amount))

    def gained(self, text: str) -> str:
        """What is given, from the document's own text."""
        return self.gain(parse_decimal(text, self.units.places))

    def money(self, text: str) -> object:
        """Money of the document as one says it, as a parameter of sentences."""
        return self.units.sum(parse_decimal(text, self.units.exponent))

    def enumerate(self, key: str, items: Iterable[dict[str, object]]) -> str:
        """The same sentence for each of several; the last in its own form `<key>.last` when there are more."""
        given = list(items)
        last = len(given) - 1
        told = [self.say(f"{key}.last" if i and i == last else key, **params) for i, params in enumerate(given)]
        return self.say("comma").join(told)

    def line(self, parts: Iterable[str]) -> str:
        """Short parts as one line."""
        return self.say("comma").join([part for part in parts if part])


def named(kind: str, codes: Iterable[str]) -> tuple[str, list[object]]:
    """Codes as a list parameter: in words where the engine has a word, else as the club calls them."""
    known = catalogue().sentences["en"]
    return (
        "list",
        [word(f"{kind}.{code}") if f"{kind}.{code}" in known else ("code", kind, code) for code in codes],
    )


def text_or_id(text: Text | None, code: str) -> object:
    """What something is called in each language, as a parameter of sentences; its id where it has no name."""
    said = {} if text is None else text.model_dump(exclude_none=True)
    return ("text", said) if said else code


def names_of(document: Document) -> Mapping[str, object]:
    """What the levels and wallets of a programme are called, by id."""
    found = {key: text_or_id(wallet.name, key) for key, wallet in document.wallets.items()}
    return found | {level.id: text_or_id(level.name, level.id) for ladder in document.tiers for level in ladder.levels}
