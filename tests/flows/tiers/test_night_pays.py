"""What the night pays is good as long as for the level that the member holds when the period is over."""

from datetime import date

import pytest

from moadon.apps.ledger.models import Lot
from moadon.flows.nightly import run_night
from moadon.kernel.ids import row_id
from moadon.store import club_transaction, watching
from tests.flows.shopkeeper import MONTHLY, Shopkeeper, open_shop
from tests.flows.tiers.ladder import YEAR, back, buy, noon, programme

pytestmark = pytest.mark.django_db
CREDIT = "{credit: {kind: credit, expires: {after: {months: 1}, tiers: {silver: {months: 6}, gold: {months: 12}}}}}"


def shop_with(tier: str = YEAR) -> Shopkeeper:
    shop = open_shop()
    shop.now = noon("2026-03-01")
    points = "{points: {kind: points, worth: '0.05'}}"
    shop.publish(programme(tier, earn=MONTHLY).replace(points, CREDIT))
    return shop


def night(shop: Shopkeeper, day: str) -> None:
    shop.now = max(shop.now, noon(day))
    run_night(shop.club, noon(day))


def good_until(shop: Shopkeeper, member: str) -> list[date]:
    """The last good day of each lot, as Tel Aviv counts days."""
    with club_transaction(shop.club.id):
        lots = Lot.objects.filter(account__owner=row_id("mbr", member)).order_by("id")
        return [lot.expires_at.date() for lot in lots if lot.expires_at is not None]


@pytest.mark.parametrize(
    ("bought", "until"),
    [
        (["900.00"], date(2026, 5, 1)),
        (["2000.00"], date(2026, 10, 1)),
        (["2000.00", "3000.00"], date(2027, 4, 1)),
    ],
)
@pytest.mark.parametrize("day", ["2026-04-01", "2026-04-20"])
def test_the_level_held_when_the_month_was_over(bought: list[str], until: date, day: str) -> None:
    shop = shop_with()
    noa = shop.member()
    for price in bought:
        buy(shop, noa, "2026-03-05", price)
    night(shop, day)
    assert good_until(shop, noa) == [until]


def test_a_level_reached_after_the_month_lengthens_nothing() -> None:
    shop = shop_with()
    noa = shop.member()
    buy(shop, noa, "2026-03-05", "900.00")
    buy(shop, noa, "2026-04-02", "5000.00")
    night(shop, "2026-04-03")
    assert good_until(shop, noa) == [date(2026, 5, 1)]


def test_the_night_pays_before_it_reviews() -> None:
    shop = shop_with(f"{YEAR}, down: recomputed")
    noa = shop.member()
    buy(shop, noa, "2026-12-05", "5000.00")
    night(shop, "2027-01-01")
    assert good_until(shop, noa) == [date(2028, 1, 1)]


def test_a_level_lost_by_a_return_counts_no_more() -> None:
    shop = shop_with()
    noa = shop.member()
    buy(shop, noa, "2026-03-05", "900.00")
    sale = buy(shop, noa, "2026-03-05", "5000.00")
    back(shop, sale, "2026-03-06")
    night(shop, "2026-04-01")
    assert good_until(shop, noa) == [date(2026, 5, 1)]


def test_as_many_statements_for_many_members_as_for_one() -> None:
    counts = []
    for number in (1, 8):
        shop = shop_with()
        for n in range(number):
            buy(shop, shop.member(f"+97252555{n:04}"), "2026-03-05", "2000.00")
        with watching() as seen:
            night(shop, "2026-04-01")
        counts.append(len(seen))
    assert counts[0] == counts[1]
