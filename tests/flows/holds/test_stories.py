"""Whatever happens with value that is set aside."""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moadon.apps.ledger import queries as ledger
from moadon.apps.ledger.models import Hold
from moadon.engine.ledger import HoldStage
from moadon.flows.holds import post_hold, void_hold
from moadon.flows.nightly import run_night
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.flows.holds.keeping import HOUR, WEEKS, check_holds, hold, later, pay, purse
from tests.flows.shopkeeper import LINEAR, Shopkeeper, document, open_shop

pytestmark = pytest.mark.django_db


AMOUNT = st.integers(1, 6000).map(lambda n: f"{n // 100}.{n % 100:02}")
STEP = st.one_of(
    st.tuples(st.just("buy"), st.integers(1, 60), AMOUNT),
    st.tuples(st.just("pay"), st.just(0), AMOUNT),
    st.tuples(st.just("back"), st.integers(0, 9), AMOUNT),
    st.tuples(st.just("place"), st.integers(1, 90), AMOUNT),
    st.tuples(st.just("post"), st.integers(0, 9), AMOUNT),
    st.tuples(st.just("void"), st.integers(0, 9), AMOUNT),
    st.tuples(st.just("later"), st.integers(1, 30), AMOUNT),
    st.tuples(st.just("night"), st.just(0), AMOUNT),
)


STATES: tuple[HoldStage, ...] = ("placed", "posted", "voided", "expired")


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEP, min_size=4, max_size=16))
def test_any_story_leaves_books_that_agree_and_tells_the_same_before_and_after_the_sweep(
    steps: list[tuple[str, int, str]],
) -> None:
    shop = open_shop()
    shop.publish(document(LINEAR, wallets=WEEKS))
    noa = shop.member()
    story = Story(shop, noa, [shop.buy("700", member=noa)["id"]])
    for step in steps:
        with suppress(Refused):
            story.take(*step)
        check_holds(shop)
    before = purse(shop, noa)
    with club_transaction(shop.club.id):
        told = [{one.pk for one in ledger.only_in(Hold.objects.all(), state, shop.now)} for state in STATES]
    assert sum(len(some) for some in told) == len(story.rows)
    run_night(shop.club, shop.now)
    after = purse(shop, noa)
    assert (before.available, before.held) == (after.available, after.held)
    with club_transaction(shop.club.id):
        assert told == [{one.pk for one in Hold.objects.filter(state=state)} for state in STATES]
    check_holds(shop)


@dataclass
class Story:
    """What a member and their shop do one after the other."""

    shop: Shopkeeper
    member: str
    sales: list[str]
    rows: list[int] = field(default_factory=list)

    def take(self, kind: str, number: int, amount: str) -> None:
        """One step. Raises what it is refused with."""
        shop, row = self.shop, self.rows[number % len(self.rows)] if self.rows else 0
        {
            "buy": lambda: self._sold(shop.buy(f"{number}00", member=self.member, at=shop.now.isoformat())),
            "pay": lambda: self._sold(pay(shop, self.member, amount)),
            "back": lambda: shop.bring_back(self.sales[number % len(self.sales)], at=shop.now.isoformat()),
            "place": lambda: self.rows.append(hold(shop, self.member, amount, ttl=number * HOUR)),
            "post": lambda: post_hold(shop.club, row, amount, shop.now),
            "void": lambda: void_hold(shop.club, row, shop.now),
            "later": lambda: later(shop, hours=number),
            "night": lambda: run_night(shop.club, shop.now),
        }[kind]()

    def _sold(self, told: Any) -> None:
        if not isinstance(told, Refused):
            self.sales.append(told["id"])
