"""A shop whose programme has one ladder."""

from datetime import UTC, date, datetime

from moadon.apps.rewards.models import TierChange
from moadon.kernel.ids import row_id
from moadon.store import club_transaction
from tests.flows.shopkeeper import Shopkeeper, open_shop

LEVELS = "[{id: basic, from: '0'}, {id: silver, from: '2000'}, {id: gold, from: '5000'}]"
EARN = "{id: p, type: per_amount, amount: '1', give: '1', wallet: points, multiply: {tier: {silver: '2', gold: '3'}}}"
YEAR = "basis: spend, window: {kind: calendar, period: year}"


def programme(tier: str = YEAR, levels: str = LEVELS, earn: str = EARN, more: str = "") -> str:
    """A document with the ladder `main`."""
    return (
        "format: moadon/programme/1\nid: club\nname: {en: Club, he: מועדון, fa: باشگاه}\ncurrency: ILS\n"
        "wallets: {points: {kind: points, worth: '0.05'}}\n"
        f"earn: [{earn}]\ntiers: [{{id: main, {tier}, levels: {levels}}}]\n{more}"
    )


def shop_with(tier: str = YEAR, **more: str) -> Shopkeeper:
    """A shop on 1 March 2026 whose programme has the ladder; `more` as for `programme`."""
    shop = open_shop()
    shop.now = noon("2026-03-01")
    shop.publish(programme(tier, **more))
    return shop


def noon(day: str) -> datetime:
    """Noon of a day."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).replace(hour=10)


def buy(shop: Shopkeeper, member: str, day: str, price: str, **more):
    """A receipt of a day; the shop's clock is not behind it."""
    shop.now = max(shop.now, noon(day))
    return shop.buy(price, member=member, at=noon(day).isoformat(), **more)


def log(shop: Shopkeeper, member: str) -> list[tuple[str | None, str, str]]:
    """The member's changes of level: level, cause, day."""
    with club_transaction(shop.club.id):
        rows = TierChange.objects.filter(member_id=row_id("mbr", member)).order_by("at", "id")
        return [(row.level, row.cause, row.at.date().isoformat()) for row in rows]


def back(shop: Shopkeeper, sale, day: str, lines=None):
    """A return of a day: of everything, or of these lines."""
    shop.now = max(shop.now, noon(day))
    told = shop.bring_back(sale["id"], lines, at=noon(day).isoformat())
    assert told["_status"] == 201
    return told
