"""What each KPI counts, on books small enough to count by hand."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from moadon.insight.lake import look, refresh
from moadon.insight.reports import club_summary, kpis, overview, value_segments
from moadon.kernel.refusals import Refused
from tests.insight.shop import Shop

MARCH = (date(2026, 3, 1), date(2026, 3, 31))


def told(shop: Shop, period: tuple[date, date], *only: str, by: str | None = None) -> dict[str, Any]:
    refresh(shop.club)
    with look(shop.club, within=None) as lake:
        answer: Any = kpis(shop.club, *period, by, only=only or None, lake=lake)
    return {kpi["id"]: kpi for kpi in answer["kpis"]}


def rows(kpi: dict[str, Any]) -> dict[str, str | None]:
    return {row["key"]: row["value"] for row in kpi["rows"]}


def test_members_total_new_and_not_visiting(shop: Shop) -> None:
    shop.member(date(2026, 2, 1))
    shop.member(date(2026, 3, 31))
    shop.member(date(2026, 4, 1))
    shop.member(date(2026, 1, 1), ended=date(2026, 3, 31))
    buyer = shop.member(date(2026, 1, 1), ended=date(2026, 4, 1))
    shop.sells(date(2026, 3, 31), 100, buyer)

    found = told(shop, MARCH, "members_total", "members_new", "members_active", "members_not_visiting")

    assert found["members_total"]["value"] == "3"
    assert found["members_total"]["previous"] == "3"
    assert found["members_new"]["value"] == "1"
    assert found["members_active"]["value"] == "1"
    assert found["members_not_visiting"]["value"] == "2"


def test_lapsed_members_bought_in_the_year_before_and_not_since(shop: Shop) -> None:
    long_ago, a_year, stays, ended = (shop.member(date(2024, 1, 1)) for _ in range(4))
    shop.sells(date(2025, 2, 28), 100, long_ago)
    shop.sells(date(2025, 3, 1), 100, a_year)
    shop.sells(date(2026, 2, 28), 100, stays)
    shop.sells(date(2026, 3, 1), 100, stays)
    shop.sells(date(2026, 1, 1), 100, ended)
    shop.admin.execute("update members_member set ended_at = %s where id = %s", (shop.at(date(2026, 3, 15)), ended))

    assert told(shop, MARCH, "members_lapsed")["members_lapsed"]["value"] == "1"


def test_lapsed_members_are_counted_where_they_were_last_served(shop: Shop) -> None:
    north, south = shop.branch("north"), shop.branch("south")
    dana = shop.member(date(2025, 1, 1), branch=north)
    shop.sells(date(2025, 6, 1), 100, dana, branch=north)
    shop.sells(date(2025, 7, 1), 100, dana, branch=south)

    found = told(shop, MARCH, "members_lapsed", by="branch")["members_lapsed"]

    assert rows(found) == {"north": "0", "south": "1"}


def test_the_join_rate_of_branches_and_employees(shop: Shop) -> None:
    north, south = shop.branch("north"), shop.branch("south")
    ron, yael = shop.employee("ron"), shop.employee("yael")
    dana = shop.member(date(2026, 3, 2), branch=north, employee=ron)
    for _ in range(3):
        shop.sells(date(2026, 3, 2), 100, branch=north, employee=ron)
    shop.sells(date(2026, 3, 2), 100, dana, branch=south, employee=yael)
    shop.sells(date(2026, 3, 2), 100, branch=south, employee=yael)

    branches = told(shop, MARCH, "join_rate", by="branch")["join_rate"]
    employees = told(shop, MARCH, "join_rate", by="employee")["join_rate"]

    assert branches["value"] == "0.200000"
    assert rows(branches) == {"north": "0.250000", "south": "0"}
    assert rows(employees) == {"ron": "0.250000", "yael": "0"}


def test_retention_looks_at_first_purchases_of_the_period_only(shop: Shop) -> None:
    old, once, back, later = (shop.member(date(2025, 1, 1)) for _ in range(4))
    for day in (date(2026, 2, 1), date(2026, 3, 2), date(2026, 3, 3)):
        shop.sells(day, 100, old)
    shop.sells(date(2026, 3, 2), 100, once)
    for day in (date(2026, 3, 2), date(2026, 3, 31)):
        shop.sells(day, 100, back)
    for day in (date(2026, 3, 31), date(2026, 4, 1)):
        shop.sells(day, 100, later)

    found = told(shop, MARCH, "retention_rate")["retention_rate"]

    assert found["value"] == "0.333333333333"
    assert found["previous"] == "0"
    assert found["year_before"] is None


def test_a_return_takes_off_in_its_own_period_and_its_sale_stays_a_receipt(shop: Shop) -> None:
    dana = shop.member(date(2026, 1, 1))
    shop.sells(date(2026, 2, 27), 30_000, dana, units=3)
    shop.takes_back(date(2026, 3, 2), 10_000, dana, units=1)
    shop.sells(date(2026, 3, 2), 25_000, dana, units=2, discount=5_000)

    found = told(shop, MARCH, "member_turnover", "purchase_frequency", "items_per_purchase", "average_purchase")

    assert found["member_turnover"]["value"] == "100.00"
    assert found["member_turnover"]["previous"] == "300.00"
    assert found["purchase_frequency"]["value"] == "1.00000"
    assert found["items_per_purchase"]["value"] == "1.00000"
    assert found["average_purchase"]["value"] == "100.000"


def test_a_cancelled_sale_is_counted_nowhere(shop: Shop) -> None:
    dana, ron = shop.member(date(2026, 1, 1)), shop.member(date(2026, 1, 1))
    mistake = shop.sells(date(2026, 3, 2), 30_000, dana)
    shop.cancels(mistake, date(2026, 3, 2), 30_000, dana)
    shop.sells(date(2026, 3, 3), 10_000, ron)

    found = told(shop, MARCH, "members_active", "member_receipts_share", "retention_rate", "member_turnover")
    groups: Any = value_segments(shop.club, *MARCH, 1)["groups"]

    assert [kpi["value"] for kpi in found.values()] == ["1", "1.00000", "0", "100.00"]
    assert (groups[0]["members"], groups[0]["revenue"], groups[0]["returned"]) == (1, "100.00", "0.00")


def test_days_between_purchases(shop: Shop) -> None:
    dana, ron = shop.member(date(2026, 1, 1)), shop.member(date(2026, 1, 1))
    for day in (date(2026, 2, 1), date(2026, 3, 1), date(2026, 3, 8), date(2026, 3, 22), date(2026, 4, 9)):
        shop.sells(day, 100, dana)
    shop.sells(date(2026, 3, 5), 100, ron)

    assert told(shop, MARCH, "purchase_interval")["purchase_interval"]["value"] == "10.5000"


DOCUMENT = """
format: moadon/programme/1
id: club
name: {{en: Club}}
currency: ILS
wallets:
  points: {{kind: points, worth: "{worth}", decimals: 1}}
  credit: {{kind: credit}}
