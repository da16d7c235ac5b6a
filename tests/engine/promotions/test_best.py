"""The choice that gives the member the most is never beaten by another: tried against every choice there is."""

from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moadon.engine.rules import Basket, Programme
from tests.engine.promotions.board import basket, judged, programme
from tests.engine.shop import light

RULES: dict[str, tuple[str, str]] = {
    "twenty": ("{items: {category: [jeans]}, get: {kind: percent, value: '0.2'}}", "each"),
    "half": ("{items: {sku: [A, M]}, get: {kind: percent, value: '0.5'}, limits: {per_receipt: {times: 1}}}", "each"),
    "upto": (
        "{items: {brand: [acme]}, get: {kind: percent, value: '0.5'}, limits: {per_receipt: {amount: '30'}}}",
        "each",
    ),
    "kays": (
        "{items: {sku: [K]}, get: {kind: buy_get, buy: 1, get: 1, percent: '1'}, limits: {per_receipt: {amount: '40'}}}",
        "run",
    ),
    "ten": ("{items: {brand: [acme]}, get: {kind: fixed_price, value: '10'}}", "each"),
    "three": ("{items: {brand: [acme]}, get: {kind: buy_get, buy: 2, get: 1, percent: '1'}}", "run"),
    "pair": ("{items: {category: [jeans]}, get: {kind: buy_get, buy: 1, get: 1, percent: '0.5'}}", "run"),
    "duo": ("{get: {kind: bundle_price, price: '50', of: [{items: {sku: [A, J]}}, {items: {sku: [M, J]}}]}}", "set"),
    "duos": (
        "{get: {kind: bundle_price, price: '40', of: [{items: {sku: [A]}}, {items: {sku: [K]}}]}, limits: {per_receipt: {amount: '60'}}}",
        "set",
    ),
    "mug": ("{items: {sku: [J]}, get: {kind: buy_get, buy: 1, get: 1, percent: '1', of: {sku: [M, A]}}}", "gain"),
}
"""Name -> rule, and how one who tries every choice has to think of it."""
NAMES = sorted(RULES)
TOGETHER = {
    "off": "{items: {brand: [acme]}, get: {kind: amount, value: '25'}}",
    "save": "{items: {category: [jeans]}, get: {kind: steps, steps: [{from: '50', value: '12'}, {from: '90', percent: '0.3'}]}}",
    "mugs": "{items: {sku: [M, A]}, get: {kind: amount, value: '15'}, limits: {per_receipt: {amount: '9'}}}",
    "all": "{get: {kind: percent, value: '0.15', on: basket}}",
}
"""Of goods together: these take all of their goods, or what the others leave."""
PRICE = st.integers(1, 12).map(lambda n: n * 10)
GOODS = st.lists(st.tuples(st.sampled_from("AJKM"), PRICE), min_size=1, max_size=6)


def club_of(names: Sequence[str]) -> Programme:
    """The rules in one group, best for the member."""
    written = {name: rule for name, (rule, _) in RULES.items()} | TOGETHER
    rules = [written[name].replace("{", f"{{id: {name}, group: g, ", 1) for name in names]
    return programme(*rules, groups="[{id: g, mode: best}]")


def every_choice(names: Sequence[str], units: list[tuple[str, int]]) -> Iterator[int]:
    """What each way to give every unit to one rule, in one role, or to none takes off in all (in whole money)."""
    roles: list[tuple[str, int]] = []
    for name in names:
        roles += [(name, role) for role in range(2 if RULES[name][1] in ("set", "gain") else 1)]
    options = [[None, *(role for role in roles if _fits(*role, sku))] for sku, _ in units]
    for chosen in product(*options):
        total = 0
        for name in names:
            mine: list[list[int]] = [[], []]
            for (_, price), role in zip(units, chosen, strict=True):
                if role is not None and role[0] == name:
                    mine[role[1]].append(price)
            gain = _gain(name, mine)
            if gain is None:
                break
            total += gain
        else:
            yield total


def _fits(name: str, role: int, sku: str) -> bool:
    jeans, acme = sku in "JK", sku in "AJ"
    return {
        "twenty": jeans, "half": sku in "AM", "upto": acme, "kays": sku == "K", "ten": acme, "three": acme, "pair": jeans,
        "duo": sku in ("AJ", "MJ")[role], "duos": sku == "AK"[role], "mug": sku in ("J", "MA")[role],
    }[name]  # fmt: skip


