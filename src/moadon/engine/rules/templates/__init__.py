"""Ready programmes to begin with: one for each kind of shop, in every currency."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from moadon.engine.rules.reading import read_document
from moadon.engine.rules.templates.writing import written
from moadon.engine.rules.values import FORMAT
from moadon.kernel.money import PRICE_PLACES, exponent_of, parse_decimal, round_half_up, trim_decimal
from moadon.kernel.refusals import Refused

__all__ = ["Template", "document_for", "template", "templates", "written"]

_ORDER = ("fashion", "supermarket", "crafts", "cafe", "pharmacy", "restaurant", "tiers", "paid-club")
_PRICES, _HANDY = "=", "~"
"""Before an amount: money as in a shop of shekels; and a small handy sum, one unit where that buys something."""

_PRICE_OF = MappingProxyType({"ILS": (1, 1), "EUR": (1, 4), "USD": (1, 4), "GBP": (1, 5), "IRR": (100_000, 1)})
"""What is asked in a shop for what costs one shekel in another, as a fraction. A rough guide: managers change it."""
_HANDY_OF = MappingProxyType({"IRR": (100_000, 1)})


@dataclass(frozen=True, slots=True)
class Template:
    """A ready programme. `name` and `about` (one line) are by language; `document` has its amounts still marked."""

    id: str
    name: Mapping[str, str]
    about: Mapping[str, str]
    document: Mapping[str, Any]


@lru_cache(maxsize=1)
def templates() -> tuple[Template, ...]:
    """Every template, the simplest first."""
    folder = Path(__file__).parent
    found = []
    for name in _ORDER:
        read = read_document((folder / f"{name}.yaml").read_text("utf-8"))
        found.append(Template(name, read["name"], read["about"], read["programme"]))
    return tuple(found)


def template(template_id: str) -> Template:
    """The template of that id. Raises `Refused("unknown_template")`."""
    for one in templates():
        if one.id == template_id:
            return one
    known = ", ".join(one.id for one in templates())
    raise Refused("unknown_template", given=template_id[:40], expected=known)


def document_for(
    template_id: str, currency: str, programme_id: str, name: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The programme document of a template for a club of `currency`, as plain values that `parse` takes.

    `name` is what the programme is called, by language; absent: as the template. Raises `Refused`:
    `unknown_template`, `unknown_currency`.
    """
    found = template(template_id)
    exponent = exponent_of(currency)
    return {
        "format": FORMAT,
        "id": programme_id,
        "name": dict(name or found.name),
        "currency": currency,
        **_priced(deepcopy(dict(found.document)), currency, exponent),
    }


def _priced(value: Any, currency: str, exponent: int) -> Any:
    """`value` with every marked amount as one says it in the currency."""
    if isinstance(value, dict):
        return {key: _priced(inner, currency, exponent) for key, inner in value.items()}
    if isinstance(value, list):
        return [_priced(inner, currency, exponent) for inner in value]
    if isinstance(value, str) and value[:1] == _PRICES:
        return _scaled(value[1:], _PRICE_OF.get(currency, (1, 1)), exponent)
    if isinstance(value, str) and value[:1] == _HANDY:
        return _scaled(value[1:], _HANDY_OF.get(currency, (1, 1)), PRICE_PLACES)
    return value


def _scaled(text: str, by: tuple[int, int], places: int) -> str:
    """The amount times the fraction: whole from 10 up, below that to the twentieth, with no more than `places`."""
    times, over = by
    exact = parse_decimal(text, PRICE_PLACES) * times
    one = 10**PRICE_PLACES
    if times == over:
        step = 1
    elif exact >= 10 * one * over or not places:
        step = one
    else:
        step = one // 20
    amount = round_half_up(exact, over * step) * step
    return trim_decimal(amount, PRICE_PLACES)
