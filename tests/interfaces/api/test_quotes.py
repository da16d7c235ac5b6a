"""Quotes by drafts and versions: who may try what, and that the answer is that of any quote."""

from typing import Any

import pytest

from tests.interfaces.api.shop import PROGRAMME, Shop

TWICE = PROGRAMME.replace('give: "1"', 'give: "2"')
YAML = {"Content_Type": "application/yaml"}
DRAFT = {"programme": "style", "draft": True}


def points(response: Any) -> list[tuple[str, int | None]]:
    """What was given in points, and by which version."""
    assert response.status_code == 200, response.content
    return [(one["amount"], one["version"]) for one in response.json()["awards"] if one["wallet"] == "points"]


def quoted(shop: Shop, body: dict[str, Any], by: str = "owner") -> Any:
    return shop.call("POST", "quotes", body, by=by)


def test_a_draft_is_tried_in_the_shape_of_a_quote(shop: Shop) -> None:
    shop.call("PUT", "programmes/style", TWICE.encode(), **YAML)
    sale = shop.sale(member=shop.member()["id"])
    plain, tried = quoted(shop, sale), quoted(shop, {**sale, "programme_version": DRAFT})
    assert (points(plain), points(tried)) == ([("100", 1)], [("200", None)])
    assert plain.json().keys() == tried.json().keys()


@pytest.mark.parametrize(
    ("by", "what", "status", "code"),
    [
        ("owner", {"document": TWICE}, 200, ""),
        ("reader", {"document": TWICE}, 403, "not_allowed"),
        ("till", {"document": TWICE}, 403, "not_allowed"),
        ("any till", {"document": TWICE}, 403, "not_allowed"),
        ("owner", DRAFT, 200, ""),
        ("reader", DRAFT, 200, ""),
        ("any till", DRAFT, 200, ""),
        ("owner", {"programme": "style", "version": 1}, 200, ""),
        ("reader", {"programme": "style", "version": 1}, 200, ""),
        ("owner", {"programme": "style", "version": 7}, 422, "unknown_version"),
        ("owner", {"programme": "other", "version": 1}, 404, "unknown_id"),
        ("owner", {"programme": "style"}, 422, "which_version"),
        ("owner", {}, 422, "which_version"),
        ("owner", {"version": 1}, 422, "which_version"),
        ("owner", {"programme": "style", "version": 1, "draft": True}, 422, "which_version"),
        ("owner", {"programme": "style", "document": TWICE}, 422, "which_version"),
        ("owner", {"document": 7}, 422, "not_an_object"),
        ("owner", {"document": "["}, 422, "invalid_document"),
        ("owner", {"programme": "style", "versoin": 1}, 422, "unknown_field"),
        ("owner", "style", 422, "not_an_object"),
    ],
)
def test_who_may_try_what(shop: Shop, by: str, what: object, status: int, code: str) -> None:
    shop.call("PUT", "programmes/style", TWICE.encode(), **YAML)
    response = quoted(shop, {**shop.sale(), "programme_version": what}, by)
    assert (response.status_code, response.json().get("code", "")) == (status, code)


def test_another_clubs_draft_is_unknown(shop: Shop, other: Shop) -> None:
    shop.post("programmes", PROGRAMME.replace("id: style", "id: secret").encode(), **YAML)
    response = quoted(other, {**other.sale(), "programme_version": {"programme": "secret", "draft": True}})
    assert (response.status_code, response.json()["code"]) == (404, "unknown_id")


def test_a_document_is_told_what_is_wrong_with_it_by_its_own_places(shop: Shop) -> None:
    faulty = {"document": PROGRAMME.replace("wallet: points", "wallet: pionts")}
    (fault,) = quoted(shop, {**shop.sale(), "programme_version": faulty}).json()["errors"]
    assert (fault["field"], fault["pointer"], fault["code"]) == ("earn.1.wallet", "/earn/1/wallet", "unknown_wallet")


def test_somebody_made_up_is_no_member(shop: Shop) -> None:
    who = {"balances": {"credit": "30.00"}, "birth_date": "1990-11-25", "segments": ["best"], "levels": {}}
    sale = shop.sale(redeem=[{"wallet": "credit", "amount": "20.00"}])
    told = quoted(shop, {**sale, "made_up": who}).json()
    both = quoted(shop, {**sale, "member": shop.member()["id"], "made_up": who})
    wrong = quoted(shop, {**sale, "made_up": {"birth_date": "yesterday"}})
    assert (told["to_pay"], told["redeemed"][0]["amount"]) == ("80.00", "20.00")
    assert (both.status_code, both.json()["code"]) == (422, "member_twice")
    assert wrong.json()["errors"][0]["field"] == "made_up.birth_date"


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"at": "9999-12-31T23:00:00+00:00"}, "at", "too_far_ahead"),
        ({"at": "2100-01-01T00:00:00+02:00", "made_up": {}}, "at", "too_far_ahead"),
        ({"at": "0001-01-01T12:00:00+00:00"}, "at", "too_long_ago"),
        ({"made_up": {"joined": "0001-01-01"}}, "made_up.joined", "not_a_date"),
        ({"made_up": {"joined": "9999-12-31"}}, "made_up.joined", "not_a_date"),
    ],
)
@pytest.mark.parametrize("language", ["en", "he", "fa"])
def test_a_trial_has_its_time(shop: Shop, changes: dict[str, Any], field: str, code: str, language: str) -> None:
    body = {**shop.sale(), "programme_version": {"document": TWICE}, **changes}
    response = shop.call("POST", "quotes", body, Accept_Language=language)
    (fault,) = response.json()["errors"]
    assert (response.status_code, fault["field"], fault["code"]) == (422, field, code)
    assert fault["detail"]


def test_a_receipt_takes_no_trial(shop: Shop) -> None:
    response = shop.post("receipts", {**shop.sale(), "programme_version": DRAFT})
    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, "programme_version")
