"""Lists and single things ask the database as often for many rows as for one."""

import pytest

from tests.interfaces.api.shop import BROUGHT_BACK_AT, Shop
from tests.interfaces.office.shop_floor import statements

LISTS = (
    "members", "members?q=Dana", "receipts", "receipts?branch=tlv", "products", "categories", "branches", "employees",
    "tills", "keys", "programmes", "programmes/style/versions",
)  # fmt: skip


def _more(shop: Shop, number: int) -> None:
    """One more of everything."""
    member = shop.member(branch="tlv", employee="e17")
    shop.post("receipts", shop.sale("250.00", member=member["id"], till=f"T{number}"))
    shop.post("categories", {"code": f"c{number}", "parent": f"c{number - 1}" if number > 1 else None})
    shop.post("products", {"sku": f"P{number}", "category": f"c{number}"})
    shop.post("branches", {"code": f"b{number}", "name": "B"})
    shop.post("employees", {"code": f"x{number}", "name": "X", "branch": f"b{number}"})
    shop.post("keys", {"scope": "till", "branch": f"b{number}"})
    shop.post("programmes/style/publish")


def _asked(shop: Shop, path: str) -> int:
    shop.get(path)
    with statements() as told:
        shop.get(path)
    return len(told)


def test_a_list_of_many_asks_as_often_as_a_list_of_one(shop: Shop) -> None:
    _more(shop, 1)
    before = {path: _asked(shop, path) for path in LISTS}

    for number in range(2, 7):
        _more(shop, number)

    assert {path: _asked(shop, path) for path in LISTS} == before


@pytest.mark.parametrize("room", ["members/{member}/entries", "members/{member}/wallets", "members/{member}/benefits"])
def test_a_member_of_many_receipts_asks_as_often_as_of_one(shop: Shop, room: str) -> None:
    path = room.format(member=(member := shop.member()["id"]))
    shop.post("receipts", shop.sale("250.00", member=member))
    before = _asked(shop, path)

    for _ in range(5):
        sale = shop.post("receipts", shop.sale("250.00", member=member)).json()
        shop.post(f"receipts/{sale['id']}/returns", {"number": sale["number"], "at": BROUGHT_BACK_AT})

    assert _asked(shop, path) == before


def test_a_receipt_of_many_lines_asks_as_often_as_of_one(shop: Shop) -> None:
    def sold(count: int) -> str:
        lines = [{"id": str(n), "sku": f"S{n}", "quantity": "1", "unit_price": "10.00"} for n in range(count)]
        return str(shop.post("receipts", shop.sale(lines=lines)).json()["id"])

    assert _asked(shop, f"receipts/{sold(1)}") == _asked(shop, f"receipts/{sold(30)}")
