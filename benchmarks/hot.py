"""One member whom every till credits at once, as a share of pgbench adding to one row on the same server.

The peer updates one row of two columns by its key, each time in a transaction of its own. Ours are receipts of one
member over HTTP, each judged, with lines, awards, lots, entries and answer.
"""

import statistics
from dataclasses import replace
from pathlib import Path
from shutil import which

import psycopg

from benchmarks import till
from benchmarks.ground import QUIET, Figure, SomeClub, club_of_size, scratch_database

ROUNDS = 3
CONNECTIONS = (16, 64)
ADD = "update bare.one set balance = balance + 1 where id = 1;\n"


def figures() -> list[Figure]:
    """Credits per second of one member, of many members, and of the peer's row, in turns; medians of the rounds."""
    if which("wrk") is None:
        print("left out: wrk is not there (Debian: apt-get install wrk)")
        return []
    with scratch_database() as (url, folder, programs):
        club = club_of_size(url, folder, members=5_000, products=400)
        hot = replace(club, slug="hot", members=club.members[:1])
        hot.listed(folder).write_text(hot.members[0] + "\n")
        script = _one_row(url, folder)
        with till.web_server(url, folder) as base:
            till.load(base, folder, club, 64, 2)
            found = [
                figure
                for clients in CONNECTIONS
                for figure in _measured(base, folder, (club, hot), clients, _Peer(url, programs, script))
            ]
        _every_credit_counts(url, club, hot)
    return found


class _Peer:
    """pgbench on one row."""

    def __init__(self, url: str, programs: Path, script: Path) -> None:
        self.url, self.programs, self.script = url, programs, script

    def runs(self, clients: int) -> float:
        return till.pgbench(self.programs, self.url, self.script, clients)


def _measured(base: str, folder: Path, clubs: tuple[SomeClub, SomeClub], clients: int, peer: _Peer) -> list[Figure]:
    rounds = []
    for _ in range(ROUNDS):
        row = peer.runs(clients)
        told = [till.load(base, folder, one, clients) for one in clubs]
        assert not any(bad for _, _, bad in told), "a receipt was not taken"
        rounds.append((row, *(rate for rate, _, _ in told)))
    row, many, one = (statistics.median(values) for values in zip(*rounds, strict=True))
    share = statistics.median(mine / peers for peers, _, mine in rounds)
    return [
        Figure(f"pgbench on one row, {clients} connections", row, "a second"),
        Figure(f"receipts of one member, {clients} connections", one, "a second"),
        Figure(f"receipts of 5,000 members, {clients} connections", many, "a second"),
        Figure(f"one member as a share of pgbench on one row, {clients} connections", share, "ratio"),
        Figure(f"one member as a share of many, {clients} connections", one / many, "ratio"),
    ]


def _one_row(url: str, folder: Path) -> Path:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create schema if not exists bare")
        connection.execute(f"create table bare.one (id bigint primary key, balance bigint) {QUIET}")
        connection.execute("insert into bare.one values (1, 0)")
    script = folder / "one.sql"
    script.write_text(ADD)
    return script


def _every_credit_counts(url: str, club: SomeClub, hot: SomeClub) -> None:
    """The hot member's balance is what their entries add up to."""
    with psycopg.connect(url) as connection:
        connection.execute("select set_config('moadon.club', %s, true)", (str(club.id),))
        row = connection.execute(
            """select bool_and(a.balance - a.owed = e.total), max(a.balance) from ledger_account a
               join lateral (select sum(amount) as total from ledger_entry where account_id = a.id and book <> 'pending') e on true"""
        ).fetchone()
    assert row is not None
    assert row[0], "a balance is not what its entries say"
    assert row[1] > 0, f"{hot.members[0]} has nothing"
