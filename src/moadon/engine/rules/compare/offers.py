"""What a rule or a promotion gives, in a few words."""

from moadon.engine.rules.check.ladders import price_of
from moadon.engine.rules.compare import shown
from moadon.engine.rules.compare.shown import Said
from moadon.engine.rules.document import (
    AmountGet,
    BundlePercentGet,
    BundlePriceGet,
    BuyGet,
    EarnPart,
    FixedPriceGet,
    GiftGet,
    LinearPart,
    PerAmountPart,
    PercentGet,
    PointsDiscountGet,
    PointsPriceGet,
    PriceListGet,
    PromotionPart,
    RatesPart,
    StepOff,
    StepsGet,
    TargetsPart,
)
from moadon.kernel.sentences import Message


def rule_gives(rule: EarnPart, said: Said) -> Message:
    """What a way to earn gives for what."""
    if isinstance(rule, LinearPart):
        return _each(rule.give, rule.every, said, rule.basis)
    if isinstance(rule, PerAmountPart):
        return _each(rule.give, rule.amount, said, "receipt")
    if isinstance(rule, TargetsPart):
        most = max((step.give for step in rule.steps), key=price_of)
        return Message(f"compare.gives.targets.{rule.period}", {"give": said.units(most)})
    if isinstance(rule, RatesPart):
        most = max((band.rate for band in rule.bands), key=price_of)
        return Message(f"compare.gives.rates.{rule.period}", {"rate": shown.percent(most)})
    given: dict[str, object] = {"give": said.units(str(getattr(rule, "give", "0")))}
    for name in ("count", "every", "length"):
        if (n := getattr(rule, name, None)) is not None:
            given["n"] = n
    given["event"] = getattr(rule, "event", "")
    kind = str(getattr(rule, "type", ""))
    return Message(f"compare.gives.{kind}.{getattr(rule, 'of', '')}".rstrip("."), given)


def _each(give: str, every: str, said: Said, basis: str) -> Message:
    return Message(f"compare.gives.each.{basis}", {"give": said.units(give), "every": said.money(every)})


def promotion_gives(promotion: PromotionPart, said: Said) -> Message:
    """What a promotion gives on what."""
    get, on = promotion.get, shown.goods(promotion.items)
    if isinstance(get, BuyGet):
        return _buy_get(get, said, on)
    if isinstance(get, BundlePriceGet | BundlePercentGet):
        return _bundle(get, said)
    if isinstance(get, PointsPriceGet | PointsDiscountGet):
        return _for_points(get, said, on)
    if isinstance(get, GiftGet):
        return Message("compare.offer.gift", {"n": get.count, "goods": get.sku or shown.goods(get.of)})
    if isinstance(get, PriceListGet):
        return Message("compare.offer.price_list", {"n": len(get.prices)})
    return _off(get, said, on)


def _off(get: PercentGet | AmountGet | FixedPriceGet | StepsGet, said: Said, on: object) -> Message:
    if isinstance(get, PercentGet):
        return Message("compare.offer.off", {"off": shown.percent(get.value), "goods": on})
    if isinstance(get, AmountGet):
        each = ".unit" if get.on == "unit" else ""
        return Message(f"compare.offer.off{each}", {"off": said.money(get.value), "goods": on})
    if isinstance(get, StepsGet):
        return Message("compare.offer.steps", {"off": step_off(get.steps[-1], said), "goods": on})
    return Message("compare.offer.fixed_price", {"price": said.money(get.value), "goods": on})


def _bundle(get: BundlePriceGet | BundlePercentGet, said: Said) -> Message:
    goods = ("list", [shown.goods(one.items) for one in get.of])
    if isinstance(get, BundlePercentGet):
        return Message("compare.offer.bundle_percent", {"off": shown.percent(get.value), "goods": goods})
    return Message("compare.offer.bundle_price", {"price": said.money(get.price), "goods": goods})


def _for_points(get: PointsPriceGet | PointsDiscountGet, said: Said, on: object) -> Message:
    points = said.units(get.points)
    if isinstance(get, PointsDiscountGet):
        return Message("compare.offer.points_discount", {"points": points, "off": said.money(get.value)})
    return Message("compare.offer.points_price", {"points": points, "price": said.money(get.price), "goods": on})


def _buy_get(get: BuyGet, said: Said, on: object) -> Message:
    told: dict[str, object] = {"buy": get.buy, "get": get.get, "goods": on}
    if get.price is not None:
        return Message("compare.offer.buy_get.price", {**told, "price": said.money(get.price)})
    percent = get.percent or "1"
    if price_of(percent) == price_of("1"):
        return Message("compare.offer.buy_get.free", told)
    return Message("compare.offer.buy_get.percent", {**told, "off": shown.percent(percent)})


def step_off(step: StepOff, said: Said) -> object:
    """What one step takes off."""
    return shown.percent(step.percent) if step.percent is not None else said.money(step.value or "0")
