"""What was near and what did not apply when a receipt was committed, as messages that any language can tell.

The answer that the till got is kept as it was told, in the till's own language. Which rules were near and which did
not apply is read from it; the reasons are worked out again from the receipt and the version that was live then.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from moadon.apps.catalogue import queries as catalogue
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.programmes.types import Live, Shelf
from moadon.apps.receipts import queries as receipts
from moadon.apps.receipts.models import Receipt
from moadon.engine.rules import Basket, Buyer, Clock, Evaluation, Line, Payment, Redemption, evaluate
from moadon.flows.till.coupons import words_then
from moadon.kernel.calendars import local_day, period_of
from moadon.kernel.money import parse_decimal
from moadon.kernel.sentences import Message


@dataclass(frozen=True, slots=True)
class Retold:
    """One rule that gave nothing, or was close to giving: `missing` minor units were missing for `gets` units."""

    programme: str
    version: int
    rule: str
    why: Message
    wallet: str = ""
    missing: int = 0
    gets: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """What the till was told beside the awards."""

    near: tuple[Retold, ...] = ()
    not_applied: tuple[Retold, ...] = ()


def retell(club: ClubInfo, shelf: Shelf, receipt: Receipt, branch: str | None, zone: str) -> Told:
    """What the till was told of `receipt`, a sale.

    `branch` is the code of its branch and `zone` that branch's own time zone or the club's. Two statements.
    """
    answer = json.loads(receipt.answer)
    clock = Clock(zone, club.calendar, club.week_start)
    live = {one.code: one for one in shelf.live_for(receipt.member_id, receipt.at, clock)}
    basket = basket_of(receipt, branch, clock, club.exponent)
    named = {one["programme"] for one in (*answer["near"], *answer["not_applied"])}
    again = {code: evaluate(live[code].programme, basket, Buyer({})) for code in sorted(named & live.keys())}
    return Told(
        tuple(_near(answer["near"], live, basket, again)), tuple(_not_applied(answer["not_applied"], live, again))
    )


def _near(
    told: Iterable[Mapping[str, Any]], live: Mapping[str, Live], basket: Basket, again: Mapping[str, Evaluation]
) -> Iterator[Retold]:
    clock = basket.clock
    for one in told:
        held = live.get(one["programme"])
        if held is None:
            continue
        rule = held.programme.rule(one["rule"])
        if rule is None:
            yield from _near_promotion(one, held, again[held.code])
            continue
        missing = parse_decimal(one["missing"], held.programme.exponent if rule.scheme.measure == "money" else 0)
        gets = parse_decimal(one["gets"], rule.wallet.places)
        kind = rule.period
        found = period_of(local_day(basket.at, clock.zone), kind, clock.calendar, clock.week_start) if kind else None
        period = ("period", found.kind, found.start.isoformat()) if found else None
        why = rule.scheme.near(missing, gets, period)
        yield Retold(held.code, held.version, rule.id, why, rule.wallet.id, missing, gets)


def _near_promotion(one: Mapping[str, Any], held: Live, again: Evaluation) -> Iterator[Retold]:
    for near in again.near:
        if near.rule == one["rule"]:
            yield Retold(held.code, held.version, near.rule, near.why, near.wallet, near.missing, near.gets)


def _not_applied(
    told: Iterable[Mapping[str, Any]], live: Mapping[str, Live], again: Mapping[str, Evaluation]
) -> Iterator[Retold]:
    """The reasons lie in the basket alone, but for a limit that was used up, which needs no figures."""
    codes = [one for one in told if one["programme"] in live]
    said = {(code, no.rule): no for code, evaluation in again.items() for no in evaluation.not_applied}
    for one in codes:
        held, no = live[one["programme"]], said.get((one["programme"], one["rule"]))
        why = no.why if no and no.code == one["code"] else Message(f"not_applied.{one['code']}", {})
        yield Retold(held.code, held.version, one["rule"], why)


def basket_of(receipt: Receipt, branch: str | None, clock: Clock, places: int) -> Basket:
    """The receipt, a sale, as the programmes saw it; categories and brands as the catalogue has them now.

    `places` are the currency's. Two statements.
    """
    rows = list(receipts.lines_of(receipt.pk))
    goods = catalogue.products_by_id(row.product_id for row in rows)
    lines = []
    promoted = _promoted(json.loads(receipt.answer), places)
    for row in rows:
        product = goods[row.product_id]
        lines.append(
            Line(row.key, product.sku, product.categories, product.brand, row.quantity, row.unit_price, row.total,
                 row.discount - promoted.get(row.key, 0), row.tax_rate, row.unit_cost)
        )  # fmt: skip
    details = receipt.details
    return Basket(
        at=receipt.at,
        clock=clock,
        branch=branch,
        till=None,
        employee=None,
        channel=receipt.channel,
        lines=tuple(lines),
        payments=tuple(Payment(kind, amount) for kind, amount in details.get("payments") or ()),
        redemptions=tuple(Redemption(*redeemed) for redeemed in details.get("redeem") or ()),
        coupons=words_then(details),
    )


def _promoted(answer: Mapping[str, Any], places: int) -> dict[str, int]:
    """What promotions took off each line, by its id, as it was told then: returns change what is left of it."""
    return {
        line["id"]: sum([parse_decimal(one["amount"], places) for one in line["discounts"]]) for line in answer["lines"]
    }
