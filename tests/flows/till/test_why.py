"""Why a committed sale got what it got: told as of its own moment, and never against what was stored."""

import json
from typing import Any

import pytest

from moadon.apps.catalogue.models import Category, Product
from moadon.apps.programmes import queries as programmes
from moadon.apps.receipts.models import Receipt
from moadon.engine.rules import Reason
from moadon.flows import till
from moadon.flows.till.reading import read_receipt
from moadon.flows.till.why import why, why_told
from moadon.kernel.ids import row_id
from moadon.store import club_transaction
from tests.flows.shopkeeper import LINEAR, Shopkeeper, branches, document, open_shop

pytestmark = pytest.mark.django_db

CAPPED = (
    "{id: capped, type: per_amount, amount: '1', give: '1', wallet: points, "
    "limits: {per_member: {amount: '150', period: month}, budget: '1000'}}"
)
JEANS = (
    "groups: [{id: now, mode: stack}]\npromotions:\n"
    "  - {id: tenth, group: now, items: {category: [jeans]}, get: {kind: percent, value: '0.10'}}\n"
    "  - {id: first, group: now, when: {first_purchase: true}, get: {kind: amount, value: '5', on: basket}}\n"
)


def told_now(shop: Shopkeeper, sale: dict[str, Any], depth: Any = "manager") -> dict[str, dict[str, Any]]:
    """Each rule and promotion of the sale's one programme, as it is told when somebody asks now."""
    with club_transaction(shop.club.id):
        receipt = Receipt.objects.get(id=row_id("rcp", sale["id"]))
        (tree,) = why_told(shop.club, receipt, "en", depth)
    return branches(tree)


def quoted(shop: Shopkeeper, body: dict[str, Any]) -> Any:
    """The trees of a quote."""
    draft = read_receipt(body, shop.club, language="en")
    return json.loads(till.quote(shop.club, draft, now=lambda: shop.now, reasons="manager"))["reasons"]


@pytest.fixture
def shop() -> Shopkeeper:
    shop = open_shop()
    with club_transaction(shop.club.id):
        for code in ("jeans", "hats"):
            Category.objects.create(club_id=shop.club.id, code=code)
    shop.publish(document(LINEAR, CAPPED) + JEANS)
    return shop


def basket(shop: Shopkeeper, price: str, noa: str | None) -> dict[str, Any]:
    """Jeans for `price`."""
    body = shop.basket(price, **({"member": noa} if noa else {}))
    body["lines"][0] |= {"sku": "J1", "category": "jeans"}
    return body


def test_a_receipt_tells_what_its_quote_told_whatever_came_later(shop):
    noa = shop.member()
    first = basket(shop, "130", noa)
    before_first = quoted(shop, first)
    (one,) = shop.post(first)
    second = basket(shop, "130", noa)
    before_second = quoted(shop, second)
    (two,) = shop.post(second)
    shop.post(basket(shop, "990", noa))

    with club_transaction(shop.club.id):
        rows = {row.pk: row for row in Receipt.objects.all()}
        for sale, expected in ((one, before_first), (two, before_second)):
            assert why_told(shop.club, rows[row_id("rcp", sale["id"])], "en") == expected
    # The second met a limit that the first had used, and was no first purchase.
    second_told = told_now(shop, two)
    assert "used before: 112" in str(second_told["capped"])
    assert second_told["first"]["why"] == "For the first purchase only"
    assert told_now(shop, one)["first"]["holds"] is True


def test_receipts_of_one_batch_are_told_one_after_the_other(shop):
    noa = shop.member()
    one, two = shop.post(basket(shop, "130", noa), basket(shop, "130", noa))
    assert told_now(shop, one)["first"]["holds"] is True
    assert told_now(shop, two)["first"]["holds"] is False
    assert "used before: 112" in str(told_now(shop, two)["capped"])


def test_a_later_version_changes_no_reason(shop):
    noa = shop.member()
    (sale,) = shop.post(basket(shop, "130", noa))
    was = told_now(shop, sale)
    shop.publish(document(LINEAR.replace("'10'", "'20'"), CAPPED))
    assert told_now(shop, sale) == was


