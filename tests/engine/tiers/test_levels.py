"""What levels ask, how they are bought or given by hand, and what they do, as tables."""

from datetime import date

import pytest

from moadon.engine.rules import Anchor, ByHand
from tests.engine.shop import line
from tests.engine.tiers.club import ALSO, EARN, MONTH, PAID, POINTS, VISITS, Buys, Climber, climb, club, ladder


@pytest.mark.parametrize(
    ("day", "level"),
    [("2024-01-31", "new"), ("2024-07-30", "new"), ("2024-07-31", "friend"), ("2026-01-30", "friend"),
     ("2026-01-31", "family"), ("2036-01-01", "family"), ("2023-12-01", "new")],
)  # fmt: skip
def test_tenure_counts_full_months_since_joining(day: str, level: str):
    levels = "[{id: new, from: '0'}, {id: friend, from: '6'}, {id: family, from: '24'}]"
    assert climb(ladder("", basis="tenure", levels=levels), {}, "2024-01-31").level(day) == level


@pytest.mark.parametrize(
    ("joined", "months", "day"), [("2024-08-31", 6, "2025-02-28"), ("2024-02-29", 12, "2025-02-28")]
)
def test_a_month_that_is_too_short_is_full_on_its_last_day(joined: str, months: int, day: str):
    member = climb(
        ladder("", basis="tenure", levels=f"[{{id: a, from: '0'}}, {{id: b, from: '{months}'}}]"), {}, joined
    )
    assert member.level(day) == "b"
    assert member.level((date.fromisoformat(day).replace(day=27)).isoformat()) == "a"


@pytest.mark.parametrize(
    ("prices", "level"),
    [
        (["10", "10"], "basic"), (["10", "10", "10"], "silver"),
        (["0", "10", "10"], "basic"),  # a receipt on which nothing counts is no visit
        (["10", "10", "10", "10", "10"], "silver"), (["60", "60", "60", "60", "60"], "gold"),
        (["60", "60", "60", "60", "59.99"], "silver"), (["300", "10", "10", "10"], "silver"),
    ],
)  # fmt: skip
def test_visits_and_money_besides(prices: list[str], level: str):
    buys = {f"2026-03-{n:02}": price for n, price in enumerate(prices, 1)}
    assert climb(ladder(basis="visits", levels=VISITS), buys).level("2026-03-31") == level


@pytest.mark.parametrize(
    ("also", "buys", "level"),
    [
        ("visits: 2", {"2026-03-01": "1000"}, "basic"),
        ("visits: 2", {"2026-03-01": "990", "2026-03-02": "10"}, "gold"),
        ("tenure: 26", {"2026-03-01": "1000"}, "basic"),
        ("tenure: 25", {"2026-03-01": "1000"}, "gold"),
        ("visits: 2, tenure: 25", {"2026-03-01": "500", "2026-03-02": "500"}, "gold"),
        ("visits: 3, tenure: 25", {"2026-03-01": "500", "2026-03-02": "500"}, "basic"),
    ],
)
def test_what_is_asked_besides_must_be_there_too(also: str, buys: Buys, level: str):
    assert climb(ladder(levels=ALSO.format(also=also)), buys).level("2026-03-02") == level


@pytest.mark.parametrize(("price", "level"), [("999.50", "basic"), ("1000", "silver"), ("2500", "gold")])
def test_points_are_the_units_earned(price: str, level: str):
    member = Climber(club(ladder(basis="points", more="wallet: points"), EARN, wallets=POINTS))
    member.buy("2026-03-01", price)
    assert member.level("2026-03-01") == level


def test_only_the_ladder_s_items_count():
    member = Climber(club(ladder(more="items: {category: [shoes]}")))
    member.buy("2026-03-01", line("2000", category="jeans"))
    assert member.level("2026-03-01") == "basic"
    member.buy("2026-03-01", line("2000", category="shoes"), line("500", sku="B", category="jeans"))
    assert member.level("2026-03-01") == "silver"


@pytest.mark.parametrize(
    ("lines", "more", "level"),
    [
        ([line("2100", off="101")], {}, "basic"),
        ([line("2100", off="100")], {}, "silver"),
        ([line("2100")], {"redeem": {"points": "101"}}, "basic"),
        ([line("2100")], {"redeem": {"points": "100"}}, "silver"),
        ([line("2100")], {"payments": {"gift": "101"}}, "basic"),
    ],
)
def test_what_counts_is_paid_with_the_member_s_own_money(lines, more, level):
    member = Climber(club(ladder(), wallets=POINTS))
    member.buy("2026-03-01", *lines, **more)
    assert member.level("2026-03-01") == level


@pytest.mark.parametrize(
    ("sku", "day", "level"),
    [
        ("PLUS", "2026-02-27", "free"), ("PLUS", "2026-02-28", "plus"), ("PLUS", "2027-02-28", "plus"),
        ("PLUS", "2027-03-01", "free"), ("DAY", "2026-02-28", "day"), ("DAY", "2026-03-01", "day"),
        ("DAY", "2026-03-02", "free"), ("MILK", "2026-02-28", "free"),
    ],
)  # fmt: skip
def test_a_level_that_is_bought(sku: str, day: str, level: str):
    member = Climber(club(ladder("", basis="paid", levels=PAID)))
    member.buy("2026-02-28", line("99", sku=sku))
    assert member.level(day) == level