def _gain(name: str, mine: list[list[int]]) -> int | None:
    """What units take off under a rule, in tenths of money; None where they make no full sets."""
    one, two = (sorted(prices, reverse=True) for prices in mine)
    if name == "twenty":
        return sum(one) * 2
    if name == "half":
        return sum(one) * 5 if len(one) <= 1 else None
    if name == "upto":
        return min(300, sum(one) * 5)
    if name == "ten":
        return sum(max(0, price - 10) * 10 for price in one)
    if name in ("three", "pair", "kays"):
        size, share, most = {"three": (3, 10, 10**9), "pair": (2, 5, 10**9), "kays": (2, 10, 400)}[name]
        return None if len(one) % size else min(most, sum(one[size - 1 :: size]) * share)
    if len(one) != len(two):
        return None
    if name == "mug":
        return sum(two) * 10
    price, most = (50, 10**9) if name == "duo" else (40, 600)
    sets = [max(0, a + b - price) for a, b in zip(one, two, strict=True)]
    return min(most, sum(sets) * 10)


def shown(units: Sequence[tuple[str, int]]) -> Basket:
    """A basket of these units."""
    return basket(" ".join(f"{sku}@{price}" for sku, price in units))


@settings(light, max_examples=200)
@given(names=st.lists(st.sampled_from(NAMES), min_size=2, max_size=4, unique=True), units=GOODS)
def test_no_other_choice_takes_off_more(names: list[str], units: list[tuple[str, int]]) -> None:
    told = judged(club_of(sorted(names)), shown(units))
    assert told.discount == max(every_choice(sorted(names), units)) * 10


@light
@given(names=st.lists(st.sampled_from(NAMES), min_size=2, max_size=5, unique=True), units=GOODS, data=st.data())
def test_the_order_of_lines_changes_nothing(
    names: list[str], units: list[tuple[str, int]], data: st.DataObject
) -> None:
    what = shown(units)
    club = club_of(names)
    mixed = what._replace(lines=tuple(data.draw(st.permutations(what.lines))))
    one, other = judged(club, what), judged(club, mixed)
    assert (one.promotions, one.near, one.not_applied) == (other.promotions, other.near, other.not_applied)
    assert {line.id: line for line in one.lines} == {line.id: line for line in other.lines}


@settings(light, max_examples=200)
@given(
    names=st.lists(st.sampled_from([*NAMES, *TOGETHER]), min_size=2, max_size=4, unique=True),
    units=GOODS,
    data=st.data(),
)
def test_fewer_promotions_never_make_it_cheaper(
    names: list[str], units: list[tuple[str, int]], data: st.DataObject
) -> None:
    some = data.draw(st.sets(st.sampled_from(names), min_size=1))
    fewer, more = judged(club_of(sorted(some)), shown(units)), judged(club_of(names), shown(units))
    assert more.to_pay <= fewer.to_pay


def test_a_basket_too_large_to_try_everything_still_gets_the_best_of_the_simple_ways() -> None:
    names = ["duo", "mug", "three", "pair", "twenty"]
    goods = [("AJKM"[n % 4], 10 + 10 * (n * 7 % 12)) for n in range(120)]
    told = judged(club_of(names), shown(goods))
    for name in names:
        assert told.discount >= judged(club_of([name]), shown(goods)).discount


@pytest.mark.parametrize("count", [1, 5, 40])
def test_many_units_of_one_line_are_chosen_from_as_single_lines_are(count: int) -> None:
    club = club_of(["three", "twenty"])
    assert judged(club, basket(f"{count}*J@30")).discount == judged(club, shown([("J", 30)] * count)).discount


def test_what_is_left_over_is_told_by_what_it_costs() -> None:
    """A limit leaves little of the half off; what that takes is not what the five are given on."""
    five = "{id: five, group: g, items: {category: [jeans]}, get: {kind: amount, value: '5'}}"
    half = "{id: half, group: g, items: {brand: [acme]}, get: {kind: percent, value: '0.5'}, limits: {per_receipt: {amount: '17'}}}"
    told = judged(programme(five, half, groups="[{id: g, mode: best}]"), basket("J@20 K@10 A@30"))
    assert [(one.rule, one.amount, one.base) for one in told.promotions] == [("five", 500, 1000), ("half", 1700, 5000)]
