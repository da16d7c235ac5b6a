"""Units, visits and stamps: what is given for what was counted, and what goes back with the goods."""

import pytest

from moadon.engine.rules import Progress
from tests.engine.shop import Member, basket, earned, line, programme, reason

DAY = "2026-11-22 10:15"
ITEM = "{{id: r, type: per_item, wallet: points, give: '5', items: {{category: [coffee]}}{}}}"
EACH = ITEM.format("")
THREES = ITEM.format(", count: 3")
VISIT = "{id: r, type: per_visit, wallet: points, give: '1'}"
CARD = "{{id: r, type: stamps, wallet: points, every: 5, give: '20', items: {{category: [coffee]}}{}}}"


def coffee(units: str, price: str = "10", **more):
    return line(price, "C", "coffee", units=units, **more)


@pytest.mark.parametrize(
    ("rule", "lines", "points"),
    [
        (EACH, [coffee("1")], 5),
        (EACH, [coffee("3")], 15),
        (EACH, [coffee("2"), coffee("1", number="2")], 15),
        (EACH, [coffee("0.350")], 5),  # weighed goods are one unit
        (EACH, [coffee("2.500")], 5),
        (EACH, [coffee("25000", "2500")], 125_000),
        (EACH, [coffee("2"), line("50")], 10),
        (EACH, [coffee("2", "10", off="10")], 0),  # nothing was paid for it
        (EACH, [coffee("2", "10", off="9.99")], 10),
        (EACH, [line("10", "D", "tea drinks", units="3")], 0),
        (THREES, [coffee("2")], 0),
        (THREES, [coffee("3")], 5),
        (THREES, [coffee("5")], 5),
        (THREES, [coffee("6")], 10),
        (ITEM.format(", multiply: {weekday: {sun: 2}}"), [coffee("2")], 20),
        (ITEM.format(", multiply: {sku: {C: 3}}"), [coffee("2")], 30),
        (ITEM.format(", limits: {per_receipt: {amount: '12'}}"), [coffee("3")], 12),
        (VISIT, ["0.01"], 1),
        (VISIT, ["10", "20", "30"], 1),
        (VISIT, [line("10", off="10")], 0),
    ],
)  # fmt: skip
def test_what_is_counted_gives(rule, lines, points):
    assert earned(Member(programme(rule)).buy(basket(DAY, *lines))) == points


@pytest.mark.parametrize(
    ("rule", "lines", "code"),
    [
        (THREES, [coffee("2")], "below_count"),
        (EACH, [line("10")], "no_items"),
        (EACH, [coffee("2", "10", off="10")], "nothing_counts"),
        (VISIT, [line("10", off="10")], "nothing_counts"),
    ],
)
def test_what_gives_nothing_says_why(rule, lines, code):
    assert reason(Member(programme(rule)).buy(basket(DAY, *lines))) == code


def test_what_the_clubs_own_value_paid_for_does_not_count_as_units():
    """Semantics 6."""
    club = programme(EACH)
    assert earned(Member(club).buy(basket(DAY, coffee("3", "30"), redeem={"credit": "30"}))) == 0
    assert earned(Member(club).buy(basket(DAY, coffee("3", "30"), redeem={"credit": "29"}))) == 15


def test_what_is_missing_is_told_in_units():
    (near,) = Member(programme(THREES)).buy(basket(DAY, coffee("4"))).near
    assert (near.missing, near.gets, near.counted, near.why.key) == (2, 5, True, "near.items")
    assert Member(programme(EACH)).buy(basket(DAY, coffee("4"))).near == ()


