"""Buying from several of the categories or brands named, in one receipt or in a period."""

import pytest

from moadon.engine.rules import Progress
from tests.engine.shop import Member, basket, earned, line, programme, reason

ONE = "{id: r, type: breadth, wallet: points, count: 2, category: [bread, dairy, fruit], give: '10'}"
BRANDS = ONE.replace("category: [bread, dairy, fruit]", "brand: [acme, best]")
MONTH = ONE.replace("count: 2", "count: 3, period: month")
GOODS = {
    "b": line("5", "B", "bread"),
    "d": line("6", "D", "milk dairy"),
    "e": line("6", "E", "dairy"),
    "f": line("7", "F", "fruit"),
    "x": line("8", "X", "meat"),
    "m": line("9", "M", brand="acme"),
    "n": line("9", "N", brand="best"),
    "0": line("6", "O", "dairy", off="6"),
}


def buy(member: Member, goods: str, day: str = "2026-11-22"):
    return member.buy(basket(f"{day} 10:00", *[GOODS[one] for one in goods]))


@pytest.mark.parametrize(
    ("rule", "goods", "points"),
    [
        (ONE, "b", 0),
        (ONE, "bd", 10),
        (ONE, "bdf", 10),  # once
        (ONE, "de", 0),  # the same kind twice
        (ONE, "dx", 0),
        (ONE, "b0", 0),  # nothing was paid for it
        (BRANDS, "m", 0),
        (BRANDS, "mn", 10),
        (ONE.replace("}", ", items: {sku: [B, D]}}"), "bf", 0),
        (ONE.replace("}", ", items: {sku: [B, D]}}"), "bd", 10),
        (ONE.replace("}", ", multiply: {weekday: {sun: 2}}}"), "bd", 20),
    ],
)
def test_different_kinds_in_one_receipt(rule, goods, points):
    assert earned(buy(Member(programme(rule)), goods)) == points


def test_what_is_missing_to_the_kinds_is_told():
    evaluation = buy(Member(programme(ONE)), "b")
    assert reason(evaluation) == "below_count"
    (near,) = evaluation.near
    assert (near.missing, near.gets, near.counted, near.why.key) == (1, 10, True, "near.breadth")
    assert buy(Member(programme(ONE)), "x").near == ()


@pytest.mark.parametrize(
    ("receipts", "points"),
    [
        (["bd", "f"], [0, 10]),
        (["bdf"], [10]),
        (["b", "b", "d"], [0, 0, 0]),
        (["b", "d", "f", "b", "f"], [0, 0, 10, 0, 0]),
        (["bd", "x", "f"], [0, 0, 10]),
    ],
)
def test_different_kinds_in_a_month(receipts, points):
    member = Member(programme(MONTH))
    assert [earned(buy(member, goods)) for goods in receipts] == points


def test_a_new_month_begins_anew():
    member = Member(programme(MONTH))
    assert [earned(buy(member, "bd", "2026-11-30")), earned(buy(member, "f", "2026-12-01"))] == [0, 0]
    assert earned(buy(member, "bd", "2026-12-31")) == 10


def test_each_kind_counts_under_a_row_of_its_own():
    member = Member(programme(MONTH))
    evaluation = buy(member, "bf")
    assert [(e.rule, e.base, e.amount) for e in evaluation.earnings] == [("r.0", 1, 0), ("r.2", 1, 0)]
    assert evaluation.near[0].missing == 1
    keys = {("r", "2026-11"), ("r.0", "2026-11"), ("r.1", "2026-11"), ("r.2", "2026-11")}
    assert programme(MONTH).progress_keys(basket("2026-11-22 10:00", "1")) == keys


@pytest.mark.parametrize(
    ("receipts", "back", "keep", "takes"),
    [
        (["bdf"], 0, "bd", -10),
        (["bdf"], 0, "", -10),
        (["bd", "f"], 0, "b", -10),  # what the second receipt completed is complete no more
        (["bd", "f"], 1, "", -10),
        (["bd", "df"], 0, "b", 0),  # dairy was bought twice
        (["bd", "df"], 1, "", -10),
        (["b", "d", "f", "bdf"], 0, "", 0),
    ],
)
def test_kinds_that_come_back_take_what_they_completed(receipts, back, keep, takes):
    member = Member(programme(MONTH))
    for goods in receipts:
        buy(member, goods)
    assert sum(e.amount for e in member.bring_back(back, *[GOODS[one] for one in keep])) == takes
    for number in range(len(receipts)):
        member.bring_back(number)
    assert member.balance["points"] == 0
    assert set(member.progress.values()) == {Progress()}


def test_kinds_of_one_receipt_come_back_with_it():
    member = Member(programme(ONE))
    buy(member, "bdf")
    assert member.bring_back(0, GOODS["b"], GOODS["f"])[0].amount == 0
    assert member.bring_back(0, GOODS["b"])[0].amount == -10
    assert member.bring_back(0)[0].amount == 0
