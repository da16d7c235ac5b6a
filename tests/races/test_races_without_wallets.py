"""The same member at several tills of a club that gives no value, only prices and levels."""

from concurrent import futures

import pytest
from django.db import connection

from moadon.apps.members.queries import asking_held
from moadon.engine.rules import ByHand
from moadon.flows.tiers.by_hand import Wanted, set_level
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from moadon.store import ask, club_transaction
from tests.flows.shopkeeper import Shopkeeper, open_shop
from tests.flows.tiers.ladder import log
from tests.platform.database import TestDatabase
from tests.races.test_till_races import WAITS, at_once

pytestmark = pytest.mark.django_db

PRICES = """format: moadon/programme/1
id: club
name: {en: Club}
currency: ILS
promotions:
  - {id: once, for: {members: true}, get: {kind: percent, value: '0.1', on: basket},
     limits: {per_member: {times: 1, period: ever}}}
  - {id: thirty, for: {members: true}, get: {kind: percent, value: '0.5', on: basket},
     limits: {per_member: {amount: '30', period: ever}}}
tiers:
  - id: main
    basis: spend
    window: {kind: calendar, period: year}
    levels: [{id: silver, from: '100'}, {id: gold, from: '300'}]
"""


@pytest.fixture
def shop() -> Shopkeeper:
    shop = open_shop()
    shop.publish(PRICES)
    return shop


def test_what_a_member_may_have_once_is_had_once(shop: Shopkeeper) -> None:
    noa = shop.member()
    bodies = [shop.basket("20", member=noa, till=f"T{i}") for i in range(8)]
    told = at_once(*[lambda body=body: shop.post(body)[0] for body in bodies])
    assert all(not isinstance(one, Refused) for one in told)
    off = [discount for one in told for line in one["lines"] for discount in line["discounts"]]
    assert [one["amount"] for one in off if one["rule"] == "once"] == ["2.00"]
    assert sum(float(one["amount"]) for one in off if one["rule"] == "thirty") == 30


def test_every_level_is_reached_once_and_in_order(shop: Shopkeeper) -> None:
    noa = shop.member()
    bodies = [shop.basket("90", member=noa, till=f"T{i}") for i in range(8)]
    at_once(*[lambda body=body: shop.post(body)[0] for body in bodies])
    assert [level for level, *_ in log(shop, noa)] == ["silver", "gold"]


def test_a_level_given_by_hand_waits_for_the_till(shop: Shopkeeper, database: TestDatabase) -> None:
    noa = shop.member()
    row = row_id("mbr", noa)
    with futures.ThreadPoolExecutor(1) as others, club_transaction(shop.club.id):
        ask(asking_held([row], wait=True))
        given = others.submit(_given_apart, shop, row)
        while not database.admin.execute(WAITS).fetchone():
            assert not given.done(), given.result()
        assert log(shop, noa) == []
    given.result()
    assert [level for level, *_ in log(shop, noa)] == ["gold"]


def _given_apart(shop: Shopkeeper, row: int) -> None:
    try:
        set_level(shop.club, Wanted(row, "main"), ByHand("gold", None), "a friend of the house", shop.actor, shop.now)
    finally:
        connection.close()
