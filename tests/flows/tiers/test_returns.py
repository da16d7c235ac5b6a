"""A return undoes what was given then: by the level that the member had at the sale, whatever came between."""

from typing import Any

import pytest

from moadon.apps.rewards.models import Progress
from moadon.kernel.ids import row_id
from moadon.store import club_transaction
from tests.flows.shopkeeper import Shopkeeper
from tests.flows.tiers.ladder import YEAR, back, buy, log, noon, shop_with

pytestmark = pytest.mark.django_db
TWICE = "multiply: {tier: {silver: '2', gold: '3'}}"
ACCUMULATED = f"{{id: base, type: linear, every: '50', give: '5', wallet: points, basis: accumulated, {TWICE}}}"
ITEMS = f"{{id: things, type: per_item, give: '5', wallet: points, {TWICE}}}"
ONLY_SILVER = "{id: ours, type: per_amount, amount: '1', give: '4', wallet: points, for: {tier: [silver]}}"
STAYS = f"{YEAR}, down: recomputed"


def shop_and_member(**more: str) -> tuple[Shopkeeper, str]:
    shop = shop_with(STAYS, **more)
    return shop, shop.member()


def pair(shop: Shopkeeper, member: str, day: str, price: str = "50.00") -> Any:
    """A receipt of two units of `price`, in one line."""
    lines = [{"id": "1", "sku": "A", "quantity": "2", "unit_price": price}]
    shop.now = max(shop.now, noon(day))
    return shop.buy(member=member, at=noon(day).isoformat(), lines=lines)


def points(shop: Shopkeeper, member: str) -> int:
    balance, _, owed = shop.balance(member, "points")
    return balance - owed


ONE = [{"line": "1", "quantity": "1"}]
LESS = [{"line": "1", "amount": "50"}]


def risen(shop: Shopkeeper, member: str) -> None:
    """From silver to gold."""
    buy(shop, member, "2026-03-10", "4000.00")
    assert log(shop, member)[-1][0] == "gold"


def fallen(shop: Shopkeeper, member: str, first: Any) -> None:
    """From silver to basic: what made them silver comes back."""
    back(shop, first, "2026-03-10")
    assert log(shop, member)[-1][0] == "basic"


def meanwhile(what: str, shop: Shopkeeper, member: str, first: Any) -> None:
    """Nothing happens between a sale and its return, or the member has `risen` or `fallen`."""
    if what == "risen":
        risen(shop, member)
    if what == "fallen":
        fallen(shop, member, first)


@pytest.mark.parametrize("between", ["nothing", "risen", "fallen"])
@pytest.mark.parametrize(
    ("earn", "given", "half"),
    [
        # A point for each shekel, twice for silver: 200 of 100, and 100 of the 50 that stay.
        (None, 200, 100),
        # 5 for each 50, twice for silver.
        (ACCUMULATED, 20, 10),
        # 5 a unit, twice for silver. Money given back leaves both units.
        (ITEMS, 20, 10),
        # For silver only: whoever is no silver any more keeps it for what they keep.
        (ONLY_SILVER, 400, 200),
    ],
)
def test_a_part_that_comes_back_takes_what_the_level_of_the_sale_gave(
    earn: str | None, given: int, half: int, between: str
) -> None:
    shop, noa = shop_and_member(**({} if earn is None else {"earn": earn}))
    first = buy(shop, noa, "2026-03-02", "2000.00")
    before = points(shop, noa)
    sale = pair(shop, noa, "2026-03-03")
    assert points(shop, noa) - before == given
    meanwhile(between, shop, noa, first)
    held = points(shop, noa)
    back(shop, sale, "2026-03-11", ONE)
    assert held - points(shop, noa) == half
    back(shop, sale, "2026-03-12")
    assert held - points(shop, noa) == given
    shop.check_books()


@pytest.mark.parametrize("between", ["nothing", "risen", "fallen"])
def test_money_given_back_takes_what_the_level_of_the_sale_gave(between: str) -> None:
    shop, noa = shop_and_member()
    first = buy(shop, noa, "2026-03-02", "2000.00")
    sale = pair(shop, noa, "2026-03-03")
    meanwhile(between, shop, noa, first)
    held = points(shop, noa)
    back(shop, sale, "2026-03-11", LESS)
    assert held - points(shop, noa) == 100


@pytest.mark.parametrize("down", [False, True])
def test_a_price_for_a_level_stays_on_what_stays(down: bool) -> None:
    more = "promotions:\n  - {id: ours, for: {tier: [silver]}, get: {kind: percent, value: '0.10', on: basket}}\n"
    shop, noa = shop_and_member(more=more)
    first = buy(shop, noa, "2026-03-02", "2000.00")
    sale = pair(shop, noa, "2026-03-03")
    assert sale["to_pay"] == "90.00"
    if down:
        fallen(shop, noa, first)
    assert back(shop, sale, "2026-03-11", ONE)["refund"] == "45.00"
    assert back(shop, sale, "2026-03-12")["refund"] == "45.00"


def test_everything_that_comes_back_leaves_nothing_on_the_ladder() -> None:
    shop, noa = shop_and_member()
    first = buy(shop, noa, "2026-03-02", "2000.00")
    sale = pair(shop, noa, "2026-03-03")
    risen_by = buy(shop, noa, "2026-03-10", "4000.00")
    for one in (sale, risen_by, first):
        back(shop, one, "2026-03-12")
    assert points(shop, noa) == 0 and log(shop, noa)[-1][0] == "basic"
    with club_transaction(shop.club.id):
        rows = Progress.objects.filter(member_id=row_id("mbr", noa))
        assert {(row.base, row.awarded, row.times) for row in rows} == {(0, 0, 0)}
