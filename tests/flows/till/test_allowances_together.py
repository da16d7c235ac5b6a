"""Money given back for goods that stay: in batches, before its sale, in an exchange, and told again."""

import pytest

from moadon.apps.clubs.types import SYSTEM
from moadon.flows import till
from moadon.flows.till.parking import match_waiting
from moadon.flows.till.reading_returns import read_return
from moadon.flows.till.types import Parked, ReturnDraft, SaleRef
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from moadon.store import watching
from tests.flows.shopkeeper import LINEAR, NOON, PER_RECEIPT, POINTS, document, open_shop
from tests.flows.till.test_allowances import back, less
from tests.flows.till.test_exchanging import swap
from tests.flows.till.test_promotions import sale

pytestmark = pytest.mark.django_db


def test_several_of_one_batch_see_each_other() -> None:
    shop = open_shop()
    shop.publish(document(POINTS))
    noa = shop.member()
    sold = sale(shop, ("A", "100", "2"), member=noa)
    drafts = [
        _draft(sold["id"], f"R{n}", line) for n, line in enumerate((less("A", "30"), back("A"), less("A", "85.01")))
    ]
    told = till.give_back(shop.club, drafts, shop.actor, now=lambda: NOON)
    assert [type(one).__name__ for one in told] == ["Committed", "Committed", "RefusedMany"]
    assert shop.balance(noa, "points") == (85, 0, 0)


def test_a_batch_of_them_takes_no_more_statements_than_one() -> None:
    shop = open_shop()
    shop.publish(document(POINTS))
    noa = shop.member()
    sold = [shop.buy("100", member=noa)["id"] for _ in range(12)]
    till.give_back(shop.club, [_draft(sold[0], "R0", less("1", "1"))], shop.actor, now=lambda: NOON)
    with watching() as one:
        till.give_back(shop.club, [_draft(sold[1], "R1", less("1", "1"))], shop.actor, now=lambda: NOON)
    drafts = [_draft(sale, f"R{n + 2}", less("1", "1")) for n, sale in enumerate(sold[2:])]
    with watching() as many:
        till.give_back(shop.club, drafts, shop.actor, now=lambda: NOON)
    assert len(one) == len(many)
    assert shop.balance(noa, "points")[0] == 1200 - 12


def test_one_that_comes_before_its_sale_waits_for_it() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa = shop.member()
    early = {"of": {"number": "77", "branch": "tlv", "till": "T1"}, "number": "R1", "at": NOON.isoformat()}
    draft = read_return({**early, "lines": [less("1", "60")]}, None, 2)
    (parked,) = till.give_back(shop.club, [draft], shop.actor, now=lambda: NOON)
    assert isinstance(parked, Parked)
    sold = shop.buy("250", member=noa, number="77")
    assert match_waiting(shop.club, SYSTEM, NOON) == 1
    assert shop.balance(noa)[0] == 1000
    assert shop.bring_back(sold["id"])["refund"] == "190.00"


def test_an_exchange_can_give_money_back_for_what_stays() -> None:
    shop = open_shop()
    shop.publish(document(PER_RECEIPT))
    noa = shop.member()
    sold = shop.buy("200.00", member=noa)
    done = swap(shop, sold["id"], {"lines": [less("1", "50")]}, shop.basket("300.00", member=noa))
    assert not isinstance(done, Refused)
    assert shop.balance(noa) == (4000, 0, 0)


def test_the_same_one_twice_is_told_again_and_another_amount_is_refused() -> None:
    shop = open_shop()
    sold = shop.buy("100")
    first = shop.bring_back(sold["id"], [less("1", "10")], number="R")
    assert shop.bring_back(sold["id"], [less("1", "10")], number="R") == {**first, "_status": 200, "_replayed": True}
    assert shop.bring_back(sold["id"], [less("1", "11")], number="R").code == "receipt_number_taken"


def _draft(sold: str, number: str, line: dict[str, str]) -> ReturnDraft:
    body = {"number": number, "at": NOON.isoformat(), "lines": [line]}
    return read_return(body, SaleRef(id=row_id("rcp", sold)), 2)
