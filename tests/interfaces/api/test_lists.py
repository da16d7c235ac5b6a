"""Lists: pages that lose nothing, and a number of statements that does not grow with the rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moadon.apps.catalogue import actions as catalogue
from moadon.apps.catalogue.types import NewProduct
from moadon.apps.clubs.types import SYSTEM
from moadon.apps.members import actions as members
from moadon.apps.members.types import NewMember
from moadon.store import watching
from tests.interfaces.api.shop import Shop


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement of the block, whichever way it went."""
    told: list[str] = []
    with CaptureQueriesContext(connection) as by_model, watching() as by_hand:
        yield told
    told += [query["sql"] for query in by_model.captured_queries]
    told += by_hand


def _fill(shop: Shop, many: int, start: int = 0) -> dict[str, Any]:
    numbers = range(start, start + many)
    rows = [NewMember(phone=f"+97252{5_550_000 + i}", branch_id=shop.branches["tlv"]) for i in numbers]
    members.add_members(club=shop.club, rows=rows)
    catalogue.list_products(club=shop.club, rows=[NewProduct(f"P{i}", category=f"c{i}") for i in numbers])
    member = shop.get("members?limit=1")["items"][0]
    sales = [shop.sale(member=member["id"]) for _ in numbers]
    shop.post("receipts/batch", {"receipts": sales})
    for i in numbers:
        shop.post("employees", {"code": f"n{i}", "name": "N", "branch": "tlv"})
    return {"member": member["id"], "receipt": shop.get("receipts?limit=1")["items"][0]["id"]}


LISTS = ["members", "receipts", "products", "categories", "employees", "branches", "tills", "keys", "programmes"]


def test_no_list_asks_more_for_more_rows(shop: Shop, subtests: pytest.Subtests) -> None:
    found = _fill(shop, 2)
    few = {path: _asked(shop, path) for path in _paths(found)}
    _fill(shop, 20, start=2)
    many = {path: _asked(shop, path) for path in _paths(found)}

    for path, asked in few.items():
        with subtests.test(path):
            assert len(many[path]) == len(asked), "\n".join(many[path])
            assert len(many[path]) <= (13 if path.endswith("benefits") else 9)


def _paths(found: dict[str, Any]) -> list[str]:
    member = found["member"]
    return [
        *(f"{path}?limit=100" for path in LISTS),
        "members?q=052",
        f"members/{member}/entries?limit=100",
        f"members/{member}/wallets",
        f"members/{member}/benefits",
        f"receipts/{found['receipt']}",
    ]


def _asked(shop: Shop, path: str) -> list[str]:
    shop.get(path)
    with counted() as told:
        shop.get(path)
    return told


@pytest.mark.parametrize("path", ["members", "receipts", "products", "employees", "categories"])
def test_pages_follow_each_other_without_gap_or_repetition(shop: Shop, path: str) -> None:
    _fill(shop, 11)
    whole = shop.get(f"{path}?limit=200")

    pages, cursor = [], ""
    while True:
        found = shop.get(f"{path}?limit=3{cursor}")
        pages.append(found["items"])
        if found["next"] is None:
            break
        cursor = f"&cursor={found['next']}"

    assert whole["next"] is None
    assert [row for page in pages for row in page] == whole["items"]
    assert all(len(page) == 3 for page in pages[:-1])


def test_rows_that_come_meanwhile_disturb_no_page(shop: Shop) -> None:
    _fill(shop, 6)
    first = shop.get("members?limit=3")
    shop.member()

    second = shop.get(f"members?limit=3&cursor={first['next']}")

    assert not {row["id"] for row in first["items"]} & {row["id"] for row in second["items"]}
    assert len(second["items"]) == 3


def test_a_commit_of_one_and_of_many_ask_the_same(shop: Shop) -> None:
    member = shop.member()["id"]
    shop.post("receipts/batch", {"receipts": [shop.sale(member=member)]})

    with counted() as one:
        shop.post("receipts/batch", {"receipts": [shop.sale(member=member)]})
    with counted() as many:
        shop.post("receipts/batch", {"receipts": [shop.sale(member=member) for _ in range(50)]})

    assert len(many) == len(one)


def test_members_are_found_by_any_identifier(shop: Shop) -> None:
    details = {"email": "dana@example.com", "card": "C-100", "external_id": "x1", "last_name": "Levi"}
    dana = shop.post("members", {"phone": "052-555-9001", "first_name": "דנה", **details}).json()
    shop.member()

    for question in (
        "phone=0525559001", "phone=%2B972-52-555-9001", "email=DANA@example.com", "card=c100", "external_id=x1",
        "q=lev", "q=דנ", "q=9001", "q=dana@example.com", "phone=0525559001&card=C-100",
    ):  # fmt: skip
        assert [row["id"] for row in shop.get(f"members?{question}")["items"]] == [dana["id"]], question
    for question in (
        "phone=0525559009",
        "phone=nobody",
        "card=c100&phone=0525559009",
        "q=%20",
        "q=zz",
        "q=dana@",
        "q=05255",
    ):
        assert shop.get(f"members?{question}")["items"] == [], question


def test_a_product_seen_first_on_a_receipt_is_listed_for_completion(shop: Shop) -> None:
    catalogue.add_product(club=shop.club, new=NewProduct("listed"), actor=SYSTEM)
    shop.post("receipts", shop.sale())

    (seen,) = shop.get("products?incomplete=true")["items"]
    shop.call("PATCH", f"products/{seen['id']}", {"unit_cost": "61.00", "category": "jeans"})

    assert seen["sku"] == "SKU-1"
    assert shop.get("products?incomplete=true")["items"] == []
    assert shop.get("products?sku=SKU-1")["items"][0]["category"] == "jeans"
