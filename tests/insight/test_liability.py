"""The liability of a period, on what tills sold: the standard's example, and what holds of any history."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moadon.apps.clubs.types import Expectation
from moadon.apps.ledger.models import Entry
from moadon.apps.members.types import MemberRef
from moadon.apps.redemptions import actions as rewards
from moadon.apps.redemptions.types import WayDraft
from moadon.flows.nightly import run_night
from moadon.flows.redemptions import RedemptionDraft, Undoing, Wish, call_off, redeem
from moadon.insight.lake import look
from moadon.insight.reports import balances, liability
from moadon.insight.reports.liability import Stretch, days, year_to
from moadon.kernel.moments import AsOf
from moadon.kernel.sentences import Message
from moadon.store import club_transaction, run
from tests.flows.past import STEP, History, history_of
from tests.flows.shopkeeper import NOON, Shopkeeper, document, open_shop

pytestmark = pytest.mark.django_db
PER_TEN = "{id: p, type: per_amount, amount: '10', give: '1', wallet: points}"
ENDLESS = "{points: {kind: points, worth: '1'}}"
STORY = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))


def say(message: Message) -> str:
    return message.key.removeprefix("liability.")


def told(shop: Shopkeeper, stretch: Stretch) -> Any:
    return liability(shop.club, stretch, say)


def year(shop: Shopkeeper, number: int, **more: Any) -> Any:
    return told(shop, days(shop.club, date(number, 1, 1), date(number, 12, 31), **more))


def decided(shop: Shopkeeper, **more: Any) -> None:
    shop.club = replace(shop.club, settings=replace(shop.club.settings, **more))


def noon(year: int, month: int, day: int) -> str:
    return datetime(year, month, day, 10, tzinfo=UTC).isoformat()


def standard() -> Shopkeeper:
    """Example 52: goods for 100,000 with 10,000 points, 4,500 redeemed in the first year, 8,500 by the second."""
    shop = open_shop()
    shop.club = replace(shop.club, currency="JPY")
    shop.publish(document(PER_TEN, wallets=ENDLESS, currency="JPY"))
    decided(shop, cohort="year", expected_redemption=(
        Expectation("points", "2024-01-01", "0.95"), Expectation("points", "2025-01-01", "0.97"),
    ))  # fmt: skip
    noa = shop.member()
    shop.buy("100000", member=noa, at=noon(2024, 2, 1))
    for when, points in ((noon(2024, 9, 1), "4500"), (noon(2025, 9, 1), "4000")):
        shop.buy(points, member=noa, at=when, redeem=[{"wallet": "points", "amount": points}])
    return shop


def test_the_example_of_the_standard_to_the_unit() -> None:
    shop = standard()
    first, second = year(shop, 2024), year(shop, 2025)
    names = ("issued", "redeemed", "outstanding", "expected", "allocated", "recognised_in_period", "deferred")
    assert [first["wallets"][0][name] for name in names] == [
        "10000", "4500", "5500", "9500", "8676", "4110", "4566",
    ]  # fmt: skip
    assert [second["wallets"][0][name] for name in names] == [
        "10000", "8500", "1500", "9700", "8676", "3493", "1073",
    ]  # fmt: skip
    (cohort,) = second["wallets"][0]["cohorts"]
    assert (cohort["cohort"], cohort["promised_share"]) == ("2024", "0.950000")
    assert (second["wallets"][0]["method"], second["wallets"][0]["expected_share"]) == ("set", "0.970000")


def test_what_the_redemption_catalogue_takes_is_redeemed_like_what_receipts_take() -> None:
    shop = open_shop()
    shop.club = replace(shop.club, currency="JPY")
    shop.publish(document(PER_TEN, wallets=ENDLESS, currency="JPY"))
    decided(shop, cohort="year", expected_redemption=(
        Expectation("points", "2024-01-01", "0.95"), Expectation("points", "2025-01-01", "0.97"),
    ))  # fmt: skip
    noa = shop.member()
    shop.buy("100000", member=noa, at=noon(2024, 2, 1))
    ways = [WayDraft("points", "4500", id="first"), WayDraft("points", "4000", id="then")]
    rewards.add_reward(club=shop.club, code="mug", fields={"names": {"en": "Mug"}, "ways": ways}, actor=shop.actor)
    rows = {}
    for when, way in ((noon(2024, 8, 1), "first"), (noon(2024, 9, 1), "first"), (noon(2025, 9, 1), "then")):
        draft = RedemptionDraft(Wish(MemberRef("id", noa), "mug", way))
        rows[when] = redeem(shop.club, draft, shop.actor, datetime.fromisoformat(when))
        if when == noon(2024, 8, 1):
            call_off(shop.club, rows[when], Undoing(), shop.actor, datetime(2024, 8, 2, tzinfo=UTC))
    names = ("issued", "redeemed", "outstanding", "expected", "allocated", "recognised_in_period", "deferred")
    for number in (2024, 2025):
        same = year(standard(), number)["wallets"][0]
        assert {name: year(shop, number)["wallets"][0][name] for name in names} == {name: same[name] for name in names}


def test_the_journal_of_the_example() -> None:
    shop = standard()
    lines = [(one["account"], one["debit"], one["credit"], one["text"]) for one in year(shop, 2024)["journal"]]
    assert lines == [
        ("account.sales", "8676", "0", "text.put_off"), ("account.owed", "0", "8676", "text.put_off"),
        ("account.owed", "3904", "0", "text.redeemed"), ("account.redeemed", "0", "3904", "text.redeemed"),
        ("account.owed", "206", "0", "text.breakage"), ("account.breakage", "0", "206", "text.breakage"),
    ]  # fmt: skip
    decided(shop, account_owed="2410 Points")
    assert {one["account"] for one in year(shop, 2025)["journal"]} == {
        "2410 Points", "account.redeemed", "account.breakage",
    }  # fmt: skip


def test_prices_are_divided_without_tax_and_without_what_was_paid_with_points() -> None:
    shop = open_shop()
    shop.publish(document(PER_TEN, wallets=ENDLESS))
    noa = shop.member()
    basket = shop.basket("118.00", member=noa, at=noon(2024, 2, 1))
    basket["lines"][0]["tax_rate"] = "0.18"
    shop.post(basket)
    (points,) = year(shop, 2024)["wallets"]
    # 100.00 without tax, divided by 118.00 for the goods and 11.00 for eleven points.
    assert (points["issued"], points["allocated"], points["worth"]) == ("11", "8.53", "11.00")
    assert year(shop, 2024)["tax"] == {"treatment": "multi_purpose", "in_worth": "1.68"}
    shop.buy("10.00", member=noa, at=noon(2024, 3, 1), redeem=[{"wallet": "points", "amount": "10"}])
    (points,) = year(shop, 2024)["wallets"]
    assert (points["allocated"], points["redeemed"], points["recognised"]) == ("8.53", "10", "7.75")


def test_what_came_back_is_of_the_month_it_was_sold_in() -> None:
    shop = open_shop()
    shop.publish(document(PER_TEN, wallets=ENDLESS))
    noa = shop.member()
    sale = shop.buy("100", "100", member=noa, at=noon(2024, 2, 1))
    february = days(shop.club, date(2024, 2, 1), date(2024, 2, 29))
    (before,) = told(shop, february)["wallets"]
    shop.bring_back(sale["id"], [{"line": "1", "quantity": "1"}], at=noon(2024, 3, 5))
    (then,) = told(shop, february)["wallets"]
    (march,) = told(shop, days(shop.club, date(2024, 3, 1), date(2024, 3, 31)))["wallets"]
    assert before["allocated"] == then["allocated"] == march["deferred_before"] == "18.18"
    assert (march["issued"], march["allocated"], march["allocated_in_period"]) == ("10", "9.09", "-9.09")


def test_value_that_ended_is_revenue_and_what_came_without_a_sale_puts_nothing_off() -> None:
    shop = open_shop()
    wallets = "{points: {kind: points, worth: '1', expires: {after: {days: 60}}}}"
    shop.publish(document(PER_TEN, wallets=wallets))
    shop.buy("100", member=shop.member(), at=noon(2024, 2, 1))
    shop.now = datetime(2024, 6, 1, tzinfo=UTC)
    run_night(shop.club, shop.now)
    spring, summer = (
        told(shop, days(shop.club, date(2024, first, 1), date(2024, last, 30))) for first, last in ((1, 3), (4, 6))
    )
    # April has 30 days and March one more, on which nothing happened.
    names = ("expired", "outstanding", "deferred", "recognised_in_period", "breakage_in_period")
    assert [spring["wallets"][0][name] for name in names] == ["0", "10", "9.09", "0.00", "0.00"]
    assert [summer["wallets"][0][name] for name in names] == ["10", "0", "0.00", "9.09", "9.09"]


def test_without_the_club_s_own_estimate_the_lots_that_ended_say_how_much_is_redeemed() -> None:
    shop = open_shop()
    wallets = "{points: {kind: points, worth: '1', expires: {after: {days: 60}}}}"
    shop.publish(document(PER_TEN, wallets=wallets))
    people = [shop.member(f"+9725255{n:05}") for n in range(120)]
    shop.post(*[shop.basket("100", member=who, at=noon(2023, 3, 1)) for who in people])
    pay = {"redeem": [{"wallet": "points", "amount": "10"}]}
    shop.post(*[shop.basket("10", member=who, at=noon(2023, 4, 1), **pay) for who in people[:90]])
    shop.buy("100", member=people[0], at=noon(2024, 2, 1))
    shop.now = datetime(2024, 2, 2, tzinfo=UTC)
    run_night(shop.club, shop.now)
    (points,) = told(shop, days(shop.club, date(2024, 2, 1), date(2024, 2, 28)))["wallets"]
    assert (points["method"], points["expected_share"]) == ("ended_lots", "0.750000")
    (early,) = told(shop, days(shop.club, date(2023, 3, 1), date(2023, 3, 31)))["wallets"]
    assert (early["method"], early["expected_share"]) == ("all", "1.00000")


@STORY
@given(steps=st.lists(STEP, min_size=1, max_size=10))
def test_units_agree_with_the_books(steps: list[tuple[str, Any, int]]) -> None:
    story = history_of(steps)
    found = told(story.shop, wide(story))
    with club_transaction(story.shop.club.id):
        sums: dict[tuple[str, str], int] = {}
        arrears: dict[str, int] = {}
        for line in Entry.objects.select_related("transaction"):
            sums[line.wallet, line.book] = sums.get((line.wallet, line.book), 0) + line.amount
            if line.book == "arrears" and line.amount < 0:
                arrears[line.wallet] = arrears.get(line.wallet, 0) - line.amount
    for one in found["wallets"]:
        places, wallet = (2 if one["wallet"] == "credit" else 0), one["wallet"]

        def units(name: str, one: Any = one, places: int = places) -> int:
            return int(Decimal(one[name]).scaleb(places))

        assert units("issued") == -sums[wallet, "issued"] + arrears.get(wallet, 0)
        assert units("outstanding") == sums.get((wallet, "balance"), 0) + sums.get((wallet, "pending"), 0)
        assert units("arrears") == -sums.get((wallet, "arrears"), 0)
        paid = arrears.get(wallet, 0) - units("arrears")
        assert units("redeemed") == sums.get((wallet, "spent"), 0) + paid
        assert units("redeemed") + units("expired") + units("outstanding") == units("issued")


@STORY
@given(steps=st.lists(STEP, min_size=1, max_size=10), middle=st.integers(1, 30))
def test_money_goes_from_one_period_into_the_next_without_rest(steps: list[tuple[str, Any, int]], middle: int) -> None:
    story = history_of(steps)
    shop, cut = story.shop, (NOON + timedelta(days=middle)).date()
    whole = wide(story)
    parts = [days(shop.club, whole.first, cut), days(shop.club, cut + timedelta(days=1), whole.last)]
    both = [told(shop, part) for part in parts]
    for one in (*both, told(shop, whole)):
        debited, credited = (sum(Decimal(line[side]) for line in one["journal"]) for side in ("debit", "credit"))
        assert debited == credited
        owed = sum(Decimal(x["credit"]) - Decimal(x["debit"]) for x in one["journal"] if x["account"] == "account.owed")
        assert owed == total(one, "deferred") - total(one, "deferred_before")
        assert total(one, "deferred") == total(one, "allocated") - total(one, "recognised")
        assert min(total(one, "deferred"), total(one, "breakage")) >= 0
    assert total(both[0], "deferred") == total(both[1], "deferred_before")
    assert total(both[1], "deferred") == total(told(shop, whole), "deferred")


def wide(story: History) -> Stretch:
    last = max(story.shop.now, NOON + timedelta(days=40)) + timedelta(days=1)
    return days(story.shop.club, date(2026, 1, 1), last.date())


def total(found: Any, name: str) -> Decimal:
    return sum((Decimal(one[name]) for one in found["wallets"]), Decimal(0))


def test_what_came_late_is_revenue_of_the_period_it_was_known_in() -> None:
    shop = standard()
    with club_transaction(shop.club.id):
        ((closed,),) = run("select clock_timestamp()")
    shop.buy("50000", member=shop.member("+972525550199"), at=noon(2024, 3, 1))
    assert [year(shop, 2024)["wallets"][0][n] for n in ("issued", "allocated")] == ["15000", "13014"]
    assert year(shop, 2024, known=closed)["wallets"][0]["allocated"] == "8676"
    after = year(shop, 2025, closed=closed)["wallets"][0]
    assert (after["deferred_before"], after["allocated_in_period"]) == ("4566", "4338")


def test_of_a_moment_it_is_told_since_the_year_began() -> None:
    shop = standard()
    found = told(shop, year_to(shop.club, datetime(2025, 10, 1, tzinfo=UTC)))
    assert (found["from"], found["to"], found["wallets"][0]["deferred"]) == ("2025-01-01", "2025-10-01", "1073")
    held: Any = balances(shop.club, AsOf(at=datetime(2025, 10, 1, tzinfo=UTC)))
    assert held["rows"][0]["worth"] == found["wallets"][0]["worth"] == "1500"


def test_the_years_of_a_persian_club_begin_in_spring() -> None:
    shop = standard()
    shop.club = replace(shop.club, calendar="jalali")
    found = told(shop, year_to(shop.club, datetime(2024, 4, 1, tzinfo=UTC)))
    assert (found["from"], found["wallets"][0]["cohorts"][0]["cohort"]) == ("2024-03-20", "j1402")


def test_the_number_of_questions_does_not_grow() -> None:
    counts = []
    for sales in (1, 9):
        shop = standard()
        for n in range(sales):
            shop.buy("100", member=shop.member(f"+97252555020{n}"), at=noon(2024, 1 + n, 1))
        with look(shop.club) as lake:
            liability(shop.club, days(shop.club, date(2024, 1, 1), date(2024, 12, 31)), say, lake=lake)
            counts.append(lake.asked)
    assert counts[0] == counts[1] <= 8
