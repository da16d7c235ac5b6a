"""What sealing phones and e-mails costs, and what the walls between clubs cost, each against the same product without.

The peer of sealing is the product itself with a store that neither seals nor hashes: put in its place from outside, by
a module that Python loads at its start, so that the product has no switch for it. The peer of the walls is the same
database with row security turned off. All are measured in turns in one run; medians of the rounds.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import which

import psycopg

from benchmarks import till
from benchmarks.ground import CHECKOUT, Figure, SomeClub, club_of_size, phone_of, scratch_database

MEMBERS = int(os.environ.get("BENCH_MEMBERS", "100000"))
FILE_ROWS = int(os.environ.get("BENCH_ROWS", "20000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "6"))
CONNECTIONS = 64
SHARE = 0.95
CLEAR = '''
"""Puts a store that keeps everything as it is in the place of the one that seals."""
import sys
from importlib.machinery import PathFinder

NAME = "moadon.store.sealed"
EMPTY = bytes(12)


class Finder:
    def find_spec(self, name, path=None, target=None):
        if name != NAME:
            return None
        spec = PathFinder.find_spec(name, path, target)
        run = spec.loader.exec_module

        def exec_module(module):
            run(module)
            module.seal_bytes = lambda cell, data, keys=None: (keys or module.club_keys(cell.club_id)).id + EMPTY + data
            module.unseal_bytes = lambda cell, box: bytes(box)[16:]
            module.mark = lambda keys, kind, text: text.encode()
            module.word_mark = lambda keys, kind, text: "=" + text
            module.digest = lambda club_id, content: content
            module.is_digest = lambda club_id, content, kept: content == kept

        spec.loader.exec_module = exec_module
        return spec


sys.meta_path.insert(0, Finder())
'''
READ = """
import sys, time
import django
django.setup()
from moadon.apps.clubs.queries import club_by_slug
from moadon.apps.members.queries import members
from moadon.store import club_transaction
club, began, read = club_by_slug(sys.argv[1]), time.perf_counter(), 0
with club_transaction(club.id):
    for row in members(club).iterator(2000):
        read += len(row.phone or "") + len(row.email or "")
