"""Why each promotion took off what it did, or nothing: conditions, goods, limits, arithmetic."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from moadon.engine.rules import document as parts
from moadon.engine.rules.basket import PRICE, Applied, Evaluation, NotApplied
from moadon.engine.rules.explain.goods import goods_of
from moadon.engine.rules.explain.reasons.conditions import conditions_of
from moadon.engine.rules.explain.reasons.limits import limits_of
from moadon.engine.rules.explain.reasons.reason import Reason
from moadon.engine.rules.explain.reasons.view import View
from moadon.engine.rules.phrases import word
from moadon.engine.rules.pickers import ONE
from moadon.engine.rules.promotions.gets.each import told_rate
from moadon.engine.rules.promotions.gets.sets import Sets
from moadon.engine.rules.promotions.points import PointsOffer
from moadon.engine.rules.promotions.prices import Prices
from moadon.engine.rules.promotions.promotion import Promotion
from moadon.kernel.money import RATE_PLACES, trim_decimal
from moadon.kernel.sentences import Message


@dataclass(frozen=True, slots=True)
class _Judged:
    """What the evaluation says, by promotion."""

    applied: Mapping[str, Applied]
    refused: Mapping[str, NotApplied]
    asked: frozenset[str]


def promotions_of(view: View) -> Iterator[Reason]:
    """Every group with its promotions in the order in which they are judged; then what points could be given for."""
    evaluation, board = view.evaluation, view.programme.board
    judged = _Judged(
        {one.rule: one for one in evaluation.promotions},
        {one.rule: one for one in evaluation.not_applied},
        frozenset(one.id for one in board.candidates(view.basket, view.picked)),
    )
    so_far = sum(view.before)
    for number, group in enumerate(board.groups):
        some = [promotion for promotion in board.promotions if promotion.group == number]
        if not some:
            continue
        view.scene.so_far = so_far
        found = tuple([_promotion(view, promotion, judged) for promotion in some])
        if group.id:
            yield _group(view, group.id, found, so_far)
        else:
            yield from found
        so_far -= sum([judged.applied[one.id].amount for one in some if one.id in judged.applied])
    view.scene.so_far = sum(view.after)
    for offer in board.offers.values():
        yield _offer(view, offer, judged)


def _group(view: View, group: str, within: tuple[Reason, ...], so_far: int) -> Reason:
    part = next(one for one in view.programme.document.groups if one.id == group)
    name = word_of(part.name, group)
    why = Message(f"reason.group.{part.mode}", {"group": name, "there": view.programme.board.money.money(so_far)})
    return Reason("group", group, any(one.holds for one in within), why, within)


def word_of(text: parts.Text | None, code: str) -> object:
    """A name as a parameter of messages; the id where there is none."""
    said = {} if text is None else text.model_dump(exclude_none=True)
    return ("text", said) if said else code


def _promotion(view: View, promotion: Promotion, judged: _Judged) -> Reason:
    within = [*conditions_of(promotion.conditions, view.scene), *_goods(view, promotion)]
    within += limits_of(promotion.limit, view.scene, view.standing, view.programme.board.money)
    applied = judged.applied.get(promotion.id)
    if applied is not None:
        within += _arithmetic(view, promotion, applied)
        within += _near(view.evaluation, promotion.id)
        return Reason("promotion", promotion.id, True, applied.why, tuple(within))
    within += _near(view.evaluation, promotion.id)
    return Reason("promotion", promotion.id, False, _why_not(view, promotion, judged), tuple(within))


def _why_not(view: View, promotion: Promotion, judged: _Judged) -> Message:
    """What the evaluation says of it; of one that it never looked at, why it did not."""
    refused = judged.refused.get(promotion.id)
    if refused is not None:
        return refused.why
    if promotion.id in judged.asked:
        return view.skipped
    if any(slot not in view.picked for slot in promotion.get.slots):
        return Message("not_applied.no_items", {})
    return Message("not_applied.coupon_needed", {})


def _goods(view: View, promotion: Promotion) -> Iterator[Reason]:
    """What it is given on, and how much of that is in the basket."""
    get, part = promotion.get, view.part(promotion.id)
    roles = get.roles if isinstance(get, Sets) else ()
    prices = Prices(view.basket.lines, [0] * len(view.basket.lines))
    for n, (slot, items) in enumerate(zip(get.looks_at, _items_of(part), strict=True)):
        there = prices.count_free(view.picked.get(slot, ()))
        params: dict[str, object] = {"goods": _named(items), "there": ("number", str(there))}
        if roles:
            params["n"] = roles[n].units
            yield Reason("goods", str(n + 1), there >= roles[n].units, Message("reason.goods.needed", params))
        else:
            key = "reason.goods" if there else "reason.goods.none"
            yield Reason("goods", str(n + 1), there > 0, Message(key, params))


def _items_of(part: parts.PromotionPart) -> Sequence[parts.Items | None]:
    """The goods that its get looks at, in the get's own order; none where it looks at the whole basket."""
    get = part.get
    if isinstance(get, parts.BundlePriceGet | parts.BundlePercentGet):
        return [one.items for one in get.of]
    if isinstance(get, parts.BuyGet):
        return [part.items] if get.of is None else [part.items, get.of]
    if isinstance(get, parts.PriceListGet):
        return [parts.Items(sku=list(get.prices))]
    if isinstance(get, parts.GiftGet):
        return [get.of or parts.Items(sku=[get.sku or ""])]
    if getattr(get, "on", "") == "basket":
        return []
    return [] if isinstance(get, parts.AmountGet | parts.StepsGet) and _is_whole(part) else [part.items]


