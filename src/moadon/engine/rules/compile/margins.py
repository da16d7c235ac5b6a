"""The floors of a document."""

from types import MappingProxyType

from moadon.engine.rules.basket import Floor
from moadon.engine.rules.document import Document
from moadon.engine.rules.margins import Floors
from moadon.kernel.money import RATE_PLACES, exponent_of, parse_decimal


def floors_of(document: Document) -> Floors:
    """The floors, and what is assumed where a cost is not known; a part named later counts before one named earlier."""
    floors = [Floor(parse_decimal(part.floor, RATE_PLACES), part.of, part.mode == "drop") for part in document.margin]
    assumed = {code: text for part in document.margin for code, text in (part.assume or {}).items()}
    rates = {code: parse_decimal(text, RATE_PLACES) for code, text in assumed.items()}
    return Floors(tuple(floors), MappingProxyType(rates), exponent_of(document.currency))
