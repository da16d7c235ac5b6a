"""What counts for earning: what was paid for goods with the buyer's own money (semantics 6, 2)."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moadon.engine.rules import Redemption, evaluate
from tests.engine.shop import NEWCOMER, basket, earned, light, line, minor, programme, reason

EACH = "{id: r, type: per_amount, amount: '0.01', give: '0.01'}"
"""Gives back what counts, to the minor unit: the award is the base."""
CLUB = programme(EACH)


def counted(club, what):
    return earned(evaluate(club, what, NEWCOMER))


def test_discounts_do_not_count():
    what = basket("2026-11-22 10:15", line("100", off="15.50"), line("50", sku="B"))
    assert counted(CLUB, what) == minor("134.50")


@pytest.mark.parametrize(
    ("redeem", "payments", "base"),
    [
        ({}, {"card": "150"}, "150"),
        ({"credit": "20"}, {"card": "130"}, "130"),
        ({"credit": "20", "points": "5.50"}, {"card": "124.50"}, "124.50"),
        ({}, {"card": "100", "gift": "50"}, "100"),  # a gift card of the club
        ({}, {"credit": "50", "points": "30", "cash": "70"}, "70"),
        ({"credit": "150"}, {}, "0"),
    ],
)
def test_what_was_paid_with_value_of_the_club_does_not_count(redeem, payments, base):
    """No earning on earnings."""
    what = basket("2026-11-22 10:15", "100", "50", redeem=redeem, payments=payments)
    assert counted(CLUB, what) == minor(base)


def test_a_basket_paid_with_credit_alone_says_why_it_earns_nothing():
    evaluation = evaluate(CLUB, basket("2026-11-22 10:15", "100", redeem={"credit": "100"}), NEWCOMER)
    assert reason(evaluation) == "nothing_counts"
    assert (evaluation.total, evaluation.redeemed, evaluation.to_pay) == (10000, 10000, 0)


def test_club_value_is_split_over_lines_by_what_each_still_costs():
    """20.00 over 60.00 and 30.00 (90.00 less 60.00): 13.33 and 6.67, the largest remainder to the second."""
    club = programme(EACH.replace("id: r", "id: shirts").replace("}", ", items: {category: [shirt]}}"))
    what = basket(
        "2026-11-22 10:15",
        line("60", sku="A", category="hat"),
        line("90", sku="B", category="shirt", off="60"),
        redeem={"credit": "20"},
    )
    assert earned(evaluate(club, what, NEWCOMER), "shirts") == minor("23.33")


def test_equal_remainders_go_to_the_smaller_line_id():
    shirts = programme(EACH.replace("}", ", items: {sku: [A]}}"))
    hats = programme(EACH.replace("}", ", items: {sku: [B]}}"))
    for lines in itertools.permutations((line("10", sku="A", number="1"), line("10", sku="B", number="2"))):
        what = basket("2026-11-22 10:15", *lines, redeem={"credit": "0.01"})
        assert counted(shirts, what) == minor("9.99")
        assert counted(hats, what) == minor("10.00")


@pytest.mark.parametrize(
    ("price", "rate", "net"),
    [
        ("118.00", "0.18", "100.00"),
        ("117.00", "0.17", "100.00"),
        ("100.00", "0.18", "84.75"),  # 84.7457...
        ("0.59", "0.18", "0.50"),
        ("0.09", "0.18", "0.08"),  # 0.0762...
        ("100.00", "0", "100.00"),
    ],
)
def test_tax_counts_unless_the_programme_says_otherwise(price, rate, net):
    without = programme(EACH, base="base: {tax: excluded}")
    what = basket("2026-11-22 10:15", line(price, tax=rate))
    assert counted(CLUB, what) == minor(price)
    assert counted(without, what) == minor(net)


def test_each_line_keeps_its_own_tax_rate():
    without = programme(EACH, base="base: {tax: excluded}")
    what = basket("2026-11-22 10:15", line("118", sku="A", tax="0.18"), line("50", sku="B", tax="0"))
    assert counted(without, what) == minor("150")


def test_tax_is_taken_off_what_club_value_left():
    without = programme(EACH, base="base: {tax: excluded}")
    what = basket("2026-11-22 10:15", line("118", tax="0.18"), redeem={"credit": "59"})
    assert counted(without, what) == minor("50")


@pytest.mark.parametrize(
    ("exclude", "base"),
    [
        ("{category: [tobacco]}", "60"),
        ("{category: [food]}", "40"),  # bread is food, its category's ancestor
        ("{sku: [BREAD, SMOKE]}", "30"),
        ("{brand: [acme]}", "70"),
        ("{category: [tobacco], brand: [acme]}", "30"),  # any of the lists leaves a line out
        ("{category: [nothing]}", "100"),
    ],
)
def test_excluded_goods_count_nothing(exclude, base):
    club = programme(EACH, base=f"base: {{exclude: {exclude}}}")
    what = basket(
        "2026-11-22 10:15",
        line("40", sku="SMOKE", category="tobacco"),
        line("30", sku="BREAD", category="bread food"),
        line("30", sku="MILK", category="dairy food", brand="acme"),
    )
    assert counted(club, what) == minor(base)


@pytest.mark.parametrize(
    ("items", "base"),
    [
        ("{sku: [A]}", "10"),
        ("{sku: [A, B]}", "30"),  # any value of a key
        ("{category: [clothes]}", "30"),  # with its descendants
        ("{category: [jeans]}", "10"),
        ("{category: [jeans, clothes]}", "30"),  # a line that fits twice counts once
        ("{brand: [acme]}", "50"),
        ("{category: [clothes], brand: [acme]}", "10"),  # every key
        ("{sku: [B], brand: [acme]}", "0"),
        ("{sku: [A], category: [clothes], brand: [acme]}", "10"),
    ],
)
def test_items_pick_the_lines_a_rule_looks_at(items, base):
    club = programme(EACH.replace("}", f", items: {items}}}"))
    what = basket(
        "2026-11-22 10:15",
        line("10", sku="A", category="jeans clothes", brand="acme"),
        line("20", sku="B", category="shirt clothes", brand="other"),
        line("40", sku="C", category="food", brand="acme"),
        line("80", sku="D"),
    )
    evaluation = evaluate(club, what, NEWCOMER)
    assert earned(evaluation) == minor(base)
    assert reason(evaluation) == ("" if base != "0" else "no_items")


def test_rules_that_look_alike_share_their_work_and_others_do_not():
    club = programme(
        EACH.replace("id: r", "id: a").replace("}", ", items: {category: [x]}}"),
        EACH.replace("id: r", "id: b").replace("}", ", items: {category: [x]}}"),
        EACH.replace("id: r", "id: c").replace("}", ", items: {category: [y]}}"),
    )
    assert [rule.slot for rule in club.rules] == [1, 1, 2]
    evaluation = evaluate(
        club, basket("2026-11-22 10:15", line("5", category="x"), line("7", sku="Y", category="y")), NEWCOMER
    )
    assert [earned(evaluation, rule) for rule in "abc"] == [500, 500, 700]


def test_free_and_returned_to_zero_lines_count_nothing():
    what = basket("2026-11-22 10:15", line("0"), line("10", sku="B", off="10"))
    assert reason(evaluate(CLUB, what, NEWCOMER)) == "nothing_counts"


def test_an_empty_basket_has_no_items():
    assert reason(evaluate(CLUB, basket("2026-11-22 10:15"), NEWCOMER)) == "no_items"


def test_a_non_member_earns_nothing_and_pays_the_same():
    evaluation = evaluate(CLUB, basket("2026-11-22 10:15", line("100", off="5")), None)
    assert (evaluation.total, evaluation.discount, evaluation.to_pay) == (10000, 500, 9500)
    assert (evaluation.earnings, evaluation.near, evaluation.not_applied) == ((), (), ())


lines = st.lists(
    st.tuples(st.integers(0, 99999), st.sampled_from(["a", "b", "a c", ""]), st.sampled_from(["0", "0.18"])),
    min_size=1,
    max_size=6,
)


@light
@given(lines, st.integers(0, 100000), st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing(drawn, paid, random):
    club = programme(
        EACH,
        EACH.replace("id: r", "id: a").replace("}", ", items: {category: [a]}}"),
        EACH.replace("id: r", "id: w").replace("}", ", multiply: {category: {c: '1.37'}}}"),
        base="base: {tax: excluded}",
    )
    goods = [
        line(f"{price // 100}.{price % 100:02}", sku=f"S{i}", category=category, tax=tax)
        for i, (price, category, tax) in enumerate(drawn)
    ]
    value = min(paid, sum(one.total for one in goods))
    redeem = {"credit": f"{value // 100}.{value % 100:02}"}
    mixed = list(goods)
    random.shuffle(mixed)
    one = evaluate(club, basket("2026-11-22 10:15", *goods, redeem=redeem), NEWCOMER)
    other = evaluate(club, basket("2026-11-22 10:15", *mixed, redeem=redeem), NEWCOMER)
    assert one.earnings == other.earnings
    assert one.near == other.near


@light
@given(lines, st.integers(0, 100000))
def test_what_counts_and_what_club_value_paid_sum_to_the_price(drawn, paid):
    goods = [line(f"{price // 100}.{price % 100:02}", sku=f"S{i}") for i, (price, _, _) in enumerate(drawn)]
    price = sum(one.total for one in goods)
    value = min(paid, price)
    parts = programme(
        *(EACH.replace("id: r", f"id: p{i}").replace("}", f", items: {{sku: [S{i}]}}}}") for i in range(len(goods)))
    )
    what = basket("2026-11-22 10:15", *goods, redeem={"credit": f"{value // 100}.{value % 100:02}"})
    evaluation = evaluate(parts, what, NEWCOMER)
    assert sum(earning.amount for earning in evaluation.earnings) == price - value


@pytest.mark.parametrize(("sku", "earns"), [("A", "1"), ("B", "50")])
def test_what_points_pay_of_one_thing_is_not_taken_off_it_again(sku, earns):
    """Points pay 98 of A; of the 51 of credit, A bears its part of the 2 that are left of it, and B the rest."""
    club = programme(EACH.replace("}", f", items: {{sku: [{sku}]}}}}"))
    what = basket("2026-11-22 10:15", line("100", sku="A"), line("100", sku="B"))
    points = Redemption("points", 100, minor("98"), "mug", ((0, minor("98")),))
    paid = what._replace(redemptions=(points, Redemption("credit", minor("51"), minor("51"))))
    assert earned(evaluate(club, paid, NEWCOMER)) == minor(earns)
