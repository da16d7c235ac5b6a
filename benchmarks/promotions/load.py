"""The load: a shop of 100 products in 12 ranges, baskets of it, 20 promotions that meet them and others that do not."""

import json
import random
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import yaml

from benchmarks.ground import PROGRAMME, RANGES
from moadon.engine.rules import Basket, Buyer, Clock, Line, Payment, Programme, Progress, compile_programme, parse

PRODUCTS = 100
LINES = 8
BASKETS = 400
CLOCK = Clock("Asia/Jerusalem")
PIECE = 1000
"""One unit, in thousandths."""


class Offer(NamedTuple):
    """A promotion as every side is told it. `rate` in percent, `off` and `least` in minor units.

    kind `range`: a share off a range; `get`: of three of a range the cheapest is free, once a basket; `amount` and
    `share`: off a basket of at least `least`.
    """

    id: str
    kind: str
    range: int = 0
    rate: int = 0
    off: int = 0
    least: int = 0


class Item(NamedTuple):
    """So many units of a product at its price, in minor units."""

    product: int
    quantity: int
    price: int


Goods = list[Item]

OFFERS = (
    *(Offer(f"range-{n}", "range", range=n, rate=5 * (1 + n % 4)) for n in range(8)),
    *(Offer(f"get-{n}", "get", range=n) for n in range(8, 12)),
    *(Offer(f"amount-{off}", "amount", off=off, least=least)
      for off, least in ((500, 15000), (1000, 25000), (2000, 40000), (4000, 60000))),
    *(Offer(f"share-{rate}", "share", rate=rate, least=least)
      for rate, least in ((2, 20000), (3, 35000), (4, 50000), (5, 70000))),
)  # fmt: skip
FIVE = tuple(OFFERS[n] for n in (0, 1, 8, 12, 16))


def range_of(product: int) -> int:
    """The range of a product."""
    return product % RANGES


def price_of(product: int) -> int:
    """What a unit of it costs. In a range of which one gets the cheapest free all cost the same: who may choose which
    unit is the free one is nothing the sides need agree on."""
    which = range_of(product)
    return 990 + 1000 * (which % 5) if which >= 8 else 490 + 700 * (product % 9) + 10 * (product % 7)


def goods(count: int, lines: int = LINES, seed: int = 7) -> list[Goods]:
    """`count` baskets of `lines` lines, one to three units each; the same for the same seed."""
    rng = random.Random(seed)
    return [
        [Item(product, rng.randint(1, 3), price_of(product)) for product in rng.choices(range(PRODUCTS), k=lines)]
        for _ in range(count)
    ]


def text(minor: int) -> str:
    """Minor units as the document writes them."""
    return f"{minor // 100}.{minor % 100:02}"


def part(offer: Offer) -> dict[str, object]:
    """The promotion as the document says it."""
    items: dict[str, object] = {"items": {"category": [f"range-{offer.range}"]}}
    when: dict[str, object] = {"when": {"basket_from": text(offer.least)}}
    if offer.kind == "range":
        return {"get": {"kind": "percent", "value": f"{offer.rate / 100:.2f}"}, **items}
    if offer.kind == "get":
        free = {"kind": "buy_get", "buy": 2, "get": 1, "percent": "1"}
        return {"get": free, "limits": {"per_receipt": {"times": 1}}, **items}
    if offer.kind == "amount":
        return {"get": {"kind": "amount", "value": text(offer.off), "on": "basket"}, **when}
    return {"get": {"kind": "percent", "value": f"{offer.rate / 100:.2f}", "on": "basket"}, **when}


def elsewhere(count: int) -> list[dict[str, object]]:
    """Promotions of the same kinds that no basket here can meet: of other ranges, and for coupons nobody shows."""
    found = []
    for n in range(count):
        offer = OFFERS[n % len(OFFERS)]
        one = part(offer._replace(range=RANGES + n))
        if offer.kind in ("amount", "share"):
            one["when"] = {"basket_from": text(offer.least), "coupon": f"CODE-{n}"}
        found.append({"id": f"other-{n}", "group": "all", **one})
    return found


def document(offers: tuple[Offer, ...] = OFFERS, others: int = 0, judged: str = "") -> str:
    """A programme of these promotions, all in one group on the reduced price, with a rule to earn in each of two
    wallets.

    `judged` "vendure": what is off the whole basket is judged one after the other, each by what those before have
    left, which is that each is a group of its own. "oscar": shares are of the original price.
    """
    own = {offer.id for offer in offers if judged == "vendure" and offer.least}
    base = "original" if judged == "oscar" else "reduced"
    groups: list[dict[str, str]] = [{"id": "all", "mode": "stack", "base": base}]
    groups += [{"id": f"by-{offer.id}", "mode": "stack"} for offer in offers if offer.id in own]
    promotions = [
        {"id": offer.id, "group": f"by-{offer.id}" if offer.id in own else "all", **part(offer)} for offer in offers
    ]
    found = {
        "format": "moadon/programme/1",
        "id": "club",
        "name": {"en": "Club"},
        "currency": "ILS",
        "wallets": {
            "points": {"kind": "points", "worth": "0.05", "expires": {"after": {"months": 12}}},
            "credit": {"kind": "credit", "expires": {"after": {"months": 12}}},
        },
        "earn": [
            {"id": "every", "type": "per_amount", "amount": "1.00", "give": "1", "wallet": "points",
             "multiply": {"tier": {"gold": "1.5"}}},
            {"id": "steps", "type": "linear", "every": "100.00", "give": "5.00", "wallet": "credit",
             "basis": "accumulated"},
        ],
        "tiers": [
            {"id": "club", "basis": "spend", "window": {"kind": "calendar", "period": "year"},
             "levels": [{"id": "silver", "from": "0"}, {"id": "gold", "from": "5000"}]},
        ],
        "groups": groups,
        "promotions": promotions + elsewhere(others),
    }  # fmt: skip
    return json.dumps(found)


def programme(offers: tuple[Offer, ...] = OFFERS, others: int = 0, judged: str = "") -> Programme:
    """The same, ready to run."""
    return compile_programme(parse(document(offers, others, judged), languages=()), CLOCK)


def cases(of: Programme, baskets: list[Goods]) -> list[tuple[Basket, Buyer]]:
    """The baskets over a year, each bought by a member who stands somewhere in each rule."""
    rng = random.Random(11)
    start = datetime(2026, 1, 1, 8, tzinfo=UTC)
    found = []
    for one in baskets:
        lines = tuple(
            Line(str(n), f"P{item.product}", (f"range-{range_of(item.product)}",), None, item.quantity * PIECE,
                 item.price * 100, item.quantity * item.price)
            for n, item in enumerate(one)
        )  # fmt: skip
        paid = (Payment("card", sum(line.total for line in lines)),)
        basket = Basket(
            start + timedelta(minutes=rng.randrange(360 * 24 * 60)), CLOCK, "tlv", "T1", None, "store", lines, paid
        )
        rows = {key: Progress(rng.randrange(200_000), 0) for key in of.progress_keys(basket)}
        found.append((basket, Buyer(rows, "mbr_1", {"club": "gold"}, frozenset())))
    return found


def with_promotions(count: int) -> str:
    """The programme of the till's benchmark with so many promotions, of which 20 (or all) can meet its baskets."""
    if not count:
        return PROGRAMME
    promoted = json.loads(document(OFFERS[:count], max(0, count - len(OFFERS))))
    return json.dumps({**yaml.safe_load(PROGRAMME), **{key: promoted[key] for key in ("groups", "promotions")}})
