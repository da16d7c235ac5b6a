"""Baskets of very many units: what they cost is what the rules say, and finding it out does not take for ever."""

import json
import os
import subprocess
import sys

import pytest

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


@pytest.fixture(scope="module")
def steps() -> dict[str, list[int]]:
    """How many lines of the engine are run for each kind of rules, with so many units and with twice as many."""
    plain = {**os.environ, "MOADON_NATIVE": "0"}
    return json.loads(subprocess.check_output([sys.executable, "-m", "tests.engine.promotions.steps"], env=plain))


@pytest.mark.parametrize("mode", ["best", "stack", "exclusive"])
@pytest.mark.parametrize("kind", ["bundles", "runs"])
def test_twice_the_units_are_twice_the_work(steps, kind, mode):
    once, twice = steps[f"{kind} {mode}"]
    assert 1_000 < once < twice < 2.5 * once
