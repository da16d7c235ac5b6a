"""Members who bring friends: told once of their joining and their first purchase, and undone with it."""

from datetime import timedelta
from typing import Any

import pytest

from moadon.apps.members import actions as members
from moadon.apps.members.models import Member
from moadon.apps.members.types import MemberRef, NewMember
from moadon.apps.rewards.models import Event, Progress
from moadon.flows.holds import HoldDraft, place_hold
from moadon.flows.joining import join, join_many
from moadon.flows.nightly import run_night
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, watching
from tests.flows.shopkeeper import NOON, Shopkeeper, document, open_shop
from tests.flows.test_events import rule

pytestmark = pytest.mark.django_db

FRIENDS = document(rule("referred", 5), rule("friend_joined", 10), rule("friend_bought_first", 100))


def brought(shop: Shopkeeper, by: str, phone: str = "052-555-0177") -> str:
    """A member who joins through another."""
    made = join(club=shop.club, new=NewMember(phone=phone, referred_by=by), actor=shop.actor, now=lambda: shop.now)
    return public_id("mbr", made.pk)


def points(shop: Shopkeeper, member: str) -> int:
    balance, pending, owed = shop.balance(member, "points")
    return balance + pending - owed


def night(shop: Shopkeeper) -> int:
    return run_night(shop.club, shop.now).told


@pytest.fixture
def shop() -> Shopkeeper:
    opened = open_shop()
    opened.publish(FRIENDS)
    return opened


def test_both_are_told_when_a_friend_joins(shop: Shopkeeper) -> None:
    noa = shop.member()
    dan = brought(shop, noa)
    assert (points(shop, noa), points(shop, dan)) == (10, 5)
    with club_transaction(shop.club.id):
        told = [(one.type, public_id("mbr", one.member_id), one.data) for one in Event.objects.order_by("id")]
    assert told == [("referred", dan, {"by": noa}), ("friend_joined", noa, {"friend": dan})]


def test_who_brought_them_is_told_once_of_the_first_purchase(shop: Shopkeeper) -> None:
    noa = shop.member()
    dan = brought(shop, noa)
    assert night(shop) == 0
    shop.buy("50", member=dan)
    shop.buy("70", member=dan)
    assert points(shop, noa) == 10
    assert [night(shop) for _ in range(2)] == [1, 0]
    assert points(shop, noa) == 110
    shop.buy("50", member=dan)
    shop.buy("50", member=noa)
    assert night(shop) == 0 and points(shop, noa) == 110
    shop.check_books()


def test_a_first_purchase_that_comes_back_undoes_it_and_the_next_one_tells_again(shop: Shopkeeper) -> None:
    noa = shop.member()
    dan = brought(shop, noa)
    sale = shop.buy("50", "50", member=dan)
    night(shop)
    shop.bring_back(sale["id"], [{"line": "1", "quantity": "1"}])
    assert night(shop) == 0 and points(shop, noa) == 110
    shop.bring_back(sale["id"])
    assert night(shop) == 1 and points(shop, noa) == 10
    assert night(shop) == 0
    with club_transaction(shop.club.id):
        rows = Progress.objects.filter(rule__startswith="friend_bought_first")
        assert {(row.base, row.awarded, row.times) for row in rows} <= {(0, 0, 0)}
    again = shop.buy("50", member=dan)
    assert [night(shop) for _ in range(2)] == [1, 0] and points(shop, noa) == 110
    shop.bring_back(again["id"])
    assert night(shop) == 1 and points(shop, noa) == 10
    shop.check_books()


def test_one_night_moves_on_to_a_purchase_that_stands(shop: Shopkeeper) -> None:
    noa = shop.member()
    dan = brought(shop, noa)
    first = shop.buy("50", member=dan)
    night(shop)
    shop.buy("60", member=dan)
    shop.bring_back(first["id"])
    assert night(shop) == 2 and points(shop, noa) == 110
    shop.check_books()


def test_what_was_spent_is_owed() -> None:
    shop = open_shop()
    shop.publish(FRIENDS)
    noa = shop.member()
    dan = brought(shop, noa)
    sale = shop.buy("50", member=dan)
    night(shop)
    shop.buy("50", member=noa, redeem=[{"wallet": "points", "amount": "110"}])
    shop.bring_back(sale["id"])
    night(shop)
    assert shop.balance(noa, "points") == (0, 0, 100)
    shop.check_books()


