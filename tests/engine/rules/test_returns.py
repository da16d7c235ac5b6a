"""Returns: what remains is judged again, to the unit (semantics 5, 14, 17)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moadon.engine.rules import Buyer, Payment, Progress, Stored, kept_payments, reassess
from tests.engine.shop import Member, basket, earned, light, line, minor, programme

LINEAR = "{id: r, type: linear, every: '100', give: '10'}"
ACCUMULATED = "{id: r, type: linear, every: '100', give: '10', basis: accumulated}"
TARGETS = "{id: r, type: targets, period: month, steps: [{reach: '400', give: '40'}, {reach: '800', give: '100'}]}"
WHOLE = (
    "{id: r, type: rate_by_value, period: quarter,"
    " bands: [{from: '0', rate: '0.10'}, {from: '1000', rate: '0.15'}, {from: '2000', rate: '0.20'}]}"
)
WITHIN = WHOLE.replace("period", "method: within, period", 1)
POINTS = "{id: r, type: per_amount, amount: '1', give: '1'}"

A, B = line("150", sku="A"), line("90", sku="B")


def taken(entries, rule: str = "r") -> int:
    return sum(entry.amount for entry in entries if entry.rule == rule)


@pytest.mark.parametrize(
    ("rule", "keep", "takes"),
    [
        (LINEAR, (), "-20"),
        (LINEAR, (A,), "-10"),  # 150 left: one step
        (LINEAR, (B,), "-20"),  # 90 left: the step no longer holds
        (LINEAR, (A, B), "0"),
        (ACCUMULATED, (), "-20"),
        (ACCUMULATED, (A,), "-10"),
        (POINTS, (A,), "-90"),
        (POINTS, (), "-240"),
        (WHOLE, (B,), "-15"),
        (WITHIN, (), "-24"),
    ],
)
def test_a_return_takes_back_what_the_rest_no_longer_earns(rule, keep, takes):
    member = Member(programme(rule))
    member.buy(basket("2026-11-22 10:15", A, B))
    assert taken(member.bring_back(0, *keep)) == minor(takes)


@pytest.mark.parametrize(("keep", "times"), [((A,), 0), ((B,), -1), ((), -1)])
def test_a_receipt_that_earns_nothing_any_more_no_longer_counts_as_a_time(keep, times):
    member = Member(programme(LINEAR))
    member.buy(basket("2026-11-22 10:15", A, B))
    assert [entry.times for entry in member.bring_back(0, *keep)] == [times]


def test_a_limit_that_cut_nothing_keeps_nothing_back():
    member = Member(programme(ACCUMULATED.replace("}", ", limits: {per_member: {amount: '500', period: month}}}")))
    member.buy(basket("2026-11-22 10:15", "400"))
    member.buy(basket("2026-11-22 10:15", "300"))
    assert taken(member.bring_back(1)) == minor("-30")


def test_a_part_of_a_line_comes_back_by_unit():
    member = Member(programme(POINTS))
    member.buy(basket("2026-11-22 10:15", A._replace(quantity=3000)))
    entries = member.bring_back(0, A._replace(quantity=2000, total=minor("100")))
    assert taken(entries) == minor("-50")
    assert entries[0].base == minor("-50")
    assert taken(member.bring_back(0, A._replace(quantity=1000, total=minor("50")))) == minor("-50")
    assert taken(member.bring_back(0)) == minor("-50")
    assert member.balance["credit"] == 0
    assert member.bring_back(0) == ()


def test_a_step_lost_by_a_return_is_lost_for_later_receipts_too():
    member = Member(programme(ACCUMULATED))
    for price in ("60", "60", "60"):
        member.buy(basket("2026-11-22 10:15", price))
    assert member.balance["credit"] == minor("10")
    assert taken(member.bring_back(0)) == 0  # 120 are left: still one step
    assert taken(member.bring_back(2)) == minor("-10")  # 60 are left
    assert earned(member.buy(basket("2026-11-23 10:15", "40"))) == minor("10")


def test_falling_under_a_band_takes_the_top_up_back():
    member = Member(programme(WHOLE))
    member.buy(basket("2026-11-02 10:00", "600"))
    member.buy(basket("2026-11-03 10:00", "600"))
    assert member.balance["credit"] == minor("180")
    assert taken(member.bring_back(0)) == minor("-120")
    assert member.balance["credit"] == minor("60")


def test_a_return_before_the_payment_lowers_what_the_target_pays():
    member = Member(programme(TARGETS))
    member.buy(basket("2026-11-02 10:00", "500"))
    member.buy(basket("2026-11-03 10:00", "300"))
    (entry,) = member.bring_back(1)
    assert (entry.base, entry.amount, entry.times) == (minor("-300"), 0, 0)
    assert member.close("r", "2026-11-03").amount == minor("40")


def test_a_return_after_the_payment_takes_the_difference_back():
    member = Member(programme(TARGETS))
    member.buy(basket("2026-11-02 10:00", "500"))
    member.buy(basket("2026-11-03 10:00", "300"))
    assert member.close("r", "2026-11-03").amount == minor("100")
    assert taken(member.bring_back(0)) == minor("-100")  # 300 are left: below the first step
    assert taken(member.bring_back(1)) == 0
    assert member.balance["credit"] == 0


def test_a_return_of_a_paid_month_within_its_step_takes_nothing():
    member = Member(programme(TARGETS))
    member.buy(basket("2026-11-02 10:00", line("500", sku="A"), line("100", sku="B")))
    member.close("r", "2026-11-02")
    (entry,) = member.bring_back(0, line("500", sku="A"))
    assert (entry.base, entry.amount) == (minor("-100"), 0)


def test_a_condition_that_the_rest_no_longer_meets_takes_everything_back():
    """Semantics 14: thresholds that no longer hold are taken back."""
    member = Member(programme(POINTS.replace("}", ", when: {basket_from: '200'}}")))
    member.buy(basket("2026-11-22 10:15", A, B))
    assert member.balance["credit"] == minor("240")
    assert taken(member.bring_back(0, A)) == minor("-240")


def test_the_item_that_opened_the_rule_comes_back():
    member = Member(programme(POINTS.replace("}", ", when: {sku: [B]}}")))
    member.buy(basket("2026-11-22 10:15", A, B))
    assert taken(member.bring_back(0, A)) == minor("-240")


def test_only_the_rules_that_the_goods_touched_change():
    member = Member(
        programme(
            POINTS.replace("id: r", "id: a").replace("}", ", items: {sku: [A]}}"),
            POINTS.replace("id: r", "id: b").replace("}", ", items: {sku: [B]}}"),
        )
    )
    member.buy(basket("2026-11-22 10:15", A, B))
    entries = member.bring_back(0, A)
    assert [(entry.rule, entry.amount) for entry in entries] == [("b", minor("-90"))]


def test_what_the_receipt_was_given_on_a_double_day_is_taken_back_doubled():
    """Semantics 5: what was stored then, not what another day would give."""
    member = Member(programme(ACCUMULATED.replace("}", ", multiply: {weekday: {sun: 2}}}")))
    member.buy(basket("2026-11-22 10:15", "100"))  # Sunday
    member.buy(basket("2026-11-23 10:15", "100"))
    assert member.balance["credit"] == minor("30")
    assert taken(member.bring_back(0)) == minor("-20")
    assert taken(member.bring_back(1)) == minor("-10")


def test_a_double_day_on_which_nothing_was_given_takes_no_double():
    member = Member(programme(ACCUMULATED.replace("}", ", multiply: {weekday: {sun: 2}}}")))
    member.buy(basket("2026-11-22 10:15", "50"))  # Sunday: nothing yet
    member.buy(basket("2026-11-23 10:15", "150"))
    assert member.balance["credit"] == minor("20")
    assert taken(member.bring_back(0)) == minor("-10")


def test_what_a_limit_kept_back_is_not_taken_back():
    limits = ", limits: {per_member: {amount: '50', period: month}}}"
    member = Member(programme(ACCUMULATED.replace("}", limits)))
    member.buy(basket("2026-11-22 10:15", "400"))
    member.buy(basket("2026-11-22 10:15", "300"))
    assert member.balance["credit"] == minor("50")
    assert taken(member.bring_back(1, line("200", sku="S1"))) == 0  # 600 are left: 60 would be due
    assert taken(member.bring_back(1)) == minor("-10")  # 400 are left


def test_a_return_gives_nothing_where_a_limit_stands():
    member = Member(programme(POINTS.replace("}", ", limits: {per_receipt: {amount: '100'}}}")))
    member.buy(basket("2026-11-22 10:15", A, B))
    assert member.balance["credit"] == minor("100")
    assert taken(member.bring_back(0, A)) == 0
    assert taken(member.bring_back(0, line("60", sku="A"))) == minor("-40")


def test_credit_that_goes_back_first_makes_the_rest_count_more():
    """50 of credit were spread over both lines; when B and the credit go back, all of A was paid with money."""
    club = programme(POINTS.replace("}", ", items: {sku: [A]}}"))
    member = Member(club)
    what = basket("2026-11-22 10:15", line("100", sku="A"), line("100", sku="B"), redeem={"credit": "50"})
    assert earned(member.buy(what)) == minor("75")
    kept = what._replace(lines=(line("100", sku="A"),), redemptions=())
    stored = {"r": Stored(7500, 7500, 1, "-")}
    (entry,) = reassess(club, kept, stored, Buyer({}))
    assert (entry.base, entry.amount, entry.why.key) == (2500, 2500, "earn.rejudged")


def test_a_gift_card_that_paid_for_what_came_back_is_not_taken_off_what_is_kept():
    club = programme(POINTS)
    member = Member(club)
    paid = {"gift": "50", "card": "150"}
    what = basket("2026-11-22 10:15", line("100", sku="A"), line("100", sku="B"), payments=paid)
    assert earned(member.buy(what)) == minor("150")
    kept = what._replace(lines=what.lines[:1], payments=kept_payments(what.payments, minor("200"), minor("100")))
    assert [payment.amount for payment in kept.payments] == [2500, 7500]
    assert taken(reassess(club, kept, {"r": Stored(15000, 15000, 1, "-")}, Buyer({}))) == minor("-75")


@light
@given(st.integers(0, 10**6), st.integers(1, 10**6), st.data())
def test_payments_shrink_with_the_goods_and_end_with_them(amount, cost, data):
    payments = (Payment("gift", amount),)
    more, less = sorted((data.draw(st.integers(0, cost)), data.draw(st.integers(0, cost))), reverse=True)
    assert kept_payments(payments, cost, more)[0].amount >= kept_payments(payments, cost, less)[0].amount
    assert kept_payments(payments, cost, cost) == payments
    assert kept_payments(payments, cost, 0)[0].amount == 0
    assert kept_payments(payments, 0, 0) == payments


def test_a_reversal_takes_at_most_what_was_given():
    club = programme(ACCUMULATED)
    kept = basket("2026-11-22 10:15")
    standing = {("r", "ever"): Progress(base=30000, awarded=1500)}
    entries = reassess(club, kept, {"r": Stored(30000, 3000, 1, "ever")}, Buyer(standing))
    assert taken(entries) == -1500


@pytest.mark.parametrize(
    ("awarded", "takes"),
    [
        ("110", "-10"),  # this version all along: 1,100 gave 110
        ("210", "-10"),  # an earlier version gave twice as much for the first 1,000
        ("60", "-10"),  # or half as much
        ("4", "-4"),  # never more than was given
    ],
)
def test_what_another_version_gave_is_left_alone(awarded, takes):
    """Semantics 5: a reversal never takes what today's rule would give."""
    club = programme(ACCUMULATED)
    standing = {("r", "ever"): Progress(base=minor("1100"), awarded=minor(awarded))}
    stored = {"r": Stored(minor("100"), minor("10"), 1, "ever")}
    assert taken(reassess(club, basket("2026-11-22 10:15"), stored, Buyer(standing))) == minor(takes)


