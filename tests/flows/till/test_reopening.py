"""A receipt that was cancelled by mistake stands again, with all that it moved."""

from typing import Any

import pytest

from moadon.apps.receipts.models import Receipt
from moadon.flows import till
from moadon.flows.till.reading_returns import read_return
from moadon.flows.till.reopening import Again
from moadon.flows.till.types import SaleRef
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.flows.shopkeeper import NOON, Shopkeeper, open_shop
from tests.flows.till.test_promotions import TENTH, promoted

pytestmark = pytest.mark.django_db


def cancel(shop: Shopkeeper, sale: str) -> None:
    """Cancel a sale."""
    draft = read_return({"number": "C", "at": NOON.isoformat()}, SaleRef(id=row_id("rcp", sale)), 2, language="en")
    (outcome,) = till.give_back(
        shop.club, [type(draft)(**{**_fields(draft), "cancel": True})], shop.actor, now=lambda: shop.now
    )
    assert not isinstance(outcome, Refused)


def _fields(draft: Any) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in draft.__dataclass_fields__}


def reopen(shop: Shopkeeper, sale: str, number: str = "again") -> Any:
    """Book it again; its outcome or refusal."""
    with club_transaction(shop.club.id):
        row = Receipt.objects.get(pk=row_id("rcp", sale))
    try:
        return till.reopen(shop.club, row, Again(number), shop.actor, now=lambda: shop.now)
    except Refused as refused:
        return refused


def test_it_costs_earns_and_spends_what_it_did() -> None:
    shop = open_shop()
    shop.publish(promoted(TENTH))
    noa = shop.member()
    shop.buy("1000.00", member=noa)
    body = shop.basket("300.00", "50.00", member=noa, redeem=[{"wallet": "points", "amount": "100"}])
    body["lines"][1]["discount"] = "5.00"
    first = shop.post(body)[0]
    stood = shop.balance(noa, "points")
    cancel(shop, first["id"])
    assert shop.balance(noa, "points") == (900, 0, 0)
    outcome = reopen(shop, first["id"])
    assert shop.balance(noa, "points") == stood
    with club_transaction(shop.club.id):
        old, new = (Receipt.objects.get(pk=key) for key in (row_id("rcp", first["id"]), outcome.receipt_id))
        assert (old.state, new.state, new.number, new.at) == ("cancelled", "whole", "again", old.at)
        assert (new.total, new.discount, new.redeemed, new.to_pay) == (
            old.total,
            old.discount,
            old.redeemed,
            old.to_pay,
        )
        assert new.details == old.details
    shop.check_books()


def test_only_what_is_cancelled_is_reopened_and_only_once_a_number() -> None:
    shop = open_shop()
    shop.publish(promoted(TENTH))
    sale = shop.buy("300.00")
    assert reopen(shop, sale["id"]).code == "not_cancelled"
    cancel(shop, sale["id"])
    first, second = reopen(shop, sale["id"]), reopen(shop, sale["id"])
    assert (second.replayed, second.receipt_id) == (True, first.receipt_id)


def test_what_was_given_back_and_is_spent_by_now_cannot_be_spent_again() -> None:
    shop = open_shop()
    shop.publish(promoted(TENTH))
    noa = shop.member()
    shop.buy("100.00", member=noa)
    sale = shop.buy("50.00", member=noa, redeem=[{"wallet": "points", "amount": "100"}])
    cancel(shop, sale["id"])
    shop.buy("50.00", member=noa, redeem=[{"wallet": "points", "amount": "100"}])
    assert reopen(shop, sale["id"]).code == "not_enough_value"
