"""A quote and a receipt say why and why not, as a tree, when they are asked to."""

import json

import pytest

from tests.flows.shopkeeper import branches
from tests.interfaces.api.shop import Shop


def test_a_quote_tells_its_reasons_when_asked(shop: Shop) -> None:
    sale = shop.sale("250.00", member=shop.member()["id"])

    plain = shop.post("quotes", sale).json()
    full = shop.post("quotes?reasons=true", sale).json()
    (tree,) = full.pop("reasons")

    assert full == plain
    assert (tree["kind"], tree["subject"], tree["holds"]) == ("programme", "style", True)
    by_id = branches(tree)
    assert {award["rule"]: award["why"] for award in full["awards"]} == {
        rule: one["why"] for rule, one in by_id.items() if one["holds"]
    }
    assert "₪250.00 of the basket counts" in [one["why"] for one in by_id["base"]["within"]]


@pytest.mark.parametrize(("language", "why"), [("he", "לחברי המועדון בלבד"), ("fa", "فقط برای اعضای باشگاه")])
def test_it_tells_them_in_the_callers_language(shop: Shop, language: str, why: str) -> None:
    answer = shop.post("quotes?reasons=true", shop.sale(), Accept_Language=language).json()
    assert {one["why"] for one in branches(answer["reasons"][0]).values()} == {why}


def test_a_version_that_is_tried_tells_its_reasons_too(shop: Shop) -> None:
    sale = {**shop.sale("250.00"), "programme_version": {"programme": "style", "version": 1}, "made_up": {}}
    assert branches(shop.post("quotes?reasons=true", sale).json()["reasons"][0])["points"]["holds"] is True


def test_a_receipt_tells_the_reasons_of_its_own_moment(shop: Shop) -> None:
    sale = shop.sale("250.00", member=shop.member()["id"])
    expected = shop.post("quotes?reasons=true", sale).json()["reasons"]

    committed = shop.post("receipts?reasons=true", sale)
    assert committed.status_code == 201
    assert committed.json()["reasons"] == expected
    found = shop.get(f"receipts/{committed.json()['id']}?reasons=true")
    assert found["reasons"] == expected
    # The answer itself is kept without them.
    assert found["evaluation"] == {name: told for name, told in committed.json().items() if name != "reasons"}
    assert "reasons" not in shop.get(f"receipts/{committed.json()['id']}")


def test_a_receipt_that_is_sent_again_tells_its_reasons_again(shop: Shop) -> None:
    sale = shop.sale("250.00", member=shop.member()["id"])
    first = shop.post("receipts?reasons=true", sale)
    shop.post("receipts", shop.sale("90.00", member=sale["member"]))
    again = shop.post("receipts?reasons=true", sale)
    assert (again.status_code, again.content) == (200, first.content)
    refused = shop.post("receipts?reasons=true", {**sale, "branch": "nowhere", "number": "other"})
    assert refused.status_code == 422


def test_reasons_at_three_depths(shop: Shop) -> None:
    sale = shop.sale("250.00", member=shop.member()["id"])
    sizes = [
        len(json.dumps(shop.post(f"quotes?reasons=true&depth={depth}", sale).json()["reasons"]))
        for depth in ("poster", "member", "manager")
    ]
    assert sizes[0] < sizes[1] <= sizes[2]
    assert shop.post("quotes?reasons=true&depth=all", sale).status_code == 422


def test_a_return_has_no_reasons(shop: Shop) -> None:
    sale = shop.sale("250.00", member=shop.member()["id"])
    sold = shop.post("receipts", sale).json()
    line = {"line": sold["lines"][0]["id"], "quantity": "1"}
    back = shop.post(f"receipts/{sold['id']}/returns", {"number": "R1", "at": sale["at"], "lines": [line]}).json()
    assert shop.get(f"receipts/{back['id']}?reasons=true")["reasons"] == []
