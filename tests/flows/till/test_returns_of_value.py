"""Returns of sales whose value was spent, has ended, or was part of the price."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moadon.apps.clubs.actions import edit_club
from moadon.apps.clubs.queries import club_by_id, forget_recent
from moadon.apps.clubs.types import SYSTEM
from moadon.apps.receipts.types import SoldLine
from moadon.flows.nightly import run_night
from moadon.flows.till.pieces import _less, _piece
from tests.flows.shopkeeper import LINEAR, NOON, POINTS, Shopkeeper, document, open_shop

pytestmark = pytest.mark.django_db
WEEK = "{credit: {kind: credit, expires: {after: {days: 7}}}, points: {kind: points}}"
RATES = (
    "{id: quarter, type: rate_by_value, period: quarter, wallet: credit, method: whole, "
    "bands: [{from: '0', rate: '0.10'}, {from: '1000', rate: '0.20'}]}"
)


def strict(shop: Shopkeeper, **settings: object) -> None:
    edit_club(club=shop.club, changes={"settings": settings}, actor=SYSTEM)
    forget_recent()
    shop.club = club_by_id(shop.club.id)


@pytest.mark.parametrize("night", [True, False], ids=["after the night", "before the night"])
def test_an_award_that_ended_unused_is_not_taken_from_another(night: bool) -> None:
    shop = open_shop()
    shop.publish(document(LINEAR, wallets=WEEK))
    noa = shop.member()
    sale = shop.buy("100", member=noa)
    shop.now = NOON + timedelta(days=9)
    shop.buy("100", member=noa, at=shop.now.isoformat())
    if night:
        run_night(shop.club, shop.now)
    shop.bring_back(sale["id"], at=shop.now.isoformat())
    run_night(shop.club, shop.now)
    assert shop.balance(noa) == (1000, 0, 0)
    shop.check_books()


def test_the_refund_bears_what_it_can_and_the_rest_is_owed() -> None:
    shop = open_shop()
    strict(shop, spent_before_return="refund")
    shop.publish(document(RATES))
    noa = shop.member()
    shop.buy("990", member=noa)
    small = shop.buy("10", member=noa)
    shop.buy("200", member=noa, redeem=[{"wallet": "credit", "amount": "200"}])
    back = shop.bring_back(small["id"])
    (taken,) = back["taken_back"]
    assert (back["withheld"], back["refund"]) == ("10.00", "0.00")
    assert (taken["amount"], taken["withheld"], taken["arrears"]) == ("101.00", "10.00", "91.00")
    assert shop.balance(noa) == (0, 0, 9100)
    shop.check_books()


def test_the_refund_bears_no_more_than_there_is_for_several_rules_together() -> None:
    shop = open_shop()
    strict(shop, spent_before_return="refund")
    shop.publish(document(RATES, RATES.replace("id: quarter", "id: again")))
    noa = shop.member()
    shop.buy("990", member=noa)
    small = shop.buy("10", member=noa)
    shop.buy("400", member=noa, redeem=[{"wallet": "credit", "amount": "400"}])
    back = shop.bring_back(small["id"])
    assert (back["withheld"], back["refund"]) == ("10.00", "0.00")
    assert [one["withheld"] for one in back["taken_back"]] == ["10.00", "0.00"]
    assert shop.balance(noa) == (0, 0, 19200)
    shop.check_books()


def test_points_without_worth_are_owed_and_never_said_to_be_withheld() -> None:
    shop = open_shop()
    strict(shop, spent_before_return="refund")
    shop.publish(document(POINTS, wallets="{points: {kind: points}, credit: {kind: credit}}"))
    noa = shop.member()
    back = shop.bring_back(shop.buy("100", member=noa)["id"])
    assert (back["withheld"], back["refund"], shop.balance(noa, "points")) == ("0.00", "100.00", (0, 0, 0))


def test_value_that_ended_meanwhile_comes_back_once_over_two_returns() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR, wallets=WEEK))
    noa = shop.member()
    shop.buy("200", member=noa)
    sale = shop.buy("20", "20", member=noa, redeem=[{"wallet": "credit", "amount": "20"}])
    shop.now = datetime(2026, 12, 20, 10, tzinfo=UTC)
    given_back = [
        shop.bring_back(sale["id"], [{"line": line, "quantity": "1"}], at=shop.now.isoformat())["given_back"]
        for line in ("1", "2")
    ]
    assert [[one["amount"] for one in told] for told in given_back] == [["10.00"], ["10.00"]]
    assert shop.balance(noa)[0] == 0
    shop.check_books()


def test_one_unit_of_two_brings_back_half_of_the_value_that_paid_for_them() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa = shop.member()
    shop.buy("400", member=noa)
    two = [{"id": "1", "sku": "A", "quantity": "2", "unit_price": "50.00"}]
    paid = shop.buy(member=noa, lines=two, redeem=[{"wallet": "credit", "amount": "40"}])
    for _ in range(2):
        back = shop.bring_back(paid["id"], [{"line": "1", "quantity": "1"}])
        assert (back["refund"], [one["amount"] for one in back["given_back"]]) == ("30.00", ["20.00"])


def test_what_was_taken_last_comes_back_first() -> None:
    """15 were taken: all 10 that end first, and 5 of the others; of 7.50 that come back, these 5 are the first."""
    shop = open_shop()
    shop.publish(document(LINEAR, wallets=WEEK))
    noa = shop.member()
    shop.buy("100", member=noa)
    shop.now = NOON + timedelta(days=3)
    at = shop.now.isoformat()
    shop.buy("100", member=noa, at=at)
    paid = shop.buy("20", "20", member=noa, at=at, redeem=[{"wallet": "credit", "amount": "15"}])
    first, last = [one["lot"] for one in paid["redeemed"][0]["lots"]]
    (given_back,) = shop.bring_back(paid["id"], [{"line": "1", "quantity": "1"}], at=at)["given_back"]
    assert [(one["lot"], one["amount"]) for one in given_back["lots"]] == [(last, "5.00"), (first, "2.50")]


def test_a_rule_that_counted_nothing_counts_nothing_when_a_part_comes_back() -> None:
    shop = open_shop()
    limited = "{id: few, type: per_amount, amount: '100', give: '1', wallet: points, limits: {per_member: {times: 1, period: day}}}"
    shop.publish(document(limited))
    noa = shop.member()
    sale = shop.buy("45", "45", member=noa)
    assert shop.bring_back(sale["id"], [{"line": "1", "quantity": "1"}])["taken_back"] == []


@settings(max_examples=1000, deadline=None, derandomize=True)
@given(
    total=st.integers(0, 5000),
    discount=st.integers(0, 5000),
    value=st.integers(0, 5000),
    units=st.sampled_from((1000, 2000, 3000, 9000, 2750, 413)),
    steps=st.lists(
        st.one_of(st.integers(1, 4000).map(lambda n: ("amount", n)), st.integers(1, 9).map(lambda n: ("units", n)))
    ),
)
def test_whatever_comes_back_of_a_line_never_costs_less_than_nothing(
    total: int, discount: int, value: int, units: int, steps: list[tuple[str, int]]
) -> None:
    discount = min(discount, total)
    value = min(value, total - discount)
    line = SoldLine(1, "1", 1, units, 1, total, discount, value, 0, None, 0, 0, 0, 0)
    money = 0
    for kind, much in [*steps, ("units", 9)]:
        if kind == "amount":
            if much > line.cost:
                continue
            piece = _less(line, much)
        else:
            quantity = min(much * 1000, line.left)
            if not quantity:
                break
            piece = _piece(line, quantity)
        assert piece.total - piece.discount - piece.club_value >= 0 and piece.club_value >= 0
        money += piece.total - piece.discount - piece.club_value
        line = replace(
            line,
            returned=line.returned + piece.quantity,
            returned_total=line.returned_total + piece.total,
            returned_discount=line.returned_discount + piece.discount,
            returned_club_value=line.returned_club_value + piece.club_value,
            allowance=line.allowance + piece.allowance,
        )
        assert line.cost >= line.club_left >= 0 and line.allowance >= 0
    assert (line.left, line.cost, line.club_left, line.allowance) == (0, 0, 0, 0)
    assert money == total - discount - value
