"""Promotions of a document as promotions that run, with the index that finds them."""

from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType

from moadon.engine.rules import document as parts
from moadon.engine.rules.compile.circumstances import Slots, conditions, limit_of
from moadon.engine.rules.compile.texts import text_of
from moadon.engine.rules.document import Document, Items
from moadon.engine.rules.earn.scheme import Param, Units
from moadon.engine.rules.persons import ForMembers
from moadon.engine.rules.pickers import EVERYTHING, ONE, Picker, Slot, touched_by
from moadon.engine.rules.promotions.board import Board
from moadon.engine.rules.promotions.gets.each import AmountOffUnit, FixedPrice, PercentOff, PriceList
from moadon.engine.rules.promotions.gets.gift import GiftUnits
from moadon.engine.rules.promotions.gets.pool import AmountOff, PercentOffAll, StepsOff
from moadon.engine.rules.promotions.gets.sets import Bundle, BuyGetOther, BuyGetSame, Reward, Role
from moadon.engine.rules.promotions.points import PointsOffer
from moadon.engine.rules.promotions.promotion import Get, Group, Promotion
from moadon.kernel.money import RATE_PLACES, exponent_of, parse_decimal

ALL_PROMOTIONS = "*promotions"
"""What the limit of all promotions together counts by."""
LAST = Group("", "stack", original=False)
"""Where promotions without a group go: after all others, with all others."""


def board_of(document: Document, levels: Mapping[str, Param]) -> Board:
    """The promotions of `document`, indexed; `levels` of ladders are told by these names."""
    exponent = exponent_of(document.currency)
    money = Units(document.currency, exponent, is_points=False, places=exponent)
    groups = [Group(group.id, group.mode, group.base == "original") for group in document.groups]
    places = {group.id: n for n, group in enumerate(groups)}
    for_points = (parts.PointsPriceGet, parts.PointsDiscountGet)
    order = sorted(
        [n for n, part in enumerate(document.promotions) if not isinstance(part.get, for_points)],
        key=lambda n: (
            places.get(document.promotions[n].group or "", len(groups)),
            -document.promotions[n].priority,
            n,
        ),
    )
    slots = Slots()
    found = [_promotion(document.promotions[n], rank, places, money, slots, levels) for rank, n in enumerate(order)]
    by_slot, by_coupon, always = _index(found, [document.promotions[n] for n in order])
    offers = {
        part.id: _offer(part, document.wallets, money, slots, levels)
        for part in document.promotions
        if isinstance(part.get, for_points)
    }
    part = document.limits.promotions if document.limits is not None else None
    whole = limit_of(ALL_PROMOTIONS, part, money.exponent)
    looked_at = list(slots.all)
    if not any(EVERYTHING in p.get.looks_at for p in found):
        looked_at[EVERYTHING] = Slot(Picker(frozenset()))
    return Board(
        (*groups, LAST),
        tuple(found),
        touched_by(looked_at, None),
        by_slot,
        by_coupon,
        always,
        money,
        MappingProxyType(offers),
        whole,
    )


def _offer(
    part: parts.PromotionPart,
    wallets: Mapping[str, parts.WalletPart],
    money: Units,
    slots: Slots,
    levels: Mapping[str, Param],
) -> PointsOffer:
    get = part.get
    assert isinstance(get, parts.PointsPriceGet | parts.PointsDiscountGet)
    held = wallets[get.wallet]
    places = held.decimals if isinstance(held, parts.PointsWallet) else money.exponent
    by_unit = isinstance(get, parts.PointsPriceGet)
    return PointsOffer(
        id=part.id,
        name=text_of(part.name),
        conditions=(ForMembers(), *conditions(part.for_, part.when, money, levels)),
        wallet=get.wallet,
        points=parse_decimal(get.points, places),
        price=parse_decimal(get.price, money.exponent) if isinstance(get, parts.PointsPriceGet) else None,
        value=0 if isinstance(get, parts.PointsPriceGet) else parse_decimal(get.value, money.exponent),
        slot=slots.of(part.items) if by_unit else None,
        most=part.limits.per_receipt.times if part.limits and part.limits.per_receipt else None,
        units=Units(money.currency, money.exponent, held.kind == "points", places),
        money=money,
    )


