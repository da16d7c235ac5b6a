"""What a basket leaves after cost, and promotions that stop at a floor."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moadon.engine.rules import Basket, Buyer, Evaluation, Programme
from moadon.kernel.money import parse_decimal
from tests.engine.promotions.board import basket, judged, offs, programme, why_not
from tests.engine.shop import light

TEN = "{id: ten, priority: 1, items: {sku: [A]}, get: {kind: percent, value: '0.10'}}"
THIRTY = "{id: thirty, priority: 5, items: {sku: [A]}, get: {kind: percent, value: '0.30'}}"
WHOLE = "{id: whole, priority: 3, get: {kind: amount, value: '20', on: basket}}"


def club(*promotions: str, margin: str) -> Programme:
    """A programme with a floor."""
    return programme(*promotions, more=f"margin: {margin}\n")


def costing(what: Basket, tax: str = "0", **costs: str) -> Basket:
    """The same basket with what a unit of each sku costs the shop."""
    lines = [
        line._replace(
            unit_cost=parse_decimal(costs[line.sku], 4) if line.sku in costs else None, tax_rate=parse_decimal(tax, 4)
        )
        for line in what.lines
    ]
    return what._replace(lines=tuple(lines))


def told(margin: str, promotions: list[str], goods: str, tax: str = "0", **costs: str) -> Evaluation:
    """The evaluation of goods with their costs."""
    return judged(club(*promotions, margin=margin), costing(basket(goods), tax, **costs))


@pytest.mark.parametrize(
    ("margin", "promotions", "goods", "costs", "taken", "dropped"),
    [
        # 70 of 100 left to pay, 60 of cost: 14 % is left.
        ("{floor: '0.14'}", [THIRTY], "A@100", {"A": "60"}, {"thirty": "30.00"}, {}),
        ("{floor: '0.15'}", [THIRTY], "A@100", {"A": "60"}, {}, {"thirty": "margin_floor"}),
        # The lowest priority goes first, and no more than must.
        ("{floor: '0.20'}", [TEN, WHOLE], "A@100", {"A": "60"}, {"whole": "20.00"}, {"ten": "margin_floor"}),
        ("{floor: '0.30'}", [TEN, WHOLE], "A@100", {"A": "60"}, {}, {"ten": "margin_floor", "whole": "margin_floor"}),
        ("{floor: '0.30'}", [TEN], "A@100", {"A": "60"}, {"ten": "10.00"}, {}),
        # A basket carries what an item could not.
        ("{floor: '0.30'}", [THIRTY], "A@100 B@100", {"A": "60", "B": "20"}, {"thirty": "30.00"}, {}),
        ("{floor: '0.30', of: item}", [THIRTY], "A@100 B@100", {"A": "60", "B": "20"}, {}, {"thirty": "margin_floor"}),
        ("{floor: '0.30', of: item}", [WHOLE], "A@100 B@100", {"A": "60", "B": "20"}, {"whole": "20.00"}, {}),
        ("{floor: '0.35', of: item}", [WHOLE], "A@100 B@100", {"A": "60", "B": "20"}, {}, {"whole": "margin_floor"}),
        # Categories: jeans J and K together.
        ("{floor: '0.25', of: category}",
         ["{id: j, items: {sku: [J]}, get: {kind: percent, value: '0.5'}}"], "J@100 K@100", {"J": "40", "K": "60"},
         {"j": "50.00"}, {}),
        ("{floor: '0.34', of: category}",
         ["{id: j, items: {sku: [J]}, get: {kind: percent, value: '0.5'}}"], "J@100 K@100", {"J": "40", "K": "60"},
         {}, {"j": "margin_floor"}),
        # Its own category, not all that stand above it: jeans and shirts, of clothes, do not carry each other.
        ("{floor: '0.25', of: category}",
         ["{id: j, items: {sku: [J]}, get: {kind: percent, value: '0.5'}}"], "J@100 S@100", {"J": "40", "S": "10"},
         {}, {"j": "margin_floor"}),
        # A floor that full price breaks keeps nothing from goods that are not part of it.
        ("{floor: '0.50', of: item}", [TEN, "{id: b, items: {sku: [B]}, get: {kind: percent, value: '0.1'}}"],
         "A@100 B@100", {"A": "80", "B": "10"}, {"b": "10.00"}, {"ten": "margin_floor"}),
        # Warned of, not left out.
        ("{floor: '0.15', mode: warn}", [THIRTY], "A@100", {"A": "60"}, {"thirty": "30.00"}, {}),
        # Costs that nobody knows keep nothing; those that are assumed do.
        ("{floor: '0.90'}", [THIRTY], "A@100", {}, {"thirty": "30.00"}, {}),
        ("{floor: '0.20', assume: {jeans: '0.40'}}",
         ["{id: j, items: {sku: [J]}, get: {kind: percent, value: '0.25'}}"], "J@100", {}, {"j": "25.00"}, {}),
        ("{floor: '0.21', assume: {jeans: '0.40'}}",
         ["{id: j, items: {sku: [J]}, get: {kind: percent, value: '0.25'}}"], "J@100", {}, {}, {"j": "margin_floor"}),
        # A gift costs the shop what it costs.
        ("{floor: '0.10'}", ["{id: g, get: {kind: gift, sku: M}}"], "A@100 M@15", {"A": "80", "M": "9"},
         {"g": "15.00"}, {}),
        ("{floor: '0.12'}", ["{id: g, get: {kind: gift, sku: M}}"], "A@100 M@15", {"A": "80", "M": "9"},
         {}, {"g": "margin_floor"}),
        ("[{floor: '0.05'}, {floor: '0.30', of: item}]", [THIRTY], "A@100", {"A": "60"}, {},
         {"thirty": "margin_floor"}),
    ],
)  # fmt: skip
def test_promotions_stop_at_the_floor(
    margin: str,
    promotions: list[str],
    goods: str,
    costs: dict[str, str],
    taken: dict[str, str],
    dropped: dict[str, str],
) -> None:
    evaluation = told(margin, promotions, goods, **costs)
    assert (offs(evaluation), why_not(evaluation)) == (taken, dropped)


def test_another_of_its_group_takes_the_place_of_what_was_left_out() -> None:
    promotions = [one.replace("{id:", "{group: g, id:") for one in (TEN.replace("1,", "9,"), THIRTY)]
    best = programme(*promotions, groups="[{id: g, mode: best}]", more="margin: {floor: '0.30'}\n")
    evaluation = judged(best, costing(basket("A@100"), A="60"))
    assert (offs(evaluation), why_not(evaluation)) == ({"ten": "10.00"}, {"thirty": "margin_floor"})


@pytest.mark.parametrize(
    ("goods", "tax", "revenue", "cost"),
    [
        ("A@118", "0.18", 10000, 6000), ("2*A@118", "0.18", 20000, 12000), ("A@118-11.80", "0.18", 9000, 6000),
        ("0.5*A@118", "0.18", 5000, 3000), ("A@118 M@10", "0.18", 10000, 6000),
    ],
)  # fmt: skip
def test_the_margin_is_counted_without_tax(goods: str, tax: str, revenue: int, cost: int) -> None:
    margin = told("{floor: '0.01', mode: warn}", [THIRTY.replace("[A]", "[Z]")], goods, tax, A="60").margin
    assert margin is not None
    assert (margin.revenue, margin.cost, margin.left) == (revenue, cost, revenue - cost)
    assert margin.unknown == goods.count("M")


def test_what_is_earned_is_taken_off_what_is_left() -> None:
    more = (
        "wallets: {points: {kind: points, worth: '0.05'}}\n"
        "earn: [{id: e, type: per_amount, amount: '1', give: '1', wallet: points}]\n"
    )
    evaluation = judged(programme(TEN, more=more), costing(basket("A@100"), A="60"), Buyer({}))
    assert evaluation.margin is not None
    assert (evaluation.margin.awards, evaluation.margin.left) == (450, 9000 - 6000 - 450)


def test_a_broken_floor_is_told_with_its_figures() -> None:
    margin = told("{floor: '0.15', mode: warn}", [THIRTY], "A@100", A="60").margin
    assert margin is not None
    (below,) = margin.below
    assert (below.scope, below.revenue, below.cost, below.floor.share) == (("basket", ""), 7000, 6000, 1500)
    assert told("{floor: '0.14', mode: warn}", [THIRTY], "A@100", A="60").margin.below == ()  # type: ignore[union-attr]


PROMOTIONS = [TEN, THIRTY, WHOLE, "{id: g, get: {kind: gift, sku: M}}",
              "{id: t, priority: 2, get: {kind: buy_get, buy: 1, get: 1, percent: '1'}}"]  # fmt: skip
COST = st.integers(0, 120).map(str)


@light
@given(
    some=st.lists(st.sampled_from(PROMOTIONS), unique=True, min_size=1),
    floor=st.integers(0, 60),
    of=st.sampled_from(["item", "category", "basket"]),
    goods=st.lists(st.sampled_from(["A@100", "B@50", "2*M@20", "J@80", "K@60"]), min_size=1, max_size=5),
    costs=st.fixed_dictionaries(dict.fromkeys("ABMJK", COST)),
)
def test_no_floor_is_broken_where_a_promotion_took_something_off(
    some: list[str], floor: int, of: str, goods: list[str], costs: dict[str, str]
) -> None:
    evaluation = told(f"{{floor: '{floor / 100}', of: {of}}}", some, " ".join(goods), **costs)
    assert evaluation.margin is not None
    what = costing(basket(" ".join(goods)), **costs)
    for below in evaluation.margin.below:
        kind, name = below.scope
        hit = [
            line.id
            for line, outcome in zip(what.lines, evaluation.lines, strict=True)
            if outcome.discounts and (kind == "basket" or name in (line.id, line.categories[:1] and line.categories[0]))
        ]
        assert hit == []
