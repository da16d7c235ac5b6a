"""A redemption goes on to exactly one end, and what is called off is as it was (semantics 11, 15)."""

from datetime import timedelta

import pytest

from moadon.apps.ledger.models import Lot
from moadon.apps.redemptions.types import WayDraft
from moadon.flows.holds import post_hold, void_hold
from moadon.flows.nightly import run_night
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.flows.redemptions.shelf import Shelf

pytestmark = pytest.mark.django_db
BOTH = [WayDraft("points", "500", "40.00")]


def code_of(work: object) -> str:
    try:
        work()  # type: ignore[operator]
    except Refused as refusal:
        return refusal.code
    return ""


def test_what_is_called_off_goes_back_to_its_lots_with_their_old_end() -> None:
    shelf = Shelf()
    shelf.reward(left=1)
    with club_transaction(shelf.club.id):
        before = list(Lot.objects.values_list("id", "remaining", "expires_at"))
    row = shelf.ask()
    shelf.off(row)
    with club_transaction(shelf.club.id):
        assert list(Lot.objects.values_list("id", "remaining", "expires_at")) == before
    assert (shelf.points(), shelf.left(), shelf.row(row).state) == (1000, 1, "cancelled")
    assert code_of(lambda: shelf.off(row)) == "redemption_is_past_that"
    shelf.check(had=1)


@pytest.mark.parametrize(("grace", "points"), [(0, 500), (10, 1000)])
def test_value_that_ended_meanwhile_comes_back_ended_unless_the_club_grants_grace(grace: int, points: int) -> None:
    from dataclasses import replace

    shelf = Shelf(points="500")
    shelf.shop.club = replace(shelf.club, settings=replace(shelf.club.settings, grace_days=grace))
    shelf.reward()
    row = shelf.ask()
    shelf.later(days=40)
    shelf.shop.buy("500", member=shelf.noa, at=shelf.shop.now.isoformat())
    shelf.off(row)
    assert shelf.points() == points
    shelf.check()


def test_a_redemption_goes_on_step_by_step() -> None:
    shelf = Shelf()
    shelf.reward()
    row = shelf.ask()
    shelf.give(row, "ready")
    assert code_of(lambda: shelf.give(row, code="NOTTHECODE")) == "wrong_pick_up_code"
    code = shelf.row(row).code
    shelf.give(row, code=f"{code[:5].lower()}-{code[5:]}", branch=shelf.branch("jfa"))
    assert (shelf.row(row).state, shelf.row(row).branch_id) == ("handed_over", shelf.branch("jfa"))
    assert code_of(lambda: shelf.give(row, "ready")) == "redemption_is_past_that"
    assert code_of(lambda: shelf.give(row, "sent")) == "redemption_is_past_that"


def test_what_was_handed_over_comes_back_only_late_and_with_a_reason() -> None:
    shelf = Shelf()
    shelf.reward(left=1)
    row = shelf.ask()
    shelf.give(row)
    assert code_of(lambda: shelf.off(row, reason="Broken")) == "redemption_was_handed_over"
    assert code_of(lambda: shelf.off(row, late=True)) == "empty"
    shelf.off(row, late=True, reason="Broken", restock=False)
    assert (shelf.row(row).state, shelf.points(), shelf.left()) == ("returned", 1000, 0)
    shelf.check()


def test_points_with_money_are_set_aside_until_the_money_is_paid_on_a_receipt() -> None:
    shelf = Shelf()
    shelf.reward(ways=BOTH, left=1)
    row = shelf.ask()
    assert (shelf.row(row).state, shelf.points()) == ("unpaid", 1000)
    assert code_of(lambda: shelf.give(row)) == "redemption_not_paid"
    sale = shelf.shop.buy("45", member=shelf.noa)["id"]
    shelf.pay(row, sale)
    assert (shelf.row(row).state, shelf.points(), shelf.left()) == ("asked", 545, 0)
    assert code_of(lambda: shelf.pay(row, sale)) == "redemption_is_past_that"
    shelf.check(had=1)
    shelf.off(row)
    assert shelf.points() == 1045
    shelf.check(had=1)


def test_a_receipt_pays_only_what_was_paid_on_it() -> None:
    shelf = Shelf()
    shelf.reward(ways=BOTH)
    first, second = shelf.ask(), shelf.ask()
    other = shelf.shop.buy("100", member=shelf.member("+972525550143", "0"))["id"]
    assert code_of(lambda: shelf.pay(first, other)) == "unknown_receipt"
    small = shelf.shop.buy("39.99", member=shelf.noa)["id"]
    assert code_of(lambda: shelf.pay(first, small)) == "receipt_pays_too_little"
    sale = shelf.shop.buy("79.99", member=shelf.noa)["id"]
    shelf.pay(first, sale)
    assert code_of(lambda: shelf.pay(second, sale)) == "receipt_pays_too_little"


def test_what_is_not_paid_in_time_ends_by_itself_and_is_there_again_at_once() -> None:
    shelf = Shelf()
    shelf.reward(ways=BOTH, left=1, kept_minutes=10)
    row = shelf.ask()
    dan = shelf.member("+972525550143")
    assert shelf.refused(member=dan) == "reward_out_of_stock"
    shelf.later(minutes=10)
    sale = shelf.shop.buy("45", member=shelf.noa)["id"]
    assert code_of(lambda: shelf.pay(row, sale)) == "redemption_is_past_that"
    assert code_of(lambda: shelf.off(row)) == "redemption_is_past_that"
    shelf.ask(member=dan)
    assert shelf.row(row).state == "expired"
    shelf.check(had=1)


def test_the_night_ends_what_nobody_paid_for() -> None:
    shelf = Shelf()
    shelf.reward(ways=BOTH, left=1, kept_minutes=10)
    row = shelf.ask()
    run_night(shelf.club, shelf.shop.now + timedelta(minutes=9))
    assert shelf.row(row).state == "unpaid"
    run_night(shelf.club, shelf.shop.now + timedelta(minutes=10))
    assert (shelf.row(row).state, shelf.left(), shelf.points()) == ("expired", 1, 1000)
    shelf.check(had=1)


def test_what_is_set_aside_for_a_reward_is_spent_on_nothing_else() -> None:
    shelf = Shelf()
    shelf.reward(ways=BOTH)
    row = shelf.row(shelf.ask())
    assert code_of(lambda: post_hold(shelf.club, row.hold or 0, None, shelf.shop.now)) == "hold_of_redemption"
    assert code_of(lambda: void_hold(shelf.club, row.hold or 0, shelf.shop.now)) == "hold_of_redemption"
    assert public_id("hld", row.hold or 0)
    shelf.off(row.pk)
    assert (shelf.points(), shelf.row(row.pk).state) == (1000, "cancelled")
    shelf.check()
