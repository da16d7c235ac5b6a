"""What looks like misuse, decided on plain counts and values: kinds of rules, their numbers, and what they catch."""

from moadon.engine.fraud.catching import Caught, Event, catch, together
from moadon.engine.fraud.kinds import EFFECTS, KINDS, Chosen, Effect, Kind, Number, usual

__all__ = [
    "EFFECTS",
    "KINDS",
    "Caught",
    "Chosen",
    "Effect",
    "Event",
    "Kind",
    "Number",
    "catch",
    "together",
    "usual",
]
