"""The night reviews levels: late, twice, after days off it leaves the same; the log is how things stand."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moadon.apps.rewards import queries as rewards
from moadon.apps.rewards.models import TierChange
from moadon.apps.rewards.types import TierKey
from moadon.flows.nightly import run_night
from moadon.flows.tiers.telling import standings
from moadon.kernel.ids import row_id
from moadon.store import club_transaction, watching
from tests.flows.shopkeeper import MONTHLY, Shopkeeper, open_shop
from tests.flows.tiers.ladder import YEAR, back, buy, log, noon, programme, shop_with

pytestmark = pytest.mark.django_db
MONTH = "basis: spend, window: {kind: calendar, period: month}"


def night(shop: Shopkeeper, day: str) -> int:
    """The night at noon of a day; how many levels changed."""
    shop.now = max(shop.now, noon(day))
    return run_night(shop.club, noon(day)).levels


def held(shop: Shopkeeper, member: str) -> str | None:
    """What the member holds by the shop's clock."""
    with club_transaction(shop.club.id):
        (found,) = standings(shop.club, row_id("mbr", member), shop.now)
    level = found.ladder.level(found.ahead.level)
    return None if level is None else level.id


@pytest.mark.parametrize(
    ("down", "changes"),
    [
        ("recomputed", [("basic", "review", "2027-12-31")]),
        ("one_step", [("silver", "review", "2027-12-31"), ("basic", "review", "2028-12-31")]),
        ("never", []),
    ],
)
@pytest.mark.parametrize("nights", [["2027-01-01", "2028-01-01", "2029-01-01"], ["2030-06-01"], ["2029-03-03"] * 2])
def test_the_review_after_a_year_without_enough(down: str, changes, nights: list[str]) -> None:
    shop = shop_with(f"{YEAR}, down: {down}")
    noa = shop.member()
    buy(shop, noa, "2026-03-01", "5000.00")
    for day in nights:
        night(shop, day)
    # The new year begins in Tel Aviv when it is 22 o'clock of the last day in UTC.
    assert log(shop, noa) == [("gold", "reached", "2026-03-01"), *changes]


def test_the_grace_passes_and_the_night_tells_it() -> None:
    shop = shop_with(f"{MONTH}, grace: {{days: 10}}")
    noa = shop.member()
    buy(shop, noa, "2026-03-01", "2000.00")
    assert [night(shop, day) for day in ("2026-04-01", "2026-05-01", "2026-05-10", "2026-05-11", "2026-06-01")] == [
        0, 0, 0, 1, 0]  # fmt: skip
    assert log(shop, noa)[-1] == ("basic", "review", "2026-05-10")


def test_tenure_rises_at_night_once_somebody_has_bought() -> None:
    levels = "[{id: basic, from: '0'}, {id: silver, from: '30'}, {id: gold, from: '60'}]"
    shop = shop_with("basis: tenure", levels=levels)
    noa = shop.member()  # joined on 5 June 2024
    buy(shop, noa, "2026-03-01", "10.00")
    assert [night(shop, day) for day in ("2026-12-04", "2026-12-05", "2026-12-06")] == [0, 1, 0]
    assert [(level, cause) for level, cause, _ in log(shop, noa)] == [("silver", "review")]


def test_targets_that_the_night_pays_count_for_a_ladder_of_earnings() -> None:
    tier = "basis: points, wallet: credit, window: {kind: calendar, period: year}"
    levels = "[{id: basic, from: '0'}, {id: silver, from: '100'}]"
    text = programme(tier, levels=levels, earn=MONTHLY).replace(
        "{points: {kind: points, worth: '0.05'}}", "{credit: {kind: credit}}"
    )
    shop = open_shop()
    shop.now = noon("2026-03-01")
    shop.publish(text)
    noa = shop.member()
    assert buy(shop, noa, "2026-03-01", "800.00")["tiers"][0]["level"] == "basic"
    night(shop, "2026-04-01")
    assert [(level, cause) for level, cause, _ in log(shop, noa)] == [("silver", "reached")]


def test_a_night_asks_as_often_for_many_members_as_for_few() -> None:
    counts = []
    for number in (2, 9):
        shop = shop_with(MONTH)
        for n in range(number):
            buy(shop, shop.member(f"+97252555{n:04}"), "2026-03-01", "2000.00")
        night(shop, "2026-04-02")
        with watching() as seen:
            assert night(shop, "2026-05-02") == number
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_level_of_any_past_moment_for_many_members_in_one_statement() -> None:
    shop = shop_with()
    noa, dan = shop.member(), shop.member("+972525550143")
    buy(shop, noa, "2026-03-01", "2000.00")
    buy(shop, noa, "2026-03-05", "3000.00")
    buy(shop, dan, "2026-03-03", "5000.00")
    keys = [TierKey(row_id("mbr", one), "club", "main") for one in (noa, dan)]
    with club_transaction(shop.club.id), watching() as seen:
        found = [rewards.tiers_at(keys, noon(f"2026-03-0{day}")) for day in (1, 4, 6)]
    assert len(seen) == len(found)
    told = [[rows[key].level if key in rows else None for key in keys] for rows in found]
    assert told == [["silver", None], ["silver", "gold"], ["gold", "gold"]]


def test_the_log_refuses_to_be_changed() -> None:
    shop = shop_with()
    noa = shop.member()
    buy(shop, noa, "2026-03-01", "2000.00")
    with club_transaction(shop.club.id), pytest.raises(Exception, match=r"only added|denied"):
        TierChange.objects.update(level="gold")


def test_another_club_sees_nothing_of_it() -> None:
    shop, other = shop_with(), open_shop()
    noa = shop.member()
    buy(shop, noa, "2026-03-01", "2000.00")
    with club_transaction(other.club.id):
        assert not TierChange.objects.exists()
        assert rewards.tiers_due(date(2030, 1, 1), 10) == []


STEPS = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from(["500.00", "2000.00", "5000.00", "back", "night"])),
    min_size=1, max_size=7,
)  # fmt: skip


@pytest.mark.parametrize("tier", [f"{MONTH}, down: one_step", f"{MONTH}, grace: {{days: 10}}",
                                  "basis: spend, window: {kind: rolling, months: 2}"])  # fmt: skip
@given(steps=STEPS)
@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_last_line_of_the_log_is_how_things_stand(tier: str, steps) -> None:
    """Whatever is bought and brought back, and whether or not nights have run in between."""
    shop = shop_with(tier)
    noa, sales, day = shop.member(), [], date(2026, 3, 1)
    for gone, step in steps:
        day += timedelta(days=gone)
        if step == "night":
            night(shop, day.isoformat())
        elif step != "back":
            sales.append(buy(shop, noa, day.isoformat(), step))
        elif sales:
            back(shop, sales.pop(), day.isoformat())
    night(shop, day.isoformat())
    rows = log(shop, noa)
    assert held(shop, noa) == (rows[-1][0] if rows else "basic")
    assert all(first[0] != second[0] for first, second in pairwise(rows))
    for sale in sales:
        back(shop, sale, day.isoformat())
    assert held(shop, noa) == "basic"
