"""Import of a year of a web shop's receipts with awards, as a multiple of the bare COPY of the rows that it wrote.

541,909 rows of Parquet become 19,960 sales and 4,798 returns of 4,371 members, judged by a live programme of three
rules (accumulated steps, monthly targets, quarterly rates), with every constraint, wall and index on. The measured time
is that of the whole command, from its start to its exit, rejected rows told. The peer is PostgreSQL's own COPY, in its
default text format, of exactly the rows that the import wrote into tables with no key, index, constraint, trigger or
row security: bytes prepared before, middle of three runs. Both in one run on one server.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from benchmarks.ground import CHECKOUT, PROGRAMME, Figure, moadon, scratch_database

DATA = Path(os.environ.get("MOADON_SHARED") or CHECKOUT.parent / "shared" / "data") / "online_retail.parquet"
TABLES = (
    "receipts_receipt", "receipts_line", "rewards_earning", "rewards_progress", "ledger_account", "ledger_transaction",
    "ledger_lot", "ledger_entry", "audit_fact", "members_member", "members_word", "catalogue_product",
)  # fmt: skip
BLOCK = 1 << 16


def open_club(url: str, folder: Path) -> None:
    """A British club with the programme live since before the first receipt."""
    moadon(url, folder, "club", "create", "retail", "--name", "Retail", "--currency", "GBP", "--time-zone",
           "Europe/London", "--language", "en", "--language", "he", "--language", "fa")  # fmt: skip
    document = folder / "club.yaml"
    document.write_text(PROGRAMME.replace("currency: ILS", "currency: GBP"), "utf-8")
    moadon(url, folder, "programme", "publish", str(document), "--club", "retail", "--at", "2010-01-01")


def bring_in(url: str, folder: Path) -> tuple[float, dict[str, int]]:
    """Seconds of the command, and what it says it did."""
    words = ["import", "receipts", str(DATA), "--club", "retail", "--create-members", "--format", "json"]
    env = {**os.environ, "MOADON_DATABASE_URL": url, "MOADON_VAR": str(folder)}
    command = [sys.executable, "-m", "moadon", *words, "--rejected", str(folder / "rejected.csv")]
    started = time.perf_counter()
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    taken = time.perf_counter() - started
    if done.returncode != 1:
        raise SystemExit(f"the import ended with {done.returncode}: {done.stdout}{done.stderr}")
    return taken, json.loads(done.stdout)


def copied(url: str) -> dict[str, tuple[bytes, int]]:
    """The rows that the import left, as COPY tells them, and how many."""
    found = {}
    with psycopg.connect(url) as connection:
        (club,) = connection.execute("select id from clubs_club").fetchone()  # type: ignore[misc]
        connection.execute("select set_config('moadon.club', %s, false)", (str(club),))
        for table in TABLES:
            with connection.cursor().copy(f"copy (select * from {table}) to stdout") as out:
                data = b"".join(bytes(part) for part in out)
            found[table] = (data, data.count(b"\n"))
    return found


def copy_in(url: str, rows: dict[str, tuple[bytes, int]]) -> float:
    """Seconds of COPY into tables without anything but columns."""
    spent = 0.0
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("drop schema if exists bare cascade")
        connection.execute("create schema bare")
        for table, (data, _) in rows.items():
            connection.execute(f"create table bare.{table} as table {table} with no data")
            started = time.perf_counter()
            with connection.cursor().copy(f"copy bare.{table} from stdin") as into:
                for at in range(0, len(data), BLOCK):
                    into.write(data[at : at + BLOCK])
            spent += time.perf_counter() - started
    return spent


def figures() -> list[Figure]:
    """Rows per second, and the import as a multiple of the bare COPY."""
    if not DATA.exists():
        print(f"left out: {DATA} is not there")
        return []
    with scratch_database() as (url, folder, _):
        open_club(url, folder)
        taken, told = bring_in(url, folder)
        again, _ = bring_in(url, folder)
        rows = copied(url)
        bare = statistics.median(copy_in(url, rows) for _ in range(3))
    written = sum(count for _, count in rows.values())
    return [
        Figure("import of 541,909 rows with awards", told["rows"] / taken, "rows of the file per second"),
        Figure("the same file again", told["rows"] / again, "rows of the file per second"),
        Figure("bare COPY of the rows it wrote", written / bare, "rows per second"),
        Figure("import as a multiple of that COPY", taken / bare, "ratio", 15, "at most"),
    ]


if __name__ == "__main__":
    for figure in figures():
        print(figure.row())