@pytest.mark.parametrize(("awarded", "takes"), [("100", "-60"), ("130", "-60"), ("50", "-50")])
def test_a_target_that_another_version_paid_loses_the_step_and_no_more(awarded, takes):
    club = programme(TARGETS)
    standing = {("r", "2026-11"): Progress(base=minor("850"), awarded=minor(awarded), times=1, settled=True)}
    stored = {"r": Stored(minor("100"), 0, 0, "2026-11")}
    assert taken(reassess(club, basket("2026-11-22 10:15"), stored, Buyer(standing))) == minor(takes)


def test_when_nothing_is_left_of_any_purchase_nothing_is_left_of_any_award():
    club = programme(ACCUMULATED)
    standing = {("r", "ever"): Progress(base=minor("100"), awarded=minor("25"))}
    stored = {"r": Stored(minor("100"), minor("10"), 1, "ever")}
    assert taken(reassess(club, basket("2026-11-22 10:15"), stored, Buyer(standing))) == minor("-25")


def test_a_reversal_names_its_period_and_says_why():
    member = Member(programme(ACCUMULATED, TARGETS.replace("id: r", "id: t")))
    member.buy(basket("2026-11-22 10:15", A))
    linear, target = member.bring_back(0)
    assert (linear.period, linear.times, linear.counts) == ("ever", -1, (("r", "ever"),))
    assert (target.period, target.times) == ("2026-11", 0)
    assert (linear.why.key, target.why.key) == ("earn.returned", "earn.returned.counts")


