"""`moadon report`, called as from a shell."""

import csv
import io
import json
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from moadon.interfaces.cli import report, report_giving
from tests.insight.shop import Shop

MARCH = ("--from", "2026-03-01", "--to", "2026-03-31")


@pytest.fixture(autouse=True)
def on_this_ground(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests have Django and a database already."""
    monkeypatch.setattr(report_giving, "ground", nullcontext)


def run(*words: str) -> Any:
    return CliRunner().invoke(report.app, list(words))


def a_month(shop: Shop) -> None:
    north = shop.branch("north")
    for number, spend in enumerate((10_000, 20_000, 30_000)):
        dana = shop.member(date(2026, 1, 1), branch=north)
        shop.sells(date(2026, 3, 2), spend, dana, units=number + 1, branch=north)
    shop.sells(date(2026, 3, 3), 40_000, branch=north)


def test_json_is_one_document_and_nothing_else(shop: Shop) -> None:
    a_month(shop)

    done = run("club-summary", "--club", shop.club.slug, *MARCH, "--format", "json")
    told = json.loads(done.stdout)

    assert done.exit_code == 0
    assert {name: told[name] for name in told if name != "as_of"} == {
        "from": "2026-03-01",
        "to": "2026-03-31",
        "currency": "ILS",
        "member_turnover": "600.00",
        "member_turnover_share": "0.600000",
        "member_receipts_share": "0.750000",
        "visiting_members": 3,
        "members_not_visiting": 0,
        "spend_per_member": "200.000",
        "receipts_per_member": "1.00000",
        "average_receipt": "200.000",
        "items_per_receipt": "2.00000",
        "items_per_member": "2.00000",
        "average_receipt_member_mean": "200.000",
        "items_per_receipt_member_mean": "2.00000",
        "turnover": "1000.00",
        "receipts": 4,
        "member_receipts": 3,
        "member_items": "6",
    }


def test_the_table_writes_figures_as_people_do(shop: Shop) -> None:
    a_month(shop)

    shown = run("club-summary", "--club", shop.club.slug, *MARCH).stdout

    assert "Member turnover" in shown
    assert "₪600.00" in shown
    assert "60.0%" in shown
    assert "1 Mar 2026" in shown


def test_csv_holds_exact_figures_and_no_formula(shop: Shop) -> None:
    a_month(shop)
    shop.sells(date(2026, 3, 3), 40_000, branch=shop.branch("=1+1"))

    done = run("kpis", "--club", shop.club.slug, *MARCH, "--by", "branch", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))

    turnover = {row["branch"]: row["value"] for row in rows if row["id"] == "turnover"}
    assert turnover == {"north": "1000.00", "'=1+1": "400.00"}


def test_a_workbook_has_numbers_and_no_formula(shop: Shop, tmp_path: Path) -> None:
    a_month(shop)
    shop.sells(date(2026, 3, 3), 40_000, branch=shop.branch("=1+1"))
    path = tmp_path / "kpis.xlsx"

    done = run("kpis", "--club", shop.club.slug, *MARCH, "--by", "branch", "--format", "xlsx", "--output", str(path))
    page = load_workbook(path).active

    assert done.exit_code == 0, done.output
    assert page is not None
    cells = {(row[0].value, row[1].value): row[2] for row in page.iter_rows()}
    assert cells["turnover", "north"].value == 1000
    assert ("turnover", "=1+1") in cells
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)


def test_value_segments_in_any_number(shop: Shop, tmp_path: Path) -> None:
    a_month(shop)
    path = tmp_path / "segments.json"

    done = run(
        "value-segments", "--club", shop.club.slug, *MARCH, "--groups", "3", "--format", "json", "--output", str(path)
    )

    assert done.stdout == ""
    groups = json.loads(path.read_text())["groups"]
    assert [group["revenue"] for group in groups] == ["100.00", "200.00", "300.00"]
    assert "Group" in run("value-segments", "--club", shop.club.slug, *MARCH).stdout


def test_the_summary_by_month(shop: Shop) -> None:
    a_month(shop)

    done = run("club-summary", "--club", shop.club.slug, *MARCH, "--by", "month", "--format", "json")

    rows = json.loads(done.stdout)["rows"]
    assert [(row["key"], row["member_turnover"]) for row in rows] == [("2026-03", "600.00")]


def test_persian_days_of_a_persian_club(database: Any) -> None:
    tehran = Shop.opened(database.admin, "persian-days", currency="IRR", time_zone="Asia/Tehran", calendar="jalali")
    tehran.sells(date(2026, 3, 21), 700)

    done = run("kpis", "--club", "persian-days", "--from", "۱۴۰۵/۰۱/۰۱", "--to", "1405-01-31", "--format", "json")

    told = json.loads(done.stdout)
    assert (told["from"], told["to"]) == ("2026-03-21", "2026-04-20")
    assert next(kpi["value"] for kpi in told["kpis"] if kpi["id"] == "turnover") == "700"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("kpis", "--club", "nowhere", *MARCH), "--club"),
        (("kpis", "--club", "corner", "--from", "soon", "--to", "2026-03-01"), "'soon' is not a day"),
        (("kpis", "--club", "corner", "--from", "1405-01-01", "--to", "2026-03-01"), "not a day"),
        (("kpis", "--club", "corner", "--from", "2026-03-02", "--to", "2026-03-01"), "is after the last"),
        (("kpis", "--club", "corner", *MARCH, "--by", "moon"), "moon"),
        (("kpis", "--club", "corner", *MARCH, "--format", "xlsx"), "--output"),
        (("value-segments", "--club", "corner", *MARCH, "--groups", "0"), "1 to 1,000"),
        (("value-segments", "--club", "corner", *MARCH, "--by", "branch"), "--by"),
    ],
)
def test_what_is_called_wrongly_says_so_and_ends_with_two(shop: Shop, words: tuple[str, ...], said: str) -> None:
    done = run(*(shop.club.slug if word == "corner" else word for word in words))

    assert done.exit_code == 2
    assert said in " ".join(done.output.replace("│", " ").split())
