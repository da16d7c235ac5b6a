"""Levels at the till: up at once, told with the receipt, judged by, corrected by returns and late receipts."""

import pytest

from moadon.apps.audit.models import FactRow
from moadon.apps.receipts.models import Receipt
from moadon.kernel.ids import row_id
from moadon.store import club_transaction, watching
from tests.flows.shopkeeper import Shopkeeper
from tests.flows.tiers.ladder import EARN, LEVELS, YEAR, back, buy, log, noon, programme, shop_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shopkeeper:
    return shop_with()


def points(told) -> str:
    return told["awards"][0]["amount"]


def test_up_at_once_and_judged_by_the_level_from_the_next_receipt_on(shop: Shopkeeper) -> None:
    noa = shop.member()
    first = buy(shop, noa, "2026-03-01", "2000.00")
    assert points(first) == "2000"
    assert first["tiers"] == [
        {
            "programme": "club", "ladder": "main", "level": "silver", "next": "gold", "missing": "3000.00",
            "why": "gold: ₪3,000.00 more by 31 Dec 2026",
        }
    ]  # fmt: skip
    assert points(buy(shop, noa, "2026-03-02", "10.00")) == "20"
    assert log(shop, noa) == [("silver", "reached", "2026-03-01")]
    with club_transaction(shop.club.id):
        (fact,) = FactRow.objects.filter(name="TierChanged")
        assert (fact.subject, fact.data["level"]) == (noa, "silver")


def test_a_quote_tells_what_would_be_held_and_writes_nothing(shop: Shopkeeper) -> None:
    noa = shop.member()
    told = shop.quote(shop.basket("2000.00", member=noa, at=noon("2026-03-01").isoformat()))
    assert (told["tiers"][0]["level"], told["tiers"][0]["missing"]) == ("silver", "3000.00")
    assert log(shop, noa) == []


def test_who_is_no_member_stands_nowhere(shop: Shopkeeper) -> None:
    assert shop.buy("10.00", at=noon("2026-03-01").isoformat())["tiers"] == []


def test_the_next_receipt_of_a_batch_is_judged_by_the_level_that_the_one_before_reached(shop: Shopkeeper) -> None:
    noa = shop.member()
    at = noon("2026-03-01").isoformat()
    bodies = [shop.basket(price, member=noa, at=at) for price in ("2000.00", "3000.00", "10.00")]
    assert [points(told) for told in shop.post(*bodies)] == ["2000", "6000", "30"]
    assert [level for level, _, _ in log(shop, noa)] == ["silver", "gold"]


def test_a_return_takes_the_level_back_and_points_as_they_were_multiplied(shop: Shopkeeper) -> None:
    noa = shop.member()
    buy(shop, noa, "2026-03-01", "2000.00")
    second = buy(shop, noa, "2026-03-02", "100.00", lines=[
        {"id": "1", "sku": "A", "quantity": "10", "unit_price": "10.00"}])  # fmt: skip
    assert points(second) == "200"
    back(shop, second, "2026-03-03", [{"line": "1", "quantity": "5"}])
    assert shop.balance(noa, "points")[0] == 2100
    assert [level for level, _, _ in log(shop, noa)] == ["silver"]


def test_a_receipt_remembers_by_which_level_it_was_judged(shop: Shopkeeper) -> None:
    noa = shop.member()
    told = [buy(shop, noa, day, "2000.00") for day in ("2026-03-01", "2026-03-02")]
    with club_transaction(shop.club.id):
        rows = [Receipt.objects.get(pk=row_id("rcp", one["id"])).details["levels"] for one in told]
    assert rows == [{"club": {"main": "basic"}}, {"club": {"main": "silver"}}]


def test_all_brought_back_leaves_no_level_behind(shop: Shopkeeper) -> None:
    noa = shop.member()
    sales = [buy(shop, noa, f"2026-03-0{day}", "3000.00") for day in (1, 2)]
    shop.now = noon("2026-03-05")
    for sale, day in zip(sales, ("2026-03-04", "2026-03-05"), strict=True):
        back(shop, sale, day)
    assert log(shop, noa) == [
        ("silver", "reached", "2026-03-01"), ("gold", "reached", "2026-03-02"),
        ("silver", "returned", "2026-03-04"), ("basic", "returned", "2026-03-05"),
    ]  # fmt: skip
    assert shop.balance(noa, "points")[0] == 0
    told = buy(shop, noa, "2026-03-05", "10.00")
    assert (points(told), told["tiers"][0]["missing"]) == ("10", "1990.00")


def test_a_receipt_brought_back_on_its_own_day_takes_its_level_with_it(shop: Shopkeeper) -> None:
    noa = shop.member()
    sale = buy(shop, noa, "2026-03-01", "2000.00")
    back(shop, sale, "2026-03-01")
    assert [level for level, _, _ in log(shop, noa)] == ["silver", "basic"]


def test_a_late_receipt_is_judged_by_the_level_of_its_own_time_and_corrects_what_is_held(shop: Shopkeeper) -> None:
    noa = shop.member()
    buy(shop, noa, "2026-03-10", "2000.00")
    late = buy(shop, noa, "2026-03-05", "3000.00")
    assert points(late) == "3000"
    assert log(shop, noa) == [("silver", "reached", "2026-03-10"), ("gold", "corrected", "2026-03-10")]
    assert points(buy(shop, noa, "2026-03-11", "10.00")) == "30"


