"""What a member held at any past moment: what the books said then, and what was true then."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moadon.apps.ledger.models import Entry
from moadon.flows.holdings import Holding, holdings, holdings_then
from moadon.flows.tiers.then import levels_then
from moadon.kernel.ids import row_id
from moadon.kernel.moments import AsOf
from moadon.store import club_transaction, watching
from tests.flows.past import LADDER, STEP, Accounts, History, history_of
from tests.flows.shopkeeper import LINEAR, NOON, document, open_shop

pytestmark = pytest.mark.django_db
STORIES = st.lists(STEP, min_size=1, max_size=10)
SOME = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))


def then(story: History, moment: AsOf) -> list[Holding]:
    with club_transaction(story.shop.club.id):
        return holdings_then(story.shop.club, row_id("mbr", story.member), moment, story.shop.now)


def sums(held: list[Holding]) -> Accounts:
    return {
        one.wallet.id: (one.balance + one.arrears, one.pending, one.arrears)
        for one in held
        if one.balance or one.pending or one.arrears
    }


def something(found: Accounts) -> Accounts:
    return {wallet: three for wallet, three in found.items() if any(three)}


@SOME
@given(steps=STORIES)
def test_what_the_books_said_at_each_moment_is_what_the_accounts_held(steps: list[tuple[str, Any, int]]) -> None:
    story = history_of(steps)
    for clock, held in story.told:
        assert sums(then(story, AsOf(known=clock))) == something(held)


@SOME
@given(steps=STORIES)
def test_added_up_from_the_entries_it_is_what_is_stored_now(steps: list[tuple[str, Any, int]]) -> None:
    story = history_of(steps)
    with club_transaction(story.shop.club.id):
        stored = holdings(story.shop.club, row_id("mbr", story.member), story.shop.now)
    again = then(story, AsOf())
    for one, other in zip(stored, again, strict=True):
        assert one == Holding(
            other.wallet, other.balance, other.available, 0, other.pending, other.expiring, other.arrears
        )
        assert sum(lot.balance for lot in other.lots) == one.balance + one.arrears


@SOME
@given(steps=STORIES)
def test_each_line_of_the_statement_says_what_is_found_at_its_moment(steps: list[tuple[str, Any, int]]) -> None:
    story = history_of(steps)
    with club_transaction(story.shop.club.id):
        lines = list(Entry.objects.filter(account__isnull=False).select_related("transaction").order_by("id"))
    last = {(line.transaction.recorded_at, line.wallet): line.balance_after for line in lines}
    for (written, wallet), after in last.items():
        found = {one.wallet.id: one.balance for one in then(story, AsOf(known=written))}
        assert found[wallet] == after


@SOME
@given(steps=STORIES, hours=st.integers(-300, 1500))
def test_what_was_true_counts_what_had_happened_whenever_it_was_written(
    steps: list[tuple[str, Any, int]], hours: int
) -> None:
    story = history_of(steps)
    at = NOON + timedelta(hours=hours)
    plain: dict[str, list[int]] = {}
    with club_transaction(story.shop.club.id):
        for line in Entry.objects.filter(account__isnull=False).select_related("transaction", "lot"):
            if line.transaction.at <= at:
                three = plain.setdefault(line.wallet, [0, 0, 0])
                waits = line.lot is not None and line.lot.active_at > at
                three[1 if waits else ("balance", "pending", "arrears").index(line.book)] += line.amount
    assert sums(then(story, AsOf(at=at))) == something({w: (b, p, -a) for w, (b, p, a) in plain.items()})


def test_what_came_late_is_true_of_its_day_and_was_not_known_then() -> None:
    story = history_of([("buy", ["100"], 0)])
    known = story.told[-1][0]
    story.step("late", ["200"], 3)
    two_days_ago = AsOf(at=NOON - timedelta(days=2))
    assert sums(then(story, two_days_ago))["credit"] == (2000, 0, 0)
    assert sums(then(story, AsOf(two_days_ago.at, known))) == {}
    assert sums(then(story, AsOf(known=known)))["credit"] == (1000, 0, 0)
    assert sums(then(story, AsOf()))["credit"] == (3000, 0, 0)


def test_what_had_ended_could_be_spent_no_more_though_no_night_had_swept_it_out() -> None:
    story = history_of([("buy", ["100"], 0)])
    (credit, _) = then(story, AsOf(at=NOON + timedelta(days=1)))
    assert (credit.balance, credit.available, [left for _, left in credit.expiring]) == (1000, 1000, [1000])
    (credit, _) = then(story, AsOf(at=NOON + timedelta(days=40)))
    assert (credit.balance, credit.available, credit.expiring) == (1000, 0, ())


def test_a_member_of_a_thousand_receipts_takes_no_more_statements() -> None:
    counts = []
    for steps in ([("buy", ["100"], 0)], [("buy", ["100"], 50)] * 12):
        story = history_of(steps)
        then(story, AsOf(at=NOON))
        with watching() as seen:
            then(story, AsOf(at=NOON))
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 3


def test_the_level_of_a_moment_is_the_last_change_before_it() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR) + LADDER)
    noa = shop.member()
    shop.buy("100", member=noa, at=(NOON - timedelta(days=9)).isoformat())
    shop.buy("250", member=noa, at=(NOON - timedelta(days=5)).isoformat())
    with club_transaction(shop.club.id):

        def level(moment: AsOf) -> list[tuple[str | None, int]]:
            found = levels_then(shop.club, row_id("mbr", noa), moment, NOON)
            return [(one.level, len(one.history)) for one in found]

        assert level(AsOf(at=NOON - timedelta(days=6))) == [("basic", 0)]
        assert level(AsOf(at=NOON - timedelta(days=5))) == [("gold", 1)]
        assert level(AsOf(at=NOON - timedelta(days=5), known=datetime(2020, 1, 1, tzinfo=UTC))) == [("basic", 0)]
        assert level(AsOf(at=NOON - timedelta(days=1000))) == []
