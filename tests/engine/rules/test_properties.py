"""What must hold for any purchases: order does not matter, parts sum to the whole, only the arguments count."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moadon.engine.rules import Buyer, Progress, evaluate
from tests.engine.rules.probe import answers
from tests.engine.shop import NEWCOMER, Member, basket, earned, light, minor, programme

ACCUMULATED = "{id: r, type: linear, every: '37.50', give: '4.20', basis: accumulated}"
TARGETS = "{id: r, type: targets, period: month, steps: [{reach: '100', give: '9'}, {reach: '250', give: '31'}]}"
BANDS = "bands: [{from: '0', rate: '0.0333'}, {from: '99.99', rate: '0.07'}, {from: '250', rate: '0.1'}]}"
WHOLE = "{id: r, type: rate_by_value, period: month, " + BANDS
WITHIN = "{id: r, type: rate_by_value, period: month, method: within, " + BANDS

CLUBS = {name: programme(rule) for name, rule in
         {"accumulated": ACCUMULATED, "targets": TARGETS, "whole": WHOLE, "within": WITHIN}.items()}  # fmt: skip

purchases = st.lists(st.integers(1, 30000), min_size=1, max_size=8)


def price(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


@light
@given(st.sampled_from(sorted(CLUBS)), purchases, st.data())
def test_cumulative_rules_give_the_same_sum_in_any_order_of_arrival(name, cents, data):
    """Semantics 5, 7: the sum of the parts is f(total); a payment of the target may come anywhere between."""
    club = CLUBS[name]
    at_once = Member(club)
    at_once.buy(basket("2026-11-22 10:15", price(sum(cents))))
    shuffled = Member(club)
    order = data.draw(st.permutations(cents))
    paid_after = data.draw(st.integers(0, len(order)))
    for number, one in enumerate(order):
        if number == paid_after and name == "targets":
            shuffled.close("r", "2026-11-22")
        shuffled.buy(basket("2026-11-22 10:15", price(one)))
    if name == "targets":
        at_once.close("r", "2026-11-22")
        shuffled.close("r", "2026-11-22")
    assert shuffled.balance == at_once.balance
    assert shuffled.balance["credit"] == club.rules[0].scheme.due(sum(cents))


@light
@given(st.sampled_from(sorted(CLUBS)), st.integers(0, 10**12), st.integers(0, 10**6))
def test_what_is_due_never_falls_as_the_base_rises(name, base, more):
    scheme = CLUBS[name].rules[0].scheme
    assert 0 <= scheme.due(base) <= scheme.due(base + more)


@light
@given(st.sampled_from(sorted(CLUBS)), st.integers(1, 60000))
def test_what_is_said_to_be_near_comes_true_and_not_a_unit_sooner(name, cents):
    scheme = CLUBS[name].rules[0].scheme
    step = scheme.next_step(cents)
    if step is None:
        return
    missing, gets = step
    gain = scheme.due(cents + missing) - (0 if name == "targets" else scheme.due(cents))
    assert gain == gets
    if name in ("accumulated", "targets"):
        assert scheme.due(cents + missing - 1) == scheme.due(cents)


@light
@given(purchases)
def test_money_adds_up_on_every_evaluation(cents):
    what = basket("2026-11-22 10:15", *map(price, cents), redeem={"credit": "0.01"})
    evaluation = evaluate(CLUBS["whole"], what, NEWCOMER)
    assert evaluation.total == sum(cents)
    assert evaluation.to_pay == evaluation.total - evaluation.discount - evaluation.redeemed


def test_an_evaluation_can_be_made_twice():
    what = basket("2026-11-22 10:15", "120", "80")
    assert evaluate(CLUBS["whole"], what, NEWCOMER) == evaluate(CLUBS["whole"], what, NEWCOMER)
    assert earned(evaluate(CLUBS["whole"], what, NEWCOMER)) == minor("14")


@pytest.mark.parametrize("name", sorted(CLUBS))
def test_an_evaluation_leaves_what_it_was_given_as_it_was(name):
    what = basket("2026-11-22 10:15", "120", "80")
    rows = {key: Progress(base=5000, awarded=100, times=1) for key in CLUBS[name].progress_keys(what)}
    buyer, before = Buyer(rows), dict(rows)
    first = evaluate(CLUBS[name], what, buyer, rows)
    assert (rows, what) == (before, basket("2026-11-22 10:15", "120", "80"))
    assert evaluate(CLUBS[name], what, buyer, rows) == first


PROBE = """
import json, locale, os, random
try:
    locale.setlocale(locale.LC_ALL, "")
except locale.Error:
    pass
random.seed(os.urandom(8))
from tests.engine.rules.probe import answers
print(json.dumps(answers()))
"""


def test_only_the_arguments_count_whatever_the_process():
    """Another hash seed, time zone, locale and language: the same answer, byte for byte."""
    root = Path(__file__).parents[3]
    here = json.dumps(answers())
    for seed, zone, language in (("0", "Asia/Tokyo", "fa_IR.UTF-8"), ("1234", "America/Lima", "C")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language, "PYTHONUTF8": "1"}
        run = subprocess.run(
            [sys.executable, "-c", PROBE], cwd=root, env=environment, capture_output=True, text=True, check=True
        )
        assert run.stdout.strip() == here


def test_the_engine_and_the_kernel_bring_no_django_with_them():
    root = Path(__file__).parents[3]
    code = (
        "import sys, moadon.engine.rules, moadon.engine.identity, moadon.kernel.sentences;"
        "bad = sorted(m for m in sys.modules if m.split('.')[0] in ('django', 'psycopg', 'ninja', 'duckdb'));"
        "print(bad)"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
