"""One meaning: what the tables of earning and levels ask the function, a till is told as well, quoted and committed.

Each row is played to a club of its own: its programme published, its members joined, its receipts quoted and committed
one after the other at their own moments. What no receipt can say is counted below, by its reason.
"""

from collections import Counter
from types import ModuleType

import pytest

from tests.engine.rules import (
    test_base,
    test_conditions,
    test_expiry,
    test_limits,
    test_linear,
    test_points,
    test_rates,
    test_returns,
    test_targets,
)
from tests.engine.rules.earning import (
    test_breadth,
    test_counts,
    test_later,
    test_of_events,
    test_streaks,
    test_together,
)
from tests.engine.tiers import test_ahead, test_ladders, test_levels
from tests.flows.till.playing import EARLIER, WORTH, Unsaid, play
from tests.flows.till.recording import NO_LEVEL, NO_SUMS, stories_of

pytestmark = pytest.mark.django_db

TABLES: dict[ModuleType, dict[str, int]] = {
    test_breadth: {},
    test_counts: {},
    test_later: {},
    test_of_events: {},
    test_streaks: {},
    test_together: {NO_LEVEL: 7, EARLIER: 1},
    test_base: {WORTH: 3, "a basket without goods": 1},
    test_conditions: {"a branch with days of its own": 1},
    test_expiry: {},
    test_limits: {NO_SUMS: 1},
    test_linear: {"more money than a receipt may carry": 1},
    test_points: {},
    test_rates: {},
    test_returns: {},
    test_targets: {NO_SUMS: 4},
    test_ahead: {},
    test_ladders: {},
    test_levels: {"one sku that is two products": 1, WORTH: 2, "payments that are not what is to be paid": 1},
}
"""Every module of tables, with how many of its rows a till cannot be told, by the reason."""


@pytest.mark.parametrize("module", TABLES, ids=lambda one: one.__name__.rpartition(".")[2])
def test_the_function_the_quote_and_the_receipt_say_the_same(module: ModuleType) -> None:
    unsaid: Counter[str] = Counter()
    for name, story in stories_of(module):
        try:
            play(story)
        except Unsaid as why:
            unsaid[str(why)] += 1
        except AssertionError as differs:
            differs.add_note(f"row {name}")
            raise
    assert unsaid == TABLES[module]


def test_hundreds_of_rows_are_played() -> None:
    found = [story for module in TABLES for _, story in stories_of(module)]
    baskets = sum([step.basket is not None for story in found for step in story.steps])
    levels = sum([bool(step.day) for story in found for step in story.steps])
    assert (len(found) > 550, baskets > 800, levels > 100) == (True, True, True), (len(found), baskets, levels)
