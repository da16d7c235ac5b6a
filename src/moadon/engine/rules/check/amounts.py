"""Amounts that have more decimals than their currency or wallet."""

from collections.abc import Iterator

from moadon.engine.rules.document import (
    AnyGet,
    Document,
    EarnPart,
    Limits,
    PointsWallet,
    PriceListGet,
    PromotionPart,
    RatesPart,
    StepsGet,
    TargetsPart,
)
from moadon.engine.rules.findings import Finding, error, pointer
from moadon.kernel.money import exponent_of, parse_decimal
from moadon.kernel.refusals import Refused

Amounts = Iterator[tuple[tuple[object, ...], str, bool]]
"""Places within a part, with the text there and whether it is money (else units of the part's wallet)."""


def wrong_decimals(document: Document) -> Iterator[Finding]:
    """Amounts of rules and promotions that cannot be counted in minor units."""
    money = exponent_of(document.currency)
    parts: list[tuple[tuple[object, ...], str, Amounts]] = [
        (("earn", i), rule.wallet, _of_rule(rule)) for i, rule in enumerate(document.earn)
    ]
    for i, promotion in enumerate(document.promotions):
        parts.append((("promotions", i), getattr(promotion.get, "wallet", ""), _of_promotion(promotion)))
    if document.limits is not None:
        for key, limits in (document.limits.wallets or {}).items():
            parts.append((("limits", "wallets", key), key, _of_limits((), limits, is_money=False)))
        if document.limits.promotions is not None:
            parts.append((("limits", "promotions"), "", _of_limits((), document.limits.promotions, is_money=True)))
    for where, wallet, amounts in parts:
        held = document.wallets.get(wallet)
        units = held.decimals if isinstance(held, PointsWallet) else money
        for path, text, is_money in amounts:
            places = money if is_money else units
            try:
                parse_decimal(text, places)
            except Refused:
                yield error(pointer(*where, *path), "too_many_decimals", given=text, n=places)


def _of_rule(rule: EarnPart) -> Amounts:
    """Every amount of a rule: its place, its text, and whether it is money (else units of the wallet)."""
    for key, is_money in (("every", True), ("amount", True), ("give", False)):
        text = getattr(rule, key, None)
        if isinstance(text, str):
            yield (key,), text, is_money
    if isinstance(rule, TargetsPart):
        for n, step in enumerate(rule.steps):
            yield ("steps", n, "reach"), step.reach, True
            yield ("steps", n, "give"), step.give, False
    elif isinstance(rule, RatesPart):
        for n, band in enumerate(rule.bands):
            yield ("bands", n, "from"), band.from_, True
    if rule.when is not None and rule.when.basket_from is not None:
        yield ("when", "basket_from"), rule.when.basket_from, True
    if rule.limits is not None:
        yield from _of_limits(("limits",), rule.limits, is_money=False)


def _of_limits(at: tuple[str, ...], limits: Limits, *, is_money: bool) -> Amounts:
    for key in ("per_member", "per_receipt", "total"):
        limit = getattr(limits, key)
        if limit is not None and limit.amount is not None:
            yield (*at, key, "amount"), limit.amount, is_money
    if limits.budget is not None:
        yield (*at, "budget"), limits.budget, is_money


def _of_promotion(promotion: PromotionPart) -> Amounts:
    yield from _of_get(promotion.get)
    if promotion.when is not None and promotion.when.basket_from is not None:
        yield ("when", "basket_from"), promotion.when.basket_from, True
    if promotion.limits is not None:
        yield from _of_limits(("limits",), promotion.limits, is_money=True)


def _of_get(get: AnyGet) -> Amounts:
    if get.kind in ("amount", "fixed_price", "points_discount"):
        yield ("get", "value"), get.value, True
    price = getattr(get, "price", None)
    if price is not None:
        yield ("get", "price"), price, True
    if isinstance(get, PriceListGet):
        for sku, text in get.prices.items():
            yield ("get", "prices", sku), text, True
    elif isinstance(get, StepsGet):
        for n, step in enumerate(get.steps):
            yield ("get", "steps", n, "from"), step.from_, True
            if step.value is not None:
                yield ("get", "steps", n, "value"), step.value, True
    if get.kind in ("points_price", "points_discount"):
        yield ("get", "points"), get.points, False
