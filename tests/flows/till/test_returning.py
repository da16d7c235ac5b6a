"""Goods brought back undo what they touched, to the unit (semantics 14 to 18)."""

from datetime import UTC, datetime, timedelta

import pytest

from moadon.apps.clubs.types import SYSTEM
from moadon.apps.receipts.models import ParkedReturn
from moadon.flows import till
from moadon.flows.nightly import run_night
from moadon.flows.till.parking import match_waiting
from moadon.flows.till.pieces import part, share_back
from moadon.flows.till.reading_returns import read_return
from moadon.flows.till.types import Parked, ReturnDraft, SaleRef
from moadon.kernel.ids import row_id
from moadon.store import club_transaction
from tests.flows.shopkeeper import LINEAR, NOON, PER_RECEIPT, POINTS, Shopkeeper, document, open_shop

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("whole", "of", "parts"),
    [
        (1000, 3000, [334, 333, 333]),
        (5, 3000, [2, 2, 1]),
        (2, 3000, [1, 1, 0]),
        (0, 2000, [0, 0]),
        (100, 1000, [100]),
    ],
)
def test_units_split_by_largest_remainder_and_sum_to_the_whole(whole: int, of: int, parts: list[int]) -> None:
    told = [part(whole, 1000 * (i + 1), of) - part(whole, 1000 * i, of) for i in range(len(parts))]
    assert told == parts and sum(told) == whole


def test_weighed_goods_split_in_proportion() -> None:
    assert [part(999, q, 1500) for q in (0, 500, 750, 1500)] == [0, 333, 500, 999]


def test_value_of_several_wallets_comes_back_in_proportion_and_in_full() -> None:
    spent = {"credit": (500, 500), "points": (1000, 250)}
    steps = [share_back(spent, before, before + 250) for before in (0, 250, 500)]
    assert {w: sum(step[w] for step in steps) for w in spent} == {"credit": 500, "points": 1000}


@pytest.mark.parametrize(
    ("bought", "back", "left"),
    [
        (["60", "60"], "1", 0),
        (["100", "60"], "2", 1000),
        (["100", "100"], "1", 1000),
        (["150", "50"], "2", 1000),
        (["199.99", "0.01"], "2", 1000),
    ],
)
def test_what_remains_of_a_receipt_is_judged_again(bought: list[str], back: str, left: int) -> None:
    shop = open_shop()
    shop.publish(document(PER_RECEIPT))
    noa = shop.member()
    sale = shop.buy(*bought, member=noa)
    shop.bring_back(sale["id"], [{"line": back, "quantity": "1"}])
    assert shop.balance(noa)[0] == left
    shop.check_books()


def _spender(policy: str, **more: int) -> tuple[Shopkeeper, str, str]:
    """A member who bought for 500 and has spent the 50 that it gave."""
    shop = open_shop(settings={"spent_before_return": policy, **more})
    shop.publish(document(LINEAR))
    noa = shop.member()
    sale = shop.buy("500", member=noa)
    shop.buy("80", member=noa, redeem=[{"wallet": "credit", "amount": "50"}])
    return shop, noa, sale["id"]


def test_spent_value_becomes_arrears_that_the_next_award_pays() -> None:
    shop, noa, sale = _spender("arrears")
    back = shop.bring_back(sale)
    assert back["refund"] == "500.00" and back["taken_back"][0]["arrears"] == "50.00"
    assert back["wallets"][0] == {"wallet": "credit", "kind": "credit", "balance": "-50.00", "available": "0.00"}
    assert shop.balance(noa) == (0, 0, 5000)
    shop.buy("770", member=noa)
    assert shop.balance(noa) == (3000, 0, 0)
    shop.check_books()


def test_spent_value_is_taken_from_the_refund_where_the_club_says_so() -> None:
    shop, noa, sale = _spender("refund")
    back = shop.bring_back(sale)
    assert (back["refund"], back["withheld"]) == ("450.00", "50.00")
    assert shop.balance(noa) == (0, 0, 0)
    shop.check_books()


def test_spent_value_is_forgiven_up_to_the_limit() -> None:
    shop, noa, sale = _spender("forgive", forgive_limit=3000)
    back = shop.bring_back(sale)
    assert (back["taken_back"][0]["forgiven"], back["taken_back"][0]["arrears"]) == ("30.00", "20.00")
    assert shop.balance(noa) == (0, 0, 2000)


