"""Several promotions at once: which go together, in which order, on which price, and who wins."""

import pytest

from moadon.engine.rules import Buyer
from tests.engine.promotions.board import basket, judged, offs, pays, programme, why_not

JEANS20 = "{id: j20, group: g, priority: 10, items: {category: [jeans]}, get: {kind: percent, value: '0.20'}}"
ACME3 = "{id: three, group: g, priority: 5, items: {brand: [acme]}, get: {kind: buy_get, buy: 2, get: 1, percent: '1'}}"
DUO = (
    "{id: duo, group: g, get: {kind: bundle_price, price: '150', of: [{items: {sku: [S]}},"
    " {items: {category: [jeans]}}]}}"
)
TWO_AND_TWO = "{id: four, group: g, items: {sku: [A]}, get: {kind: buy_get, buy: 2, get: 2, percent: '1'}}"
TENTH_OF_A = "{id: tenth, group: g, items: {sku: [A]}, get: {kind: percent, value: '0.1'}}"
HALF_A_PAIR = DUO.replace("duo", "pair").replace("bundle_price, price: '150'", "bundle_percent, value: '0.5'")
CUT_TO_NINE = (
    "{id: cut, group: g, priority: 9, items: {category: [jeans]}, get: {kind: amount, value: '15'},"
    " limits: {per_receipt: {amount: '9'}}}"
)
TEN_OFF = "{id: ten, group: g, items: {category: [jeans]}, get: {kind: amount, value: '10', on: unit}}"
J20_TOO = JEANS20.replace("j20", "too").replace("10,", "9,")
TENTH = "{id: tenth, group: g, priority: 1, get: {kind: percent, value: '0.10', on: basket}}"
MINUS = "{id: minus, group: g, get: {kind: amount, value: '30', on: basket}}"
LINE30 = "{id: line30, group: g, items: {brand: [acme]}, get: {kind: amount, value: '30'}}"
BEST, STACK, FIRST = ("[{id: g, mode: best}]", "[{id: g, mode: stack}]", "[{id: g, mode: exclusive}]")
ORIGINAL = "[{id: g, mode: stack, base: original}]"


