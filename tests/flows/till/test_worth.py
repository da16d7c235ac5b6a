"""What value pays is said by the programme that is live at the receipt's own time."""

from datetime import UTC, datetime, timedelta

import pytest

from moadon.flows.nightly import run_night
from tests.flows.shopkeeper import LINEAR, MONTHLY, NOON, POINTS, document, open_shop

pytestmark = pytest.mark.django_db
DEARER = "{credit: {kind: credit}, points: {kind: points, worth: '0.01'}}"
A_DAY = "{credit: {kind: credit, expires: {after: {days: 1}}}, points: {kind: points}}"
HUNDRED = [{"wallet": "points", "amount": "100"}]


def test_a_version_that_is_only_announced_changes_no_price() -> None:
    shop = open_shop()
    shop.publish(document(POINTS))
    noa = shop.member()
    shop.buy("200", member=noa)
    shop.publish(document(POINTS, wallets=DEARER), since=NOON + timedelta(days=30))
    now = shop.buy("50", member=noa, redeem=HUNDRED)
    shop.now = NOON + timedelta(days=31)
    late = shop.buy("50", member=noa, redeem=HUNDRED)
    then = shop.buy("50", member=noa, redeem=[{"wallet": "points", "amount": "40"}], at=shop.now.isoformat())
    assert [one["to_pay"] for one in (now, late, then)] == ["45.00", "45.00", "49.60"]


def test_credit_that_was_good_at_the_till_pays_although_the_receipt_came_later() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR, wallets=A_DAY))
    noa = shop.member()
    shop.buy("500", member=noa)
    last, after = datetime(2026, 11, 23, 21, 58, tzinfo=UTC), datetime(2026, 11, 23, 22, 1, tzinfo=UTC)
    shop.now = after
    spend = [{"wallet": "credit", "amount": "20"}]
    too_late = shop.buy("50", member=noa, redeem=spend, at=after.isoformat())
    in_time = shop.buy("50", member=noa, redeem=spend, at=last.isoformat())
    assert too_late.code == "not_enough_value"
    assert in_time["to_pay"] == "30.00"


def test_a_target_is_paid_although_its_programme_ended_before_the_month_did() -> None:
    shop = open_shop()
    shop.publish(document(MONTHLY))
    noa = shop.member()
    shop.buy("900", member=noa)
    shop.publish(document(LINEAR), since=NOON + timedelta(days=2))
    run_night(shop.club, datetime(2026, 12, 1, 1, tzinfo=UTC))
    assert shop.balance(noa) == (10000, 0, 0)
