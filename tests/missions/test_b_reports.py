"""B1, B2, B5, B9, B13, B14: the figures by command and by API, on receipts that came through the till."""

import json
from collections.abc import Callable
from decimal import Decimal

from tests.missions.conftest import Outside

LINEAR = '{id: base, type: linear, every: "100", give: "10", wallet: credit, basis: accumulated}'
NEEDED = (
    "members_new", "members_active", "members_lapsed", "join_rate", "retention_rate", "purchase_frequency",
    "average_purchase", "items_per_purchase", "member_turnover_share", "member_receipts_share", "redemption_rate",
)  # fmt: skip
Make = Callable[[], Outside]
DAYS = "from=2026-10-01&to=2026-10-31"


def _shop(club: Outside) -> list[str]:
    """Five members who spend 100 to 500 in as many receipts as hundreds, one who does not come, and a passer-by."""
    club.publish(LINEAR)
    members = [club.member(f"052-555-01{i:02}") for i in range(6)]
    for i, member in enumerate(members[:5]):
        for _ in range(i + 1):
            club.buy(member, "60", "40")
    club.buy(None, "500")
    return members


def test_b13_the_club_summary_agrees_with_itself(outside: Make) -> None:
    club = outside()
    _shop(club)
    told = club.told("GET", "/reports/club-summary?from=2026-10-01&to=2090-12-31")
    assert told["member_turnover"] == "1500.00" and Decimal(told["member_turnover_share"]) == Decimal("0.75")
    assert (told["visiting_members"], told["members_not_visiting"]) == (5, 1)
    assert Decimal(told["spend_per_member"]) == 300 and Decimal(told["receipts_per_member"]) == 3
    assert Decimal(told["average_receipt"]) == 100 and Decimal(told["items_per_receipt"]) == 2
    assert Decimal(told["member_receipts_share"]) == Decimal(15) / 16
    words = ("report", "club-summary", "--club", club.slug, "--from", "2026-10-01", "--to", "2090-12-31")
    same = json.loads(club.command(*words, "--format", "json"))
    assert {**same, "as_of": ""} == {**told, "as_of": ""}


def test_b14_equal_groups_from_the_lowest_spend_to_the_highest(outside: Make) -> None:
    club = outside()
    _shop(club)
    told = club.told("GET", f"/reports/value-segments?{DAYS}")
    assert [(group["group"], group["members"], group["revenue"]) for group in told["groups"]] == [
        (1, 1, "100.00"), (2, 1, "200.00"), (3, 1, "300.00"), (4, 1, "400.00"), (5, 1, "500.00"),
    ]  # fmt: skip
    two = club.told("GET", f"/reports/value-segments?{DAYS}&groups=2")
    assert [group["members"] for group in two["groups"]] == [3, 2]


def test_b9_the_kpis_of_a_period(outside: Make) -> None:
    club = outside()
    _shop(club)
    told = club.told("GET", f"/kpis?{DAYS}")
    by_id = {kpi["id"]: kpi["value"] for kpi in told["kpis"]}
    for needed in NEEDED:
        assert needed in by_id
    assert Decimal(by_id["average_purchase"]) == 100


def test_a_return_takes_its_money_off_in_its_own_period(outside: Make) -> None:
    club = outside()
    club.publish(LINEAR)
    member = club.member()
    sale = club.buy(member, "60", "40")
    back = {"number": "R1", "at": "2026-11-02T12:00:00+02:00", "lines": [{"line": "0", "quantity": "1"}]}
    club.told("POST", f"/receipts/{sale['id']}/returns", back, 201)
    october = club.told("GET", "/reports/club-summary?from=2026-10-01&to=2026-10-31")
    november = club.told("GET", "/reports/club-summary?from=2026-11-01&to=2026-11-30")
    assert (october["member_turnover"], november["member_turnover"]) == ("100.00", "-60.00")
    assert (october["visiting_members"], november["visiting_members"]) == (1, 0)
