"""What a return is known by: its time, its till, and that it was asked for before."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from moadon.flows import till
from moadon.flows.till.types import Committed, ReturnDraft, SaleRef
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from tests.flows.shopkeeper import NOON, open_shop

pytestmark = pytest.mark.django_db


def test_goods_cannot_come_back_before_they_were_sold() -> None:
    shop = open_shop()
    sale = shop.buy("100")
    early = shop.bring_back(sale["id"], at="2026-11-21T10:00:00+00:00")
    assert isinstance(early, Refused) and (early.code, early.field) == ("returned_before_sold", "at")


def test_a_till_without_a_branch_is_the_one_where_the_sale_was_and_a_new_one_is_made() -> None:
    shop = open_shop()
    first, second = shop.buy("100", "100"), shop.buy("100", "100")
    told = [
        shop.bring_back(sale["id"], [{"line": "1", "quantity": "1"}], number="R1", till=name)
        for sale, name in ((first, "T8"), (second, "T9"))
    ]
    assert [one["state"] for one in told] == ["part_returned", "part_returned"]
    again = shop.bring_back(first["id"], [{"line": "1", "quantity": "1"}], number="R1", till="T8")
    assert again["_replayed"] and again["id"] == told[0]["id"]


def cancellation(sale: dict[str, Any], at: datetime) -> ReturnDraft:
    return ReturnDraft(SaleRef(id=row_id("rcp", sale["id"])), sale["number"], at, cancel=True)


def test_a_cancellation_asked_for_again_at_another_time_is_told_again() -> None:
    shop = open_shop()
    sale = shop.buy("100")
    first, again = (
        till.give_back(shop.club, [cancellation(sale, at)], shop.actor, now=lambda: NOON + timedelta(hours=1))[0]
        for at in (NOON, NOON + timedelta(hours=1))
    )
    assert isinstance(first, Committed) and again == replace(first, replayed=True, status=200)


def test_without_a_till_the_branch_tells_receipts_apart() -> None:
    shop = open_shop()
    here, there, again, other = (
        shop.buy(price, branch=branch, till=None, number="1")
        for branch, price in (("tlv", "100"), ("jfa", "100"), ("tlv", "100"), ("tlv", "120"))
    )
    assert here["id"] != there["id"]
    assert again["_replayed"] and again["id"] == here["id"]
    assert other.code == "receipt_number_taken"
    back = [shop.bring_back(sale["id"], number="R1") for sale in (here, there)]
    assert [one["state"] for one in back] == ["returned", "returned"]