def test_goods_that_came_back_change_no_reason(shop):
    noa = shop.member()
    body = basket(shop, "130", noa)
    body["lines"].append({"id": "2", "sku": "H1", "category": "hats", "quantity": "2", "unit_price": "40"})
    (sale,) = shop.post(body)
    was = told_now(shop, sale)
    shop.bring_back(sale["id"], [{"line": "1", "quantity": "1"}])
    shop.bring_back(sale["id"], [{"line": "2", "quantity": "1"}])
    assert told_now(shop, sale) == was


def test_what_was_stored_rules_where_the_catalogue_has_changed(shop):
    noa = shop.member()
    (sale,) = shop.post(basket(shop, "130", noa))
    was = told_now(shop, sale)
    with club_transaction(shop.club.id):
        hats = Category.objects.get(code="hats")
        assert Product.objects.filter(sku="J1").update(category=hats) == 1
    now = told_now(shop, sale)

    # Judged by what the catalogue says now, the jeans are a hat and the promotion would not apply.
    assert was["tenth"]["holds"] is now["tenth"]["holds"] is True
    assert now["tenth"]["why"] == was["tenth"]["why"]
    assert [one["kind"] for one in now["tenth"]["within"]] == ["kept"]
    # What the basket earned by its price is told as it was stored as well.
    assert {rule: (one["holds"], one["why"]) for rule, one in now.items()} == {
        rule: (one["holds"], one["why"]) for rule, one in was.items()
    }


def test_a_receipt_from_before_its_figures_were_kept_tells_no_figures_of_then(shop):
    noa = shop.member()
    shop.post(basket(shop, "130", noa))
    (sale,) = shop.post(basket(shop, "130", noa))
    was = told_now(shop, sale)
    with club_transaction(shop.club.id):
        row = Receipt.objects.get(id=row_id("rcp", sale["id"]))
        assert row.judged.pop("by")
        (tree,) = why_told(shop.club, row, "en")
    now = branches(tree)

    assert "used before" not in str(now) and "had counted before" not in str(now)
    assert {rule: (one["holds"], one["why"]) for rule, one in now.items()} == {
        rule: (one["holds"], one["why"]) for rule, one in was.items()
    }


def test_prices_of_old_books_were_changed_by_no_promotion(shop):
    noa = shop.member()
    sale = shop.post_history(basket(shop, "130", noa))
    told = told_now(shop, sale)
    assert told["tenth"]["holds"] is False
    assert told["tenth"]["why"] == "The prices of this receipt are of the past; promotions do not change them"


def test_a_receipt_of_nobody_says_what_is_for_members(shop):
    (sale,) = shop.post(basket(shop, "130", None))
    told = told_now(shop, sale)
    assert told["tenth"]["holds"] is True
    assert told["base"]["why"] == "For members only"


def test_depths(shop):
    noa = shop.member()
    body = shop.basket("130", member=noa)
    (sale,) = shop.post(body)
    assert {one["subject"] for one in told_now(shop, sale)["capped"]["within"] if one["kind"] == "limit"} == {
        "member", "budget",
    }  # fmt: skip
    mine = told_now(shop, sale, "member")
    assert {one["subject"] for one in mine["capped"]["within"] if one["kind"] == "limit"} == {"member"}
    assert "tenth" not in mine
    poster = told_now(shop, sale, "poster")
    assert set(poster) == {"base", "capped", "first"}
    assert {one["kind"] for rule in poster.values() for one in rule["within"]} <= {"near"}


def test_a_return_has_no_trees(shop):
    (sale,) = shop.post(basket(shop, "130", shop.member()))
    back = shop.bring_back(sale["id"], [{"line": "1", "quantity": "1"}])
    with club_transaction(shop.club.id):
        receipt = Receipt.objects.get(id=row_id("rcp", back["id"]))
        found: list[Reason] = [one.reason for one in why(shop.club, programmes.shelf(shop.club), receipt, None, "UTC")]
    assert found == []
