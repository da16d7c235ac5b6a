"""In which days and at which worth figures are counted, where two answers would be possible."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from moadon.insight.lake import look, refresh
from moadon.insight.reports import overview, rows_behind
from tests.insight.shop import Shop
from tests.insight.test_kpis import DOCUMENT, MARCH, told


def test_value_given_on_a_receipt_belongs_to_the_day_of_the_receipts_branch(shop: Shop) -> None:
    shop.publishes("club", 1, DOCUMENT.format(worth="0.05"))
    far = shop.branch("far")
    shop.admin.execute("update clubs_branch set time_zone = 'America/New_York' where id = %s", (far,))
    dana = shop.member(date(2026, 1, 1))
    sale = shop.sells(date(2026, 3, 31), 10_000, dana, redeemed=1_000, branch=far)
    late = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)
    shop.gives(date(2026, 4, 1), dana, "credit", 2_000, ("club", 1))
    with shop.admin.transaction():
        shop.admin.execute("set local session_replication_role = replica")
        shop.admin.execute("update receipts_receipt set at = %s", (late,))
        shop.admin.execute("update ledger_transaction set at = %s, receipt = %s", (late, sale))

    assert told(shop, MARCH, "redemption_rate")["redemption_rate"]["value"] == "0.500000"


def test_a_worth_that_is_only_announced_is_not_what_value_pays(shop: Shop) -> None:
    shop.publishes("club", 1, DOCUMENT.format(worth="0.05"))
    shop.publishes("club", 2, DOCUMENT.format(worth="0.10"))
    now = datetime.now(UTC)
    shop.admin.execute("update programmes_version set live_from = %s where number = 2", (now + timedelta(days=90),))
    shop.gives(date(2026, 3, 1), shop.member(date(2026, 1, 1)), "points", 1_000, ("club", 1), now + timedelta(days=5))
    refresh(shop.club)
    view: Any = overview(shop.club, *MARCH)

    assert [one["value"] for one in view["expiring"]] == ["5.00"]


def test_a_leap_day_has_no_day_a_year_before(shop: Shop) -> None:
    shop.sells(date(2023, 2, 28), 100)
    shop.sells(date(2024, 2, 28), 700)
    refresh(shop.club)
    with look(shop.club, within=None) as lake:
        view: Any = overview(shop.club, date(2024, 2, 1), date(2024, 2, 29), lake=lake)
    days = {point["key"]: point["year_before"] for point in view["series"]}

    assert {name: days[name]["visiting_members"] for name in ("2024-02-28", "2024-02-29")} == {
        "2024-02-28": 0,
        "2024-02-29": None,
    }
    assert days["2024-02-29"]["member_turnover"] is None


def test_a_page_behind_the_last_tells_how_many_there_are(shop: Shop) -> None:
    for _ in range(3):
        shop.sells(date(2026, 3, 2), 100)
    refresh(shop.club)

    beyond = rows_behind(shop.club, "turnover", MARCH, page=(2, 10))
    assert (beyond["total"], beyond["rows"]) == (3, [])
    assert rows_behind(shop.club, "member_turnover", MARCH, page=(2, 10))["total"] == 0
