"""Which of two gets of a promotion gives members more."""

from moadon.engine.rules.compare import orders
from moadon.engine.rules.compare.difference import BETTER, MIXED, NEUTRAL, WORSE, Way, together, unknown
from moadon.engine.rules.document import (
    AmountGet,
    AnyGet,
    BundlePercentGet,
    BundlePriceGet,
    BuyGet,
    FixedPriceGet,
    GiftGet,
    PercentGet,
    PointsDiscountGet,
    PointsPriceGet,
    PriceListGet,
)


def compared_gets(was: AnyGet, now: AnyGet) -> Way:
    """More off, a lower price, fewer points and more goods are better. Another kind cannot be compared."""
    if was == now:
        return NEUTRAL
    if type(was) is not type(now):
        return unknown("other_kind")
    return _off(was, now) or _sets(was, now) or _points(was, now) or unknown("other_kind")


def _off(was: AnyGet, now: AnyGet) -> Way | None:
    if isinstance(was, PercentGet) and isinstance(now, PercentGet):
        return together([_more(was.value, now.value), _on(was.on, now.on)])
    if isinstance(was, AmountGet) and isinstance(now, AmountGet):
        return together([_more(was.value, now.value), _on(was.on, now.on)])
    if isinstance(was, FixedPriceGet) and isinstance(now, FixedPriceGet):
        return _more(now.value, was.value)
    if isinstance(was, PriceListGet) and isinstance(now, PriceListGet):
        return _prices(was, now)
    return None


def _sets(was: AnyGet, now: AnyGet) -> Way | None:
    if isinstance(was, BuyGet) and isinstance(now, BuyGet):
        return _buy_get(was, now)
    if isinstance(was, GiftGet) and isinstance(now, GiftGet):
        what = NEUTRAL if was.sku == now.sku else unknown("other_goods")
        return together([orders.more(was.count, now.count, none="least"), what, orders.goods(was.of, now.of)])
    if isinstance(was, BundlePriceGet) and isinstance(now, BundlePriceGet):
        return together([_more(now.price, was.price), _bundle(was, now)])
    if isinstance(was, BundlePercentGet) and isinstance(now, BundlePercentGet):
        return together([_more(was.value, now.value), _bundle(was, now)])
    return None


def _points(was: AnyGet, now: AnyGet) -> Way | None:
    if isinstance(was, PointsPriceGet) and isinstance(now, PointsPriceGet):
        price = _more(now.price, was.price)
        return together([_more(now.points, was.points), price, _wallet(was.wallet, now.wallet)])
    if isinstance(was, PointsDiscountGet) and isinstance(now, PointsDiscountGet):
        off = _more(was.value, now.value)
        return together([_more(now.points, was.points), off, _wallet(was.wallet, now.wallet)])
    return None


def _more(was: str, now: str) -> Way:
    return orders.amounts(was, now, none="least")


def _on(was: str, now: str) -> Way:
    """Off each unit is at least as much as once off all of them."""
    if was == now:
        return NEUTRAL
    if {was, now} == {"unit", "items"}:
        return BETTER if now == "unit" else WORSE
    return unknown("unclear")


def _wallet(was: str, now: str) -> Way:
    return NEUTRAL if was == now else unknown("other_wallet")


def _prices(was: PriceListGet, now: PriceListGet) -> Way:
    skus = was.prices.keys() | now.prices.keys()
    return together(orders.amounts(was.prices.get(sku), now.prices.get(sku), none="most").turned for sku in skus)


def _buy_get(was: BuyGet, now: BuyGet) -> Way:
    ways = [orders.goods(was.of, now.of) if (was.of is None) == (now.of is None) else unknown("other_goods")]
    if was.get == now.get:
        ways.append(orders.fewer(was.buy, now.buy, none="least"))
    elif was.buy == now.buy and was.of is None:
        # More to get, and more to put into the basket before any of it is given.
        ways.append(MIXED)
    else:
        ways.append(unknown("unclear"))
    if (was.percent is None) != (now.percent is None):
        ways.append(unknown("other_kind"))
    else:
        ways.append(orders.amounts(was.percent, now.percent, none="least"))
        ways.append(orders.amounts(was.price, now.price, none="least").turned)
    return together(ways)


def _bundle(was: BundlePriceGet | BundlePercentGet, now: BundlePriceGet | BundlePercentGet) -> Way:
    if [one.count for one in was.of] != [one.count for one in now.of]:
        return unknown("other_set")
    return together(orders.goods(one.items, other.items) for one, other in zip(was.of, now.of, strict=True))
