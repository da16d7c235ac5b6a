"""The margin that must be left."""

from collections.abc import Iterator

from moadon.engine.rules.document import MarginPart
from moadon.engine.rules.explain.teller import Teller


def tell_margin(teller: Teller, margin: MarginPart) -> Iterator[str]:
    """What must be left, of what, and what happens where it is not."""
    yield teller.say(f"explain.margin.{margin.of}", floor=("percent", margin.floor))
    yield teller.say(f"explain.margin.{margin.mode}")
    for category, rate in (margin.assume or {}).items():
        yield teller.say("explain.margin.assume", category=category, rate=("percent", rate))
