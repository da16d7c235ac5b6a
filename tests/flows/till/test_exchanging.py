"""An exchange is one operation: goods back and others taken, or nothing at all."""

from typing import Any

import pytest

from moadon.flows import till
from moadon.flows.till.reading import read_receipt
from moadon.flows.till.reading_returns import read_return
from moadon.flows.till.types import SaleRef
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from tests.flows.shopkeeper import NOON, PER_RECEIPT, Shopkeeper, document, open_shop

pytestmark = pytest.mark.django_db


def swap(shop: Shopkeeper, sale: str, back: dict[str, Any], receipt: dict[str, Any]) -> Any:
    """Exchange goods of `sale`; the two answers, or the refusal."""
    body = {"number": "X1", "at": NOON.isoformat(), **back}
    try:
        done = till.exchange(
            shop.club,
            read_return(body, SaleRef(id=row_id("rcp", sale)), 2, language="en"),
            read_receipt(receipt, shop.club, language="en"),
            shop.actor,
            now=lambda: shop.now,
        )
    except Refused as refused:
        return refused
    return done


def test_what_was_earned_goes_and_what_is_bought_instead_earns() -> None:
    shop = open_shop()
    shop.publish(document(PER_RECEIPT))
    noa = shop.member()
    sale = shop.buy("200.00", member=noa)
    assert shop.balance(noa) == (2000, 0, 0)
    done = swap(shop, sale["id"], {}, shop.basket("300.00", member=noa))
    assert not done.replayed
    assert shop.balance(noa) == (3000, 0, 0)
    shop.check_books()


def test_what_comes_back_can_be_spent_on_what_is_taken() -> None:
    shop = open_shop()
    shop.publish(document(PER_RECEIPT))
    noa = shop.member()
    shop.buy("200.00", member=noa)
    spent = shop.buy("50.00", member=noa, redeem=[{"wallet": "credit", "amount": "20.00"}])
    wish = shop.basket("60.00", member=noa, redeem=[{"wallet": "credit", "amount": "20.00"}])
    assert isinstance(shop.post(wish)[0], Refused)
    assert not isinstance(swap(shop, spent["id"], {}, wish), Refused)
    assert shop.balance(noa) == (0, 0, 0)


@pytest.mark.parametrize(
    ("back", "receipt", "field"),
    [
        ({"lines": [{"line": "9", "quantity": "1"}]}, {}, "return.lines.0.line"),
        ({}, {"branch": "nowhere"}, "receipt.branch"),
        ({}, {"payments": [{"kind": "card", "amount": "1.00"}]}, "receipt.payments"),
    ],
)
def test_what_is_wrong_with_either_leaves_both_undone(
    back: dict[str, Any], receipt: dict[str, Any], field: str
) -> None:
    shop = open_shop()
    shop.publish(document(PER_RECEIPT))
    noa = shop.member()
    sale = shop.buy("200.00", member=noa)
    refused = swap(shop, sale["id"], back, shop.basket("300.00", member=noa, **receipt))
    assert isinstance(refused, Refused)
    fields = [one.field for one in getattr(refused, "refusals", (refused,))]
    assert fields == [field]
    assert shop.balance(noa) == (2000, 0, 0)
    assert shop.bring_back(sale["id"])["refund"] == "200.00"


def test_the_same_exchange_twice_is_told_again() -> None:
    shop = open_shop()
    shop.publish(document(PER_RECEIPT))
    sale, other = shop.buy("200.00"), shop.basket("300.00")
    first, second = swap(shop, sale["id"], {}, other), swap(shop, sale["id"], {}, other)
    assert (second.replayed, second.returned.answer, second.receipt.answer) == (
        True,
        first.returned.answer,
        first.receipt.answer,
    )