def test_rules_that_gave_nothing_then_are_not_touched():
    member = Member(programme(LINEAR))
    member.buy(basket("2026-11-22 10:15", B))
    assert member.bring_back(0) == ()


prices = st.lists(st.integers(1, 60000), min_size=1, max_size=6)
RULES = [LINEAR, ACCUMULATED, POINTS, WHOLE, WITHIN]
EXTRAS = [
    "",
    ", multiply: {weekday: {sun: '2', mon: '0.5'}}",
    ", multiply: {category: {x: '1.37'}}",
    ", limits: {per_member: {amount: '55', period: month}}",
    ", limits: {per_receipt: {amount: '21'}, per_member: {times: 2, period: week}}",
]


@light
@given(
    rule=st.sampled_from(RULES),
    extra=st.sampled_from(EXTRAS),
    receipts=st.lists(st.tuples(prices, st.integers(20, 28)), min_size=1, max_size=4),
    data=st.data(),
)
def test_buying_and_bringing_everything_back_in_any_order_leaves_nothing(rule, extra, receipts, data):
    member = Member(programme(rule[:-1] + extra + "}"))
    for goods, day in receipts:
        lines = [
            line(f"{price // 100}.{price % 100:02}", sku=f"S{i}", category="x" if i % 2 else "")
            for i, price in enumerate(goods)
        ]
        member.buy(basket(f"2026-11-{day} 10:15", *lines))
    order = data.draw(st.permutations(range(len(receipts))))
    for number in order:
        lines = member.receipts[number][0].lines
        half = lines[: data.draw(st.integers(0, len(lines)))]
        for keep in (half, ()):
            member.bring_back(number, *keep)
            assert all(balance >= 0 for balance in member.balance.values())
    assert member.balance["credit"] == 0
    for name in ("r", "r#limit"):  # a limit's weeks may lend to each other; together they are even
        rows = [row for (key, _), row in member.progress.items() if key == name]
        assert [sum(row.base for row in rows), sum(row.awarded for row in rows), sum(row.times for row in rows)] == [
            0
        ] * 3


@light
@given(
    rule=st.sampled_from([ACCUMULATED, WHOLE, WITHIN, TARGETS]),
    goods=prices,
    back=st.sets(st.integers(0, 5)),
    data=st.data(),
)
def test_what_stays_after_returns_is_what_the_kept_goods_alone_earn(rule, goods, back, data):
    """Cumulative rules give f(total), whatever was bought and brought back on the way."""
    club = programme(rule)

    def basket_of(price):
        return basket("2026-11-22 10:15", f"{price // 100}.{price % 100:02}")

    member = Member(club)
    for price in goods:
        member.buy(basket_of(price))
    if data.draw(st.booleans()) and rule is TARGETS:
        member.close("r", "2026-11-22")
    for number in data.draw(st.permutations(sorted(n for n in back if n < len(goods)))):
        member.bring_back(number)
    other = Member(club)
    for number, price in enumerate(goods):
        if number not in back:
            other.buy(basket_of(price))
    for one in (member, other):
        if rule is TARGETS:
            one.close("r", "2026-11-22")
    assert member.balance == other.balance
