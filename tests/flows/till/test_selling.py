"""The till sells: what a receipt earns, spends and answers."""

import pytest

from moadon.kernel.refusals import Refused
from tests.flows.shopkeeper import LINEAR, MONTHLY, POINTS, document, open_shop

pytestmark = pytest.mark.django_db


def test_a_purchase_earns_and_says_why() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR, MONTHLY, POINTS))
    noa = shop.member()
    answer = shop.buy("149.90", "149.90", member=noa)
    assert (answer["total"], answer["discount"], answer["to_pay"]) == ("299.80", "0.00", "299.80")
    awards = {a["rule"]: a["amount"] for a in answer["awards"]}
    assert awards == {"base": "20.00", "points": "299"}
    assert all(a["why"] for a in answer["awards"])
    assert {w["wallet"]: w["balance"] for w in answer["wallets"]} == {"credit": "20.00", "points": "299"}
    shop.check_books()


def test_spending_takes_the_lot_that_ends_first_and_earns_nothing_on_itself() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa = shop.member()
    shop.buy("500", member=noa)
    answer = shop.buy("120", member=noa, redeem=[{"wallet": "credit", "amount": "50"}])
    assert answer["to_pay"] == "70.00"
    assert answer["redeemed"][0]["amount"] == "50.00"
    assert answer["redeemed"][0]["lots"][0]["amount"] == "50.00"
    assert answer["awards"] == []
    assert shop.balance(noa) == (0, 0, 0)
    too_much = shop.buy("120", member=noa, redeem=[{"wallet": "credit", "amount": "0.01"}])
    assert isinstance(too_much, Refused) and too_much.code == "not_enough_value"
    shop.check_books()


def test_the_same_receipt_twice_is_told_again_and_another_under_its_number_is_refused() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa = shop.member()
    body = shop.basket("250", member=noa)
    first, second = shop.post(body), shop.post(body)
    assert first[0]["_status"] == 201 and second[0]["_status"] == 200 and second[0]["_replayed"]
    assert {**first[0], "_status": 0, "_replayed": 0} == {**second[0], "_status": 0, "_replayed": 0}
    other = {**body, "lines": [{**body["lines"][0], "unit_price": "251"}]}
    (refused,) = shop.post(other)
    assert refused.code == "receipt_number_taken"
    assert shop.balance(noa) == (2000, 0, 0)


def test_goods_brought_back_take_their_award_along() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR, POINTS))
    noa = shop.member()
    sale = shop.buy("149.90", "149.90", member=noa)
    back = shop.bring_back(sale["id"], [{"line": "1", "quantity": "1"}])
    assert back["state"] == "part_returned" and back["refund"] == "149.90"
    assert shop.balance(noa) == (1000, 0, 0)
    assert shop.balance(noa, "points") == (149, 0, 0)
    rest = shop.bring_back(sale["id"])
    assert rest["state"] == "returned"
    assert shop.balance(noa) == (0, 0, 0) and shop.balance(noa, "points") == (0, 0, 0)
    again = shop.bring_back(sale["id"])
    assert again.code == "nothing_left_to_return"
    shop.check_books()


def test_a_receipt_of_a_batch_spends_what_the_one_before_it_earned_and_names_the_lot() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa = shop.member()
    spending = shop.basket("50", member=noa, redeem=[{"wallet": "credit", "amount": "10"}])
    _, spent = shop.post(shop.basket("100", member=noa), spending)
    (lot,) = spent["redeemed"][0]["lots"]
    assert lot["lot"].startswith("lot_") and lot["amount"] == "10.00"
    shop.check_books()
