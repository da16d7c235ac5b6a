"""D4: points for each full amount, and factors by circumstance and item."""

import pytest

from moadon.engine.rules import evaluate
from tests.engine.shop import NEWCOMER, Member, basket, earned, line, minor, programme

POINT = "{{id: r, type: per_amount, amount: '{}', give: '{}', wallet: points{}}}"


@pytest.mark.parametrize(
    ("amount", "give", "spend", "points"),
    [
        ("1.00", "1", "0.99", 0), ("1.00", "1", "1.00", 1), ("1.00", "1", "154.90", 154),
        ("10", "3", "9.99", 0), ("10", "3", "10", 3), ("10", "3", "29.99", 6), ("0.50", "1", "1.49", 2),
    ],
)  # fmt: skip
def test_each_full_amount_of_a_receipt_gives_points(amount, give, spend, points):
    assert (
        earned(evaluate(programme(POINT.format(amount, give, "")), basket("2026-11-22 10:15", spend), NEWCOMER))
        == points
    )


def test_what_is_left_over_is_not_kept_for_the_next_receipt():
    member = Member(programme(POINT.format("10", "1", "")))
    assert [earned(member.buy(basket("2026-11-22 10:15", "9.99"))) for _ in range(3)] == [0, 0, 0]


@pytest.mark.parametrize(
    ("multiply", "points"),
    [
        ("{weekday: {sun: '2'}}", 200),
        ("{weekday: {mon: '2'}}", 100),
        ("{hour: {'10:00-14:00': '3'}}", 300),
        ("{hour: {'14:00-10:00': '3'}}", 100),
        ("{hour: {'10:00-14:00': '3', '09:00-12:00': '4'}}", 400),  # the highest of one circumstance
        ("{branch: {tlv: '1.5'}}", 150),
        ("{channel: {store: '1.25'}}", 125),
        ("{payment: {card: '2', cash: '5'}}", 200),
        ("{weekday: {sun: '2'}, branch: {tlv: '1.5'}, channel: {web: '9'}}", 300),  # circumstances multiply
        ("{branch: {tlv: '0.5'}}", 50),
        ("{branch: {tlv: '1.005'}}", 101),  # 100.5 is rounded half up, once, at the end
        ("{branch: {tlv: '1.0049'}}", 100),
    ],
)
def test_circumstances_multiply_the_award_after_its_steps(multiply, points):
    club = programme(POINT.format("1.00", "1", f", multiply: {multiply}"))
    what = basket("2026-11-22 10:15", "100.99", payments={"card": "100.99"})
    assert earned(evaluate(club, what, NEWCOMER)) == points


def test_of_several_payments_the_one_with_the_highest_factor_counts():
    club = programme(POINT.format("1.00", "1", ", multiply: {payment: {card: '2', cash: '5', cheque: '9'}}"))
    what = basket("2026-11-22 10:15", "100", payments={"card": "60", "cash": "40"})
    assert earned(evaluate(club, what, NEWCOMER)) == 500


@pytest.mark.parametrize(
    ("multiply", "points"),
    [
        ("{category: {jeans: '2'}}", 90),  # 30 * 2 + 30
        ("{category: {clothes: '2'}}", 120),
        ("{category: {clothes: '2', jeans: '3'}}", 150),  # the nearest category named: 30 * 3 + 30 * 2
        ("{category: {clothes: '2', jeans: '1'}}", 90),
        ("{sku: {A: '2'}, category: {clothes: '2'}}", 180),  # 30 * 4 + 30 * 2
        ("{brand: {acme: '0.5'}}", 45),
        ("{sku: {C: '2'}}", 60),
    ],
)
def test_items_weigh_the_base_before_its_steps(multiply, points):
    club = programme(POINT.format("1.00", "1", f", multiply: {multiply}"))
    what = basket(
        "2026-11-22 10:15",
        line("30", sku="A", category="jeans clothes", brand="acme"),
        line("30", sku="B", category="shirt clothes"),
    )
    assert earned(evaluate(club, what, NEWCOMER)) == points


def test_weights_are_rounded_once_for_all_lines():
    """0.50 + 0.50 at 1.01 is 1.01, not 0.51 + 0.51."""
    club = programme(POINT.format("0.01", "1", ", multiply: {category: {x: '1.01'}}"))
    what = basket("2026-11-22 10:15", line("0.50", sku="A", category="x"), line("0.50", sku="B", category="x"))
    assert earned(evaluate(club, what, NEWCOMER)) == 101


def test_weights_and_items_and_circumstances_work_together():
    club = programme(
        POINT.format(
            "1", "1", ", items: {category: [clothes]}, multiply: {category: {jeans: '2'}, weekday: {sun: '2'}}"
        )
    )
    what = basket(
        "2026-11-22 10:15",
        line("10", sku="A", category="jeans clothes"),
        line("10", sku="B", category="shirt clothes"),
        line("10", sku="C", category="food"),
    )
    assert earned(evaluate(club, what, NEWCOMER)) == 60


def test_a_multiplied_award_says_how_often_it_counts():
    club = programme(POINT.format("1", "1", ", multiply: {weekday: {sun: '2'}, branch: {tlv: '1.5'}}"))
    why = evaluate(club, basket("2026-11-22 10:15", "10"), NEWCOMER).earnings[0].why
    assert why.key == "earn.per_amount.times"
    assert why.params["times"] == ("number", "3")
    plain = evaluate(club, basket("2026-11-23 10:15", "10", branch=None), NEWCOMER).earnings[0].why
    assert plain.key == "earn.per_amount"


def test_an_accumulated_step_that_is_crossed_on_a_double_day_is_doubled():
    club = programme(
        "{id: r, type: linear, every: '100', give: '10', basis: accumulated, multiply: {weekday: {sun: 2}}}"
    )
    member = Member(club)
    assert earned(member.buy(basket("2026-11-22 10:15", "99"))) == 0
    assert earned(member.buy(basket("2026-11-23 10:15", "1"))) == minor("10")
    assert earned(member.buy(basket("2026-11-29 10:15", "100"))) == minor("20")


@pytest.mark.parametrize(
    ("wallets", "amount", "value"),
    [
        ("{points: {kind: points, worth: '0.05'}}", 100, 500),
        ("{points: {kind: points, worth: '0.005'}}", 1, 1),  # half a minor unit is rounded up
        ("{points: {kind: points, worth: '0.0049'}}", 1, 0),
        ("{points: {kind: points, worth: '1', decimals: 2}}", 125, 125),
        ("{points: {kind: points}}", 100, 0),  # nothing is said of what they pay
        ("{points: {kind: credit}}", 1290, 1290),
    ],
)
def test_a_wallet_knows_what_its_units_pay(wallets, amount, value):
    club = programme("{id: r, type: per_amount, amount: '1', give: '1', wallet: points}", wallets=wallets)
    assert club.wallets["points"].value_of(amount) == value


def test_several_programmes_wallets_and_rules_stand_side_by_side():
    club = programme(
        "{id: money, type: linear, every: '100', give: '10'}",
        "{id: points, type: per_amount, amount: '1', give: '1', wallet: points}",
        "{id: jeans, type: per_amount, amount: '1', give: '1', wallet: points, items: {category: [jeans]}}",
    )
    what = basket("2026-11-22 10:15", line("150", category="jeans"), line("60", sku="B"))
    evaluation = evaluate(club, what, NEWCOMER)
    assert [(e.rule, e.wallet, e.amount) for e in evaluation.earnings] == [
        ("money", "credit", 2000), ("points", "points", 210), ("jeans", "points", 150),
    ]  # fmt: skip
