"""Points for a better price: what they pay, what is refused, and what comes back."""

import pytest

from moadon.kernel.refusals import Refused
from tests.flows.shopkeeper import Shopkeeper, open_shop
from tests.flows.till.test_promotions import promoted, sale

pytestmark = pytest.mark.django_db


MUG = "{id: mug, items: {sku: [M]}, get: {kind: points_price, wallet: points, points: '500', price: '20'}}"
TEN_OFF = "{id: off, get: {kind: points_discount, wallet: points, points: '100', value: '10'}}"


def with_points(shop: Shopkeeper) -> str:
    """A member with 1,000 points to spend."""
    noa = shop.member()
    sale(shop, ("A", "1000.00", "1"), member=noa)
    return noa


def test_points_pay_the_price_above_what_is_left_in_money_and_come_back_as_points() -> None:
    shop = open_shop()
    shop.publish(promoted(MUG))
    noa = with_points(shop)
    quoted = shop.quote(shop.basket("1.00", member=noa))
    assert quoted["offers"] == []
    body = shop.basket("60.00", "40.00", member=noa)
    body["lines"][0]["sku"] = "M"
    (offer,) = shop.quote(body)["offers"]
    assert (offer["rule"], offer["wallet"], offer["amount"], offer["saves"]) == ("mug", "points", "500", "40.00")
    wish = {"wallet": "points", "amount": "500", "promotion": "mug"}
    told = shop.post({**body, "redeem": [wish], "payments": [{"kind": "card", "amount": "60.00"}]})[0]
    assert (told["total"], told["discount"], told["to_pay"]) == ("100.00", "0.00", "60.00")
    # Nothing is earned on what points paid: 20 for the mug, 40 for the rest.
    assert [(award["rule"], award["amount"]) for award in told["awards"]] == [("points", "60")]
    assert shop.balance(noa, "points") == (560, 0, 0)
    answer = shop.bring_back(told["id"], [{"line": "1", "quantity": "1"}])
    assert (answer["refund"], [(g["wallet"], g["amount"]) for g in answer["given_back"]]) == (
        "20.00",
        [("points", "500")],
    )
    assert shop.balance(noa, "points") == (1040, 0, 0)
    shop.bring_back(told["id"])
    assert shop.balance(noa, "points") == (1000, 0, 0)
    shop.check_books()


def test_points_take_money_off_the_basket() -> None:
    shop = open_shop()
    shop.publish(promoted(TEN_OFF))
    noa = with_points(shop)
    told = shop.buy("50.00", member=noa, redeem=[{"wallet": "points", "amount": "300", "promotion": "off"}])
    assert (told["to_pay"], shop.balance(noa, "points")[0]) == ("20.00", 720)


@pytest.mark.parametrize(
    ("wish", "prices", "code"),
    [
        ({"amount": "500", "promotion": "mug"}, ["60.00"], "promotion_not_given"),
        ({"amount": "450", "promotion": "off"}, ["60.00"], "promotion_not_given"),
        ({"amount": "100", "promotion": "nothing"}, ["60.00"], "promotion_not_given"),
        ({"amount": "1000", "promotion": "off"}, ["60.00"], "redeem_above_price"),
        ({"amount": "5000", "promotion": "off"}, ["600.00"], "not_enough_value"),
    ],
)
def test_points_that_buy_nothing_are_refused(wish: dict[str, str], prices: list[str], code: str) -> None:
    shop = open_shop()
    shop.publish(promoted(MUG, TEN_OFF))
    noa = with_points(shop)
    refused = shop.buy(*prices, member=noa, redeem=[{"wallet": "points", **wish}])
    assert isinstance(refused, Refused)
    assert refused.code == code
    assert shop.balance(noa, "points")[0] == 1000