def test_what_waits_and_what_is_limited_is_undone_too() -> None:
    shop = open_shop()
    more = ", pending: {days: 14}, limits: {per_member: {times: 1, period: year}, total: {amount: '150', period: year}}"
    shop.publish(document(rule("friend_bought_first", 100, more)))
    noa = shop.member()
    sales = [shop.buy("50", member=brought(shop, noa, f"052-555-01{n}"))["id"] for n in (71, 72)]
    night(shop)
    assert shop.balance(noa, "points") == (0, 100, 0)
    shop.bring_back(sales[0])
    night(shop)
    assert shop.balance(noa, "points") == (0, 0, 0)
    with club_transaction(shop.club.id):
        assert {(row.awarded, row.times) for row in Progress.objects.all()} == {(0, 0)}
    shop.buy("50", member=brought(shop, noa, "052-555-0173"))
    night(shop)
    assert shop.balance(noa, "points") == (0, 100, 0)
    shop.check_books()


def test_it_earns_by_what_was_live_when_the_friend_bought() -> None:
    shop = open_shop()
    noa = shop.member()
    dan = brought(shop, noa)
    shop.publish(document(rule("friend_bought_first", 100)), since=NOON + timedelta(days=1))
    shop.buy("50", member=dan)
    shop.now = NOON + timedelta(days=2)
    assert night(shop) == 0 and points(shop, noa) == 0


def test_nobody_brings_who_is_there_already(shop: Shopkeeper) -> None:
    noa = shop.member()
    dan = brought(shop, noa)
    (again,) = join_many(club=shop.club, rows=[NewMember(phone="+972525550142", referred_by=dan)])
    assert getattr(again, "known", False)
    with club_transaction(shop.club.id):
        assert Member.objects.get(id=row_id("mbr", noa)).referred_by is None
    assert points(shop, dan) == 5


@pytest.mark.parametrize("who", ["mbr_nobody", "noa", "another club", "gone"])
def test_who_is_not_of_the_club_brings_nobody(shop: Shopkeeper, who: str) -> None:
    given = who
    if who == "another club":
        given = open_shop().member("+972525550199")
    if who == "gone":
        given = shop.member()
        members.end_membership(club=shop.club, member_id=row_id("mbr", given), actor=shop.actor)
    new = NewMember(phone="052-555-0177", referred_by=given)
    with pytest.raises(Refused) as refused:
        join(club=shop.club, new=new, actor=shop.actor)
    one: Any = getattr(refused.value, "refusals", (refused.value,))[0]
    assert (one.code, one.field, one.status) == ("unknown_referrer", "referred_by", 422)
    (told,) = join_many(club=shop.club, rows=[new])
    found: Any = getattr(told, "refusals", (told,))[0]
    assert (found.code, found.field) == ("unknown_referrer", "referred_by")


def test_many_friends_take_as_many_statements_as_one() -> None:
    counts = []
    for number in (1, 7):
        shop = open_shop()
        shop.publish(FRIENDS)
        noa = shop.member()
        sales = [shop.buy("50", member=brought(shop, noa, f"052-555-01{70 + n}"))["id"] for n in range(number)]
        with watching() as told:
            assert night(shop) == number
        for sale in sales:
            shop.bring_back(sale)
        with watching() as undone:
            assert night(shop) == number
        assert points(shop, noa) == 10 * number
        counts.append((len(told), len(undone)))
    assert counts[0] == counts[1]


def test_what_an_old_hold_held_is_there_to_be_taken_back() -> None:
    """In a club that forgives what is no longer there, what a hold no longer holds is not forgiven."""
    shop = open_shop(settings={"spent_before_return": "forgive", "forgive_limit": 100_000})
    shop.publish(FRIENDS)
    noa = shop.member()
    dan = brought(shop, noa)
    sale = shop.buy("50", member=dan)
    night(shop)
    draft = HoldDraft(MemberRef("id", noa), "points", "110", 3600, "order 7")
    place_hold(shop.club, draft, shop.now)
    shop.now += timedelta(hours=1)
    shop.bring_back(sale["id"], at=shop.now.isoformat())
    night(shop)
    assert points(shop, noa) == 10
    shop.check_books()