@pytest.mark.parametrize(
    ("rule", "keep", "takes"),
    [
        (EACH, (), -20),
        (EACH, (coffee("3"),), -5),
        (EACH, (coffee("4"),), 0),
        (THREES, (coffee("3"),), 0),
        (THREES, (coffee("2"),), -5),
        (VISIT, (coffee("1"),), 0),
        (VISIT, (), -1),
        (ITEM.format(", multiply: {weekday: {sun: 2}}"), (coffee("1"),), -30),
        (ITEM.format(", limits: {per_receipt: {amount: '12'}}"), (coffee("3"),), 0),
        (ITEM.format(", limits: {per_receipt: {amount: '12'}}"), (coffee("2"),), -2),
    ],
)
def test_units_that_come_back_take_what_they_gave(rule, keep, takes):
    """Semantics 14, to the unit."""
    member = Member(programme(rule))
    member.buy(basket(DAY, coffee("4")))
    assert sum(entry.amount for entry in member.bring_back(0, *keep)) == takes
    member.bring_back(0)
    assert member.balance["points"] == 0


@pytest.mark.parametrize(
    ("of", "units", "points", "on_the_card"),
    [
        ("item", ["2", "2"], [0, 0], 4),
        ("item", ["2", "3"], [0, 20], 0),
        ("item", ["4", "4"], [0, 20], 3),
        ("item", ["11"], [40], 1),
        ("item", ["0.4", "2.5"], [0, 0], 2),
        ("visit", ["9", "9", "9", "9", "9", "9"], [0, 0, 0, 0, 20, 0], 1),
    ],
)
def test_a_full_card_gives_and_begins_anew(of, units, points, on_the_card):
    member = Member(programme(CARD.format(f", of: {of}")))
    assert [earned(member.buy(basket(DAY, coffee(one)))) for one in units] == points
    assert member.progress[("r", "ever")].base % 5 == on_the_card


def test_a_card_says_how_full_it_is():
    member = Member(programme(CARD.format("")))
    (earning,) = (evaluation := member.buy(basket(DAY, coffee("3")))).earnings
    assert (earning.why.key, dict(earning.why.params)) == ("earn.stamps", {"n": 3, "on": 3, "every": 5})
    assert (evaluation.near[0].missing, evaluation.near[0].gets, evaluation.near[0].counted) == (2, 20, True)
    assert member.buy(basket(DAY, coffee("3"))).earnings[0].why.key == "earn.stamps.card"
    assert member.buy(basket(DAY, coffee("11"))).earnings[0].why.key == "earn.stamps.cards"


def test_a_card_is_near_also_where_nothing_is_stamped():
    member = Member(programme(CARD.format("")))
    member.buy(basket(DAY, coffee("3")))
    evaluation = member.buy(basket(DAY, "10"))
    assert (evaluation.earnings, evaluation.near[0].missing) == ((), 2)


@pytest.mark.parametrize(
    ("back", "keep", "takes", "left"),
    [
        (1, (), -20, 4),
        (1, (coffee("1"),), 0, 5),  # five stamps are left: the card was full
        (0, (), -20, 3),  # the card that the second receipt filled is not full any more
        (0, (coffee("2"),), 0, 5),
    ],
)
def test_stamps_that_come_back_empty_the_card(back, keep, takes, left):
    member = Member(programme(CARD.format("")))
    member.buy(basket(DAY, coffee("4")))
    assert earned(member.buy(basket(DAY, coffee("3")))) == 20
    assert sum(entry.amount for entry in member.bring_back(back, *keep)) == takes
    assert member.progress[("r", "ever")].base == left


def test_the_limits_of_a_card_are_used_and_given_back():
    """Semantics 9, 17."""
    member = Member(programme(CARD.format(", limits: {per_member: {times: 1, period: month}}")))
    assert [earned(member.buy(basket(DAY, coffee("5")))) for _ in range(2)] == [20, 0]
    member.bring_back(0)
    assert member.progress[("r#limit", "2026-11")] == Progress(5, 20, 0)
    member.bring_back(1)
    assert member.progress[("r#limit", "2026-11")] == Progress()
    assert earned(member.buy(basket(DAY, coffee("5")))) == 20


def test_a_visit_earns_once_a_day():
    member = Member(programme(VISIT.replace("}", ", limits: {per_member: {times: 1, period: day}}}")))
    when = ["2026-11-22 09:00", "2026-11-22 21:00", "2026-11-23 00:00"]
    assert [earned(member.buy(basket(one, "10"))) for one in when] == [1, 0, 1]
