"""What a receipt adds to the rows of each ladder, and what a return takes off them again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from moadon.engine.rules.basket import PRICE, Basket, Earning, Stored
from moadon.engine.rules.tiers.ladder import Ladder
from moadon.engine.rules.tiers.spans import DAY_MARK, key_on
from moadon.kernel.sentences import Message


class Bought:
    """What of a receipt ladders look at: `skus`, money by slot in `bases`, and units earned by wallet in `points`."""

    __slots__ = ("at", "bases", "day", "points", "skus")

    def __init__(
        self, basket: Basket, day: date, bases: Sequence[int], earnings: Iterable[Earning], was: Mapping[str, int]
    ) -> None:
        self.at = basket.at
        self.day = day
        self.bases = bases
        self.skus = {line.sku for line in basket.lines}
        self.points = dict(was)
        for earning in earnings:
            self.points[earning.wallet] = self.points.get(earning.wallet, 0) + earning.amount


def added(ladders: Iterable[Ladder], bought: Bought, joined: date | None) -> tuple[Earning, ...]:
    """The entries of a receipt: of no wallet and no amount; `base` and `times` are what counts."""
    found = []
    for ladder in ladders:
        period = key_on(ladder, bought.day, joined)
        for rule, base, times in _figures(ladder, bought):
            key = DAY_MARK + bought.day.isoformat() if rule.startswith(f"{ladder.rule}.") else period
            if base or times:
                found.append(_entry(rule, key, base, times, bought.at))
    return tuple(found)


def taken(ladders: Iterable[Ladder], kept: Bought, stored: Mapping[str, Stored]) -> tuple[Earning, ...]:
    """The entries of a return: what `kept`, the receipt as it remains, counts less than was `stored` of it by rule."""
    found = []
    for ladder in ladders:
        for rule, base, times in _figures(ladder, kept):
            was = stored.get(rule)
            if was is None:
                continue
            less, fewer = base - was.base, min(0, times - was.times)
            if less or fewer:
                found.append(_entry(rule, was.period, less, fewer, kept.at))
    return tuple(found)


def earned_besides(ladders: Iterable[Ladder], earning: Earning, day: date, joined: date | None) -> tuple[Earning, ...]:
    """The entries for units that are earned outside a receipt, by a target that was reached in a period say."""
    return tuple(
        _entry(ladder.rule_for("points"), key_on(ladder, day, joined), earning.amount, 0, earning.active_at)
        for ladder in ladders
        if ladder.wallet == earning.wallet and "points" in ladder.measures and earning.amount
    )


def _figures(ladder: Ladder, bought: Bought) -> Iterator[tuple[str, int, int]]:
    """Each row of a ladder with its base and times for a receipt."""
    money = bought.bases[ladder.slot]
    visits = 1 if money > 0 else 0
    bases: dict[str, int] = {
        "spend": money,
        "points": bought.points.get(ladder.wallet or "", 0),
        "visits": visits,
    }
    for rule in ladder.rules:
        if rule == ladder.rule:
            yield rule, bases.get(ladder.basis, 0), visits
        else:
            yield rule, bases[rule.removeprefix(f"{ladder.rule}#")], 0
    for _, level in ladder.fees:
        there = 1 if level.fee in bought.skus else 0
        yield ladder.rule_of_fee(level), there, there


def _entry(rule: str, period: str, base: int, times: int, at: datetime) -> Earning:
    return Earning(rule, PRICE, period, base, 0, times, Message("tier.counts", {}), at, None, ((rule, period),))
