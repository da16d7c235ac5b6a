"""What holds for every ladder whatever is bought and brought back."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from moadon.engine.rules import level_at
from tests.engine.shop import light, line
from tests.engine.tiers.club import (
    EARN,
    MEMBER_YEAR,
    MONTH,
    POINTS,
    QUARTER,
    ROLLING,
    VISITS,
    YEAR,
    Climber,
    club,
    ladder,
)

FEES = (
    "[{id: basic, from: '0'}, {id: silver, from: '2000'}, {id: gold, from: '5000', fee: {sku: S1, lasts: {months: 2}}}]"
)
TIERS = [
    ladder(window, f"down: {down}{grace}, wallet: points", basis, levels)
    for window in (YEAR, QUARTER, MONTH, ROLLING, MEMBER_YEAR)
    for down in ("recomputed", "one_step", "never")
    for grace, basis, levels in (("", "spend", FEES), (", grace: {days: 40}", "visits", VISITS), ("", "points", FEES))
]
START = date(2025, 1, 1)
tiers = st.sampled_from([club(tier, EARN, wallets=POINTS) for tier in TIERS])
receipts = st.lists(st.tuples(st.integers(0, 900), st.integers(1, 3000)), min_size=1, max_size=8).map(sorted)
days = st.integers(0, 1200)


def member_who_bought(programme, bought) -> Climber:
    member = Climber(programme)
    for day, price in bought:
        member.buy((START + timedelta(days=day)).isoformat(), f"{price}.00")
    return member


@given(tiers, receipts, st.randoms(use_true_random=False), days)
@light
def test_what_is_all_brought_back_leaves_no_level_behind(programme, bought, chance, day):
    member = member_who_bought(programme, bought)
    order = list(range(len(bought)))
    chance.shuffle(order)
    for number in order:
        if chance.random() < 0.5:
            member.bring_back(number, line("0.40", sku="S1"))
        member.bring_back(number)
    assert all(
        (row.base, row.awarded, row.times) == (0, 0, 0) for rows in member.rows.values() for row in rows.values()
    )
    nobody = Climber(programme)
    on = START + timedelta(days=day)
    assert (
        level_at(programme.ladders[0], member.known, on).level == level_at(programme.ladders[0], nobody.known, on).level
    )


@given(tiers, receipts, st.integers(0, 7), st.integers(1, 4000), days)
@light
def test_who_buys_more_never_holds_less(programme, bought, which, more, day):
    on = START + timedelta(days=day)
    less = level_at(programme.ladders[0], member_who_bought(programme, bought).known, on).level
    place = which % len(bought)
    raised = [(when, price + more if n == place else price) for n, (when, price) in enumerate(bought)]
    assert level_at(programme.ladders[0], member_who_bought(programme, raised).known, on).level >= less


@given(tiers, receipts)
@light
def test_a_receipt_never_takes_a_level_away(programme, bought):
    member, held = Climber(programme), -1
    for day, price in bought:
        on = START + timedelta(days=day)
        held = level_at(programme.ladders[0], member.known, on).level
        member.buy(on.isoformat(), f"{price}.00")
        assert level_at(programme.ladders[0], member.known, on).level >= held


@given(tiers, receipts, days)
@light
def test_the_order_in_which_receipts_arrive_does_not_matter(programme, bought, day):
    on = START + timedelta(days=day)
    forth, back = member_who_bought(programme, bought), member_who_bought(programme, bought[::-1])
    assert forth.rows == back.rows
    assert level_at(programme.ladders[0], forth.known, on) == level_at(programme.ladders[0], back.known, on)


SEVERAL = club(
    ladder(YEAR, "wallet: points", "points"),
    EARN,
    "{id: visit, type: per_visit, give: '30', wallet: points}",
    "{id: thing, type: per_item, give: '5', wallet: points}",
    wallets=POINTS,
)


@given(st.lists(st.integers(0, 900), min_size=1, max_size=4), st.sets(st.integers(0, 3)))
@light
def test_a_ladder_of_points_counts_those_of_all_rules_that_are_still_there(prices, kept):
    member = Climber(SEVERAL)
    lines = [line(f"{price}.00", sku=f"S{n}") for n, price in enumerate(prices)]
    member.buy("2026-03-01", *lines)
    for keep in ([one for n, one in enumerate(lines) if n in kept], lines[:1] if 0 in kept else []):
        member.bring_back(0, *keep)
        _, stored = member.receipts[0]
        left = sum(one.amount for rule, one in stored.items() if not rule.startswith("#tier."))
        assert sum(row.base for rows in member.rows.values() for row in rows.values()) == left
