"""Branches, employees, tills, products and categories over the API."""

import pytest

from tests.interfaces.api.shop import Shop


def test_a_branch_is_opened_changed_and_closed(shop: Shop) -> None:
    made = shop.post("branches", {"code": "haifa", "name": "Haifa", "time_zone": "Asia/Jerusalem"}).json()
    path = f"branches/{made['id']}"

    renamed = shop.call("PATCH", path, {"name": "Haifa, port", "time_zone": None}, If_Match='"1"')
    closed = shop.call("DELETE", path, If_Match='"2"')

    assert renamed.json() == {**made, "name": "Haifa, port", "time_zone": None, "edition": 2}
    assert closed.status_code == 204
    assert (shop.get(path)["active"], shop.get(path)["edition"]) == (False, 3)
    assert shop.call("PATCH", path, {"active": True}, If_Match='"2"').status_code == 412


def test_a_closed_branch_sells_nothing(shop: Shop) -> None:
    branch = next(one for one in shop.get("branches")["items"] if one["code"] == "tlv")
    shop.call("DELETE", f"branches/{branch['id']}")

    assert shop.post("receipts", shop.sale()).json()["code"] == "unknown_branch"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("branches", {"code": "tlv", "name": "Again"}),
        ("employees", {"code": "e17", "name": "Again"}),
        ("categories", {"code": "jeans"}),
        ("products", {"sku": "SKU-1"}),
        ("tills", {"code": "T1", "branch": "tlv"}),
    ],
)
def test_a_code_is_given_once(shop: Shop, path: str, body: dict[str, str]) -> None:
    shop.post("receipts", shop.sale())
    shop.post("categories", {"code": "jeans"})

    response = shop.post(path, body)

    assert (response.status_code, response.json()["code"].endswith("_taken")) == (409, True)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"code": "", "name": "N"}, "code"),
        ({"code": "x" * 65, "name": "N"}, "code"),
        ({"code": "x", "name": " "}, "name"),
        ({"code": "x", "name": "N", "time_zone": "Mars/Olympus"}, "time_zone"),
        ({"name": "N"}, "code"),
        ({"code": 7, "name": "N"}, "code"),
    ],
)
def test_a_faulty_branch(shop: Shop, body: dict[str, object], field: str) -> None:
    response = shop.post("branches", body)

    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, field)


def test_an_employee_moves_and_leaves(shop: Shop) -> None:
    made = shop.post("employees", {"code": "e18", "name": "Tal", "branch": "tlv"}).json()
    path = f"employees/{made['id']}"

    moved = shop.call("PATCH", path, {"branch": "jer"}).json()
    nowhere = shop.call("PATCH", path, {"branch": None}).json()
    shop.call("DELETE", path)

    assert (moved["branch"], nowhere["branch"]) == ("jer", None)
    assert shop.get(path)["active"] is False
    assert shop.post("receipts", shop.sale(employee="e18")).json()["code"] == "unknown_employee"


def test_a_new_till_makes_itself_known(shop: Shop) -> None:
    shop.post("receipts", shop.sale(till="T7"))
    till = shop.get("tills")["items"][0]

    named = shop.call("PATCH", f"tills/{till['id']}", {"name": "By the door"}).json()

    assert (till["code"], till["branch"], named["name"]) == ("T7", "tlv", "By the door")


def test_a_till_and_a_category_are_changed_only_as_they_were_seen(shop: Shop) -> None:
    till = shop.post("tills", {"code": "T9"})
    shop.post("categories", {"code": "jeans"})

    seen = [till.headers["ETag"]]
    seen.append(shop.call("PATCH", f"tills/{till.json()['id']}", {"name": "Door"}, If_Match=seen[0]).headers["ETag"])
    seen.append(shop.call("PATCH", "categories/jeans", {"name": "Jeans"}, If_Match='"1"').headers["ETag"])
    refused = [
        shop.call("PATCH", f"tills/{till.json()['id']}", {"name": "Hall"}, If_Match='"1"').status_code,
        shop.call("PATCH", "categories/jeans", {"name": "Denim"}, If_Match='"1"').status_code,
        shop.call("DELETE", "categories/jeans", If_Match='"1"').status_code,
    ]

    assert (seen, refused) == (['"1"', '"2"', '"2"'], [412, 412, 412])
    assert shop.call("DELETE", "categories/jeans", If_Match='"2"').status_code == 204


