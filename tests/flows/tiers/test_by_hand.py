"""A level set by hand, with a reason, shielded from reviews and returns until it is taken off."""

from datetime import date

import pytest

from moadon.apps.audit.models import Deed, FactRow
from moadon.apps.rewards.models import TierChange
from moadon.engine.rules import ByHand
from moadon.flows.nightly import run_night
from moadon.flows.tiers import by_hand
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.flows.shopkeeper import Shopkeeper
from tests.flows.tiers.ladder import back, buy, log, noon, programme, shop_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shopkeeper:
    return shop_with()


def wanted(member: str, ladder: str = "main", code: str | None = None) -> by_hand.Wanted:
    return by_hand.Wanted(row_id("mbr", member), ladder, code)


def give(shop: Shopkeeper, member: str, level: str, until: str | None = None, reason: str = "A friend") -> None:
    last = None if until is None else date.fromisoformat(until)
    by_hand.set_level(shop.club, wanted(member), ByHand(level, last), reason, shop.actor, shop.now)


def test_it_holds_at_once_and_through_reviews_and_returns(shop: Shopkeeper) -> None:
    noa = shop.member()
    sale = buy(shop, noa, "2026-03-01", "2000.00")
    give(shop, noa, "gold")
    told = buy(shop, noa, "2026-03-02", "10.00")
    assert (told["awards"][0]["amount"], told["tiers"][0]["level"]) == ("30", "gold")
    back(shop, sale, "2026-03-03")
    run_night(shop.club, noon("2030-01-01"))
    assert buy(shop, noa, "2030-01-01", "10.00")["tiers"][0]["level"] == "gold"
    assert log(shop, noa) == [("silver", "reached", "2026-03-01"), ("gold", "manual", "2026-03-01")]


def test_it_says_why_and_by_whom(shop: Shopkeeper) -> None:
    noa = shop.member()
    give(shop, noa, "silver", "2026-06-30", "Opened the new branch with us")
    with club_transaction(shop.club.id):
        row = TierChange.objects.get()
        assert (row.reason, row.by, row.by_hand, row.by_hand_until) == (
            "Opened the new branch with us", "till", "silver", date(2026, 6, 30))  # fmt: skip
        assert row.falls_on == date(2026, 7, 1)
        assert FactRow.objects.filter(name="TierChanged", subject=noa).count() == 1
        assert Deed.objects.filter(action="member.tier_set", subject=noa).count() == 1


def test_it_ends_after_its_last_day(shop: Shopkeeper) -> None:
    noa = shop.member()
    give(shop, noa, "silver", "2026-06-30")
    assert run_night(shop.club, noon("2026-06-30")).levels == 0
    assert run_night(shop.club, noon("2026-07-01")).levels == 1
    assert [(level, cause) for level, cause, _ in log(shop, noa)] == [("silver", "manual"), ("basic", "review")]
    shop.now = noon("2026-07-01")
    assert buy(shop, noa, "2026-07-01", "10.00")["awards"][0]["amount"] == "10"


def test_taken_off_what_was_reached_remains(shop: Shopkeeper) -> None:
    noa = shop.member()
    buy(shop, noa, "2026-03-01", "2000.00")
    give(shop, noa, "gold")
    by_hand.take_off(shop.club, wanted(noa), "", shop.actor, shop.now)
    assert [level for level, _, _ in log(shop, noa)] == ["silver", "gold", "silver"]
    with pytest.raises(Refused) as refused:
        by_hand.take_off(shop.club, wanted(noa), "", shop.actor, shop.now)
    assert refused.value.code == "not_by_hand"


def test_a_higher_level_that_is_reached_is_held_all_the_same(shop: Shopkeeper) -> None:
    noa = shop.member()
    give(shop, noa, "silver")
    assert buy(shop, noa, "2026-03-02", "5000.00")["tiers"][0]["level"] == "gold"
    run_night(shop.club, noon("2030-01-01"))
    assert log(shop, noa)[-1][0] == "silver"


@pytest.mark.parametrize(
    ("ladder", "level", "until", "reason", "code"),
    [
        ("none", "gold", None, "Why", "unknown_ladder"), ("main", "ruby", None, "Why", "unknown_level"),
        ("main", "gold", "2026-02-27", "Why", "day_is_over"), ("main", "gold", None, " ", "empty"),
        ("main", "gold", None, "w" * 301, "too_long"),
    ],
)  # fmt: skip
def test_what_is_refused(shop: Shopkeeper, ladder, level, until, reason, code) -> None:
    noa = shop.member()
    last = None if until is None else date.fromisoformat(until)
    with pytest.raises(Refused) as refused:
        by_hand.set_level(shop.club, wanted(noa, ladder), ByHand(level, last), reason, shop.actor, shop.now)
    assert refused.value.code == code
    assert log(shop, noa) == []


def test_of_two_programmes_with_one_ladder_s_name_one_must_be_named(shop: Shopkeeper) -> None:
    shop.publish(programme().replace("id: club", "id: other"))
    noa = shop.member()
    with pytest.raises(Refused) as refused:
        give(shop, noa, "gold")
    assert refused.value.code == "several_ladders"
    by_hand.set_level(shop.club, wanted(noa, "main", "other"), ByHand("gold"), "Why", shop.actor, shop.now)
    assert len(log(shop, noa)) == 1
