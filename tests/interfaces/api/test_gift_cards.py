"""Gift cards, loaded money and return credit by the API."""

from typing import Any

import pytest

from tests.interfaces.api.gift_cards import issued, series
from tests.interfaces.api.shop import BROUGHT_BACK_AT, Shop


def _balance(shop: Shop, card: dict[str, Any], **more: str) -> Any:
    return shop.call("POST", "gift-cards/balance", {"code": card["code"], **more}, by="till")


def test_the_code_is_told_once_and_kept_nowhere(shop: Shop) -> None:
    body = {"amount": "50.00", "reference": "order 1", "with_pin": True}
    first = shop.post("gift-cards", body, Idempotency_Key="one").json()
    again = shop.post("gift-cards", body, Idempotency_Key="one").json()
    assert (len(first["code"]), len(first["pin"])) == (19, 4)
    assert again == first | {"code": None, "pin": None}
    assert "code" not in shop.get(f"gift-cards/{first['id']}")
    assert _balance(shop, first, pin=first["pin"]).json()["available"] == "50.00"


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"amount": "0.00", "reference": "r"}, "not_above_zero", "amount"),
        ({"amount": "-5.00", "reference": "r"}, "not_above_zero", "amount"),
        ({"amount": "NaN", "reference": "r"}, "not_a_number", "amount"),
        ({"amount": "5.001", "reference": "r"}, "too_many_decimals", "amount"),
        ({"amount": "5.00"}, "sold_by_something", "reference"),
        ({"amount": "5.00", "receipt": "rcp_0000000000000"}, "unknown_id", "receipt"),
        ({"amount": "5.00", "reference": "r", "pin": "12"}, "pin_not_valid", "pin"),
        ({"amount": "5.00", "reference": "r", "hue": "red"}, "unknown_field", "hue"),
    ],
)
def test_what_is_wrong_with_a_card_is_named(shop: Shop, body: dict[str, str], code: str, field: str) -> None:
    told = shop.post("gift-cards", body).json()
    assert (told["errors"][0]["code"], told["errors"][0]["field"]) == (code, field)


def test_a_sale_sells_no_more_than_it_brought(shop: Shop) -> None:
    sale = shop.post("receipts", shop.sale("100.00")).json()["id"]
    issued(shop, "60.00", receipt=sale, reference="")
    told = shop.post("gift-cards", {"amount": "40.01", "receipt": sale}).json()
    assert told["code"] == "sold_for_less"
    issued(shop, "40.00", receipt=sale, reference="")


def test_a_printed_card_is_worth_nothing_until_it_is_sold(shop: Shop) -> None:
    made, code = series(shop)
    card = {"code": code}
    assert _balance(shop, card).json() | {"id": "", "terms": {}} == {
        "id": "", "state": "inactive", "balance": "0.00", "available": "0.00", "expires_at": None, "terms": {},
    }  # fmt: skip
    pay = [{"wallet": "gift_card", "code": code, "amount": "1.00"}]
    assert shop.post("receipts", shop.sale("50.00", redeem=pay)).json()["code"] == "card_not_active"
    assert shop.post(f"gift-card-series/{made}/codes").json()["code"] == "codes_handed_out"
    active = shop.post("gift-cards/activate", {"code": code, "reference": "receipt 1"}, by="till").json()
    assert (active["state"], active["left"], active["branch"]) == ("active", "50.00", "tlv")
    again = shop.post("gift-cards/activate", {"code": code, "reference": "receipt 1"}, by="till")
    assert (again.status_code, again.json()["code"]) == (409, "card_is_active")
    assert shop.get(f"gift-card-series/{made}")["states"] == {"active": 1, "inactive": 2}
    fresh = shop.post(f"gift-card-series/{made}/codes", {"again": True}).json()["items"]
    assert len(fresh) == 2


def test_wrong_codes_and_wrong_pins_read_the_same_and_lock_the_card(shop: Shop) -> None:
    card, other = issued(shop, pin="4711"), issued(shop)
    wrong = [_balance(shop, card, pin="0000") for _ in range(5)]
    assert {(one.status_code, one.json()["code"]) for one in wrong} == {(422, "unknown_card")}
    assert _balance(shop, card, pin="4711").json() == wrong[0].json()
    assert shop.get(f"gift-cards/{card['id']}")["state"] == "locked"
    assert shop.post(f"gift-cards/{card['id']}/unlock", {"reason": "It is theirs"}).json()["state"] == "active"
    assert _balance(shop, card, pin="4711").json()["available"] == "50.00"
    last = "2" if other["code"][-1] != "2" else "3"
    assert _balance(shop, {"code": other["code"][:-1] + last}).json()["code"] == "card_code_mistyped"


def test_quotes_and_receipts_count_guesses_too_also_when_they_are_refused(shop: Shop) -> None:
    card = issued(shop, pin="4711")
    pay = [{"wallet": "gift_card", "code": card["code"], "pin": "0000", "amount": "5.00"}]
    for address in ("quotes", "receipts", "quotes", "receipts"):
        assert shop.post(address, shop.sale("50.00", redeem=pay)).json()["code"] == "unknown_card"
    assert shop.get(f"gift-cards/{card['id']}")["state"] == "active"
    back = {"return": {"number": "x", "at": BROUGHT_BACK_AT}, "receipt": shop.sale("50.00", redeem=pay)}
    sold = shop.post("receipts", shop.sale("50.00")).json()["id"]
    assert shop.post(f"receipts/{sold}/exchange", back).status_code in (404, 422)
    shop.post("quotes", shop.sale("50.00", redeem=pay))
    assert shop.get(f"gift-cards/{card['id']}")["state"] == "locked"


