"""What benchmarks stand on: a figure, a scratch database on the bundled server, a club of some size in it."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

CHECKOUT = Path(__file__).resolve().parents[1]
QUIET = "with (autovacuum_enabled = false, toast.autovacuum_enabled = false)"
"""Nobody tidies up after the peer while ours is measured."""


@dataclass(frozen=True)
class Figure:
    """One measured figure. `limit` with `sense` "at least" or "at most" where there is one to meet."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    sense: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the limit holds; None where there is none."""
        if self.limit is None:
            return None
        return self.value >= self.limit if self.sense == "at least" else self.value <= self.limit

    def row(self) -> str:
        """The figure as a row of a table."""
        value = f"{self.value:,.0f}" if abs(self.value) >= 100 else f"{self.value:.3g}"
        limit = "" if self.limit is None else f"{self.sense} {self.limit:g}"
        met = {None: "", True: "met", False: "**missed**"}[self.met]
        return f"| {self.name} | {value} | {self.unit} | {limit} | {met} |"


@dataclass(frozen=True)
class SomeClub:
    """A club made for a benchmark."""

    id: int
    slug: str
    key: str
    members: list[str]

    def listed(self, folder: Path) -> Path:
        """The file in which its members are listed, for the load generator."""
        return folder / f"{self.slug}.txt"


RANGES = 12
"""Categories of the products of a club made for a benchmark."""


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def scratch_database() -> Iterator[tuple[str, Path, Path]]:
    """A migrated database of its own on a bundled server: (URL, folder for files, the server's programs)."""
    from moadon.integrations.postgres.bundled import BundledServer
    from moadon.integrations.postgres.programs import program

    home = CHECKOUT / "var" / "bench"
    home.mkdir(parents=True, exist_ok=True)
    name = f"bench_{secrets.token_hex(4)}"
    folder = Path(tempfile.mkdtemp(dir=home))
    with BundledServer(home / "postgres").held() as server:
        with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as admin:
            admin.execute(f"create database {name} owner moadon")
        url = server.url(name)
        try:
            moadon(url, folder, "migrate")
            yield url, folder, program("pgbench").parent
        finally:
            with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as admin:
                admin.execute(f"drop database {name} with (force)")
            shutil.rmtree(folder, ignore_errors=True)


