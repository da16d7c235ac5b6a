"""Asking for a reward: it costs what it says, once, from what ends first (semantics 10, 11)."""

from datetime import date, timedelta

import pytest

from moadon.apps.ledger.models import Entry, Transaction
from moadon.apps.redemptions.types import WayDraft
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.apps.people import facts_of
from tests.flows.redemptions.shelf import Shelf

pytestmark = pytest.mark.django_db


def test_a_reward_takes_its_price_from_what_ends_first_and_the_books_say_for_what() -> None:
    shelf = Shelf(points="400")
    shelf.shop.buy("300", member=shelf.noa, at=(shelf.shop.now - timedelta(days=5)).isoformat())
    shelf.reward()
    row = shelf.row(shelf.ask())
    assert (row.state, row.amount, shelf.points()) == ("asked", 500, 200)
    with club_transaction(shelf.club.id):
        moved = Transaction.objects.get(id=row.transaction)
        lines = list(Entry.objects.filter(transaction=moved, book="balance").order_by("id"))
        assert moved.kind == "redemption"
        assert [line.amount for line in lines] == [-300, -200]
        assert lines[0].why == ["redemption.taken", {"reward": ["text", {"en": "Mug", "he": "ספל"}]}]
    shelf.check()
    assert [fact.name for fact in facts_of(shelf.club)][-1:] == ["RewardRedeemed"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"active": False}, "reward_put_away"),
        ({"first_day": date(2026, 11, 23)}, "reward_not_yet"),
        ({"first_day": date(2026, 11, 22), "last_day": date(2026, 11, 22)}, ""),
        ({"last_day": date(2026, 11, 21)}, "reward_over"),
        ({"tiers": ["gold"]}, "reward_for_others"),
        ({"segments": ["vip"]}, "reward_for_others"),
        ({"left": 0}, "reward_out_of_stock"),
        ({"ways": [WayDraft("points", "1001")]}, "not_enough_value"),
        ({"ways": [WayDraft("credit", "0.01")]}, "not_enough_value"),
        ({"pick_up": False, "delivery": True}, "reward_only_sent"),
        ({"branches": ["jfa"]}, ""),
    ],
)
def test_why_somebody_cannot_have_it(fields: dict[str, object], code: str) -> None:
    shelf = Shelf()
    shelf.reward(**fields)  # type: ignore[arg-type]
    assert shelf.refused() == code
    assert shelf.points() == (500 if code == "" else 1000)
    shelf.check()


def test_it_is_handed_over_where_the_club_says() -> None:
    shelf = Shelf()
    shelf.reward(branches=["jfa"], delivery=True)
    assert shelf.refused(branch="tlv") == "reward_not_here"
    assert shelf.refused(branch="nowhere") == "unknown_branch"
    assert shelf.row(shelf.ask(branch="jfa")).branch_id == shelf.branch("jfa")
    assert shelf.row(shelf.ask(delivery=True)).delivery


def test_stock_of_branches_is_counted_at_each() -> None:
    shelf = Shelf(points="2000")
    mug = shelf.reward(stocked="branch")
    shelf.stock(mug, 1, "tlv")
    assert shelf.refused() == "reward_branch_needed"
    assert shelf.refused(branch="jfa") == "reward_out_of_stock"
    shelf.ask(branch="tlv")
    assert shelf.refused(branch="tlv") == "reward_out_of_stock"
    shelf.check(had=1)


@pytest.mark.parametrize(
    ("period", "days", "again"),
    [("day", 1, ""), ("month", 8, "reward_had_in_period"), ("month", 9, ""), ("ever", 400, "reward_had")],
)
def test_a_member_has_it_so_often_in_a_period(period: str, days: int, again: str) -> None:
    shelf = Shelf(points="3000")
    shelf.reward(per_member=1, period=period)
    shelf.ask()
    shelf.later(hours=1)
    assert shelf.refused() in ("reward_had", "reward_had_in_period")
    shelf.later(days=days)
    shelf.shop.buy("500", member=shelf.noa, at=shelf.shop.now.isoformat())
    assert shelf.refused() == again


def test_what_is_called_off_counts_no_more() -> None:
    shelf = Shelf()
    shelf.reward(per_member=1, in_all=1, left=1)
    row = shelf.ask()
    assert shelf.refused(member=shelf.member("+972525550143")) == "reward_given_out"
    shelf.off(row)
    assert shelf.refused() == ""
    shelf.check(had=1)


def test_who_has_left_gets_nothing() -> None:
    from moadon.apps.members.models import Member

    shelf = Shelf()
    shelf.reward()
    with club_transaction(shelf.club.id):
        Member.objects.update(status="ended", ended_at=shelf.shop.now)
    assert shelf.refused() == "member_has_left"


def test_what_a_member_had_keeps_what_it_cost_when_the_reward_changes() -> None:
    from moadon.apps.redemptions import actions

    shelf = Shelf()
    mug = shelf.reward(left=2)
    row = shelf.ask()
    changed = {"names": {"en": "Cup"}, "ways": [WayDraft("points", "900")], "stocked": "unlimited", "active": False}
    actions.edit_reward(club=shelf.club, reward_id=mug.pk, fields=changed, actor=shelf.shop.actor)  # type: ignore[arg-type]
    kept = shelf.row(row)
    assert (kept.names["en"], kept.amount) == ("Mug", 500)
    shelf.off(row)
    assert (shelf.points(), shelf.left()) == (1000, 2)


def test_a_change_is_not_made_over_somebody_elses() -> None:
    from moadon.apps.redemptions import actions

    shelf = Shelf()
    mug = shelf.reward()
    actions.edit_reward(club=shelf.club, reward_id=mug.pk, fields={"position": 2}, edition=1, actor=shelf.shop.actor)
    with pytest.raises(Refused, match="edition_differs"):
        actions.edit_reward(
            club=shelf.club, reward_id=mug.pk, fields={"position": 3}, edition=1, actor=shelf.shop.actor
        )


def test_stock_is_never_less_than_nothing_and_says_why_it_changed() -> None:
    from moadon.apps.redemptions.models import StockChange

    shelf = Shelf()
    mug = shelf.reward(left=3)
    with pytest.raises(Refused, match="less_than_nothing_left"):
        shelf.stock(mug, -4)
    assert shelf.stock(mug, -1) == 2
    with club_transaction(shelf.club.id):
        assert [(one.change, one.left, one.reason) for one in StockChange.objects.order_by("id")] == [
            (3, 3, "Delivered"),
            (-1, 2, "Delivered"),
        ]
