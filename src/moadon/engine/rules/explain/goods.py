"""Goods as one names them in a sentence."""

from collections.abc import Iterator

from moadon.engine.rules.document import Goods, Items, When
from moadon.engine.rules.explain.teller import Teller, named


def tell_goods(teller: Teller, items: Items | None) -> str:
    """The goods that `items` picks as a noun: "jeans by Acme, except ..."; everything where it is None."""
    if items is None:
        return teller.say("explain.goods.all")
    told = _picked(teller, items)
    left_out = goods_of(items.excluding)
    if left_out:
        return teller.say("explain.goods.except", goods=told, wanted=("list", left_out))
    return told


def _picked(teller: Teller, items: Items) -> str:
    lists = {kind: named(kind, getattr(items, kind)) for kind in ("sku", "category", "brand") if getattr(items, kind)}
    if not lists:
        return teller.say("explain.goods.all")
    told: object = None
    if "category" in lists and "brand" in lists:
        told = teller.say("explain.goods.category_brand", category=lists["category"], brand=lists["brand"])
    elif "category" in lists:
        told = teller.say("explain.goods.category", wanted=lists["category"])
    elif "brand" in lists:
        told = teller.say("explain.goods.brand", wanted=lists["brand"])
    if "sku" not in lists:
        return str(told)
    if told is None:
        return teller.say("explain.goods.sku", wanted=lists["sku"])
    return teller.say("explain.goods.sku_of", wanted=lists["sku"], goods=told)


def goods_of(goods: Goods | Items | When | None) -> list[object]:
    """All goods that are named, whatever they are named by, as parameters of sentences."""
    return [("code", kind, code) for kind in ("sku", "category", "brand") for code in getattr(goods, kind, None) or ()]


def tell_items(teller: Teller, items: Items | None) -> Iterator[str]:
    """Which goods count for a rule, and which of them do not, as whole sentences."""
    for kind in ("sku", "category", "brand"):
        wanted = getattr(items, kind, None)
        if wanted:
            yield teller.say(f"explain.items.{kind}", wanted=named(kind, wanted))
    if items is not None:
        yield from tell_without(teller, items.excluding)


def tell_without(teller: Teller, goods: Goods | None) -> Iterator[str]:
    """Which goods do not count, as whole sentences."""
    for kind in ("sku", "category", "brand"):
        wanted = getattr(goods, kind, None)
        if wanted:
            yield teller.say(f"explain.without.{kind}", wanted=named(kind, wanted))