assert read
print(time.perf_counter() - began)
"""


def figures() -> list[Figure]:
    """Receipts, imports and lists with sealed members; then receipts with and without walls."""
    with scratch_database() as (url, folder, _):
        pair = _clubs(url, folder)
        found = [*_reading(url, folder, pair), *_importing(url, folder, pair)]
        if which("wrk") is None:
            print("left out: wrk is not there (Debian: apt-get install wrk)")
            return found
        found += _at_the_till(url, folder, pair)
    return found + _without_walls()


def _clubs(url: str, folder: Path) -> dict[str, SomeClub]:
    """Two clubs of the same people: one sealed, one whose rows are as the store that keeps everything writes them."""
    (folder / "clear").mkdir()
    (folder / "clear" / "sitecustomize.py").write_text(CLEAR)
    made = {name: club_of_size(url, folder, members=MEMBERS, products=400, slug=name) for name in ("sealed", "clear")}
    phones = [phone_of(number) for number in range(1, MEMBERS + 1)]
    with psycopg.connect(url) as connection:
        connection.execute("select set_config('moadon.club', %s, false)", (str(made["clear"].id),))
        connection.execute(
            """update members_member set phone_mark = convert_to('+9725' || lpad(last_name, 8, '0'), 'UTF8'),
                 phone_box = substring(phone_box from 1 for 4) || decode(repeat('00', 12), 'hex')
                   || convert_to('+9725' || lpad(last_name, 8, '0'), 'UTF8')"""
        )
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze members_member")
    found = {name: replace(club, slug=f"{name}-phones", members=phones) for name, club in made.items()}
    for club in found.values():
        club.listed(folder).write_text("\n".join(phones))
    return found


def _environment(url: str, folder: Path, name: str) -> dict[str, str]:
    own = {"PYTHONPATH": str(folder / "clear")} if name == "clear" else {}
    return {
        **os.environ, "MOADON_DATABASE_URL": url, "MOADON_VAR": str(folder),
        "DJANGO_SETTINGS_MODULE": "moadon.config.settings", **own,
    }  # fmt: skip


def _told(url: str, folder: Path, name: str, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], env=_environment(url, folder, name), cwd=CHECKOUT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _in_turns(measure: Callable[[str, int], float]) -> tuple[float, float]:
    """The medians of what is measured sealed and clear, in turns."""
    rounds = [(measure("sealed", n), measure("clear", n)) for n in range(ROUNDS)]
    sealed, clear = (statistics.median(values) for values in zip(*rounds, strict=True))
    return sealed, clear


def _reading(url: str, folder: Path, pair: dict[str, SomeClub]) -> list[Figure]:
    sealed, clear = _in_turns(lambda name, _: float(_told(url, folder, name, "-c", READ, name)))
    return [
        Figure(f"{MEMBERS:,} members read with phone and e-mail, sealed", sealed, "seconds"),
        Figure("the same as a multiple of reading them as they are", sealed / clear, "ratio"),
    ]


def _importing(url: str, folder: Path, pair: dict[str, SomeClub]) -> list[Figure]:
    def bring_in(name: str, number: int) -> float:
        first = 50_000_000 + (number * 2 + (name == "clear")) * FILE_ROWS
        file = folder / f"{name}-{number}.csv"
        rows = (f"{phone_of(first + n)},m{first + n}@example.com,Member {n}\n" for n in range(FILE_ROWS))
        file.write_text("phone,email,name\n" + "".join(rows))
        started = time.perf_counter()
        _told(url, folder, name, "-m", "moadon", "import", "members", str(file), "--club", name)
        return time.perf_counter() - started

    sealed, clear = _in_turns(bring_in)
    return [
        Figure(f"a file of {FILE_ROWS:,} members, sealed", FILE_ROWS / sealed, "rows/s"),
        Figure("the same as a share of keeping them as they are", clear / sealed, "ratio"),
    ]


def _at_the_till(url: str, folder: Path, pair: dict[str, SomeClub]) -> list[Figure]:
    with till.web_server(url, folder) as sealed, _clear_server(url, folder) as clear:
        bases = {"sealed": sealed, "clear": clear}

        def sell(name: str, number: int) -> float:
            rate, _, bad = till.load(bases[name], folder, pair[name], CONNECTIONS, SECONDS)
            assert not bad, "a receipt was not taken"
            return rate

        for name, base in bases.items():
            till.load(base, folder, pair[name], CONNECTIONS, 2)
        rate, peer = _in_turns(sell)
    return [
        Figure(f"receipts of members named by phone, sealed, {CONNECTIONS} connections", rate, "receipts/s"),
        Figure("the same as a share of those with phones as they are", rate / peer, "ratio", SHARE, "at least"),
    ]


@contextmanager
def _clear_server(url: str, folder: Path) -> Iterator[str]:
    with till.web_server(url, folder, PYTHONPATH=str(folder / "clear")) as base:
        yield base


def _without_walls() -> list[Figure]:
    """Receipts with row security as a share of those without, in a database of a single club."""
    with scratch_database() as (url, folder, _):
        club = club_of_size(url, folder, members=5_000, products=400)
        with till.web_server(url, folder) as base:
            till.load(base, folder, club, CONNECTIONS, 2)
            rounds = []
            for _ in range(ROUNDS):
                walled = _measured(base, folder, club)
                with _no_walls(url):
                    rounds.append((walled, _measured(base, folder, club)))
    walled, bare = (statistics.median(values) for values in zip(*rounds, strict=True))
    return [
        Figure(f"receipts with row security, {CONNECTIONS} connections", walled, "receipts/s"),
        Figure("the same as a share of those without", walled / bare, "ratio"),
    ]


def _measured(base: str, folder: Path, club: SomeClub) -> float:
    till.load(base, folder, club, CONNECTIONS, 1)  # statements are planned anew
    rate, _, bad = till.load(base, folder, club, CONNECTIONS, SECONDS)
    assert not bad, "a receipt was not taken"
    return rate


@contextmanager
def _no_walls(url: str) -> Iterator[None]:
    """Row security off for the block, on all tables."""
    with psycopg.connect(url, autocommit=True) as connection:
        tables = [name for (name,) in connection.execute(
            "select relname from pg_class where relrowsecurity and relnamespace = 'public'::regnamespace")]  # fmt: skip
        assert tables
        for table in tables:
            connection.execute(f"alter table {table} disable row level security")
        try:
            yield
        finally:
            for table in tables:
                connection.execute(f"alter table {table} enable row level security")
