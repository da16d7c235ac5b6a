"""Whatever happens to codes in whatever order: none is used more often than allowed, none is free and used at once."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moadon.apps.clubs.types import SYSTEM
from moadon.apps.coupons import actions
from moadon.apps.coupons.types import Aside
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from tests.flows.coupons.club import NOON, open_coupon_shop

pytestmark = pytest.mark.django_db

STEP = st.one_of(
    st.tuples(st.just("buy"), st.integers(0, 3), st.sampled_from(["40", "120"])),
    st.tuples(st.just("back"), st.integers(0, 5), st.booleans()),
    st.tuples(st.just("issue"), st.integers(1, 2), st.none()),
    st.tuples(st.just("reserve"), st.integers(1, 2), st.none()),
    st.tuples(st.just("release"), st.none(), st.none()),
    st.tuples(st.just("withdraw"), st.integers(0, 3), st.none()),
    st.tuples(st.just("put_back"), st.integers(0, 3), st.none()),
    st.tuples(st.just("night"), st.integers(0, 3), st.none()),
)


class Story:
    """A pool of three codes, one printed with each receipt above 40, and a member to whom things happen."""

    def __init__(self, uses: int) -> None:
        self.club = open_coupon_shop(coupons_with_receipts=True)
        self.noa = self.club.shop.member()
        self.pool = self.club.pool(count=3, uses=uses, days=2, receipts_for="any", receipts_from=4000)
        self.codes, self.sales = self.club.codes(self.pool), list[str]()
        self.does = {"club": self.club.shop.club, "pool_id": self.pool, "actor": SYSTEM}

    def code(self, n: int) -> list[str]:
        """One of all codes that were ever there."""
        return [self.codes[n % len(self.codes)]]

    def buy(self, n: int, price: str) -> None:
        """A receipt with a code; the code that is printed with it joins the others."""
        one = self.club.buy(price, "20", code=self.code(n)[0], member=self.noa)
        self.sales.append(one["id"])
        self.codes += [printed["code"] for printed in one.get("coupons_issued", [])]

    def back(self, n: int, part: bool) -> None:
        """A return of a line, or of all."""
        if self.sales:
            self.club.shop.bring_back(
                self.sales[n % len(self.sales)], [{"line": "2", "quantity": "1"}] if part else None
            )

    def issue(self, n: int, _: object) -> None:
        """So many codes for the member."""
        actions.issue_codes(members=[row_id("mbr", self.noa)] * n, at=NOON, **self.does)

    def reserve(self, n: int, _: object) -> None:
        """So many codes for a partner."""
        actions.reserve_codes(count=n, aside=Aside("partner", "acme", until=NOON + timedelta(days=1)), **self.does)

    def release(self, *_: object) -> None:
        """All that is set aside."""
        actions.release_codes(**self.does)

    def withdraw(self, n: int, _: object) -> None:
        """One code."""
        actions.withdraw_codes(codes=self.code(n), at=NOON, **self.does)

    def put_back(self, n: int, _: object) -> None:
        """One code."""
        actions.put_codes_back(codes=self.code(n), **self.does)

    def night(self, n: int, _: object) -> None:
        """So many days later."""
        self.club.night(NOON + timedelta(days=n))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(uses=st.integers(1, 2), steps=st.lists(STEP, min_size=4, max_size=14))
def test_any_story_of_codes(uses: int, steps: list[Any]) -> None:
    story = Story(uses)
    for what, *given_ in steps:
        with suppress(Refused):
            getattr(story, what)(*given_)
        story.club.check()