def moadon(url: str, folder: Path, *words: str) -> str:
    """Run one of the product's commands against the scratch database; what it printed."""
    env = {**os.environ, "MOADON_DATABASE_URL": url, "MOADON_VAR": str(folder)}
    done = subprocess.run(
        [sys.executable, "-m", "moadon", *words], env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"moadon {' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout


PROGRAMME = """
format: moadon/programme/1
id: club
name: {en: Club, he: מועדון, fa: باشگاه}
currency: ILS
wallets: {credit: {kind: credit, expires: {after: {months: 12}}}}
earn:
  - {id: base, type: linear, every: "100", give: "10", wallet: credit, basis: accumulated}
  - {id: monthly, type: targets, period: month, wallet: credit,
     steps: [{reach: "400", give: "40"}, {reach: "800", give: "100"}, {reach: "1200", give: "180"}]}
  - {id: quarter, type: rate_by_value, period: quarter, wallet: credit, method: whole,
     bands: [{from: "0", rate: "0.10"}, {from: "1000", rate: "0.15"}, {from: "2000", rate: "0.20"}]}
"""


def club_of_size(
    url: str, folder: Path, *, members: int, products: int, slug: str = "bench", programme: str = PROGRAMME
) -> SomeClub:
    """A club with a live programme, one branch, members and products, through the product's commands.

    The products S1, S2, ... are in turn in categories `range-0` to `range-11`.
    """
    made = json.loads(
        moadon(url, folder, "club", "create", slug, "--name", "Bench", "--currency", "ILS", "--time-zone",
               "Asia/Jerusalem", "--language", "en", "--language", "he", "--language", "fa", "--format", "json")
    )  # fmt: skip
    key = json.loads(moadon(url, folder, "key", "create", "--club", slug, "--scope", "all", "--format", "json"))["key"]
    document = folder / f"{slug}.yaml"
    document.write_text(programme)
    moadon(url, folder, "programme", "publish", str(document), "--club", slug)
    with psycopg.connect(url) as connection:
        club_id = connection.execute("select id from clubs_club where slug = %s", (slug,)).fetchone()[0]  # type: ignore[index]
        connection.execute("select set_config('moadon.club', %s, false)", (str(club_id),))
        ids = _peopled(connection, club_id, members, products)
        _known_by_phone(connection, club_id, ids, folder)
        _bare(connection)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze members_member, catalogue_product, clubs_branch")
    from moadon.kernel.ids import public_id

    public = [public_id("mbr", number) for number in ids]
    found = SomeClub(int(club_id), str(made["slug"]), str(key), public)
    found.listed(folder).write_text("\n".join(public))
    return found


def _peopled(connection: psycopg.Connection, club_id: int, members: int, products: int) -> list[int]:
    connection.execute(
        "insert into clubs_branch (club_id, code, name, active, edition) values (%s, 'tlv', 'Tel Aviv', true, 1)",
        (club_id,),
    )
    connection.execute(
        """insert into catalogue_category (club_id, code, name, edition)
           select %s, 'range-' || g, 'Range ' || g, 1 from generate_series(0, %s) g""", (club_id, RANGES - 1)
    )  # fmt: skip
    connection.execute(
        """insert into catalogue_product (club_id, sku, name, category_id, incomplete, active, edition)
           select %s, 'S' || g, 'Product ' || g, c.id, false, true, 1 from generate_series(1, %s) g
           join catalogue_category c on c.club_id = %s and c.code = 'range-' || (g %% %s)""",
        (club_id, products, club_id, RANGES),
    )  # fmt: skip
    return [row[0] for row in connection.execute(
        """insert into members_member (club_id, first_name, last_name, language, source, status, joined_at, edition)
           select %s, 'Member', g::text, '', '', 'active', now() - interval '1 year', 1
           from generate_series(1, %s) g returning id""", (club_id, members))]  # fmt: skip


def phone_of(number: int) -> str:
    """The phone of the member who was made as number `number`, from 1."""
    return f"+9725{number:08}"


def _known_by_phone(connection: psycopg.Connection, club_id: int, ids: list[int], folder: Path) -> None:
    """Phones of the members, sealed as the product seals them, with the ring of the folder."""
    from moadon.integrations.keys.fields import begin_ring, ring_at
    from moadon.store.sealed import Cell, derived, mark, seal

    path = folder / "keys" / "fields.keys"
    if not path.exists():
        begin_ring(path)
    ring = ring_at(path)
    keys = derived(ring.keys[ring.newest], ring.newest, club_id)
    phones = [phone_of(number) for number in range(1, len(ids) + 1)]
    connection.execute(
        """update members_member m set phone_box = d.box, phone_mark = d.mark
           from unnest(%s::bigint[], %s::bytea[], %s::bytea[]) as d(id, box, mark) where m.id = d.id""",
        (
            ids,
            [seal(Cell(club_id, "members_member.phone", i), p, keys) for i, p in zip(ids, phones, strict=True)],
            [mark(keys, "phone", phone) for phone in phones],
        ),
    )
    connection.execute(
        "insert into members_sealing (club_id, newest) values (%s, %s) on conflict do nothing",
        (club_id, ring.newest.hex()),
    )


def _bare(connection: psycopg.Connection) -> None:
    """Copies without constraints of the tables that a receipt is written to."""
    connection.execute("create schema if not exists bare")
    tables = ("receipts_receipt", "receipts_line", "rewards_earning", "rewards_progress", "ledger_transaction",
              "ledger_lot", "ledger_entry", "ledger_account", "audit_fact", "audit_answer")  # fmt: skip
    for table in tables:
        connection.execute(f"create table if not exists bare.{table} {QUIET} as table {table} with no data")
