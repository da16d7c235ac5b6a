"""Whatever happens with rewards: nothing is given twice, nothing is lost, nothing falls below zero."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moadon.apps.redemptions.models import StockChange
from moadon.apps.redemptions.types import WayDraft
from moadon.flows.nightly import run_night
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.flows.redemptions.shelf import Shelf

pytestmark = pytest.mark.django_db
STEP = st.tuples(
    st.sampled_from(
        ["ask", "ask money", "off", "ready", "give", "late", "pay", "later", "night", "stock", "buy", "back"]
    ),
    st.integers(0, 9),
)


class Story:
    """A member with points, a reward of which some are left, and what happens."""

    def __init__(self) -> None:
        self.shelf = Shelf(points="1200")
        ways = [WayDraft("points", "300"), WayDraft("points", "200", "10.00")]
        self.mug = self.shelf.reward(ways=ways, left=2, kept_minutes=60, per_member=4)
        self.rows: list[int] = []
        self.sales = [self.shelf.shop.buy("50", member=self.shelf.noa)["id"]]

    def one(self, number: int) -> int:
        if not self.rows:
            raise Refused("nothing_asked_for")
        return self.rows[number % len(self.rows)]

    def take(self, step: str, number: int) -> None:
        shelf = self.shelf
        if step == "ask":
            self.rows.append(shelf.ask(way="points"))
        elif step == "ask money":
            self.rows.append(shelf.ask(way="points-money"))
        elif step == "off":
            shelf.off(self.one(number))
        elif step in ("ready", "give"):
            shelf.give(self.one(number), "ready" if step == "ready" else "handed_over")
        elif step == "late":
            shelf.off(self.one(number), late=True, reason="Torn")
        elif step == "pay":
            shelf.pay(self.one(number), self.sales[number % len(self.sales)])
        elif step == "stock":
            shelf.stock(self.mug, number - 4)
        else:
            self.pass_time(step, number)

    def pass_time(self, step: str, number: int) -> None:
        shop = self.shelf.shop
        if step == "later":
            self.shelf.later(minutes=20 * number)
        elif step == "night":
            run_night(shop.club, shop.now)
        elif step == "buy":
            self.sales.append(shop.buy("120", member=self.shelf.noa, at=shop.now.isoformat())["id"])
        else:
            shop.bring_back(self.sales[number % len(self.sales)])

    def check(self) -> None:
        with club_transaction(self.shelf.club.id):
            had = sum(StockChange.objects.values_list("change", flat=True))
        self.shelf.check(had=had)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEP, min_size=4, max_size=16))
def test_in_any_story_stock_and_what_was_given_are_what_there_was_and_the_books_agree(
    steps: list[tuple[str, int]],
) -> None:
    story = Story()
    for step in steps:
        with suppress(Refused):
            story.take(*step)
        story.check()
    for row in story.rows:
        with suppress(Refused):
            story.shelf.off(row, late=True, reason="All of it back")
    story.shelf.later(days=2)
    run_night(story.shelf.club, story.shelf.shop.now)
    story.check()
    assert story.shelf.row(story.rows[0]).state in ("cancelled", "expired", "returned") if story.rows else True