def _is_whole(part: parts.PromotionPart) -> bool:
    return part.items is None and getattr(part.get, "on", "") != "unit"


def _named(items: parts.Items | None) -> object:
    return ("list", goods_of(items)) if goods_of(items) else word("explain.goods.all")


def _arithmetic(view: View, promotion: Promotion, applied: Applied) -> Iterator[Reason]:
    """From what the goods cost to what came off, and where it fell."""
    money, rate = view.programme.board.money, getattr(promotion.get, "rate", 0)
    yield _amount(promotion.id, "reason.base", base=money.money(applied.base))
    base = applied.base
    if applied.why.key == "promotion.percent":
        base = _minor(applied.why.params["base"])
    if rate and applied.why.key.startswith("limit."):
        yield _amount(promotion.id, "promotion.percent", rate=told_rate(rate), base=money.money(base))
    elif rate and applied.why.key == "promotion.percent" and _is_rounded(base * rate, applied.amount * ONE, view):
        exact = ("number", trim_decimal(base * rate, RATE_PLACES + money.exponent))
        yield _amount(promotion.id, "reason.rounded", exact=exact, amount=money.money(applied.amount))
    for line in view.basket.lines:
        off = view.off(line.id, promotion.id)
        if off:
            why = Message("reason.line", {"sku": line.sku, "amount": money.money(off)})
            yield Reason("line", line.id, None, why)


def _is_rounded(exact: int, given: int, view: View) -> bool:
    """Whether rounding, line by line, is all that lies between the two (in 1/10000 of a minor unit)."""
    return 0 < abs(exact - given) < ONE * len(view.basket.lines)


def _minor(param: object) -> int:
    assert isinstance(param, tuple)
    return int(param[1])


def _amount(subject: str, key: str, **params: object) -> Reason:
    return Reason("amount", subject, None, Message(key, params))


def _near(evaluation: Evaluation, rule: str) -> Iterator[Reason]:
    for one in evaluation.near:
        if one.rule == rule and one.wallet == PRICE:
            yield Reason("near", rule, None, one.why)


def _offer(view: View, offer: PointsOffer, judged: _Judged) -> Reason:
    """What points could be given for: nothing by itself, only where the member wishes."""
    within = conditions_of(offer.conditions, view.scene)
    given = [one for one in view.evaluation.redemptions if one.promotion == offer.id and one.value]
    said = next((one for one in view.evaluation.offers if one.rule == offer.id), None)
    if given:
        params = {
            "points": offer.units.gain(sum([one.amount for one in given])),
            "saves": offer.money.money(sum([one.value for one in given])),
        }
        return Reason("promotion", offer.id, True, Message("promotion.points", params), within)
    if offer.id in judged.refused:
        return Reason("promotion", offer.id, False, judged.refused[offer.id].why, within)
    if said is not None:
        return Reason("promotion", offer.id, None, said.why, within)
    failed = next((one.why for one in within if one.holds is False), Message("reason.no_offer", {}))
    return Reason("promotion", offer.id, False, failed, within)