earn:
  - {{id: base, type: linear, every: "1.00", give: "1", wallet: points, basis: receipt}}
"""


def test_redemption_counts_points_by_the_worth_of_the_version_that_gave_them(shop: Shop) -> None:
    shop.publishes("club", 1, DOCUMENT.format(worth="0.05"))
    shop.publishes("club", 2, DOCUMENT.format(worth="0.10"))
    dana = shop.member(date(2026, 1, 1))
    shop.gives(date(2026, 3, 1), dana, "points", 4_000, ("club", 1))
    shop.gives(date(2026, 3, 2), dana, "points", -2_000, ("club", 1))
    shop.gives(date(2026, 3, 3), dana, "points", 1_000, ("club", 2))
    shop.gives(date(2026, 3, 4), dana, "credit", 3_000, ("club", 2))
    shop.gives(date(2026, 4, 1), dana, "credit", 9_000, ("club", 2))
    shop.sells(date(2026, 3, 5), 10_000, dana, redeemed=2_000)
    shop.takes_back(date(2026, 3, 6), 2_500, dana, redeemed=500)

    # Given: 200 points of 0.05, 100 of 0.10, 30.00 of credit: 50.00. Spent: 20.00 less 5.00.
    assert told(shop, MARCH, "redemption_rate")["redemption_rate"]["value"] == "0.300000"


def test_months_of_a_persian_club(database: Any) -> None:
    tehran = Shop.opened(database.admin, "tehran", currency="IRR", time_zone="Asia/Tehran", calendar="jalali")
    tehran.sells(date(2026, 3, 20), 500)
    tehran.sells(date(2026, 3, 21), 700)
    tehran.sells(date(2026, 4, 20), 900)

    found = told(tehran, (date(2026, 2, 20), date(2026, 4, 20)), "turnover", by="month")["turnover"]

    assert rows(found) == {"j1404-12": "500", "j1405-01": "1600"}


def test_segments_of_members(shop: Shop) -> None:
    for spend in (500, 100, 400, 200, 300):
        shop.sells(date(2026, 3, 2), spend, shop.member(date(2026, 1, 1)))
    shop.sells(date(2026, 3, 2), 9_999)

    found = told(shop, MARCH, "spend_per_member", "turnover", by="segment")

    assert rows(found["spend_per_member"]) == {
        "1": "1.00000",
        "2": "2.00000",
        "3": "3.00000",
        "4": "4.00000",
        "5": "5.00000",
    }
    assert rows(found["turnover"]) == {}


def test_equal_spends_are_told_apart_by_the_number_of_the_member(shop: Shop) -> None:
    members = [shop.member(date(2026, 1, 1)) for _ in range(3)]
    for member in reversed(members):
        shop.sells(date(2026, 3, 2), 1_000, member, units=member)
    refresh(shop.club)

    groups: Any = value_segments(shop.club, *MARCH, 3)["groups"]

    assert [group["items_per_member"] for group in groups] == [f"{member}.00000"[:7] for member in members]


def test_segments_are_told_by_what_was_bought_and_kpis_by_segment_less_returns(shop: Shop) -> None:
    low, high, elsewhere = (shop.member(date(2026, 1, 1)) for _ in range(3))
    shop.sells(date(2026, 3, 2), 10_000, low, units=2)
    shop.sells(date(2026, 3, 2), 30_000, high, units=6)
    shop.takes_back(date(2026, 3, 9), 25_000, high, units=5)
    shop.takes_back(date(2026, 3, 9), 1_000, elsewhere)

    by_segment = told(
        shop, MARCH, "member_turnover", "spend_per_member", "items_per_member", "average_purchase", by="segment"
    )
    groups: Any = value_segments(shop.club, *MARCH, 5)["groups"][:2]
    whole: Any = club_summary(shop.club, *MARCH)

    bought = ("revenue", "returned", "spend_per_member", "items_per_member", "average_receipt")
    assert [[group[name] for name in bought] for group in groups] == [
        ["100.00", "0.00", "100.000", "2.00000", "100.000"],
        ["300.00", "250.00", "300.000", "6.00000", "300.000"],
    ]
    assert [rows(kpi)["2"] for kpi in by_segment.values()] == ["50.00", "50.0000", "1.00000", "50.0000"]
    assert whole["member_turnover"] == "140.00"


def test_members_are_cut_into_as_many_groups_as_asked_for(shop: Shop) -> None:
    for spend in range(1, 401):
        shop.sells(date(2026, 3, 2), spend * 100, shop.member(date(2026, 1, 1)))
    refresh(shop.club)

    groups: Any = value_segments(shop.club, *MARCH, 1000)["groups"]

    assert [group["members"] for group in groups] == [1] * 400 + [0] * 600
    assert groups[399]["revenue"] == "400.00"


def test_a_second_purchase_on_one_day_is_no_day_later_and_belongs_to_the_branch_of_the_first(shop: Shop) -> None:
    north, south = shop.branch("north"), shop.branch("south")
    dana = shop.member(date(2026, 1, 1), branch=south)
    shop.sells(date(2026, 3, 2), 100, dana, branch=north)
    shop.sells(date(2026, 3, 2), 100, dana, branch=south)
    shop.sells(date(2026, 3, 8), 100, dana, branch=north)

    found = told(shop, MARCH, "retention_rate", "purchase_interval", by="branch")

    assert (found["retention_rate"]["value"], found["purchase_interval"]["value"]) == ("1.00000", "3.00000")
    assert rows(found["retention_rate"]) == {"north": "1.00000", "south": None}
    assert rows(found["purchase_interval"]) == {"north": "0", "south": "6.00000"}


def test_a_place_that_had_figures_has_a_row_though_it_is_closed(shop: Shop) -> None:
    closed = shop.branch("closed")
    shop.branch("new")
    shop.admin.execute("update clubs_branch set active = false where id = %s", (closed,))
    shop.sells(date(2026, 3, 2), 100, branch=closed)
    shop.sells(date(2026, 3, 2), 50)

    assert rows(told(shop, MARCH, "turnover", by="branch")["turnover"]) == {"closed": "1.00", "new": "0.00", "": "0.50"}


def test_an_empty_club_has_zeros_and_unknowns(shop: Shop) -> None:
    refresh(shop.club)
    told_: Any = club_summary(shop.club, *MARCH)
    segments: Any = value_segments(shop.club, *MARCH)
    view: Any = overview(shop.club, *MARCH)

    assert told_["member_turnover"] == "0.00"
    assert told_["member_turnover_share"] is None
    assert told_["visiting_members"] == told_["members_not_visiting"] == 0
    assert [group["members"] for group in segments["groups"]] == [0] * 5
    assert segments["groups"][0]["spend_per_member"] is None
    assert view["previous"]["member_turnover"] is None
    assert len(view["series"]) == 31


def test_one_day_and_a_day_to_come(shop: Shop) -> None:
    dana = shop.member(date(2026, 1, 1))
    shop.sells(date(2026, 3, 1), 100, dana)
    refresh(shop.club)

    assert club_summary(shop.club, date(2026, 3, 1), date(2026, 3, 1))["visiting_members"] == 1
    future = club_summary(shop.club, date(2090, 1, 1), date(2090, 12, 31))
    assert (future["visiting_members"], future["members_not_visiting"]) == (0, 1)


@pytest.mark.parametrize(
    ("ask", "code", "field"),
    [
        (lambda club: club_summary(club, date(2026, 3, 2), date(2026, 3, 1)), "from_after_to", "to"),
        (lambda club: club_summary(club, date(1, 1, 1), date(2026, 3, 1)), "date_out_of_range", "from"),
        (lambda club: value_segments(club, *MARCH, 0), "groups_out_of_range", "groups"),
        (lambda club: value_segments(club, *MARCH, 1001), "groups_out_of_range", "groups"),
        (lambda club: kpis(club, *MARCH, "moon"), "unknown_by", "by"),
        (lambda club: kpis(club, *MARCH, only=["moon"]), "unknown_figure", "only"),
        (lambda club: kpis(club, date(1900, 1, 1), date(2026, 3, 1), "month"), "too_many_months", "by"),
    ],
)
def test_what_cannot_be_told_is_refused(shop: Shop, ask: Any, code: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        ask(shop.club)

    assert (refused.value.code, refused.value.field) == (code, field)


def test_what_expires_within_thirty_days(shop: Shop) -> None:
    shop.publishes("club", 1, DOCUMENT.format(worth="0.05"))
    dana, ron = shop.member(date(2026, 1, 1)), shop.member(date(2026, 1, 1))
    now = datetime.now(UTC)
    for member, days in ((dana, 5), (dana, 29), (ron, 3), (ron, 31), (ron, -1)):
        shop.gives(date(2026, 3, 1), member, "points", 1_000, ("club", 1), now + timedelta(days=days))
    refresh(shop.club)

    view: Any = overview(shop.club, *MARCH)

    told_ = [(one["wallet"], one["units"], one["value"], one["members"]) for one in view["expiring"]]
    assert told_ == [("points", 3_000, "15.00", 2)]


def test_a_branch_that_names_few_members_stands_out(shop: Shop) -> None:
    good, bad = shop.branch("good"), shop.branch("bad")
    dana = shop.member(date(2026, 1, 1))
    for number in range(40):
        shop.sells(date(2026, 3, 2), 100, dana if number % 2 else None, branch=good)
        shop.sells(date(2026, 3, 2), 100, dana if number % 8 == 0 else None, branch=bad)
    refresh(shop.club)

    view: Any = overview(shop.club, *MARCH)

    assert [(one["branch"], one["member_receipts_share"]) for one in view["branches_naming_few"]] == [
        ("bad", "0.125000")
    ]


def test_what_has_no_branch_has_a_row_only_where_it_has_a_figure(shop: Shop) -> None:
    north = shop.branch("north")
    shop.member(date(2026, 3, 1))
    shop.sells(date(2026, 3, 2), 100, branch=north)

    found = told(shop, MARCH, "members_new", "turnover", by="branch")

    assert rows(found["members_new"]) == {"north": "0", "": "1"}
    assert rows(found["turnover"]) == {"north": "1.00"}
