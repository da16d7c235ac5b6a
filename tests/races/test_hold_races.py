"""Holds, receipts and the night at the same moment, over real connections."""

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from moadon.flows.holds import post_hold, void_hold
from moadon.flows.nightly import run_night
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from tests.flows.holds.keeping import HOUR, check_holds, figures, hold, later, opened, pay, row_of
from tests.flows.shopkeeper import LINEAR, Shopkeeper, document, open_shop
from tests.races.test_till_races import at_once

pytestmark = pytest.mark.django_db


def told(work: Callable[[], Any]) -> Any:
    """What the work gave, or why it was refused."""
    try:
        return work()
    except Refused as refusal:
        return refusal


def codes(answers: list[Any]) -> list[str]:
    """The refusals among what was told."""
    return [answer.code for answer in answers if isinstance(answer, Refused)]


def test_sixty_four_at_once_take_thirty_of_a_thousand_by_receipts_and_holds_thirty_three_times() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa = shop.member()
    shop.buy("10000", member=noa)
    # The receipts cost what they are paid with, so that they earn nothing.
    ways = [lambda: pay(shop, noa, "30.00", "30"), lambda: hold(shop, noa, "30.00")]
    answers = at_once(*[lambda way=way: told(way) for way in itertools.islice(itertools.cycle(ways), 64)])
    assert codes(answers) == ["not_enough_value"] * 31
    rows = [answer for answer in answers if isinstance(answer, int)]
    balance, available, held = figures(shop, noa)
    assert (available, held) == (1000, 3000 * len(rows))
    assert balance == 100000 - 3000 * (33 - len(rows))
    check_holds(shop)


def test_a_hold_posted_twice_at_once_is_spent_once() -> None:
    shop, noa = opened()
    row = hold(shop, noa, "30.00")
    answers = at_once(*[lambda: told(lambda: post_hold(shop.club, row, None, shop.now)) for _ in range(8)])
    assert codes(answers) == ["hold_ended"] * 7
    assert {answer.status for answer in answers if answer is not None} == {409}
    assert figures(shop, noa) == (7000, 7000, 0)
    check_holds(shop)


def test_posted_voided_and_swept_at_once_a_hold_ends_one_way() -> None:
    shop, noa = opened()
    for _ in range(6):
        row = hold(shop, noa, "10.00")
        before = figures(shop, noa)[0]
        answers = at_once(
            lambda row=row: told(lambda: post_hold(shop.club, row, "4.00", shop.now)),
            lambda row=row: told(lambda: void_hold(shop.club, row, shop.now)),
            lambda: _swept(shop),
        )
        state = row_of(shop, row).state
        assert codes(answers) == ["hold_ended"] * (2 if state == "expired" else 1)
        assert figures(shop, noa)[0] == before - (400 if state == "posted" else 0)
        check_holds(shop)


def test_a_receipt_and_a_post_of_one_hold_at_once_spend_it_once() -> None:
    shop, noa = opened()
    row = hold(shop, noa, "30.00")
    redeem = [{"wallet": "credit", "amount": "30.00", "hold": public_id("hld", row)}]
    answers = at_once(
        *[lambda: shop.buy("30", member=noa, redeem=redeem) for _ in range(4)],
        *[lambda: told(lambda: post_hold(shop.club, row, None, shop.now)) for _ in range(4)],
    )
    assert codes(answers) == ["hold_ended"] * 7
    assert figures(shop, noa) == (7000, 7000, 0)
    check_holds(shop)


def _swept(shop: Shopkeeper) -> None:
    """The night of an hour later."""
    run_night(shop.club, shop.now + timedelta(seconds=HOUR))


def test_tills_and_the_night_end_old_holds_once() -> None:
    shop, noa = opened()
    rows = [hold(shop, noa, "10.00") for _ in range(10)]
    later(shop, seconds=HOUR)
    answers = at_once(*[lambda: pay(shop, noa, "10.00", "10")] * 10, *[lambda: run_night(shop.club, shop.now)] * 3)
    assert codes(answers) == []
    assert {row_of(shop, row).state for row in rows} == {"expired"}
    assert sum(answer.let_go for answer in answers[10:]) in (0, 10)
    assert figures(shop, noa) == (0, 0, 0)
    check_holds(shop)
