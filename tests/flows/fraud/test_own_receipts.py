"""Employees who ring up receipts of their own, of those close to them, or a second time for a friend."""

import pytest

from moadon.apps.fraud.links import Person, link, links_of, set_person
from moadon.kernel.ids import row_id
from moadon.store import club_transaction
from tests.flows.fraud.watched import BOSS, dana, found, ring, watch, watched_shop
from tests.flows.shopkeeper import Shopkeeper

pytestmark = pytest.mark.django_db
PHONE = "+972525550142"


def links(shop: Shopkeeper) -> list[str]:
    with club_transaction(shop.club.id):
        return [one.kind for one in links_of(shop.club, dana(shop))]


def test_an_employee_with_the_phone_of_a_member_is_that_member() -> None:
    shop = watched_shop(own_receipts={"most": 0, "hours": 720})
    noa = shop.member(PHONE)
    set_person(club=shop.club, employee=dana(shop), person=Person(phone=PHONE), actor=BOSS)
    assert links(shop) == ["self"]
    ring(shop, noa, 0)
    assert (watch(shop), found(shop)) == (1, [("own_receipts", "open", 1, 1)])


def test_who_joins_later_with_the_phone_of_an_employee_is_linked_too() -> None:
    from moadon.apps.members.types import NewMember
    from moadon.flows.joining import join
    from moadon.kernel.ids import public_id

    shop = watched_shop(own_receipts={"most": 0, "hours": 720})
    set_person(club=shop.club, employee=dana(shop), person=Person(email="dana@example.com"), actor=BOSS)
    member = join(club=shop.club, new=NewMember(email="Dana@Example.com"), actor=BOSS, now=lambda: shop.now)
    watch(shop)
    assert links(shop) == ["self"]
    ring(shop, public_id("mbr", member.pk), 0)
    assert watch(shop) == 1


def test_relatives_may_shop_now_and_then() -> None:
    shop = watched_shop(own_receipts={}, relative_receipts={"most": 2, "hours": 720})
    noa = shop.member()
    link(club=shop.club, employee=dana(shop), member=row_id("mbr", noa), kind="relative", actor=BOSS)
    ring(shop, noa, 0, 1)
    watch(shop)
    assert found(shop) == []
    ring(shop, noa, 2)
    watch(shop)
    assert found(shop) == [("relative_receipts", "open", 3, 3)]


def test_a_colleague_may_ring_them_up() -> None:
    shop = watched_shop(own_receipts={"most": 0, "hours": 720})
    noa = shop.member(PHONE)
    set_person(club=shop.club, employee=dana(shop), person=Person(phone=PHONE), actor=BOSS)
    ring(shop, noa, 0, employee=None)
    watch(shop)
    assert found(shop) == []


def test_a_receipt_of_nobody_taken_back_and_rung_again_for_a_member() -> None:
    shop = watched_shop(rung_again={"most": 0, "hours": 24, "minutes": 30})
    noa = shop.member()
    for start, again in ((0, 5), (60, 120), (200, 210)):
        (sale,) = ring(shop, None, start, price="80")
        shop.bring_back(sale["id"], at=_at(start + 1))
        ring(shop, noa, again, price="80" if start < 200 else "81")
    watch(shop)
    assert found(shop) == [("rung_again", "open", 1, 1)]


def _at(minute: int) -> str:
    from datetime import timedelta

    from tests.flows.shopkeeper import NOON

    return (NOON + timedelta(minutes=minute)).isoformat()