@pytest.mark.parametrize(
    ("mode", "promotions", "goods", "taken"),
    [
        # All of a stacking group, one after the other on what is left.
        (STACK, [JEANS20, TENTH], "J@100", {"j20": "20.00", "tenth": "8.00"}),
        (STACK, [TENTH, JEANS20], "J@100", {"j20": "20.00", "tenth": "8.00"}),
        (STACK, [JEANS20, TENTH], "J@100 M@50", {"j20": "20.00", "tenth": "13.00"}),
        (STACK, [JEANS20, ACME3], "3*J@100", {"j20": "60.00", "three": "80.00"}),
        (STACK, [MINUS, TENTH], "A@100", {"tenth": "10.00", "minus": "30.00"}),
        (STACK, [MINUS], "A@10", {"minus": "10.00"}),
        # On the original price a share is of what the goods cost at first, and never more than they still cost.
        (ORIGINAL, [JEANS20, TENTH], "J@100", {"j20": "20.00", "tenth": "10.00"}),
        (ORIGINAL, [JEANS20, TENTH], "J@100-30", {"j20": "20.00", "tenth": "10.00"}),
        (ORIGINAL, [JEANS20], "J@100-90", {"j20": "10.00"}),
        (ORIGINAL, [HALF_A_PAIR], "J@100-90 S@80-75", {"pair": "15.00"}),
        (ORIGINAL, [JEANS20, ACME3], "3*J@100", {"j20": "60.00", "three": "80.00"}),
        # Exclusive: a unit takes part in the first promotion by priority.
        (FIRST, [JEANS20, ACME3], "3*J@100", {"j20": "60.00"}),
        (FIRST, [JEANS20, ACME3], "J@100 3*A@30", {"j20": "20.00", "three": "30.00"}),
        (FIRST, [ACME3, DUO], "J@100 S@80", {"duo": "30.00"}),
        (FIRST, [JEANS20, DUO], "J@100 S@80", {"j20": "20.00"}),
        (FIRST, [JEANS20, LINE30], "J@100 A@50", {"j20": "20.00", "line30": "30.00"}),
        (FIRST, [JEANS20, TENTH], "J@100 M@50", {"j20": "20.00"}),
        (FIRST, [JEANS20, TENTH], "M@50", {"tenth": "5.00"}),
        (FIRST, [TENTH, MINUS], "M@50", {"tenth": "5.00"}),
        (FIRST, [TENTH, DUO], "J@100 S@80", {"tenth": "18.00"}),
        # Best: the choice by which the member gets the most.
        (BEST, [JEANS20, ACME3], "3*J@100", {"three": "100.00"}),
        (BEST, [JEANS20, ACME3], "4*J@100", {"three": "100.00", "j20": "20.00"}),
        (BEST, [JEANS20, ACME3], "3*J@100 K@40", {"three": "100.00", "j20": "8.00"}),
        (BEST, [JEANS20, ACME3], "J@100 J1@90 J2@10", {"j20": "40.00"}),
        (BEST, [JEANS20, ACME3], "J@100 3*A@30", {"j20": "20.00", "three": "30.00"}),
        (BEST, [JEANS20, DUO], "J@100 S@80", {"duo": "30.00"}),
        (BEST, [JEANS20, DUO], "J@100 S@60", {"j20": "20.00"}),
        (BEST, [JEANS20, DUO], "J@100 K@120 S@80", {"j20": "20.00", "duo": "50.00"}),
        (BEST, [JEANS20, ACME3, DUO], "3*J@100 S@80", {"three": "100.00"}),
        (BEST, [JEANS20, ACME3, DUO], "4*J@100 S@80", {"three": "100.00", "duo": "30.00"}),
        (BEST, [JEANS20, TENTH], "J@100 M@50", {"j20": "20.00"}),
        (BEST, [JEANS20, TENTH], "J@100 M@150", {"tenth": "25.00"}),
        (BEST, [JEANS20, MINUS], "J@100", {"minus": "30.00"}),
        # Three of the four that two and two need make no set.
        (BEST, [TWO_AND_TWO, TENTH_OF_A], "3*A@100", {"tenth": "30.00"}),
        (BEST, [TWO_AND_TWO, TENTH_OF_A], "7*A@100", {"four": "200.00", "tenth": "30.00"}),
        # Fifteen, of which a limit leaves nine, is less than ten.
        (BEST, [CUT_TO_NINE, TEN_OFF], "J@100", {"ten": "10.00"}),
        # Of two that give the same, the one that comes first by priority.
        (BEST, [J20_TOO, JEANS20, ACME3], "4*J@100", {"three": "100.00", "j20": "20.00"}),
        (BEST, [MINUS, TENTH], "A@300", {"tenth": "30.00"}),
        (BEST, [MINUS, TENTH], "A@310", {"tenth": "31.00"}),
        (BEST, [JEANS20, LINE30], "J@100 A@50", {"j20": "20.00", "line30": "30.00"}),
        (BEST, [JEANS20, LINE30], "J@100 K@100 A@50", {"j20": "40.00", "line30": "30.00"}),
        (BEST, [JEANS20, LINE30], "J@200", {"j20": "40.00"}),
    ],
)  # fmt: skip
def test_which_promotions_of_a_group_apply(mode: str, promotions: list[str], goods: str, taken: dict[str, str]) -> None:
    club = programme(*promotions, groups=mode)
    assert offs(judged(club, basket(goods))) == taken
    mixed = " ".join(reversed(goods.split()))
    assert offs(judged(club, basket(mixed))) == taken


