"""Transfers at the same moment, over real connections."""

import itertools

import pytest

from tests.flows.corrections.test_transferring import hand, two
from tests.races.test_hold_races import codes, told
from tests.races.test_till_races import at_once

pytestmark = pytest.mark.django_db


def test_crossing_transfers_never_wait_for_each_other_for_ever_and_make_nothing() -> None:
    shop, noa, dan = two()
    hand(shop, noa, dan, "50")
    ways = itertools.cycle([(noa, dan), (dan, noa)])
    pairs = [next(ways) for _ in range(24)]
    answers = at_once(*[lambda p=pair: told(lambda: hand(shop, p[0], p[1], "1")) for pair in pairs])
    assert codes(answers) == []
    assert (shop.balance(noa)[0], shop.balance(dan)[0]) == (5000, 5000)
    shop.check_books()


def test_what_is_there_once_is_handed_over_once() -> None:
    shop, noa, dan = two()
    answers = at_once(*[lambda: told(lambda: hand(shop, noa, dan, "30")) for _ in range(8)])
    assert codes(answers) == ["not_enough_value"] * 5
    assert (shop.balance(noa)[0], shop.balance(dan)[0]) == (1000, 9000)
    shop.check_books()


def test_together_they_stay_within_the_limit_of_a_day() -> None:
    shop, noa, dan = two(day="30")
    answers = at_once(*[lambda: told(lambda: hand(shop, noa, dan, "10")) for _ in range(8)])
    assert codes(answers) == ["above_transfer_limit"] * 5
    assert shop.balance(dan)[0] == 3000
