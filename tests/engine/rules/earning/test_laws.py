"""What must hold for any purchases and returns: nothing bought leaves nothing, caps are monotone, sums add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moadon.engine.rules import Progress, evaluate
from tests.engine.shop import NEWCOMER, Member, basket, earned, light, line, programme

WAYS = {
    "item": "type: per_item, count: 2, give: '3'",
    "visit": "type: per_visit, give: '4'",
    "stamps": "type: stamps, every: 3, give: '7'",
    "visits": "type: stamps, of: visit, every: 2, give: '7'",
    "streak": "type: streak, of: day, length: 2, give: '5'",
    "weeks": "type: streak, of: week, length: 2, give: '5'",
    "breadth": "type: breadth, count: 2, brand: [a, b, c], give: '6'",
    "month": "type: breadth, count: 3, brand: [a, b, c], period: month, give: '6'",
}
EXTRAS = {
    "plain": "",
    "twice": ", multiply: {weekday: {sun: 2, wed: '1.5'}}",
    "capped": ", limits: {per_member: {amount: '11', times: 2, period: week}, per_receipt: {amount: '6'}}",
    "budget": ", limits: {budget: '20', total: {amount: '13', period: month}}",
}
WALLET = "limits: {wallets: {points: {per_member: {amount: '17', period: month}, budget: '30'}}}"

goods = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c", None]), st.integers(1, 4), st.integers(0, 900)), min_size=1, max_size=4
)
receipts = st.lists(st.tuples(goods, st.integers(1, 28)), min_size=1, max_size=6)


def lines_of(some):
    return [
        line(f"{price // 100}.{price % 100:02}", f"S{i}", brand=brand, units=str(units))
        for i, (brand, units, price) in enumerate(some)
    ]


@pytest.mark.parametrize("way", sorted(WAYS))
@light
@given(extra=st.sampled_from(sorted(EXTRAS)), base=st.sampled_from(["", WALLET]), bought=receipts, data=st.data())
def test_buying_and_bringing_back_in_any_order_leaves_nothing(way, extra, base, bought, data):
    """Semantics 14, 17: every wallet, card, row and cap is as it was."""
    together: dict = {}
    member = Member(programme(f"{{id: r, wallet: points, {WAYS[way]}{EXTRAS[extra]}}}", base=base), together)
    for some, day in bought:
        member.buy(basket(f"2026-11-{day:02} 10:00", *lines_of(some)))
    for number in data.draw(st.permutations(range(len(bought)))):
        lines = member.receipts[number][0].lines
        for keep in (lines[: data.draw(st.integers(0, len(lines)))], ()):
            member.bring_back(number, *keep)
            assert member.balance["points"] >= 0
    assert member.balance["points"] == 0
    own = {row for (name, _), row in member.progress.items() if "#" not in name}
    assert own <= {Progress()}
    for rows in (member.progress, together):
        for name in {name for name, _ in rows if "#" in name}:
            # What one week's receipt was given may be taken with another week's: together they are even.
            of_name = [row for (one, _), row in rows.items() if one == name]
            assert [sum(row.awarded for row in of_name), sum(row.times for row in of_name)] == [0, 0]


@pytest.mark.parametrize("way", sorted(WAYS))
@light
@given(cap=st.integers(1, 40), more=st.integers(0, 40), bought=receipts)
def test_a_wider_cap_never_gives_less_and_a_cap_gives_all_that_it_leaves(way, cap, more, bought):
    """Semantics 9: an award that a cap cannot cover is given in part."""

    def total(limit=""):
        member = Member(programme(f"{{id: r, wallet: points, {WAYS[way]}{limit}}}"))
        for some, day in sorted(bought, key=lambda one: one[1]):
            member.buy(basket(f"2026-11-{day:02} 10:00", *lines_of(some)))
        return member.balance["points"]

    def upto(most):
        return total(f", limits: {{per_member: {{amount: '{most}', period: ever}}}}")

    assert upto(cap) <= cap
    if way not in ("streak", "weeks"):  # a row that a cap left unpaid may be paid by a later visit
        assert upto(cap) == min(total(), cap) <= upto(cap + more)


@pytest.mark.parametrize("way", ["item", "visit", "breadth"])
@light
@given(cap=st.integers(1, 9), wallet=st.integers(1, 9), bought=goods)
def test_a_receipt_gets_all_that_its_own_cap_and_the_wallet_s_leave(way, cap, wallet, bought):
    def given_(limits="", base=""):
        club = programme(f"{{id: r, wallet: points, {WAYS[way]}{limits}}}", base=base)
        return earned(evaluate(club, basket("2026-11-22 10:00", *lines_of(bought)), NEWCOMER))

    limits = f", limits: {{per_receipt: {{amount: '{cap}'}}}}"
    base = f"limits: {{wallets: {{points: {{per_receipt: {{amount: '{wallet}'}}}}}}}}"
    assert given_(limits, base) == min(given_(), cap, wallet)


@light
@given(st.sampled_from(sorted(WAYS)), receipts)
def test_what_is_stored_adds_up_to_the_rows_and_the_wallet(way, bought):
    member = Member(programme(f"{{id: r, wallet: points, {WAYS[way]}}}"))
    entries = []
    for some, day in bought:
        entries += member.buy(basket(f"2026-11-{day:02} 10:00", *lines_of(some))).earnings
    assert member.balance["points"] == sum(entry.amount for entry in entries)
    for row, progress in member.progress.items():
        counted = [entry for entry in entries if row in entry.counts]
        assert progress.base == sum(entry.base for entry in counted)
        assert progress.awarded == sum(entry.amount for entry in counted)


@light
@given(st.sampled_from(sorted(WAYS)), goods, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_does_not_matter(way, some, random):
    club = programme(f"{{id: r, wallet: points, {WAYS[way]}}}")
    lines = lines_of(some)
    first = evaluate(club, basket("2026-11-22 10:00", *lines), NEWCOMER)
    random.shuffle(lines)
    again = evaluate(club, basket("2026-11-22 10:00", *lines), NEWCOMER)
    assert (first.earnings, first.near, first.not_applied) == (again.earnings, again.near, again.not_applied)


@light
@given(st.lists(st.integers(1, 5), min_size=1, max_size=8))
def test_cards_give_for_all_stamps_together_however_they_came(units):
    one = programme(f"{{id: r, wallet: points, {WAYS['stamps']}}}")
    member, at_once = Member(one), Member(one)
    for some in units:
        member.buy(basket("2026-11-22 10:00", line("10", units=str(some))))
    assert member.balance["points"] == earned(
        at_once.buy(basket("2026-11-22 10:00", line("10", units=str(sum(units)))))
    )
