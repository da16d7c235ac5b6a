"""B1, B2, B5, B9, B10, B13, B14: the figures by command and by API, on receipts that came through the till."""

import json
from collections.abc import Callable
from decimal import Decimal

from tests.missions.conftest import Outside

LINEAR = '{id: base, type: linear, every: "100", give: "10", wallet: credit, basis: accumulated}'
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


def test_b13_the_means_of_members_means_stand_beside_the_ratios_of_totals(outside: Make) -> None:
    club = outside()
    often, once = club.member("052-555-0101"), club.member("052-555-0102")
    for prices in (("100",), ("150", "150")):
        club.buy(often, *prices)
    club.buy(once, "50")
    told = club.told("GET", f"/reports/club-summary?{DAYS}")
    assert [Decimal(told[name]) for name in ("average_receipt", "average_receipt_member_mean")] == [150, 125]
    assert Decimal(told["items_per_receipt_member_mean"]) == Decimal("1.25")


def test_b14_equal_groups_from_the_lowest_spend_to_the_highest(outside: Make) -> None:
    club = outside()
    _shop(club)
    told = club.told("GET", f"/reports/value-segments?{DAYS}")
    assert [(group["group"], group["members"], group["revenue"]) for group in told["groups"]] == [
        (1, 1, "100.00"), (2, 1, "200.00"), (3, 1, "300.00"), (4, 1, "400.00"), (5, 1, "500.00"),
    ]  # fmt: skip
    two = club.told("GET", f"/reports/value-segments?{DAYS}&groups=2")
    assert [(group["members"], group["from_spend"], group["to_spend"]) for group in two["groups"]] == [
        (3, "100.00", "300.00"), (2, "400.00", "500.00"),
    ]  # fmt: skip
    many = club.told("GET", f"/reports/value-segments?{DAYS}&groups=1000")
    assert [group["members"] for group in many["groups"]] == [1] * 5 + [0] * 995


def _kpis(club: Outside, by: str = "") -> dict[str, Decimal | dict[str, Decimal]]:
    """The KPIs of October by the API, which the command must agree with: the value of each, or its rows by key."""
    told = club.told("GET", f"/kpis?{DAYS}" + (f"&by={by}" if by else ""))
    words = ("report", "kpis", "--club", club.slug, "--from", "2026-10-01", "--to", "2026-10-31", "--format", "json")
    same = json.loads(club.command(*words, *(("--by", by) if by else ())))
    assert {**same, "as_of": ""} == {**told, "as_of": ""}
    if by:
        return {k["id"]: {row["key"]: Decimal(row["value"] or 0) for row in k["rows"]} for k in told["kpis"]}
    return {kpi["id"]: Decimal(kpi["value"] or 0) for kpi in told["kpis"]}


def test_b1_members_and_the_join_rate_of_a_period_a_branch_and_an_employee(outside: Make) -> None:
    club = outside()
    for code in ("tlv", "jfa"):
        club.told("POST", "/branches", {"code": code, "name": code}, 201)
    club.told("POST", "/employees", {"code": "e1", "name": "Noa", "branch": "tlv"}, 201)
    day = "2026-10-05T10:00:00+03:00"
    lines = "phone,joined_at,branch,employee\n" + "".join(
        f"052-555-01{n:02},{at},{where}\n"
        for n, (at, where) in enumerate(
            [("2025-01-01", "jfa,"), ("2025-01-01", "jfa,"), (day, "tlv,e1"), (day, "tlv,e1")]
        )
    )
    (club.folder / "people.csv").write_text(lines)
    club.command("import", "members", str(club.folder / "people.csv"), "--club", club.slug)
    club.buy("052-555-0100", "10", at="2026-09-10T12:00:00+03:00")
    club.buy("052-555-0102", "10", branch="tlv")
    for place in ("tlv", "tlv", "jfa"):
        club.buy(None, "10", branch=place, **({"employee": "e1"} if place == "tlv" else {}))
    whole, branches, employees = _kpis(club), _kpis(club, "branch"), _kpis(club, "employee")
    names = ("members_total", "members_new", "members_active", "members_lapsed", "join_rate")
    assert [whole[name] for name in names] == [4, 2, 1, 1, Decimal("0.4")]
    assert branches["members_total"] == {"jfa": 2, "tlv": 2}
    assert branches["join_rate"] == {"jfa": 0, "tlv": Decimal("0.5")}
    assert employees["join_rate"]["e1"] == Decimal("0.5")


def test_b2_b5_who_came_back_and_how_often(outside: Make) -> None:
    club = outside()
    back, gone = club.member("052-555-0101"), club.member("052-555-0102")
    for day in ("01", "05", "07"):
        club.buy(back, "10", at=f"2026-10-{day}T12:00:00+03:00")
    club.buy(gone, "10")
    told = _kpis(club)
    assert (told["retention_rate"], told["purchase_frequency"], told["purchase_interval"]) == (Decimal("0.5"), 2, 3)


def test_b9_what_members_buy_and_their_share(outside: Make) -> None:
    club = outside()
    _shop(club)
    told = _kpis(club)
    names = ("turnover", "member_turnover", "average_purchase", "items_per_purchase", "items_per_member")
    assert [told[name] for name in names] == [2000, 1500, 100, 2, 6]
    assert (told["member_turnover_share"], told["member_receipts_share"]) == (Decimal("0.75"), Decimal("0.9375"))


def test_b10_how_much_of_what_was_given_is_spent(outside: Make) -> None:
    club = outside()
    club.publish(LINEAR)
    member = club.member()
    club.buy(member, "400")
    club.buy(member, "30", redeem=[{"wallet": "credit", "amount": "10.00"}])
    assert _kpis(club)["redemption_rate"] == Decimal("0.25")


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