def test_credit_spent_on_returned_goods_comes_back_once_to_its_own_lot() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa = shop.member()
    shop.buy("500", member=noa)
    paid = shop.buy("30", "90", member=noa, redeem=[{"wallet": "credit", "amount": "40"}])
    lot = paid["redeemed"][0]["lots"][0]["lot"]
    half = shop.bring_back(paid["id"], [{"line": "1", "quantity": "1"}])
    assert (half["refund"], half["given_back"][0]["amount"]) == ("20.00", "10.00")
    assert half["given_back"][0]["lots"][0]["lot"] == lot
    rest = shop.bring_back(paid["id"])
    assert (rest["refund"], rest["given_back"][0]["amount"]) == ("60.00", "30.00")
    assert shop.balance(noa) == (5000, 0, 0)
    shop.check_books()


@pytest.mark.parametrize(("grace", "left"), [(0, 0), (30, 4000)])
def test_value_that_lapsed_meanwhile_comes_back_lapsed_unless_there_is_grace(grace: int, left: int) -> None:
    shop = open_shop(settings={"grace_days": grace})
    shop.publish(document(LINEAR))
    noa = shop.member()
    shop.now = NOON - timedelta(days=360)
    shop.buy("400", member=noa, at=shop.now.isoformat())
    paid = shop.buy("90", member=noa, at=shop.now.isoformat(), redeem=[{"wallet": "credit", "amount": "40"}])
    shop.now = NOON + timedelta(days=30)
    back = shop.bring_back(paid["id"])
    assert back["given_back"][0]["amount"] == "40.00"
    assert shop.balance(noa)[0] == left
    shop.check_books()


def test_points_that_were_never_there_are_not_taken_twice() -> None:
    shop = open_shop()
    shop.publish(document(POINTS, LINEAR))
    noa = shop.member()
    sale = shop.buy("33.33", "33.33", "33.34", member=noa)
    for line in "123":
        shop.bring_back(sale["id"], [{"line": line, "quantity": "1"}])
    assert shop.balance(noa, "points") == (0, 0, 0) and shop.balance(noa) == (0, 0, 0)
    shop.check_books()


def test_several_returns_of_one_sale_in_one_batch_see_each_other() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa = shop.member()
    sale = shop.buy("100", "100", "100", member=noa)
    drafts = [
        read_return(
            {"number": f"R{i}", "at": NOON.isoformat(), "lines": [{"line": line, "quantity": "1"}]},
            SaleRef(id=row_id("rcp", sale["id"])),
            2,
        )
        for i, line in enumerate("1231")
    ]
    told = till.give_back(shop.club, drafts, shop.actor, now=lambda: NOON)
    assert [type(t).__name__ for t in told] == ["Committed", "Committed", "Committed", "RefusedMany"]
    assert shop.balance(noa) == (0, 0, 0)
    shop.check_books()


@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "one by one"])
def test_the_next_return_finds_the_sums_as_the_one_before_left_them(together: bool) -> None:
    """Two sales of 60 give 10 for a hundred of both: the first to come back takes it, the second takes nothing more."""
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa = shop.member()
    sales = [shop.buy("60", member=noa)["id"] for _ in range(2)]
    bodies = [{"number": f"R{n}", "at": NOON.isoformat()} for n in range(2)]
    drafts = [read_return(body, SaleRef(id=row_id("rcp", sale)), 2) for body, sale in zip(bodies, sales, strict=True)]
    for some in [drafts] if together else [[draft] for draft in drafts]:
        till.give_back(shop.club, some, shop.actor, now=lambda: NOON)
    assert shop.balance(noa) == (0, 0, 0)
    shop.check_books()


def test_a_cancelled_sale_is_gone_for_good() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa = shop.member()
    sale = shop.buy("250", member=noa)
    draft = ReturnDraft(SaleRef(id=row_id("rcp", sale["id"])), sale["number"], NOON, cancel=True)
    first, second = (till.give_back(shop.club, [draft], shop.actor, now=lambda: NOON)[0] for _ in range(2))
    assert first.status == 201 and second.replayed  # type: ignore[union-attr]
    assert shop.balance(noa) == (0, 0, 0)
    assert shop.bring_back(sale["id"]).code == "sale_is_cancelled"


def test_a_return_that_comes_before_its_sale_waits_for_it() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa = shop.member()
    body = {"of": {"number": "77", "branch": "tlv", "till": "T1"}, "number": "R1", "at": NOON.isoformat()}
    (parked,) = till.give_back(shop.club, [read_return(body, None, 2)], shop.actor, now=lambda: NOON)
    assert isinstance(parked, Parked) and parked.status == 202
    assert match_waiting(shop.club, SYSTEM, NOON) == 0
    shop.buy("250", member=noa, number="77")
    assert shop.balance(noa)[0] == 2000
    report = run_night(shop.club, datetime(2026, 11, 23, tzinfo=UTC))
    assert report.matched == 1 and shop.balance(noa) == (0, 0, 0)
    with club_transaction(shop.club.id):
        assert ParkedReturn.objects.get().return_receipt is not None
    assert match_waiting(shop.club, SYSTEM, NOON) == 0