def test_a_late_receipt_counts_in_the_year_of_its_own_time(shop: Shopkeeper) -> None:
    noa = shop.member()
    shop.now = noon("2027-02-01")
    buy(shop, noa, "2027-02-01", "10.00")
    buy(shop, noa, "2026-12-30", "5000.00")
    told = buy(shop, noa, "2027-02-01", "10.00")
    assert (points(told), told["tiers"][0]["level"]) == ("30", "gold")


def test_a_return_in_the_new_year_takes_back_what_the_old_one_carried_over(shop: Shopkeeper) -> None:
    noa = shop.member()
    sale = buy(shop, noa, "2026-12-30", "5000.00")
    assert points(buy(shop, noa, "2027-02-01", "10.00")) == "30"
    back(shop, sale, "2027-02-01")
    assert points(buy(shop, noa, "2027-02-02", "10.00")) == "10"


def test_another_version_takes_no_level_away_before_its_review(shop: Shopkeeper) -> None:
    noa, dan = shop.member(), shop.member("+972525550143")
    buy(shop, noa, "2026-03-01", "2000.00")
    harder = LEVELS.replace("2000", "3000")
    shop.publish(programme(levels=harder), since=noon("2026-06-01"))
    assert points(buy(shop, noa, "2026-06-02", "10.00")) == "20"
    assert buy(shop, dan, "2026-06-02", "2000.00")["tiers"][0]["level"] == "basic"
    assert points(buy(shop, noa, "2026-12-31", "10.00")) == "20"
    assert points(buy(shop, noa, "2027-01-02", "10.00")) == "10"


def test_a_version_that_leaves_the_ladder_alone_changes_nothing(shop: Shopkeeper) -> None:
    noa = shop.member()
    sale = buy(shop, noa, "2026-03-01", "2000.00")
    shop.publish(programme(earn=EARN.replace("gold: '3'", "gold: '4'")), since=noon("2026-06-01"))
    assert points(buy(shop, noa, "2026-06-02", "10.00")) == "20"
    back(shop, sale, "2026-06-03")
    assert points(buy(shop, noa, "2026-06-04", "10.00")) == "10"


def test_a_level_that_is_bought_at_the_till_and_brought_back() -> None:
    levels = "[{id: free, from: '0'}, {id: silver, fee: {sku: PLUS, lasts: {months: 12}}}]"
    shop = shop_with("basis: paid", levels=levels, earn=EARN.replace(", gold: '3'", ""))
    noa = shop.member()
    fee = buy(shop, noa, "2026-03-01", "", lines=[{"id": "1", "sku": "PLUS", "quantity": "1", "unit_price": "99.00"}])
    assert fee["tiers"][0]["level"] == "silver"
    assert points(buy(shop, noa, "2027-03-01", "10.00")) == "20"
    back(shop, fee, "2027-03-01")
    assert points(buy(shop, noa, "2027-03-01", "10.00")) == "10"
    assert [(level, cause) for level, cause, _ in log(shop, noa)] == [("silver", "bought"), ("free", "returned")]


def test_points_earned_count_and_count_no_more_when_they_are_taken_back() -> None:
    shop = shop_with(YEAR.replace("spend", "points") + ", wallet: points")
    noa = shop.member()
    sale = buy(shop, noa, "2026-03-01", "2000.00")
    assert sale["tiers"][0]["level"] == "silver"
    assert buy(shop, noa, "2026-03-02", "1000.00")["tiers"][0]["missing"] == "1000"
    back(shop, sale, "2026-03-02")
    # 2,000 points came back; the 2,000 that the second purchase earned at silver stay.
    assert log(shop, noa) == [("silver", "reached", "2026-03-01")]
    assert buy(shop, noa, "2026-03-03", "1.00")["tiers"][0]["missing"] == "2998"


def test_a_promotion_for_a_level(shop: Shopkeeper) -> None:
    more = "promotions: [{id: off, for: {tier: [silver]}, get: {kind: percent, value: '0.1', on: basket}}]\n"
    shop.publish(programme(more=more), since=noon("2026-02-01"))
    noa = shop.member()
    assert buy(shop, noa, "2026-03-01", "2000.00")["discount"] == "0.00"
    assert buy(shop, noa, "2026-03-02", "100.00")["discount"] == "10.00"


def test_segments_of_the_member_are_seen_by_rules(shop: Shopkeeper) -> None:
    more = "promotions: [{id: off, for: {segment: [vip]}, get: {kind: percent, value: '0.1', on: basket}}]\n"
    shop.publish(programme(more=more), since=noon("2026-02-01"))
    noa, dan = shop.member(segments=["vip"]), shop.member("+972525550143")
    assert buy(shop, noa, "2026-03-01", "100.00")["discount"] == "10.00"
    assert buy(shop, dan, "2026-03-01", "100.00")["discount"] == "0.00"


def test_a_commit_asks_as_often_for_many_members_and_ladders(shop: Shopkeeper) -> None:
    second = "{id: visits, basis: visits, window: {kind: rolling, months: 12}, levels: [{id: one, from: '1'}]}"
    text = programme().replace("tiers: [", f"tiers: [{second}, ")
    shop.publish(text, since=noon("2026-02-01"))
    members = [shop.member(f"+97252555{n:04}") for n in range(12)]
    at = noon("2026-03-01").isoformat()
    shop.post(*[shop.basket("1.00", member=one, at=at) for one in members])
    counts = []
    for some in (members[:1], members[1:4], members[4:]):
        bodies = [shop.basket("2500.00", member=one, at=at) for one in some for _ in range(2)]
        with watching() as seen:
            shop.post(*bodies)
        counts.append(len(seen))
    assert len(set(counts)) == 1
