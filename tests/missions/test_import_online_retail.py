"""A year of a real web shop comes in by one command, whole, and the figures by which it is judged are its own."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.platform.running import ClubServer

PROGRAMME = """
format: moadon/programme/1
id: retail
name: {en: Retail}
currency: GBP
wallets: {points: {kind: points, worth: "0.01"}}
earn: [{id: pound, type: per_amount, amount: "1.00", give: "1", wallet: points}]
"""
PERIOD = ("--from", "2010-12-01", "--to", "2011-12-09")
ROWS = 541_909
TURNOVER = "select sum(case kind when 'sale' then to_pay else -to_pay end) from receipts_receipt"


@pytest.fixture
def retail(club_server: ClubServer, tmp_path: Path) -> ClubServer:
    """A British club with one point for every full pound."""
    document = tmp_path / "retail.yaml"
    document.write_text(PROGRAMME)
    for words in (
        ("club", "create", "retail", "--name", "Retail", "--currency", "GBP", "--time-zone", "Europe/London",
         "--language", "en"),
        ("programme", "publish", str(document), "--club", "retail", "--at", "2010-01-01"),
    ):  # fmt: skip
        done = club_server.command(*words)
        assert done.returncode == 0, done.stderr
    return club_server


def test_online_retail_comes_in_whole_and_gives_its_published_figures(
    retail: ClubServer, shared_data: Path, tmp_path: Path, database: Any
) -> None:
    rejected = tmp_path / "rejected.csv"
    command = (
        "import", "receipts", str(shared_data / "online_retail.parquet"), "--club", "retail", "--create-members",
        "--rejected", str(rejected), "--format", "json",
    )  # fmt: skip

    done = retail.command(*command)
    told = json.loads(done.stdout)

    assert done.returncode == 1, done.stderr
    assert (told["rows"], told["taken"], told["same"], told["rejected"]) == (ROWS, 539_392, 0, 2_517)
    assert told["reasons"] == {"no_price": 2_515, "price_below_zero": 2}
    assert told["new"] == {"sales": 19_960, "returns": 3_630, "loose_returns": 1_168, "members": 4_371}
    assert len(rejected.read_text("utf-8-sig").splitlines()) == 2_518
    assert _one(database, "select sum(amount) from rewards_earning where amount > 0") == 8_902_670
    assert _one(database, TURNOVER) == 976_987_205
    _check_summary(_report(retail, "club-summary"))
    groups = _report(retail, "value-segments")["groups"]
    assert [group["members"] for group in groups] == [868, 868, 868, 867, 867]

    before = _books(database)
    again = json.loads(retail.command(*command).stdout)
    assert (again["taken"], again["same"], again["rejected"]) == (0, 539_392, 2_517)
    assert _books(database) == before


def _report(retail: ClubServer, name: str) -> Any:
    return json.loads(retail.command("report", name, "--club", "retail", *PERIOD, "--format", "json").stdout)


def _check_summary(summary: Any) -> None:
    assert summary["member_turnover"] == "8300065.81"
    assert round(float(summary["member_turnover_share"]), 5) == 0.84956
    assert round(float(summary["member_receipts_share"]), 5) == 0.92846
    assert summary["visiting_members"] == 4_338
    assert float(summary["items_per_member"]) == pytest.approx(4_893_004 / 4_338, rel=1e-6)


def _one(database: Any, sql: str) -> Any:
    return database.admin.execute(sql).fetchone()[0]


def test_its_cancellations_are_matched_to_sales_where_they_can_be(
    retail: ClubServer, shared_data: Path, tmp_path: Path, database: Any
) -> None:
    import duckdb

    part = tmp_path / "december.parquet"
    duckdb.execute(
        f"copy (select * from '{shared_data / 'online_retail.parquet'}' where invoice_ts < '2011-01-01') to '{part}' (format parquet)"
    )

    told = json.loads(
        retail.command(
            "import", "receipts", str(part), "--club", "retail", "--create-members", "--format", "json"
        ).stdout
    )

    matched, loose = told["new"]["returns"], told["new"]["loose_returns"]
    assert matched > 100
    assert loose > 50
    wrong = database.admin.execute(
        """select count(*) from receipts_receipt b join receipts_line x on x.receipt_id = b.id
           join receipts_receipt s on s.id = b.of_receipt_id
           join receipts_line l on l.receipt_id = s.id and l.position = x.of_line
           where b.member_id <> s.member_id or b.at < s.at or l.product_id <> x.product_id or l.unit_price <> x.unit_price"""
    ).fetchone()[0]
    assert wrong == 0
    too_much = database.admin.execute(
        """select count(*) from receipts_line l join (
             select b.of_receipt_id, x.of_line, sum(x.quantity) as back from receipts_receipt b
             join receipts_line x on x.receipt_id = b.id where b.of_receipt_id is not null group by 1, 2) r
           on r.of_receipt_id = l.receipt_id and r.of_line = l.position where r.back > l.quantity"""
    ).fetchone()[0]
    assert too_much == 0


def _books(database: Any) -> list[Any]:
    """How much there is of everything."""
    tables = ("receipts_receipt", "receipts_line", "rewards_earning", "ledger_entry", "ledger_lot", "members_member")
    counts = [database.admin.execute(f"select count(*) from {table}").fetchone()[0] for table in tables]
    return [*counts, database.admin.execute("select sum(balance) from ledger_account").fetchone()[0]]
