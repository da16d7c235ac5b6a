"""A receipt that is paid with what a hold has set aside: one step ends the hold and books the sale."""

from typing import Any

import pytest

from moadon.apps.ledger.models import Transaction
from moadon.flows.holds import void_hold
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.flows.holds.keeping import HOUR, WEEKS, check_holds, figures, hold, later, opened, row_of
from tests.flows.shopkeeper import LINEAR, PER_RECEIPT, Shopkeeper, document, open_shop

pytestmark = pytest.mark.django_db


def wish(row: int, amount: str, wallet: str = "credit") -> dict[str, str]:
    return {"wallet": wallet, "amount": amount, "hold": public_id("hld", row)}


def pay(shop: Shopkeeper, member: str, row: int, amount: str, price: str = "90") -> Any:
    """A receipt paid with what a hold has set aside."""
    return shop.buy(price, member=member, redeem=[wish(row, amount)], at=shop.now.isoformat())


def credit(told: Any) -> tuple[str, str]:
    """Balance and available as a receipt tells them."""
    one = next(one for one in told["wallets"] if one["wallet"] == "credit")
    return one["balance"], one["available"]


def test_a_receipt_takes_what_is_set_aside_for_it_and_lets_go_of_the_rest() -> None:
    shop, noa = opened()
    row, other = hold(shop, noa, "90.00"), hold(shop, noa, "10.00")
    body = shop.basket("90", member=noa, redeem=[wish(row, "80.00")])
    quoted = shop.quote(body)
    assert (credit(quoted), figures(shop, noa)) == (("20.00", "10.00"), (10000, 0, 10000))
    told = shop.post(body)[0]
    assert (told["to_pay"], told["redeemed"][0]["amount"], credit(told)) == ("10.00", "80.00", ("20.00", "10.00"))
    assert figures(shop, noa) == (2000, 1000, 1000)
    found = row_of(shop, row)
    assert (found.state, found.posted, row_of(shop, other).state) == ("posted", 8000, "placed")
    with club_transaction(shop.club.id):
        booked = Transaction.objects.get(pk=found.transaction_id)
        assert (booked.kind, public_id("rcp", booked.receipt)) == ("spend", told["id"])
    check_holds(shop)


def test_nothing_is_earned_on_it_and_it_comes_back_with_the_goods() -> None:
    shop = open_shop()
    shop.publish(document(PER_RECEIPT))
    noa = shop.member()
    shop.buy("1000", member=noa)
    told = pay(shop, noa, hold(shop, noa, "60.00"), "60.00", "150")
    assert told["awards"] == []
    shop.bring_back(told["id"])
    assert figures(shop, noa) == (10000, 10000, 0)
    check_holds(shop)


@pytest.mark.parametrize(
    ("named", "code", "field"),
    [
        (lambda shop, _, row: wish(row, "30.01"), "more_than_held", "redeem.0.amount"),
        (lambda shop, _, row: wish(row, "1", "points"), "unknown_hold", "redeem.0.hold"),
        (lambda shop, _, row: wish(1 << 40, "1"), "unknown_hold", "redeem.0.hold"),
        (lambda shop, _, row: {**wish(row, "1"), "hold": "junk"}, "unknown_hold", "redeem.0.hold"),
        (lambda shop, dan, row: wish(hold(shop, dan, "5"), "1"), "unknown_hold", "redeem.0.hold"),
        (lambda shop, _, row: (void_hold(shop.club, row, shop.now), wish(row, "1"))[1], "hold_ended", "redeem.0"),
        (lambda shop, _, row: (later(shop, seconds=HOUR), wish(row, "1"))[1], "hold_ended", "redeem.0"),
    ],
)
def test_a_hold_that_cannot_pay_is_refused_by_its_field(named: Any, code: str, field: str) -> None:
    shop, noa = opened()
    dan = shop.member("+972525550143")
    shop.buy("1000", member=dan)
    redeem = [named(shop, dan, hold(shop, noa, "30.00"))]
    refused = shop.buy("90", member=noa, redeem=redeem)
    assert (refused.code, refused.field) == (code, field)
    with pytest.raises(Refused, match=code):
        shop.quote(shop.basket("90", member=noa, redeem=redeem))
    check_holds(shop)


def test_of_two_receipts_in_one_batch_one_takes_it() -> None:
    shop, noa = opened()
    row = hold(shop, noa, "30.00")
    told = shop.post(*[shop.basket("90", member=noa, redeem=[wish(row, "30")]) for _ in range(2)])
    assert (told[0]["_status"], told[1].code, told[1].status) == (201, "hold_ended", 409)
    check_holds(shop)


def test_what_another_in_the_batch_has_set_aside_is_unknown() -> None:
    shop, noa = opened()
    dan = shop.member("+972525550143")
    shop.buy("1000", member=dan)
    row = hold(shop, noa, "30.00")
    told = shop.post(*[shop.basket("90", member=who, redeem=[wish(row, "30")]) for who in (dan, noa)])
    assert (told[0].code, told[1]["_status"]) == ("unknown_hold", 201)
    check_holds(shop)


def test_a_receipt_sent_again_is_told_again_and_from_another_hold_it_is_another() -> None:
    shop, noa = opened()
    row, other = hold(shop, noa, "30.00"), hold(shop, noa, "30.00")
    body = shop.basket("90", member=noa, redeem=[wish(row, "30")])
    told, again = shop.post(body)[0], shop.post(body)[0]
    assert (again["id"], again["_replayed"]) == (told["id"], True)
    assert shop.post({**body, "redeem": [wish(other, "30")]})[0].code == "receipt_number_taken"
    assert shop.post({**body, "redeem": [{"wallet": "credit", "amount": "30"}]})[0].code == "receipt_number_taken"


def test_what_it_lets_go_pays_what_is_owed() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa = shop.member()
    sale = shop.buy("1000", member=noa)
    row = hold(shop, noa, "30.00")
    shop.bring_back(sale["id"])
    told = pay(shop, noa, row, "20.00", "30")
    assert (credit(told), shop.balance(noa)) == (("-20.00", "0.00"), (0, 0, 2000))
    check_holds(shop)


def test_what_has_ended_under_it_still_pays() -> None:
    shop, noa = opened(wallets=WEEKS)
    row = hold(shop, noa, "30.00", ttl=96 * HOUR)
    later(shop, days=3)
    shop.buy("1000", member=noa, at=shop.now.isoformat())
    told = pay(shop, noa, row, "20.00", "30")
    # What was left of the first lot has ended: 70.00 that nobody held, 10.00 that the hold let go.
    assert (credit(told), told["redeemed"][0]["amount"]) == (("180.00", "100.00"), "20.00")
    check_holds(shop)
