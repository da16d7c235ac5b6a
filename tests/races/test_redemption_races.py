"""Rewards asked for, paid, called off and swept at the same moment, over real connections."""

from datetime import timedelta

import pytest

from moadon.apps.redemptions.types import WayDraft
from moadon.flows.nightly import run_night
from moadon.flows.redemptions import expire_overdue
from tests.flows.redemptions.shelf import Shelf
from tests.races.test_hold_races import codes, told
from tests.races.test_till_races import at_once

pytestmark = pytest.mark.django_db
BOTH = [WayDraft("points", "500", "40.00")]


def test_the_last_one_is_given_once_to_sixty_four_who_ask() -> None:
    shelf = Shelf()
    shelf.reward(left=1)
    people = [shelf.noa, *[shelf.member(f"+97252555{n:04}") for n in range(200, 207)]]
    answers = at_once(*[lambda who=who: told(lambda: shelf.ask(member=who)) for who in people * 8])
    given = [one for one in answers if isinstance(one, int)]
    assert len(given) == 1
    assert codes(answers) == ["reward_out_of_stock"] * 63
    assert sum(shelf.points(who) for who in people) == 8 * 1000 - 500
    shelf.check(had=1)


def test_a_members_limit_and_their_points_hold_at_once() -> None:
    shelf = Shelf(points="2000")
    shelf.reward(per_member=2, period="month")
    shelf.reward("cup", ways=[WayDraft("points", "600")])
    works = [lambda: told(shelf.ask), lambda: told(lambda: shelf.ask("cup"))] * 8
    answers = at_once(*works)
    assert set(codes(answers)) <= {"reward_had_in_period", "not_enough_value"}
    mugs = sum(shelf.row(one).reward.code == "mug" for one in answers if isinstance(one, int))
    cups = sum(isinstance(one, int) for one in answers) - mugs
    assert mugs <= 2 and shelf.points() == 2000 - 500 * mugs - 600 * cups >= 0
    shelf.check()
    shelf.check(code="cup")


def test_called_off_handed_over_and_called_off_again_it_ends_one_way() -> None:
    shelf = Shelf()
    shelf.reward(left=3)
    for _ in range(5):
        row = shelf.ask()
        answers = at_once(
            *[lambda row=row: told(lambda: shelf.off(row))] * 3, *[lambda row=row: told(lambda: shelf.give(row))] * 3
        )
        assert len(codes(answers)) == 5
        if shelf.row(row).state == "handed_over":
            answers = at_once(*[lambda row=row: told(lambda: shelf.off(row, late=True, reason="Torn"))] * 4)
            assert codes(answers) == ["redemption_is_past_that"] * 3
        assert (shelf.points(), shelf.left()) == (1000, 3)
    shelf.check(had=3)


def test_paid_swept_and_called_off_at_the_moment_it_ends_it_ends_one_way() -> None:
    shelf = Shelf()
    shelf.reward(ways=BOTH, left=1, kept_minutes=10)
    sale = shelf.shop.buy("500", member=shelf.noa)["id"]
    for _ in range(6):
        row, had = shelf.ask(), shelf.points()
        late = shelf.shop.now + timedelta(minutes=10)
        answers = at_once(
            lambda row=row: told(lambda: shelf.pay(row, sale)),
            lambda row=row: told(lambda: shelf.off(row)),
            lambda late=late: expire_overdue(shelf.club, late, 10),
            lambda late=late: run_night(shelf.club, late),
        )
        state = shelf.row(row).state
        # Who was paid may be called off after it.
        assert state in ("asked", "cancelled", "expired")
        assert shelf.points() == had - (500 if state == "asked" else 0)
        assert len(codes(answers)) <= 2
        shelf.check(had=1)
        if state == "asked":
            shelf.off(row)


def test_a_receipt_pays_for_no_more_than_was_paid_on_it_at_once() -> None:
    shelf = Shelf(points="3000")
    shelf.reward(ways=BOTH)
    rows = [shelf.ask() for _ in range(5)]
    sale = shelf.shop.buy("100", member=shelf.noa)["id"]
    answers = at_once(*[lambda row=row: told(lambda: shelf.pay(row, sale)) for row in rows])
    assert codes(answers) == ["receipt_pays_too_little"] * 3
    shelf.check()


def test_stock_that_is_changed_and_taken_at_once_adds_up() -> None:
    shelf = Shelf(points="5000")
    mug = shelf.reward(left=4)
    works = [
        lambda: told(shelf.ask),
        lambda: told(lambda: shelf.stock(mug, 1)),
        lambda: told(lambda: shelf.stock(mug, -1)),
    ]
    at_once(*works * 6)
    from moadon.apps.redemptions.models import StockChange
    from moadon.store import club_transaction

    with club_transaction(shelf.club.id):
        had = sum(StockChange.objects.values_list("change", flat=True))
    shelf.check(had=had)
