"""What one gets by a promotion, as one short sentence without its stop."""

from collections.abc import Callable, Iterator
from typing import Any

from moadon.engine.rules import document as parts
from moadon.engine.rules.document import Items, PromotionPart
from moadon.engine.rules.explain.goods import tell_goods
from moadon.engine.rules.explain.teller import Teller
from moadon.kernel.money import RATE_PLACES, parse_decimal, trim_decimal

MOST_PRICES = 6
"""Prices of a list that are told; of more it is said how many there are."""
MOST_STEPS = 3
"""Steps that a poster tells."""


def tell_get(teller: Teller, part: PromotionPart) -> str:
    """What one gets on what: "20% off jeans"."""
    return _TELLS[type(part.get)](teller, part.get, part.items)


def more_of_get(teller: Teller, part: PromotionPart) -> Iterator[str]:
    """What must be said beside that: which units are the free ones, and that steps do not add up."""
    get = part.get
    if isinstance(get, parts.BuyGet) and get.of is None:
        yield teller.say("explain.get.cheapest", n=get.get, size=("number", str(get.buy + get.get)))
    if isinstance(get, parts.StepsGet) and len(get.steps) > 1:
        yield teller.say("explain.targets.highest")
    if isinstance(get, parts.GiftGet) and get.of is not None:
        yield teller.say("explain.get.gift.dearest", n=get.count)
    if isinstance(get, parts.PointsPriceGet | parts.PointsDiscountGet):
        yield teller.say("explain.get.if_wished")


def counted_by(get: parts.AnyGet) -> str:
    """What its limit per receipt counts: `items`, `sets`, or nothing where it is given once anyway."""
    if isinstance(get, parts.BuyGet | parts.BundlePriceGet | parts.BundlePercentGet):
        return "sets"
    whole = getattr(get, "on", "") == "basket" or isinstance(get, parts.StepsGet | parts.PointsDiscountGet)
    return "" if whole or (isinstance(get, parts.AmountGet) and get.on == "items") else "items"


def rate_of(text: str) -> tuple[str, str]:
    """A share of the document as a parameter of sentences."""
    return ("percent", trim_decimal(parse_decimal(text, RATE_PLACES), RATE_PLACES))


def _percent(teller: Teller, get: parts.PercentGet, items: Items | None) -> str:
    if get.on == "basket":
        return teller.say("explain.get.percent.basket", rate=rate_of(get.value))
    return teller.say("explain.get.percent", rate=rate_of(get.value), goods=tell_goods(teller, items))


def _amount(teller: Teller, get: parts.AmountGet, items: Items | None) -> str:
    value = teller.money(get.value)
    if get.on == "unit":
        if items is None:
            return teller.say("explain.get.amount.unit.all", value=value)
        return teller.say("explain.get.amount.unit", value=value, goods=tell_goods(teller, items))
    if items is None or get.on == "basket":
        return teller.say("explain.get.amount.basket", value=value)
    return teller.say("explain.get.amount", value=value, goods=tell_goods(teller, items))


def _fixed_price(teller: Teller, get: parts.FixedPriceGet, items: Items | None) -> str:
    return teller.say("explain.get.fixed_price", price=teller.money(get.value), goods=tell_goods(teller, items))


def _price_list(teller: Teller, get: parts.PriceListGet, _items: Items | None) -> str:
    if len(get.prices) > MOST_PRICES and not teller.tells_all:
        return teller.say("explain.get.price_list", n=len(get.prices))
    prices = [
        teller.say("explain.get.price", sku=("code", "sku", sku), price=teller.money(text))
        for sku, text in get.prices.items()
    ]
    return teller.line(prices)


def _buy_get(teller: Teller, get: parts.BuyGet, items: Items | None) -> str:
    params: dict[str, object] = {"buy": ("number", str(get.buy)), "get": ("number", str(get.get))}
    if get.price is not None:
        kind, params["price"] = "price", teller.money(get.price)
    elif parse_decimal(get.percent or "1", RATE_PLACES) == 10**RATE_PLACES:
        kind = "free"
    else:
        kind, params["rate"] = "percent", rate_of(get.percent or "1")
    params["goods"] = tell_goods(teller, items)
    if get.of is None:
        return teller.say(f"explain.get.buy_get.{kind}", n=get.get, **params)
    return teller.say(f"explain.get.buy_get_other.{kind}", n=get.get, other=tell_goods(teller, get.of), **params)


def _set(teller: Teller, of: list[parts.BundleItem]) -> object:
    told = [teller.say("explain.get.part", n=one.count, goods=tell_goods(teller, one.items)) for one in of]
    return ("list", told)


def _bundle_price(teller: Teller, get: parts.BundlePriceGet, _items: Items | None) -> str:
    return teller.say("explain.get.bundle_price", set=_set(teller, get.of), price=teller.money(get.price))


def _bundle_percent(teller: Teller, get: parts.BundlePercentGet, _items: Items | None) -> str:
    return teller.say("explain.get.bundle_percent", set=_set(teller, get.of), rate=rate_of(get.value))


def _steps(teller: Teller, get: parts.StepsGet, items: Items | None) -> str:
    steps = get.steps
    if teller.depth == "poster" and len(steps) > MOST_STEPS:
        steps = [steps[0], steps[-1]]
    told = [_step(teller, step) for step in steps]
    if items is None:
        return teller.line(told)
    return teller.say("explain.get.steps.goods", goods=tell_goods(teller, items), steps=teller.line(told))


def _step(teller: Teller, step: parts.StepOff) -> str:
    start = {"from": teller.money(step.from_)}
    if step.value is not None:
        return teller.say("explain.get.step", value=teller.money(step.value), **start)
    return teller.say("explain.get.step.percent", rate=rate_of(step.percent or "1"), **start)


def _gift(teller: Teller, get: parts.GiftGet, _items: Items | None) -> str:
    items = get.of or Items(sku=[get.sku or ""])
    return teller.say("explain.get.gift", n=get.count, goods=tell_goods(teller, items))


def _points_price(teller: Teller, get: parts.PointsPriceGet, items: Items | None) -> str:
    goods, points = tell_goods(teller, items), _points(teller, get.points)
    if not parse_decimal(get.price, teller.units.exponent):
        return teller.say("explain.get.points_price.all", goods=goods, points=points)
    return teller.say("explain.get.points_price", goods=goods, points=points, price=teller.money(get.price))


def _points_discount(teller: Teller, get: parts.PointsDiscountGet, _items: Items | None) -> str:
    return teller.say("explain.get.points_discount", value=teller.money(get.value), points=_points(teller, get.points))


def _points(_teller: Teller, text: str) -> object:
    """Points with as many decimals as they are written with."""
    places = len(text.partition(".")[2])
    return ("points", parse_decimal(text, places), places)


_TELLS: dict[type, Callable[[Teller, Any, Items | None], str]] = {
    parts.PercentGet: _percent,
    parts.AmountGet: _amount,
    parts.FixedPriceGet: _fixed_price,
    parts.PriceListGet: _price_list,
    parts.BuyGet: _buy_get,
    parts.BundlePriceGet: _bundle_price,
    parts.BundlePercentGet: _bundle_percent,
    parts.StepsGet: _steps,
    parts.GiftGet: _gift,
    parts.PointsPriceGet: _points_price,
    parts.PointsDiscountGet: _points_discount,
}