def _promotion(
    part: parts.PromotionPart,
    rank: int,
    places: dict[str, int],
    money: Units,
    slots: Slots,
    levels: Mapping[str, Param],
) -> Promotion:
    return Promotion(
        id=part.id,
        name=text_of(part.name),
        rank=rank,
        group=places.get(part.group or "", len(places)),
        priority=part.priority,
        conditions=conditions(part.for_, part.when, money, levels),
        get=get_of(part.get, part.items, money, slots),
        limit=limit_of(part.id, part.limits, money.exponent),
        not_with=frozenset(part.not_with or ()),
    )


def get_of(part: parts.AnyGet, items: Items | None, money: Units, slots: Slots) -> Get:
    """What `part` gives on `items`."""

    def price(text: str) -> int:
        return parse_decimal(text, money.exponent)

    if isinstance(part, parts.PercentGet):
        rate = parse_decimal(part.value, RATE_PLACES)
        return PercentOffAll(None, rate, money) if part.on == "basket" else PercentOff(slots.of(items), rate, money)
    if isinstance(part, parts.AmountGet):
        if part.on == "unit":
            return AmountOffUnit(slots.of(items), price(part.value), money)
        return AmountOff(slots.of(items) if items is not None else None, price(part.value), money)
    if isinstance(part, parts.FixedPriceGet):
        return FixedPrice(slots.of(items), price(part.value), money)
    if isinstance(part, parts.PriceListGet):
        listed = {sku: price(text) for sku, text in part.prices.items()}
        return PriceList(slots.of(Items(sku=list(listed))), MappingProxyType(listed))
    if isinstance(part, parts.StepsGet):
        values = tuple(price(step.value) if step.value else 0 for step in part.steps)
        rates = tuple(parse_decimal(step.percent, RATE_PLACES) if step.percent else 0 for step in part.steps)
        slot = slots.of(items) if items is not None else None
        return StepsOff(slot, tuple(price(step.from_) for step in part.steps), values, rates, money)
    if isinstance(part, parts.GiftGet):
        return GiftUnits(slots.of(part.of or Items(sku=[part.sku or ""])), part.count, part.sku)
    return _set_of(part, items, money, slots)


def _set_of(part: parts.AnyGet, items: Items | None, money: Units, slots: Slots) -> Get:
    if isinstance(part, parts.BuyGet):
        rate = parse_decimal(part.percent, RATE_PLACES) if part.percent is not None else ONE
        reward = Reward(rate, None if part.price is None else parse_decimal(part.price, money.exponent))
        if part.of is None:
            role = Role(slots.of(items), part.buy + part.get, rewarded=True)
            return BuyGetSame((role,), reward, money, part.buy)
        return BuyGetOther(
            (Role(slots.of(items), part.buy, rewarded=False), Role(slots.of(part.of), part.get, rewarded=True)),
            reward,
            money,
        )
    if isinstance(part, parts.BundlePriceGet | parts.BundlePercentGet):
        roles = tuple(Role(slots.of(one.items), one.count, rewarded=True) for one in part.of)
        if isinstance(part, parts.BundlePriceGet):
            return Bundle(roles, parse_decimal(part.price, money.exponent), 0, money)
        return Bundle(roles, None, parse_decimal(part.value, RATE_PLACES), money)
    raise TypeError(type(part).__name__)


def _index(
    promotions: list[Promotion], written: list[parts.PromotionPart]
) -> tuple[dict[int, tuple[int, ...]], dict[str, tuple[int, ...]], tuple[int, ...]]:
    """Ranks by the slot or coupon without which a promotion has nothing to say, and those that always have."""
    by_slot: dict[int, list[int]] = defaultdict(list)
    by_coupon: dict[str, list[int]] = defaultdict(list)
    always: list[int] = []
    for promotion, part in zip(promotions, written, strict=True):
        coupons = part.when.coupon if part.when is not None else None
        # Every slot must be met: any one of them finds it. Slot 0 picks all goods.
        slots = [slot for slot in promotion.get.slots if slot]
        if slots:
            by_slot[slots[0]].append(promotion.rank)
        elif coupons:
            for code in {coupon.casefold() for coupon in coupons}:
                by_coupon[code].append(promotion.rank)
        else:
            always.append(promotion.rank)
    return (
        {slot: tuple(ranks) for slot, ranks in by_slot.items()},
        {code: tuple(ranks) for code, ranks in by_coupon.items()},
        tuple(always),
    )
