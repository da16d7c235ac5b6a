"""A quote says why and why not, as a tree, when it is asked to."""

from typing import Any

import pytest

from tests.interfaces.api.shop import Shop


def branches(tree: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Rules and promotions by their ids."""
    found = {}
    for one in tree["within"]:
        if one["kind"] in ("rule", "promotion"):
            found[one["subject"]] = one
        found |= branches(one)
    return found


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