def test_groups_go_in_the_order_in_which_they_are_written() -> None:
    a = "{id: a, group: one, get: {kind: percent, value: '0.5', on: basket}}"
    b = "{id: b, group: two, get: {kind: amount, value: '20', on: basket}}"
    assert pays(programme(a, b, groups="[{id: one, mode: stack}, {id: two, mode: stack}]"), "A@100") == "30.00"
    assert pays(programme(a, b, groups="[{id: two, mode: stack}, {id: one, mode: stack}]"), "A@100") == "40.00"


def test_without_a_group_a_promotion_goes_last_and_with_all() -> None:
    club = programme(
        "{id: late, get: {kind: percent, value: '0.1', on: basket}}",
        "{id: first, group: g, get: {kind: amount, value: '20', on: basket}}",
        groups=STACK,
    )
    assert offs(judged(club, basket("A@100"))) == {"first": "20.00", "late": "8.00"}


@pytest.mark.parametrize(
    ("mode", "promotions", "goods", "reasons"),
    [
        (FIRST, [JEANS20, ACME3], "3*J@100", {"three": "excluded_by_group"}),
        (FIRST, [JEANS20, TENTH], "J@100 M@50", {"tenth": "excluded_by_group"}),
        (FIRST, [TENTH, DUO, MINUS], "J@100 S@80", {"duo": "excluded_by_group", "minus": "excluded_by_group"}),
        (BEST, [JEANS20, ACME3], "3*J@100", {"j20": "excluded_by_group"}),
        (BEST, [MINUS, TENTH], "A@310", {"minus": "excluded_by_group"}),
        (BEST, [JEANS20, ACME3], "2*A@100", {"three": "set_incomplete"}),
    ],
)  # fmt: skip
def test_what_lost_to_another_of_its_group_says_so(
    mode: str, promotions: list[str], goods: str, reasons: dict[str, str]
) -> None:
    assert why_not(judged(programme(*promotions, groups=mode), basket(goods))) == reasons


def test_what_excludes_another_is_named() -> None:
    told = judged(programme(JEANS20, ACME3, groups=FIRST), basket("3*J@100"))
    (no,) = told.not_applied
    assert no.why.params["other"] == ("text", {"en": "j20", "he": "j20", "fa": "j20"})


@pytest.mark.parametrize("mode", [STACK, BEST, FIRST])
def test_promotions_that_do_not_go_together(mode: str) -> None:
    alone = "{id: alone, group: g, priority: 1, not_with: [j20], items: {sku: [M]}, get: {kind: percent, value: '0.5'}}"
    club = programme(JEANS20, alone, groups=mode)
    told = judged(club, basket("J@100 M@20"))
    assert (offs(told), why_not(told)) == ({"j20": "20.00"}, {"alone": "not_with"})
    assert offs(judged(club, basket("M@20"))) == {"alone": "10.00"}


def test_of_the_best_choice_one_that_does_not_go_with_a_later_one_is_left_out() -> None:
    alone = (
        "{id: alone, group: g, priority: 20, not_with: [j20], items: {sku: [M]}, get: {kind: percent, value: '0.5'}}"
    )
    told = judged(programme(JEANS20, alone, groups=BEST), basket("J@100 M@20"))
    assert (offs(told), why_not(told)) == ({"j20": "20.00"}, {"alone": "not_with"})


def test_a_threshold_looks_at_what_the_groups_before_have_left() -> None:
    half = "{id: half, group: one, items: {sku: [A]}, get: {kind: percent, value: '0.5'}}"
    over = "{id: over, group: two, when: {basket_from: '100'}, get: {kind: amount, value: '10', on: basket}}"
    same = "{id: same, group: one, when: {basket_from: '100'}, get: {kind: amount, value: '10', on: basket}}"
    groups = "[{id: one, mode: stack}, {id: two, mode: stack}]"
    club = programme(half, over, same, groups=groups)
    assert offs(judged(club, basket("A@100"))) == {"half": "50.00", "same": "10.00"}
    assert offs(judged(club, basket("A@220"))) == {"half": "110.00", "same": "10.00", "over": "10.00"}


