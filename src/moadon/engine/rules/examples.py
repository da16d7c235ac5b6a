"""Example baskets that show whether a promotion can keep the floors of its programme at all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from moadon.engine.rules import document as parts
from moadon.engine.rules.basket import Basket, Clock, Line
from moadon.engine.rules.compile import compile_programme
from moadon.engine.rules.compile.circumstances import picker_of
from moadon.engine.rules.document import Document, Items
from moadon.engine.rules.evaluate import evaluate
from moadon.engine.rules.findings import Finding, error, pointer, warning
from moadon.engine.rules.margins import Floors
from moadon.engine.rules.pickers import ONE
from moadon.kernel.money import QUANTITY_PLACES, exponent_of, line_total, parse_decimal

SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)
"""No promotion of an example asks when it is."""
LOOKED_AT = 25
"""So many goods from either end are tried with a promotion."""
MOST_UNITS = 1_000
"""A basket that needs more units of one product to reach a threshold is no example."""


@dataclass(frozen=True, slots=True)
class Goods:
    """A product with its price and cost in 1/10000 of the unit, tax in 1/10000; `categories` as of a line."""

    sku: str
    name: str
    categories: tuple[str, ...]
    brand: str | None
    price: int
    cost: int | None
    tax_rate: int


class _Wanted(NamedTuple):
    """So many units of some goods; `enough`: as many as reach so many minor units."""

    items: Items | None
    units: int
    enough: int = 0


def never_above_floor(document: Document, goods: Sequence[Goods]) -> Iterator[Finding]:
    """Promotions that a floor would keep from ever being given on these goods (errors), or on some (warnings).

    Each is tried alone, without its circumstances and limits, on goods that leave the least and the most; an error
    or warning names the basket that shows it. Goods without a cost say nothing.
    """
    if not any(part.mode == "drop" for part in document.margin):
        return
    known = sorted([one for one in goods if one.cost is not None and one.price > 0], key=_left_of)
    for i, part in enumerate(document.promotions):
        if isinstance(part.get, parts.PointsPriceGet | parts.PointsDiscountGet):
            continue
        told = list(_tried(document, part, known))
        kept_back = [one for one in told if one is not None]
        if kept_back and len(kept_back) == len(told):
            yield error(pointer("promotions", i), "never_above_floor", **kept_back[0])
        elif kept_back:
            yield warning(pointer("promotions", i), "sometimes_below_floor", **kept_back[0])


def _left_of(goods: Goods) -> tuple[int, str]:
    return ((goods.price - (goods.cost or 0)) * ONE // goods.price, goods.sku)


def _tried(document: Document, part: parts.PromotionPart, goods: Sequence[Goods]) -> Iterator[dict[str, object] | None]:
    """Of each example the figures where the floor keeps the promotion back, None where it is given."""
    alone = part.model_copy(update={"when": None, "for_": None, "limits": None, "group": None, "not_with": None})
    programme = compile_programme(
        document.model_copy(update={"promotions": [alone], "groups": [], "earn": [], "tiers": [], "limits": None}),
        Clock("UTC"),
    )
    exponent = exponent_of(document.currency)
    # Those that leave the least and the most at full price come first: between them lies the rest.
    for n in _from_both_ends(len(goods)):
        lines = _basket(part, [*goods[n:], *goods[:n]], exponent)
        if not lines:
            continue
        basket = Basket(SOME_DAY, Clock("UTC"), None, None, None, "store", tuple(lines))
        told = evaluate(programme, basket, None)
        no = next((no for no in told.not_applied if no.code == "margin_floor"), None)
        if no is not None:
            yield {**no.why.params, **_told(lines, programme.floors, document.currency)}
        elif told.promotions:
            yield None


def _from_both_ends(count: int) -> Iterator[int]:
    if count <= 2 * LOOKED_AT:
        yield from range(count)
    else:
        yield from range(LOOKED_AT)
        yield from range(count - LOOKED_AT, count)


def _told(lines: Sequence[Line], floors: Floors, currency: str) -> dict[str, object]:
    first = lines[0]
    return {
        "sku": first.sku,
        "units": ("number", str(sum([line.quantity for line in lines]) // 10**QUANTITY_PLACES)),
        "price": ("money", sum([line.total for line in lines]), currency),
        "cost": ("money", sum([floors.cost_of(line) or 0 for line in lines]), currency),
    }


def _basket(part: parts.PromotionPart, goods: Sequence[Goods], exponent: int) -> list[Line]:
    """The lines of the smallest basket that the promotion is given on, of the first goods that fit."""
    lines: list[Line] = []
    for n, wanted in enumerate(_wanted(part, exponent)):
        picker = picker_of(wanted.items)
        found = next((g for g in goods if picker is None or picker.picks(g.sku, g.categories, g.brand)), None)
        if found is None:
            return []
        unit = line_total(10**QUANTITY_PLACES, found.price, exponent) or 1
        units = max(wanted.units, -(-wanted.enough // unit))
        if units > MOST_UNITS:
            return []
        quantity = units * 10**QUANTITY_PLACES
        lines.append(
            Line(f"{n}", found.sku, found.categories, found.brand, quantity, found.price,
                 line_total(quantity, found.price, exponent), 0, found.tax_rate, found.cost)
        )  # fmt: skip
    return lines


def _wanted(part: parts.PromotionPart, exponent: int) -> Iterator[_Wanted]:
    get = part.get
    least = part.when.basket_from if part.when is not None else None
    enough = 0 if least is None else parse_decimal(least, exponent)
    if isinstance(get, parts.StepsGet):
        enough = max(enough, parse_decimal(get.steps[0].from_, exponent))
    if isinstance(get, parts.BundlePriceGet | parts.BundlePercentGet):
        for one in get.of:
            yield _Wanted(one.items, one.count)
    elif isinstance(get, parts.GiftGet):
        yield _Wanted(get.of or Items(sku=[get.sku or ""]), get.count)
        yield _Wanted(None, 1, enough)
    elif isinstance(get, parts.BuyGet):
        yield _Wanted(part.items, get.buy + (get.get if get.of is None else 0), enough)
        if get.of is not None:
            yield _Wanted(get.of, get.get)
    elif isinstance(get, parts.PriceListGet):
        yield _Wanted(Items(sku=list(get.prices)), 1, enough)
    else:
        yield _Wanted(part.items, 1, enough)
