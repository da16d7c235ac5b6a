"""Mission T1 and X3: a ledger that members and auditors check without trusting the club."""

import json
from collections.abc import Callable
from pathlib import Path

import psycopg

from tests.flows.sealed import check, others_are_over
from tests.missions.conftest import Outside
from tests.platform.database import TestDatabase

BASE = "{id: base, type: linear, every: '100', give: '10', wallet: credit, basis: receipt}"


def test_t1_the_books_are_sealed_and_checked_without_trusting_the_club(
    outside: Callable[..., Outside], tmp_path: Path, database: TestDatabase
) -> None:
    club = outside()
    club.publish(BASE)
    noa = club.member()
    for price in ("120.00", "250.00"):
        club.buy(noa, price)
    others_are_over()
    club.command("ledger", "seal", "--club", club.slug)

    kept = tmp_path / "checkpoint.txt"
    kept.write_text(club.told("GET", "/ledger/checkpoint")["note"], "utf-8")
    key = club.command("ledger", "key").strip()
    first = tmp_path / "first.dump"
    club.command("ledger", "dump", str(first), "--club", club.slug)
    assert check([str(first), "--checkpoint", str(kept), "--key", key]).code == 0

    with psycopg.connect(database.admin.info.dsn, autocommit=True) as intruder:
        intruder.execute("set session_replication_role = replica")
        intruder.execute("update ledger_entry set amount = amount * 2 where book = 'balance' and amount = 2000")
    again = tmp_path / "again.dump"
    club.command("ledger", "dump", str(again), "--club", club.slug)
    verdict = check([str(again), "--checkpoint", str(kept), "--key", key, "--format", "json"])
    assert verdict.code == 1
    assert len(verdict.told["named"]) == 1
    club.command("verify-ledger", str(again), "--checkpoint", str(kept), code=1)


def test_t1_a_member_takes_a_statement_with_proofs_to_another_computer(
    outside: Callable[..., Outside], tmp_path: Path
) -> None:
    club = outside()
    club.publish(BASE)
    noa = club.member()
    club.buy(noa, "120.00")
    (line,) = club.told("GET", f"/members/{noa}/entries")["items"]
    assert club.call("GET", f"/ledger/entries/{line['id']}/proof").status_code in (404, 409)
    others_are_over()
    club.command("ledger", "seal", "--club", club.slug)

    proof = club.told("GET", f"/ledger/entries/{line['id']}/proof")
    assert line["id"] in proof["text"]
    statement = tmp_path / "statement.json"
    statement.write_text(json.dumps(club.told("GET", f"/members/{noa}/proofs")))
    key = proof["checkpoint"]["key"]
    assert check([str(statement), "--key", key]).code == 0
    statement.write_text(statement.read_text().replace('\\"amount\\":1000', '\\"amount\\":9000'))
    assert check([str(statement), "--key", key]).code == 1