GOLD = Buyer({}, id="mbr_1", levels={"main": "gold"}, segments=frozenset(["vip"]))
PLAIN = Buyer({}, id="mbr_2")


TIERS = "tiers: [{id: main, basis: spend, levels: [{id: basic, from: 0}, {id: gold, from: 100}]}]\n"


@pytest.mark.parametrize(
    ("whom", "nobody", "plain", "gold"),
    [
        ("", "ok", "ok", "ok"),
        ("for: {members: true}, ", "members_only", "ok", "ok"),
        ("for: {tier: [gold]}, ", "members_only", "other_tier", "ok"),
        ("for: {segment: [vip, new]}, ", "members_only", "other_segment", "ok"),
        ("for: {member: [mbr_1]}, ", "members_only", "personal", "ok"),
        ("for: {tier: [gold], segment: [new]}, ", "members_only", "other_tier", "other_segment"),
    ],
)
def test_for_whom(whom: str, nobody: str, plain: str, gold: str) -> None:
    club = programme(f"{{{whom}get: {{kind: percent, value: '0.1', on: basket}}}}", more=TIERS)
    for buyer, expected in ((None, nobody), (PLAIN, plain), (GOLD, gold)):
        told = judged(club, basket("A@100"), buyer)
        assert ("ok" if told.promotions else why_not(told)["p"]) == expected


TRIPLE = "{id: tri, get: {kind: bundle_price, price: '20', of: [{items: {sku: [A]}, count: 3}]}}"
HALF_OF_ONE = (
    "{id: half, priority: 9, items: {sku: [A]}, get: {kind: percent, value: '0.5'},"
    " limits: {per_receipt: {times: 1, amount: '3'}}}"
)
TENTH_OF_THREE = "{id: ten, items: {sku: [A]}, get: {kind: percent, value: '0.1'}, limits: {per_receipt: {times: 3}}}"
FIVE = "{id: five, priority: 5, get: {kind: amount, value: '5', on: basket}}"
FOUR = "{id: four, items: {sku: [A]}, get: {kind: fixed_price, value: '4'}}"
THIRD = "{id: third, priority: %d, items: {sku: [A]}, get: {kind: buy_get, buy: 2, get: 1, percent: '1'}}"


@pytest.mark.parametrize(
    ("promotions", "goods", "paid"),
    [
        # 29.99 for three: whoever pays the odd ones, together they cost what the bundle says.
        ([TRIPLE], "3*A@10-0.01", "20.00"),
        # A tenth of 15 is 2, rounded once, though a tenth of each 5 is 1.
        ([TENTH_OF_THREE], "3*A@0.05", "0.13"),
        # Half of one, cut to 3, leaves 7 and 10; at 4 each they cost 8.
        ([HALF_OF_ONE, FOUR], "2*A@10", "8.00"),
        # Each of the three bears its part of 5 before the cheapest is free.
        ([FIVE, THIRD % 1], "3*A@10", "16.67"),
        # One is free; the 5 fall on the two that still cost something, which then cost 4 each.
        ([THIRD % 9, FIVE, FOUR], "3*A@10", "8.00"),
    ],
)
def test_the_units_of_a_line_cost_what_the_line_costs(promotions: list[str], goods: str, paid: str) -> None:
    assert pays(programme(*promotions), goods) == paid


def test_each_group_looks_at_its_own_price() -> None:
    """Two tenths of the original 100; then half of the 80 that are left."""
    tenths = [f"{{id: {name}, group: first, get: {{kind: percent, value: '0.1', on: basket}}}}" for name in ("a", "b")]
    half = "{id: half, group: then, get: {kind: percent, value: '0.5', on: basket}}"
    groups = "[{id: first, mode: stack, base: original}, {id: then, mode: stack, base: reduced}]"
    told = judged(programme(*tenths, half, groups=groups), basket("A@100"))
    assert offs(told) == {"a": "10.00", "b": "10.00", "half": "40.00"}