def test_who_guesses_too_often_has_to_wait(shop: Shop) -> None:
    cards = [issued(shop, pin="4711") for _ in range(5)]
    told = [_balance(shop, cards[n % 5], pin="0000").json()["code"] for n in range(21)]
    assert told == ["unknown_card"] * 20 + ["too_many_guesses"]
    good = _balance(shop, issued(shop))
    assert (good.status_code, good.json()["code"]) == (429, "too_many_guesses")
    assert int(good.headers["Retry-After"]) > 0


def test_blocked_killed_replaced_and_put_on_an_account(shop: Shop) -> None:
    card, member = issued(shop, pin="4711"), shop.member()
    at = f"gift-cards/{card['id']}"
    pay = [{"wallet": "gift_card", "code": card["code"], "pin": "4711", "amount": "5.00"}]
    shop.post(f"{at}/block", {"reason": "Reported lost"})
    assert shop.post("receipts", shop.sale("50.00", redeem=pay)).json()["code"] == "card_blocked"
    new = shop.post(f"{at}/replace", {"reason": "Lost"}).json()
    assert (new["left"], new["id"] != card["id"], shop.get(at)["ending"]) == ("50.00", True, "replaced")
    assert shop.get(at)["replaced_by"] == new["id"]
    moved = shop.post(f"gift-cards/{new['id']}/attach", {"member": member["id"]}, by="owner").json()
    assert moved["amount"] == "50.00"
    purse = {one["wallet"]: one for one in shop.get(f"members/{member['id']}/wallets")}
    assert (purse["gift_card"]["kind"], purse["gift_card"]["available"]) == ("gift", "50.00")
    own = [{"wallet": "gift_card", "amount": "20.00"}]
    paid = shop.post("receipts", shop.sale("50.00", member=member["id"], redeem=own)).json()
    assert paid["to_pay"] == "30.00"
    other = issued(shop)
    assert shop.post(f"gift-cards/{other['id']}/kill", {"reason": "Stolen"}).json()["amount"] == "50.00"
    again = shop.post(f"gift-cards/{other['id']}/kill", {"reason": "Stolen"})
    assert (again.status_code, again.json()["code"]) == (409, "card_is_dead")


def test_money_is_loaded_spent_and_taken_back_while_it_is_whole(shop: Shop) -> None:
    member = shop.member()
    at = f"members/{member['id']}/loads"
    load = shop.post(at, {"amount": "80.00", "reference": "terminal 4", "payment": "card"}, by="till").json()
    assert (load["wallet"], load["amount"]) == ("loaded", "80.00")
    other = shop.post(at, {"amount": "20.00", "reference": "terminal 4"}).json()
    assert shop.post(f"{at}/{other['lot']}/cancel", {"reason": "Twice"}).json()["amount"] == "20.00"
    shop.post("receipts", shop.sale("50.00", member=member["id"], redeem=[{"wallet": "loaded", "amount": "50.00"}]))
    refused = shop.post(f"{at}/{load['lot']}/cancel", {"reason": "Twice"})
    assert (refused.status_code, refused.json()["code"]) == (409, "load_is_spent")
    purse = {one["wallet"]: one for one in shop.get(f"members/{member['id']}/wallets")}
    assert (purse["loaded"]["kind"], purse["loaded"]["available"]) == ("gift", "30.00")
    assert purse["loaded"]["expiring"][0]["amount"] == "30.00"


def test_a_key_of_one_branch_sees_the_cards_of_its_branch(shop: Shop) -> None:
    card = issued(shop)
    assert shop.call("GET", f"gift-cards/{card['id']}", by="other till").status_code == 404
    assert shop.get("gift-cards", by="other till")["items"] == []
    assert [one["id"] for one in shop.get(f"gift-cards?tail={card['tail'].lower()}", by="till")["items"]] == [
        card["id"]
    ]


def test_no_programme_may_call_a_wallet_as_the_house_does(shop: Shop) -> None:
    text = """
format: moadon/programme/1
id: second
name: {en: Second, he: שני, fa: دوم}
currency: ILS
wallets: {gift_card: {kind: credit}}
earn: [{id: base, type: linear, every: "100", give: "1", wallet: gift_card}]
"""
    told = shop.post("programmes", text.encode(), Content_Type="application/yaml")
    assert (told.status_code, "reserved_wallet" in told.content.decode()) == (422, True)


def test_each_stored_wallet_tells_its_terms_and_no_other_does(shop: Shop) -> None:
    member = shop.member()["id"]
    shop.post(f"members/{member}/loads", {"amount": "50.00", "reference": "terminal 1"})
    told = {one["wallet"]: one["terms"] for one in shop.get(f"members/{member}/wallets")}
    assert told["credit"] is None
    until = told["loaded"].pop("until")
    assert told["loaded"] == {
        "kind": "loaded_money", "months": 60, "least_months": 60, "basis": "law", "law": "il_consumer_protection_law",
        "tax": "when_redeemed",
    }  # fmt: skip
    card = issued(shop)
    balance = shop.post("gift-cards/balance", {"code": card["code"]}).json()
    assert (balance["terms"]["kind"], balance["terms"]["until"]) == ("gift_card", until)
