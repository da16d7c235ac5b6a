"""The till gives by every way to earn, and takes back exactly that: the books, the rows and the caps are even again."""

import json
from typing import Any

import pytest

from moadon.apps.rewards.models import Earning, Progress, Shared
from moadon.flows import till
from moadon.flows.till.reading_returns import read_return
from moadon.flows.till.types import SaleRef
from moadon.kernel.ids import row_id
from moadon.store import club_transaction
from tests.flows.shopkeeper import NOON, Shopkeeper, document, open_shop

pytestmark = pytest.mark.django_db

ITEM = "{id: item, type: per_item, give: '5', wallet: points, items: {sku: [C]}}"
VISIT = "{id: visit, type: per_visit, give: '1', wallet: points}"
CARD = "{id: card, type: stamps, every: 3, give: '20', wallet: points, items: {sku: [C]}}"
STREAK = "{id: row, type: streak, of: day, length: 2, give: '7', wallet: points}"
KINDS = "{id: kinds, type: breadth, count: 2, category: [bread, dairy], period: month, give: '9', wallet: points}"


def line(number: int, sku: str, units: str = "1", category: str | None = None) -> dict[str, Any]:
    return {"id": str(number), "sku": sku, "quantity": units, "unit_price": "10.00", "category": category}


def day(number: int) -> str:
    return NOON.replace(day=number).isoformat()


def buy(shop: Shopkeeper, member: str, *lines: dict[str, Any], at: int = 20) -> Any:
    return shop.post(shop.basket("1", member=member, lines=list(lines), at=day(at)))[0]


def awards(told: Any) -> dict[str, str]:
    return {award["rule"]: award["amount"] for award in told["awards"]}


def rows(shop: Shopkeeper) -> set[tuple[int, int, int]]:
    with club_transaction(shop.club.id):
        found = set(Progress.objects.values_list("base", "awarded", "times"))
        return found | set(Shared.objects.values_list("base", "awarded", "times"))


def test_every_way_to_earn_gives_and_is_taken_back_with_the_goods() -> None:
    """Semantics 14, 17."""
    shop = open_shop()
    shop.publish(document(ITEM, VISIT, CARD, STREAK, KINDS))
    noa = shop.member()
    first = buy(shop, noa, line(1, "C", "2"), line(2, "B", category="bread"), at=20)
    assert awards(first) == {"item": "10", "visit": "1"}
    second = buy(shop, noa, line(1, "C", "2"), line(2, "D", category="dairy"), at=21)
    assert awards(second) == {"item": "10", "visit": "1", "card": "20", "row": "7", "kinds": "9"}
    assert shop.balance(noa, "points") == (58, 0, 0)
    back = shop.bring_back(first["id"], [{"line": "1", "quantity": "1"}, {"line": "2", "quantity": "1"}])
    assert "number" in back
    assert shop.balance(noa, "points") == (44, 0, 0)  # a coffee, and bread: three stamps are left, and one kind
    shop.bring_back(first["id"])
    assert shop.balance(noa, "points") == (11, 0, 0)  # the visit, the card and the row of days
    shop.bring_back(second["id"])
    assert shop.balance(noa, "points") == (0, 0, 0)
    assert rows(shop) == {(0, 0, 0)}
    shop.check_books()


def test_two_returns_of_one_batch_see_each_other() -> None:
    shop = open_shop()
    shop.publish(document(STREAK, KINDS, CARD))
    noa = shop.member()
    sale = buy(shop, noa, line(1, "B", category="bread"), line(2, "D", category="dairy"), line(3, "C", "3"), at=20)
    buy(shop, noa, line(1, "X"), at=21)
    assert shop.balance(noa, "points") == (36, 0, 0)
    drafts = [
        read_return(
            {"number": f"R{n}", "at": NOON.isoformat(), "lines": [{"line": str(n), "quantity": quantity}]},
            SaleRef(id=row_id("rcp", sale["id"])), 2, language="en",
        )
        for n, quantity in ((1, "1"), (2, "1"), (3, "3"))
    ]  # fmt: skip
    outcomes = till.give_back(shop.club, drafts, shop.actor, now=lambda: shop.now)
    assert [json.loads(outcome.answer)["number"] for outcome in outcomes] == ["R1", "R2", "R3"]  # type: ignore[union-attr]
    assert shop.balance(noa, "points") == (0, 0, 0)
    with club_transaction(shop.club.id):
        assert sum(Earning.objects.values_list("amount", flat=True)) == 0
    shop.check_books()


def test_a_row_of_days_that_loses_one_gives_back_what_a_later_receipt_was_given() -> None:
    shop = open_shop()
    shop.publish(document(STREAK))
    noa = shop.member()
    first, second = buy(shop, noa, line(1, "A"), at=20), buy(shop, noa, line(1, "A"), at=21)
    assert awards(second) == {"row": "7"}
    shop.bring_back(first["id"])
    assert shop.balance(noa, "points") == (0, 0, 0)
    assert awards(buy(shop, noa, line(1, "A"), at=20)) == {}
    assert awards(buy(shop, noa, line(1, "A"), at=21)) == {"row": "7"}
    shop.bring_back(second["id"])  # the other visit of that day holds the row
    assert shop.balance(noa, "points") == (7, 0, 0)
    shop.check_books()


def test_all_members_share_a_budget_also_within_one_batch() -> None:
    shop = open_shop()
    limits = "limits: {wallets: {points: {budget: '12'}}}"
    shop.publish(document(VISIT.replace("'1'", "'5'")) + limits)
    members = [shop.member(f"+97252555014{n}") for n in range(4)]
    told = shop.post(*[shop.basket("10", member=one) for one in members])
    assert [awards(one) for one in told] == [{"visit": "5"}, {"visit": "5"}, {"visit": "2"}, {}]
    assert (
        told[2]["awards"][0]["why"].replace("\u00a0", " ")
        == "5 points would be due; the budget of all rules together is 12 points, so 2 points"
    )
    assert told[3]["not_applied"][0]["code"] == "limit_reached"
    shop.bring_back(told[0]["id"])
    assert awards(shop.buy("10", member=members[3])) == {"visit": "5"}
    shop.check_books()


def test_what_is_near_is_told_in_what_is_counted() -> None:
    shop = open_shop()
    shop.publish(document(CARD, "{id: base, type: linear, every: '100', give: '10', wallet: credit}"))
    noa = shop.member()
    near = buy(shop, noa, line(1, "C"))["near"]
    assert [(one["rule"], one["missing"], one["gets"]) for one in near] == [
        ("base", "90.00", "10.00"),
        ("card", "2", "20"),
    ]
    assert near[1]["why"].replace("\u00a0", " ") == "2 more stamps fill the card and give 20 points"


def test_a_quote_says_what_the_receipt_then_gives() -> None:
    shop = open_shop()
    shop.publish(document(ITEM, VISIT, CARD, STREAK, KINDS))
    noa = shop.member()
    buy(shop, noa, line(1, "C", "2"), line(2, "B", category="bread"), at=20)
    body = shop.basket("1", member=noa, lines=[line(1, "C"), line(2, "D", category="dairy")], at=day(21))
    quoted, told = shop.quote(body), shop.post(body)[0]
    assert quoted["awards"] == told["awards"]
    assert len(told["awards"]) == 5
