"""Whatever people ask for, approve, refuse, take back and undo."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moadon.apps.clubs.types import Role
from moadon.apps.corrections.models import Request
from moadon.apps.corrections.policy import DEFAULT, bound, limit_of
from moadon.apps.corrections.types import BRANCH_MANAGER, Hand
from moadon.apps.ledger.models import Entry, Transaction
from moadon.flows.corrections import approve, refuse, withdraw
from moadon.flows.nightly import run_night
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.flows.corrections.desk import correct, hand, later, opened, row_of
from tests.flows.shopkeeper import Shopkeeper

pytestmark = pytest.mark.django_db

PEOPLE = [hand(Role.OWNER), hand(Role.MANAGER), hand(BRANCH_MANAGER), hand(BRANCH_MANAGER, 2), hand(Role.CASHIER)]
WHO = st.integers(0, len(PEOPLE) - 1)
UNITS = st.integers(-60000, 60000).filter(bool)
STEP = st.tuples(
    st.sampled_from(["ask", "ask", "owe", "approve", "approve", "refuse", "withdraw", "undo", "buy", "later", "night"]),
    WHO,
    st.integers(0, 20),
    UNITS,
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEP, min_size=5, max_size=18))
def test_any_story_leaves_books_that_balance_limits_that_hold_and_one_end_each(
    steps: list[tuple[str, int, int, int]],
) -> None:
    shop, noa = opened("300")
    story = Story(shop, noa)
    for step in steps:
        with suppress(Refused):
            story.take(*step)
        shop.check_books()
    story.check()


@dataclass
class Story:
    """What the people of a club do to one balance, one after the other."""

    shop: Shopkeeper
    member: str
    rows: list[int] = field(default_factory=list)
    ended: dict[int, str] = field(default_factory=dict)

    def take(self, kind: str, who: int, number: int, units: int) -> None:
        """One step. Raises what it is refused with."""
        shop, by = self.shop, PEOPLE[who]
        row = self.rows[number % len(self.rows)] if self.rows else 0
        amount = f"{'-' if units < 0 else ''}{abs(units) // 100}.{abs(units) % 100:02}"
        {
            "ask": lambda: self.rows.append(correct(shop, self.member, amount, by)),
            "owe": lambda: self.rows.append(correct(shop, self.member, amount, by, shortage="arrears")),
            "approve": lambda: approve(shop.club, row, "", by, shop.now),
            "refuse": lambda: refuse(shop.club, row, "No", by, shop.now),
            "withdraw": lambda: withdraw(shop.club, row, by, shop.now),
            "undo": lambda: self._undo(row, by),
            "buy": lambda: shop.buy("200", member=self.member, at=shop.now.isoformat()),
            "later": lambda: later(shop, hours=9 * number),
            "night": lambda: run_night(shop.club, shop.now),
        }[kind]()
        self._ends_stay()

    def _undo(self, row: int, by: Hand) -> None:
        done = row_of(self.shop, row)
        if done.transaction_id is None:
            return
        with club_transaction(self.shop.club.id):
            line = Entry.objects.filter(transaction=done.transaction_id, account__isnull=False).first()
        assert line is not None
        sign = "-" if done.amount > 0 else ""
        amount = f"{sign}{abs(done.amount) // 100}.{abs(done.amount) % 100:02}"
        more = {"reason": "undo", "corrects": public_id("ent", line.pk)}
        self.rows.append(correct(self.shop, self.member, amount, by, **more))

    def _ends_stay(self) -> None:
        for row in self.rows:
            state = row_of(self.shop, row).state
            assert self.ended.setdefault(row, state) == state or self.ended[row] == "waiting"
            self.ended[row] = state

    def check(self) -> None:
        """Limits of each person and day, four eyes, and a transaction for each that was done and for no other."""
        with club_transaction(self.shop.club.id):
            every = list(Request.objects.all())
            booked = set(Transaction.objects.filter(kind="correction").values_list("id", flat=True))
        done = [one for one in every if one.state == "done"]
        assert Counter(one.transaction_id for one in done) == Counter(booked)
        days: Counter[tuple[object, ...]] = Counter()
        for one in done:
            days[one.decider_id, one.day] += one.counted
        for (person, _), total in days.items():
            by = next(by for by in PEOPLE if by.actor.id == person)
            most = bound(limit_of(DEFAULT, by.role, "credit").day)
            assert most is None or total <= most
        for one in done:
            by = next(by for by in PEOPLE if by.actor.id == one.decider_id)
            single = bound(limit_of(DEFAULT, by.role, "credit").single)
            assert single is None or one.counted <= single
            assert (one.after or 0) - (one.before or 0) == one.amount
            alone = one.asked_at == one.decided_at
            assert (one.asker_id == one.decider_id) <= alone
