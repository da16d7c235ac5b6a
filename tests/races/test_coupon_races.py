"""Tills with the same code at the same moment, over real connections."""

import pytest

from moadon.apps.clubs.types import SYSTEM
from moadon.apps.coupons import actions
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from tests.flows.coupons.club import NOON, open_coupon_shop, shown
from tests.races.test_till_races import at_once

pytestmark = pytest.mark.django_db


def test_of_many_tills_with_one_code_exactly_one_gets_it() -> None:
    club = open_coupon_shop()
    code = club.codes(club.pool(count=1))[0]
    bodies = [club.shop.basket("120", coupons=[code], till=f"T{n}") for n in range(8)]
    told = at_once(*[lambda body=body: club.shop.post(body)[0] for body in bodies])
    assert sorted(shown(one)[0] for one in told) == [(False, "coupon_used")] * 7 + [(True, None)]
    club.check()


def test_batches_with_the_same_codes_in_other_orders_never_deadlock() -> None:
    club = open_coupon_shop()
    codes = club.codes(club.pool(count=6))
    orders = [codes[n:] + codes[:n] for n in range(5)]
    batches = [
        [club.shop.basket("120", coupons=[code], till=f"T{n}") for code in order] for n, order in enumerate(orders)
    ]
    told = at_once(*[lambda batch=batch: club.shop.post(*batch) for batch in batches])
    assert sum(shown(one)[0][0] for batch in told for one in batch) == 6
    club.check()


def test_a_code_that_is_withdrawn_while_it_is_used_is_one_of_the_two() -> None:
    for _ in range(4):
        club = open_coupon_shop()
        pool = club.pool(count=1)
        body = club.shop.basket("120", coupons=club.codes(pool))
        sold, gone = at_once(
            lambda club=club, body=body: club.shop.post(body)[0],
            lambda club=club, pool=pool: actions.withdraw_codes(
                club=club.shop.club, pool_id=pool, codes=None, at=NOON, actor=SYSTEM
            ),
        )
        assert (shown(sold), gone) in [([(True, None)], 0), ([(False, "coupon_withdrawn")], 1)]
        club.check()


def test_a_code_is_given_back_once_however_often_its_sale_is_returned() -> None:
    club = open_coupon_shop()
    code = club.codes(club.pool(count=1, uses=2))[0]
    sales = [club.buy("120", code=code)["id"] for _ in range(2)]
    told = at_once(*[lambda sale=sale: club.shop.bring_back(sale) for sale in [sales[0]] * 4])
    assert sum(not isinstance(one, Refused) for one in told) == 1
    assert club.code(code).used == 1
    club.check()


def test_the_last_free_codes_are_given_to_no_two_members() -> None:
    club = open_coupon_shop()
    people = [row_id("mbr", club.shop.member(f"+97252555{n:04}")) for n in range(6)]
    pool = club.pool(count=4)

    def issue(member: int) -> object:
        try:
            return actions.issue_codes(club=club.shop.club, pool_id=pool, members=[member], at=NOON, actor=SYSTEM)
        except Refused as refusal:
            return refusal.code

    told = at_once(*[lambda member=member: issue(member) for member in people])
    assert told.count("not_enough_codes") == 2
    assert club.counts(pool).states == {"issued": 4}
    club.check()
