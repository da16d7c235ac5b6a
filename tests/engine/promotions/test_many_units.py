"""Baskets of very many units: what they cost is what the rules say, and finding it out does not take for ever."""

import sys
from types import FrameType

import pytest

from moadon.engine.rules import evaluate
from moadon.engine.rules.promotions.prices import MOST_UNITS, Prices, most_apart
from moadon.engine.rules.promotions.solve import MOST_LOOKS, Looks, Roles, Single, solve
from tests.engine.promotions.board import basket, judged, offs, programme, why_not

THIRD = programme("{items: {brand: [acme]}, get: {kind: buy_get, buy: 2, get: 1, percent: '1'}}")
TENTH = programme("{items: {brand: [acme]}, get: {kind: percent, value: '0.1'}}")
LIMITED = programme("{items: {brand: [acme]}, get: {kind: percent, value: '0.1'}, limits: {per_receipt: {times: 3}}}")


@pytest.mark.parametrize(
    ("club", "goods", "off"),
    [
        (THIRD, "4998*A@1", "1666.00"),
        (THIRD, "5000*A@1", "1666.00"),
        (THIRD, "5001*A@1", None),
        (THIRD, "5001*A@1 3*B@1", "1.00"),
        (THIRD, "3000*A@1 2001*B@1", "667.00"),
        (THIRD, "2500*A@1 2501*B@1", "833.00"),
        (THIRD, "2501*A@1 2501*B@1", None),
        (THIRD, "9000.5*A@1 2*A@1", "1.00"),
        (TENTH, "5001*A@1", "500.10"),
        (TENTH, "5001*A@1 3000*B@1", "800.10"),
        (LIMITED, "5000*A@1", "0.30"),
        (LIMITED, "5001*A@2 1*B@1", "0.10"),
    ],
)
def test_units_are_counted_up_to_so_many_in_a_basket(club, goods, off):
    for lines in (goods, " ".join(reversed(goods.split()))):
        told = judged(club, basket(lines))
        assert offs(told) == ({} if off is None else {"p": off})
        assert off is not None or why_not(told) == {"p": "set_incomplete"}


@pytest.mark.parametrize(
    ("goods", "most"),
    [
        ("5000*A@1", MOST_UNITS), ("5000*A@1 0.5*B@1", MOST_UNITS), ("5000*A@1 1*B@1", 1), ("3000*A@1 3000*B@1", 2999),
        ("9000.5*A@1 10*B@1", MOST_UNITS), ("1*A@1 1*B@1 4999*C@1", 1), ("1000*A@1 2000*B@1 2001*C@1", 2000),
    ],
)  # fmt: skip
def test_the_largest_lines_are_those_not_told_apart(goods, most):
    lines = basket(goods).lines
    assert most_apart(lines) == most_apart(tuple(reversed(lines))) == most
    prices = Prices(lines, [line.total for line in lines])
    assert prices.count_free(range(len(lines))) <= MOST_UNITS + len(lines)


def test_a_search_that_would_look_at_too_much_is_given_up():
    plays = [Single(dict.fromkeys(range(9), 1), 4), Roles((dict.fromkeys(range(9), 2),), (2,), 1, None)]
    assert solve(9, plays, Looks()) is not None
    spent = Looks()
    assert spent.spend(MOST_LOOKS - 10) and solve(9, plays, spent) is None


BUNDLES = [
    f"{{id: p{n}, group: g, get: {{kind: bundle_price, price: '{n}', of: [{{items: {{brand: [acme]}}}}, "
    f"{{items: {{category: [jeans]}}}}]}}}}"
    for n in range(1, 4)
]
RUNS = [
    f"{{id: p{n}, group: g, items: {{brand: [acme]}}, get: {{kind: buy_get, buy: {n}, get: 1, percent: '1'}}}}"
    for n in range(1, 4)
]


@pytest.mark.parametrize("mode", ["best", "stack", "exclusive"])
@pytest.mark.parametrize("rules", [BUNDLES, RUNS], ids=["bundles", "runs"])
def test_twice_the_units_are_twice_the_work(rules, mode):
    club = programme(*rules, groups=f"[{{id: g, mode: {mode}}}]")
    once, twice = (_steps(lambda n=n: evaluate(club, basket(f"{n}*A@10 {n}*J@7"), None)) for n in (600, 1200))
    assert twice < 2.5 * once


def _steps(work) -> int:
    """How many lines of Python are run: the same on every machine."""
    steps = 0

    def count(_frame: FrameType, event: str, _arg: object) -> object:
        nonlocal steps
        steps += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        work()
    finally:
        sys.settrace(before)
    return steps
