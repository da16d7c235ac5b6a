"""T2: what is owed to members by IFRS 15, by API, by command and as files for the accountant."""

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook

from tests.missions.conftest import Outside

Make = Callable[..., Outside]
POINTS = "{id: p, type: per_amount, amount: '10', give: '1', wallet: points}"
WHOLE = ("issued", "redeemed", "outstanding", "allocated", "recognised_in_period", "deferred")


def whole_money(club: Outside) -> Outside:
    """A club of its own whose currency has no small change, like the standard's example."""
    slug = f"{club.slug}-yen"
    made = ("club", "create", slug, "--name", "Yen", "--currency", "JPY", "--time-zone", "Asia/Jerusalem")
    club.command(*made)
    told = json.loads(club.command("key", "create", "--club", slug, "--scope", "all", "--format", "json"))
    return Outside(club.server, slug, told["key"], club.folder)


def example(club: Outside, *settings: str) -> None:
    """Example 52 of the standard: goods for 100,000 and 10,000 points, of which 4,500 and then 4,000 are redeemed."""
    body = (
        "format: moadon/programme/1\nid: club\nname: {en: Club, he: מועדון, fa: باشگاه}\ncurrency: JPY\n"
        f"wallets: {{points: {{kind: points, worth: '1'}}}}\nearn: [{POINTS}]\n"
    )
    (club.folder / "programme.yaml").write_text(body)
    file = str(club.folder / "programme.yaml")
    club.command("programme", "publish", file, "--club", club.slug, "--at", "2020-01-01")
    expected = "expected_redemption=points 2024-01-01 0.95; points 2025-01-01 0.97"
    club.command("club", "settings", "--club", club.slug, "cohort=year", expected, *settings)
    member = club.member()
    club.buy(member, "100000", at="2024-02-01T12:00:00+02:00")
    for year, points in (("2024", "4500"), ("2025", "4000")):
        paid = [{"wallet": "points", "amount": points}]
        club.buy(member, points, at=f"{year}-09-01T12:00:00+03:00", redeem=paid)


def year(club: Outside, number: int) -> Any:
    """The liability of a year by the API, which the command must agree with."""
    days = (f"{number}-01-01", f"{number}-12-31")
    told = club.told("GET", f"/reports/liability?from={days[0]}&to={days[1]}")
    words = ("--club", club.slug, "--from", days[0], "--to", days[1], "--format", "json")
    same = json.loads(club.command("report", "liability", *words))
    assert {**same, "as_of": ""} == {**told, "as_of": ""}
    return told


def test_t2_the_example_of_the_standard_comes_out_to_the_unit(outside: Make) -> None:
    club = whole_money(outside())
    example(club)
    told = [[year(club, number)["wallets"][0][name] for name in WHOLE] for number in (2024, 2025)]
    assert told == [
        ["10000", "4500", "5500", "8676", "4110", "4566"], ["10000", "8500", "1500", "8676", "3493", "1073"],
    ]  # fmt: skip
    then = club.told("GET", "/reports/liability?at=2024-12-31T12:00:00Z")
    assert (then["from"], then["wallets"][0]["deferred"]) == ("2024-01-01", "4566")


def test_t2_the_accountant_gets_journals_that_balance_under_the_club_s_own_accounts(outside: Make) -> None:
    club = whole_money(outside())
    example(club, "account_owed=2410 Points", "voucher_tax=single_purpose")
    told = year(club, 2024)
    assert told["tax"]["treatment"] == "single_purpose"
    sides = [sum(Decimal(line[side]) for line in told["journal"]) for side in ("debit", "credit")]
    assert sides[0] == sides[1] == 8676 + 4110
    owed = [line for line in told["journal"] if line["account"] == "2410 Points"]
    assert sum(Decimal(line["credit"]) - Decimal(line["debit"]) for line in owed) == 4566
    asked = ("report", "liability", "--club", club.slug, "--from", "2024-01-01", "--to", "2024-12-31")
    rows = list(
        csv.DictReader(io.StringIO(club.command(*asked, "--part", "journal", "--format", "csv").lstrip("\ufeff")))
    )
    assert [(row["date"], row["debit"]) for row in rows if row["account"] == "2410 Points"][1:] == [
        ("2024-12-31", "3904"), ("2024-12-31", "206"),
    ]  # fmt: skip
    book = club.folder / "liability.xlsx"
    club.command(*asked, "--format", "xlsx", "--output", str(book))
    pages = load_workbook(book)
    assert pages.sheetnames == ["wallets", "cohorts", "vouchers", "journal"]
    assert [cell.value for cell in pages["journal"]["C"]][:2] == ["debit", 8676]


def test_t2_what_ended_unused_is_revenue_and_arrears_stand_apart(outside: Make) -> None:
    club = outside()
    club.publish(
        "{id: base, type: linear, every: '100', give: '10', wallet: credit, basis: receipt}",
        wallets="{credit: {kind: credit, expires: {after: {days: 30}}}}",
    )
    member = club.member()
    sale = club.buy(member, "100", at="2026-08-10T12:00:00+03:00")
    club.buy(member, "200", at="2026-08-11T12:00:00+03:00")
    club.buy(member, "50", at="2026-08-12T12:00:00+03:00", redeem=[{"wallet": "credit", "amount": "10.00"}])
    august = club.told("GET", "/reports/liability?from=2026-08-01&to=2026-08-31")["wallets"][0]
    assert (august["issued"], august["redeemed"], august["worth"]) == ("30.00", "10.00", "20.00")
    back = {"number": "R1", "at": "2026-08-20T12:00:00+03:00"}
    club.told("POST", f"/receipts/{sale['id']}/returns", back, 201)
    club.night("2026-10-01T03:00:00+03:00")
    autumn = club.told("GET", "/reports/liability?from=2026-09-01&to=2026-10-31")["wallets"][0]
    assert (autumn["outstanding"], autumn["deferred"]) == ("0.00", "0.00")
    assert autumn["recognised_in_period"] == autumn["deferred_before"] == autumn["breakage_in_period"] != "0.00"


def test_t6_the_liability_of_a_past_moment_is_told_again_as_the_books_said_it_then(outside: Make) -> None:
    club = whole_money(outside())
    example(club)
    known = club.told("GET", "/reports/liability?from=2024-01-01&to=2024-12-31")["as_of"].replace("+00:00", "Z")
    club.buy(club.member("052-555-0199"), "50000", at="2024-03-01T12:00:00+02:00")
    days = "/reports/liability?from=2024-01-01&to=2024-12-31"
    assert club.told("GET", days)["wallets"][0]["allocated"] == "13014"
    assert club.told("GET", f"{days}&known={known}")["wallets"][0]["allocated"] == "8676"
    after = club.told("GET", f"/reports/liability?from=2025-01-01&to=2025-12-31&closed={known}")["wallets"][0]
    assert (after["deferred_before"], after["allocated_in_period"]) == ("4566", "4338")
    assert club.call("GET", f"{days}&at={known}").json()["code"] == "days_or_moment"
