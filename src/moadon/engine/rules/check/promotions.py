"""What does not go together in a promotion, and what can never have an effect."""

from collections.abc import Iterator

from moadon.engine.rules.document import (
    AmountGet,
    Document,
    FixedPriceGet,
    PercentGet,
    PointsDiscountGet,
    PointsPriceGet,
    PromotionPart,
    StepsGet,
)
from moadon.engine.rules.findings import Finding, error, pointer, warning


def wrong_promotions(document: Document) -> Iterator[Finding]:
    """Errors and warnings of each promotion by itself, and groups that nobody is in."""
    for i, promotion in enumerate(document.promotions):
        yield from _items(i, promotion)
        if promotion.id in (promotion.not_with or ()):
            yield error(pointer("promotions", i, "not_with"), "not_with_itself")
        yield from _limits(i, promotion)
        yield from _for_points(i, promotion)
    whole = document.limits.promotions if document.limits is not None else None
    for key in ("per_member", "per_receipt", "total"):
        part = getattr(whole, key, None)
        if part is not None and part.times is not None:
            yield error(pointer("limits", "promotions", key, "times"), "only_amounts")
    used = {promotion.group for promotion in document.promotions}
    for i, group in enumerate(document.groups):
        if group.id not in used:
            yield warning(pointer("groups", i), "group_unused", group=group.id)


def _items(i: int, promotion: PromotionPart) -> Iterator[Finding]:
    get = promotion.get
    if isinstance(get, FixedPriceGet | PointsPriceGet) and promotion.items is None:
        yield error(pointer("promotions", i, "items"), "items_needed", kind=get.kind)
    if isinstance(get, AmountGet) and get.on == "unit" and promotion.items is None:
        yield warning(pointer("promotions", i, "items"), "every_unit")
    if isinstance(get, PercentGet | AmountGet) and get.on == "basket" and promotion.items is not None:
        yield error(pointer("promotions", i, "items"), "items_and_basket")


def _for_points(i: int, promotion: PromotionPart) -> Iterator[Finding]:
    """What is given for points is limited by the points one has; only a receipt's own number can limit it more."""
    if not isinstance(promotion.get, PointsPriceGet | PointsDiscountGet):
        return
    for key in ("group", "not_with"):
        if getattr(promotion, key) is not None:
            yield error(pointer("promotions", i, key), "not_for_points")
    for key in ("per_member", "total", "budget"):
        if promotion.limits is not None and getattr(promotion.limits, key) is not None:
            yield error(pointer("promotions", i, "limits", key), "not_for_points")


def _limits(i: int, promotion: PromotionPart) -> Iterator[Finding]:
    get, limits = promotion.get, promotion.limits
    if limits is None or limits.per_receipt is None or limits.per_receipt.times is None:
        return
    whole = (
        isinstance(get, StepsGet)
        or getattr(get, "on", "") == "basket"
        or (isinstance(get, AmountGet) and get.on == "items")
    )
    if whole and limits.per_receipt.times > 1:
        yield warning(pointer("promotions", i, "limits", "per_receipt", "times"), "once_anyway")
