"""One reader's language over the engine's sentences."""

from collections.abc import Iterable

from moadon.engine.rules.earn.scheme import Units
from moadon.engine.rules.phrases import catalogue, word
from moadon.engine.rules.programme import Wallet
from moadon.kernel.sentences import Message, Speaker


class Teller:
    """Says sentences of `explain` and the amounts in them, for one speaker and one wallet's units."""

    def __init__(self, speaker: Speaker, units: Units) -> None:
        self._speaker = speaker
        self.units = units

    def of(self, wallet: Wallet) -> "Teller":
        """The same speaker over the units of `wallet`."""
        units = Units(self.units.currency, self.units.exponent, wallet.kind == "points", wallet.places)
        return Teller(self._speaker, units)

    def say(self, key: str, **params: object) -> str:
        """The sentence `key` with its parameters."""
        return catalogue().tell(Message(key, params), self._speaker)

    def gain(self, amount: int) -> str:
        """What is given: money as credit, or points."""
        if self.units.is_points:
            return self.say("gain.points", amount=self.units.gain(amount))
        return self.say("gain.credit", amount=self.units.sum(amount))

    def enumerate(self, key: str, items: Iterable[dict[str, object]]) -> str:
        """The same sentence for each of several; the last in its own form `<key>.last` when there are more."""
        given = list(items)
        last = len(given) - 1
        told = [self.say(f"{key}.last" if i and i == last else key, **params) for i, params in enumerate(given)]
        return self.say("comma").join(told)


def named(kind: str, codes: Iterable[str]) -> tuple[str, list[object]]:
    """Codes as a list parameter: in words where the engine has a word, else as the club wrote them."""
    known = catalogue().sentences["en"]
    return ("list", [word(f"{kind}.{code}") if f"{kind}.{code}" in known else code for code in codes])