def test_a_product_keeps_prices_as_they_were_written(shop: Shop) -> None:
    body = {"sku": "P", "unit_price": "149.90", "unit_cost": "61.1234", "tax_rate": "0.18", "category": "jeans"}

    made = shop.post("products", body).json()

    assert (made["unit_price"], made["unit_cost"], made["tax_rate"]) == ("149.9", "61.1234", "0.18")
    assert (made["category"], made["incomplete"]) == ("jeans", False)
    assert shop.get("categories")["items"] == [{"code": "jeans", "name": "jeans", "parent": None, "edition": 1}]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"unit_cost": "-1"}, "below_zero"),
        ({"unit_cost": "1.00001"}, "too_many_decimals"),
        ({"tax_rate": "1.5"}, "rate_above_one"),
        ({"unit_price": 149.9}, "not_a_number"),
        ({"active": "yes"}, "not_true_or_false"),
        ({"sku": "other"}, "unknown_field"),
    ],
)
def test_a_faulty_change_of_a_product(shop: Shop, changes: dict[str, object], code: str) -> None:
    product = shop.post("products", {"sku": "P"}).json()

    response = shop.call("PATCH", f"products/{product['id']}", changes)

    assert (response.status_code, response.json()["code"]) == (422, code)
    assert shop.get(f"products/{product['id']}") == product


def test_a_tree_has_no_circle(shop: Shop) -> None:
    shop.post("categories", {"code": "clothes"})
    shop.post("categories", {"code": "jeans", "parent": "clothes"})

    response = shop.call("PATCH", "categories/clothes", {"parent": "jeans"})

    assert (response.status_code, response.json()["code"]) == (422, "category_cycle")
    assert response.json()["errors"][0]["field"] == "parent"


def test_a_category_in_use_stays(shop: Shop) -> None:
    shop.post("products", {"sku": "P", "category": "jeans"})

    assert shop.call("DELETE", "categories/jeans").json()["code"] == "category_in_use"


def test_keys_show_their_secret_only_when_made(shop: Shop) -> None:
    made = shop.post("keys", {"scope": "till", "branch": "tlv", "name": "Till 1"}).json()
    listed = shop.get("keys")["items"][0]

    assert made["key"].startswith("mdn_")
    assert listed == {name: value for name, value in made.items() if name != "key"}
    assert listed["hint"] == made["key"][-4:]


def test_a_key_revoked_twice_is_revoked(shop: Shop) -> None:
    made = shop.post("keys", {"scope": "read"}).json()

    first, second = (shop.call("DELETE", f"keys/{made['id']}").status_code for _ in range(2))

    assert (first, second) == (204, 204)
    assert shop.get(f"keys/{made['id']}")["revoked_at"] is not None


def test_a_key_is_given_another_secret_and_both_do(shop: Shop) -> None:
    key = next(key for key in shop.get("keys")["items"] if key["name"] == "reader")

    made = shop.call("POST", f"keys/{key['id']}/renew", {"old_hours": 2}, Idempotency_Key="renew-1")
    again = shop.call("POST", f"keys/{key['id']}/renew", {"old_hours": 2}, Idempotency_Key="renew-1")
    told = made.json()

    assert (made.status_code, told["id"], told["scope"]) == (200, key["id"], "read")
    assert told["old_until"] and told["hint"] == told["key"][-4:]
    assert again.json() == told | {"key": None}
    assert shop.call("GET", "members", by="reader").status_code == 200
    shop.keys["reader"] = told["key"]
    assert shop.call("GET", "members", by="reader").status_code == 200
    assert shop.call("POST", f"keys/{key['id']}/renew", {"old_hours": 9999}).json()["code"] == "too_large"
