"""Money given back for goods that stay: what was paid for them shrinks, and all that hung on it (semantics 14)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from moadon.apps.receipts.models import Line, Receipt
from moadon.apps.rewards.models import Progress
from moadon.flows import till
from moadon.flows.nightly import run_night
from moadon.flows.till.types import Committed, ReturnDraft, SaleRef
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import RefusedMany
from moadon.store import club_transaction
from tests.flows.shopkeeper import LINEAR, MONTHLY, NOON, PER_RECEIPT, POINTS, Shopkeeper, document, open_shop
from tests.flows.till.test_promotions import STEPS, TENTH, promoted, sale

pytestmark = pytest.mark.django_db

FIXED = "{id: fixed, items: {sku: [A]}, get: {kind: fixed_price, value: '80'}}"
REDUCED = "{id: fifth, items: {sku: [A]}, get: {kind: percent, value: '0.20'}}"
ITEMS = "{id: things, type: per_item, give: '5', wallet: points}"
SECOND_FREE = "{id: two, items: {sku: [A, B, C]}, get: {kind: buy_get, buy: 1, get: 1, percent: '1'}}"
SAVE_ON_A = "{id: save, items: {sku: [A]}, get: {kind: steps, steps: [{from: '100', value: '20'}]}}"


def less(line: str, amount: str) -> dict[str, str]:
    """A line of which goods stay and money is given back."""
    return {"line": line, "amount": amount}


def back(line: str, quantity: str = "1") -> dict[str, str]:
    """Units of a line that come back."""
    return {"line": line, "quantity": quantity}


@pytest.mark.parametrize(
    ("earn", "wallet", "goods", "steps"),
    [
        # 1 point a shekel: 200 points for 200; 30 given back leave 170; the other unit is worth 85 then.
        (POINTS, "points", [("A", "100", "2")], [(less("A", "30"), "30.00", 170), (back("A"), "85.00", 85),
                                                 (back("A"), "85.00", 0)]),
        # One comes back first: the money is then for the one that stays.
        (POINTS, "points", [("A", "100", "2")], [(back("A"), "100.00", 100), (less("A", "30"), "30.00", 70),
                                                 (less("A", "70"), "70.00", 0), (back("A"), "0.00", 0)]),
        # An odd cent stays with the first unit, as ever: 10.01 off 3 units is 3.34, 3.34 and 3.33.
        (POINTS, "points", [("A", "10", "3")], [(less("A", "10.01"), "10.01", 19), (back("A"), "6.66", 13),
                                                (back("A"), "6.66", 6), (back("A"), "6.67", 0)]),
        # Weighed goods: 15 paid for 1.5; 3 given back; half a unit of it is 4.
        (POINTS, "points", [("A", "10", "1.5")], [(less("A", "3"), "3.00", 12), (back("A", "0.5"), "4.00", 8),
                                                  (back("A"), "8.00", 0)]),
        # 10 for each 100 of one receipt: 205 is two steps, 199.99 is one.
        (PER_RECEIPT, "credit", [("A", "205", "1")], [(less("A", "5"), "5.00", 2000), (less("A", "0.01"), "0.01", 1000),
                                                      (back("A"), "199.99", 0)]),
        # The same of a sum.
        (LINEAR, "credit", [("A", "120", "1"), ("B", "80", "1")], [(less("B", "50"), "50.00", 1000),
                                                                   (back("A"), "120.00", 0), (back("B"), "30.00", 0)]),
        # Units stay units while anything is paid for them.
        (ITEMS, "points", [("A", "10", "2")], [(less("A", "19.99"), "19.99", 10), (less("A", "0.01"), "0.01", 0),
                                               (back("A", "2"), "0.00", 0)]),
    ],
)  # fmt: skip
def test_what_was_paid_shrinks_and_so_does_what_it_earned(earn: str, wallet: str, goods: Any, steps: Any) -> None:
    shop = open_shop()
    shop.publish(document(earn))
    noa = shop.member()
    sold = sale(shop, *goods, member=noa)
    for line, refund, left in steps:
        told = shop.bring_back(sold["id"], [line])
        assert (told["refund"], shop.balance(noa, wallet)[0]) == (refund, left), (line, told)
        shop.check_books()
    assert told["state"] == "returned"


@pytest.mark.parametrize(
    ("promotion", "goods", "steps"),
    [
        # The money is what was said: a share of the price does not shrink by it.
        (REDUCED, [("A", "100", "1")], [(less("A", "10"), "10.00"), (back("A"), "70.00")]),
        (FIXED, [("A", "100", "1")], [(less("A", "10"), "10.00"), (back("A"), "70.00")]),
        # 225 were paid for 250; with 60 given back less than 200 is left, and no tenth is due on 250.
        (TENTH, [("A", "150", "1"), ("B", "100", "1")], [(less("A", "60"), "35.00"), (back("A"), "90.00"),
                                                         (back("B"), "100.00")]),
        # 250 less 45 is still above it.
        (TENTH, [("A", "150", "1"), ("B", "100", "1")], [(less("A", "45"), "45.00"), (back("A"), "80.00"),
                                                         (back("B"), "100.00")]),
        # A step lower: 425 paid for 500; 10 given back leave the lower step, of which nobody pays for complaining.
        (STEPS, [("A", "300", "1"), ("B", "200", "1")], [(less("B", "10"), "0.00"), (back("A"), "235.00"),
                                                         (back("B"), "190.00")]),
        # The cheaper of two is free. For C all is given back; when A goes, B is paid and C, free now, costs nothing
        # that could be handed back a second time.
        (SECOND_FREE, [("A", "100", "1"), ("B", "90", "1"), ("C", "80", "1")],
         [(less("C", "80"), "80.00"), (back("A"), "10.00"), (back("B"), "90.00"), (back("C"), "0.00")]),
        # A step by goods of its own.
        (SAVE_ON_A, [("A", "110", "1"), ("B", "50", "1")], [(less("A", "15"), "0.00"), (back("A"), "90.00"),
                                                            (back("B"), "50.00")]),
        (SAVE_ON_A, [("A", "110", "1"), ("B", "50", "1")], [(less("B", "15"), "15.00"), (back("A"), "90.00")]),
    ],
)  # fmt: skip
def test_thresholds_look_past_money_that_was_given_back(promotion: str, goods: Any, steps: Any) -> None:
    shop = open_shop()
    shop.publish(promoted(promotion))
    noa = shop.member()
    sold = sale(shop, *goods, member=noa)
    paid = 0
    for line, refund in steps:
        told = shop.bring_back(sold["id"], [line])
        assert told["refund"] == refund, (line, told)
        paid += round(float(refund) * 100)
        shop.check_books()
    if told["state"] == "returned":
        assert paid == round(float(sold["to_pay"]) * 100)


def test_it_is_told_and_kept_as_a_line_without_units() -> None:
    shop = open_shop()
    shop.publish(document(POINTS))
    sold = shop.buy("100", "50", member=shop.member())
    told = shop.bring_back(sold["id"], [less("1", "12.50"), back("2")])
    assert told["lines"] == [
        {"line": "1", "quantity": "0", "total": "0.00", "discount": "-12.50", "amount": "12.50"},
        {"line": "2", "quantity": "1", "total": "50.00", "discount": "0.00"},
    ]
    assert (told["state"], told["refund"], told["repriced"]) == ("part_returned", "62.50", [])
    with club_transaction(shop.club.id):
        row = Receipt.objects.get(pk=row_id("rcp", told["id"]))
        lines = Line.objects.filter(receipt=row).order_by("position")
        assert (row.items, row.to_pay) == (1000, 6250)
        assert [(one.quantity, one.total - one.discount, one.allowance) for one in lines] == [
            (0, 1250, 1250),
            (1000, 5000, 0),
        ]


def test_money_comes_back_before_value_of_the_club_does_and_never_as_cash() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa = shop.member()
    shop.buy("500", member=noa)
    sold = shop.buy("90", member=noa, redeem=[{"wallet": "credit", "amount": "40"}])
    first = shop.bring_back(sold["id"], [less("1", "30")])
    assert (first["refund"], first["given_back"]) == ("30.00", [])
    second = shop.bring_back(sold["id"], [less("1", "50")])
    assert (second["refund"], second["given_back"][0]["amount"]) == ("20.00", "30.00")
    rest = shop.bring_back(sold["id"])
    assert (rest["refund"], rest["given_back"][0]["amount"]) == ("0.00", "10.00")
    assert shop.balance(noa) == (5000, 0, 0)
    shop.check_books()


@pytest.mark.parametrize(
    ("lines", "code", "field"),
    [
        ([less("1", "100.01")], "more_than_it_costs", "lines.0.amount"),
        ([back("2"), less("9", "1")], "unknown_line", "lines.1.line"),
        ([{"line": "1", "amount": "1", "quantity": "1"}], "quantity_or_amount", "lines.0.amount"),
        ([{"line": "1"}], "missing", "lines.0.quantity"),
        ([less("1", "0")], "not_above_zero", "lines.0.amount"),
        ([less("1", "-1")], "below_zero", "lines.0.amount"),
        ([less("1", "1.001")], "too_many_decimals", "lines.0.amount"),
        ([less("1", "NaN")], "not_a_number", "lines.0.amount"),
        ([{"line": "1", "amount": 1.5}], "not_a_number", "lines.0.amount"),
    ],
)
def test_what_cannot_be_given_back_is_refused_by_name(lines: list[dict[str, Any]], code: str, field: str) -> None:
    shop = open_shop()
    sold = shop.buy("100", "50")
    try:
        refused = shop.bring_back(sold["id"], lines)
    except RefusedMany as unread:
        refused = unread
    assert [(one.code, one.field) for one in refused.refusals] == [(code, field)]
    assert shop.bring_back(sold["id"])["refund"] == "150.00"


def test_no_more_than_the_line_still_costs() -> None:
    shop = open_shop()
    sold = shop.buy("100")
    shop.bring_back(sold["id"], [less("1", "60")])
    refused = shop.bring_back(sold["id"], [less("1", "40.01")])
    assert refused.refusals[0].params["left"] == ("money", 4000, "ILS")
    assert shop.bring_back(sold["id"], [less("1", "40")])["refund"] == "40.00"
    shop.bring_back(sold["id"])
    assert shop.bring_back(sold["id"], [less("1", "0.01")]).refusals[0].code == "more_than_it_costs"


def test_a_target_that_is_no_longer_reached_is_not_paid() -> None:
    shop = open_shop()
    shop.publish(document(MONTHLY))
    noa = shop.member()
    sold = shop.buy("410", member=noa)
    shop.bring_back(sold["id"], [less("1", "11")])
    run_night(shop.club, datetime(2026, 12, 2, tzinfo=UTC))
    assert shop.balance(noa) == (0, 0, 0)


def test_a_target_that_was_paid_is_taken_back_with_the_money() -> None:
    shop = open_shop()
    shop.publish(document(MONTHLY))
    noa = shop.member()
    sold = shop.buy("410", member=noa)
    shop.now = datetime(2026, 12, 2, tzinfo=UTC)
    run_night(shop.club, shop.now)
    assert shop.balance(noa) == (4000, 0, 0)
    shop.bring_back(sold["id"], [less("1", "11")], at=shop.now.isoformat())
    assert shop.balance(noa) == (0, 0, 0)
    shop.check_books()


def test_a_cancellation_undoes_the_sale_and_what_was_given_back_on_it() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa = shop.member()
    sold = shop.buy("250", member=noa)
    shop.bring_back(sold["id"], [less("1", "60")])
    draft = ReturnDraft(SaleRef(id=row_id("rcp", sold["id"])), sold["number"], NOON, cancel=True)
    (done,) = till.give_back(shop.club, [draft], shop.actor, now=lambda: NOON)
    assert isinstance(done, Committed) and '"refund":"190.00"' in done.answer.replace(" ", "")
    assert shop.balance(noa) == (0, 0, 0)
    with club_transaction(shop.club.id):
        assert {(row.base, row.awarded) for row in Progress.objects.all()} == {(0, 0)}
    shop.check_books()


def test_a_level_reached_by_money_that_was_given_back_is_lost() -> None:
    shop = open_shop()
    ladder = (
        "tiers:\n  - {id: main, basis: spend, window: {kind: calendar, period: year}, down: one_step, "
        "levels: [{id: basic, from: '0'}, {id: gold, from: '500'}]}\n"
    )
    shop.publish(document(POINTS) + ladder)
    noa = shop.member()
    sold = shop.buy("510", member=noa)
    assert sold["tiers"][0]["level"] == "gold"
    shop.bring_back(sold["id"], [less("1", "11")])
    assert shop.quote(shop.basket("0.50", member=noa))["tiers"][0]["level"] == "basic"


def test_reports_lose_the_money_and_keep_the_units() -> None:
    shop: Shopkeeper = open_shop()
    sold = shop.buy("100", "50", member=shop.member())
    shop.bring_back(sold["id"], [less("1", "10")])
    with club_transaction(shop.club.id):
        sums = [(one.total - one.discount, one.items) for one in Receipt.objects.order_by("id")]
    assert sums == [(15000, 2000), (1000, 0)]