def test_a_level_that_is_bought_goes_back_with_its_fee():
    member = Climber(club(ladder("", basis="paid", levels=PAID)))
    fee, milk = line("99", sku="PLUS"), line("5", sku="MILK")
    member.buy("2026-02-28", fee, milk)
    member.bring_back(0, fee)
    assert member.level("2026-03-01") == "plus"
    member.bring_back(0)
    assert member.level("2026-03-01") == "free"
    assert member.bring_back(0) == ()


def test_what_was_bought_does_not_count_at_a_review():
    levels = "[{id: basic, from: '0'}, {id: gold, from: '5000', fee: {sku: GOLD, lasts: {months: 2}}}]"
    member = Climber(club(ladder(MONTH, "down: one_step", levels=levels)))
    member.buy("2026-01-31", line("99", sku="GOLD"))
    assert [member.level(day) for day in ("2026-03-31", "2026-04-01")] == ["gold", "basic"]


@pytest.mark.parametrize(
    ("buys", "hand", "day", "level"),
    [
        ({}, ByHand("gold"), "2030-01-01", "gold"),
        ({}, ByHand("silver", date(2026, 6, 30)), "2026-06-30", "silver"),
        ({}, ByHand("silver", date(2026, 6, 30)), "2026-07-01", "basic"),
        ({"2026-03-01": "5000"}, ByHand("silver"), "2026-05-01", "gold"),  # it shields, it does not hold down
        ({"2026-03-01": "5000"}, ByHand("silver"), "2028-01-01", "silver"),
        ({"2026-03-01": "5000"}, ByHand("unknown"), "2028-01-01", "basic"),
    ],
)
def test_a_level_set_by_hand_is_not_taken_away_by_reviews(buys: Buys, hand: ByHand, day: str, level: str):
    member = climb(ladder(), buys)
    member.by_hand = hand
    assert member.level(day) == level


@pytest.mark.parametrize(
    ("anchor", "buys", "day", "level"),
    [
        # Another version of the ladder gave gold in May 2026: it stays until the review of that year's end.
        (Anchor("gold", date(2026, 5, 1)), {}, "2026-12-31", "gold"),
        (Anchor("gold", date(2026, 5, 1)), {}, "2027-01-01", "basic"),
        (Anchor("gold", date(2026, 5, 1)), {"2026-02-01": "2000"}, "2027-01-01", "silver"),
        (Anchor("silver", date(2026, 5, 1)), {"2026-06-01": "5000"}, "2026-06-01", "gold"),
        (Anchor("gone", date(2026, 5, 1)), {"2026-06-01": "2000"}, "2026-06-01", "silver"),
    ],
)
def test_what_another_version_gave_stays_until_the_review(anchor: Anchor, buys: Buys, day: str, level: str):
    member = climb(ladder(), buys)
    member.anchor = anchor
    assert member.level(day) == level


def test_an_anchor_without_a_window_stays():
    member = climb(ladder(""), {})
    member.anchor = Anchor("gold", date(2026, 5, 1))
    assert member.level("2046-05-01") == "gold"


def test_rows_of_another_window_are_not_mistaken_for_this_one_s():
    monthly = climb(ladder(MONTH), {"2026-03-05": "5000"})
    yearly = Climber(club(ladder()))
    yearly.rows = monthly.rows
    assert yearly.level("2026-03-05") == "basic"


def test_no_level_below_the_lowest():
    member = climb(ladder(levels="[{id: silver, from: '2000'}, {id: gold, from: '5000'}]"), {"2026-03-01": "2000"})
    assert [member.level(day) for day in ("2025-12-31", "2026-03-01", "2028-01-01")] == [None, "silver", None]


def test_a_receipt_is_judged_by_the_level_before_it():
    earn = "{id: p, type: per_amount, amount: '1', give: '1', wallet: points, multiply: {tier: {silver: '2'}}}"
    member = Climber(club(ladder(), earn, wallets=POINTS))
    assert [member.buy(day, "2000").earnings[0].amount for day in ("2026-03-01", "2026-03-02")] == [2000, 4000]


@pytest.mark.parametrize(("price", "expires"), [("1999", "2026-09-01"), ("2000", "2027-03-01"), ("5000", None)])
def test_points_of_a_level_last_as_long_as_it_says(price: str, expires: str | None):
    wallets = (
        "{points: {kind: points, worth: '0.05', expires: {after: {months: 6},"
        " tiers: {silver: {months: 12}, gold: {months: 240}}}}}"
    )
    member = Climber(
        club(ladder(), "{id: p, type: per_amount, amount: '1', give: '1', wallet: points}", wallets=wallets)
    )
    member.buy("2026-03-01", price)
    (earning,) = member.buy("2026-03-01", "10").earnings
    assert earning.expires_at is not None
    last = earning.expires_at.date().isoformat()
    assert last == (expires or "2046-03-01")
