"""A key that reads figures alone is told nothing of who members are, and finds nobody by what they are known by."""

import pytest

from tests.interfaces.api.shop import Shop

WHO = {"phone": None, "email": None, "card": None, "external_id": None, "birth_date": None, "first_name": "", "last_name": ""}  # fmt: skip


def test_members_are_told_by_their_numbers(shop: Shop) -> None:
    member = shop.member(
        first_name="Roxana", last_name="Zimmerman", email="roxana@example.com", birth_date="1990-01-02"
    )

    one = shop.get(f"members/{member['id']}", by="figures")
    (listed,) = shop.get("members", by="figures")["items"]

    assert one == listed == member | WHO
    assert shop.get(f"members/{member['id']}", by="reader") == member


@pytest.mark.parametrize("asked", ["phone", "email", "card", "external_id", "q"])
def test_nobody_is_found_by_what_they_are_known_by(shop: Shop, asked: str) -> None:
    shop.member()

    refused = shop.call("GET", f"members?{asked}=0521234567", by="figures")

    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")


def test_a_basket_is_not_quoted_as_that_would_say_whose_phone_is_a_members(shop: Shop) -> None:
    assert shop.call("POST", "quotes", shop.sale(member="0521234567"), by="figures").status_code == 403


def test_a_system_works_at_the_tills_and_the_shop_and_keeps_off_the_rest(shop: Shop) -> None:
    assert shop.call("POST", "products", {"sku": "new"}, by="integration").status_code == 201
    assert shop.call("POST", "receipts", shop.sale(), by="integration", Idempotency_Key="i1").status_code == 201
    for path in ("keys", "kpis?from=2026-11-01&to=2026-11-30"):
        assert shop.call("GET", path, by="integration").status_code == 403
