"""Unique codes made and brought in, as a multiple of the bare COPY of their rows, and what looking one up reads.

`BENCH_CODES` codes (a million) are made by the command, and as many are brought in from a file, each measured from the
command's start to its exit, with every constraint, wall and index on. The peer is PostgreSQL's own COPY of exactly the
rows that the command wrote into a table with no key, index, constraint or row security: bytes prepared before, middle
of three runs. A look-up is the statement of the till; its pages are counted by the database among a hundredth of the
codes and among all.
"""

import json
import os
import statistics
import time
from pathlib import Path

import psycopg

from benchmarks.ground import QUIET, Figure, moadon, scratch_database

CODES = int(os.environ.get("BENCH_CODES", "1000000"))
BLOCK = 1 << 16
_LOOK_UP = "explain (analyze, buffers, format json) select * from coupons_code where club_id = %s and code = %s"


def figures() -> list[Figure]:
    """Codes per second made and brought in, each against COPY, and the pages that a look-up reads."""
    with scratch_database() as (url, folder, _):
        moadon(url, folder, "club", "create", "codes", "--name", "Codes", "--currency", "ILS", "--time-zone",
                "Asia/Jerusalem", "--language", "en")  # fmt: skip
        _made(url, folder, max(1, CODES // 100))
        few = _pages(url)
        made, pool = _made(url, folder, CODES)
        copied = _copied(url, pool)
        brought, pool = _brought(url, folder)
        copied_in = _copied(url, pool)
        many = _pages(url)
    return [
        Figure(f"{CODES:,} codes made", CODES / made, "codes per second"),
        Figure("bare COPY of their rows", CODES / copied, "codes per second"),
        Figure("making as a multiple of that COPY", made / copied, "ratio"),
        Figure(f"{CODES:,} codes brought in from a file", CODES / brought, "codes per second"),
        Figure("bringing in as a multiple of the COPY of their rows", brought / copied_in, "ratio"),
        Figure(f"pages that a look-up reads among {max(1, CODES // 100):,} codes", few, "pages"),
        Figure(f"pages that it reads among {2 * CODES:,} more", many, "pages", few + 3, "at most"),
    ]


def _made(url: str, folder: Path, count: int) -> tuple[float, int]:
    """Seconds of making so many codes, and the row of their pool."""
    return _timed(url, folder, "create", "--name", f"{count} codes", "--word", "W", "--count", str(count))


def _brought(url: str, folder: Path) -> tuple[float, int]:
    """Seconds of bringing in as many codes from a file, and the row of their pool."""
    words = ("--name", "elsewhere", "--word", "W", "--kind", "imported", "--club", "codes", "--format", "json")
    pool = json.loads(moadon(url, folder, "coupons", "create", *words))["id"]
    file = folder / "codes.csv"
    file.write_text("code\n" + "".join(f"PARTNER-{number:08}\n" for number in range(CODES)))
    return _timed(url, folder, "import", str(file), "--pool", pool)


def _timed(url: str, folder: Path, *words: str) -> tuple[float, int]:
    started = time.perf_counter()
    moadon(url, folder, "coupons", *words, "--club", "codes")
    taken = time.perf_counter() - started
    with psycopg.connect(url) as connection:
        _as_club(connection)
        (pool,) = connection.execute("select max(id) from coupons_pool").fetchone()  # type: ignore[misc]
    return taken, pool


def _copied(url: str, pool: int) -> float:
    """Seconds of COPY of a pool's codes into a table without anything but columns, the middle of three."""
    with psycopg.connect(url, autocommit=True) as connection:
        _as_club(connection)
        rows = f"copy (select * from coupons_code where pool_id = {pool}) to stdout"
        with connection.cursor().copy(rows) as out:
            data = b"".join(bytes(part) for part in out)
        assert data.count(b"\n") == CODES
        return statistics.median(_copy(connection, data) for _ in range(3))


def _copy(connection: psycopg.Connection, data: bytes) -> float:
    connection.execute("drop table if exists bare_codes")
    connection.execute(f"create table bare_codes {QUIET} as table coupons_code with no data")
    started = time.perf_counter()
    with connection.cursor().copy("copy bare_codes from stdin") as into:
        for at in range(0, len(data), BLOCK):
            into.write(data[at : at + BLOCK])
    return time.perf_counter() - started


def _pages(url: str) -> int:
    """Pages that one look-up touches, cached or not."""
    with psycopg.connect(url, autocommit=True) as connection:
        club = _as_club(connection)
        connection.execute("analyze coupons_code")
        (code,) = connection.execute("select code from coupons_code order by id limit 1").fetchone()  # type: ignore[misc]
        ((told,),) = connection.execute(_LOOK_UP, (club, code)).fetchall()
    return int(told[0]["Plan"]["Shared Hit Blocks"] + told[0]["Plan"]["Shared Read Blocks"])


def _as_club(connection: psycopg.Connection) -> int:
    (club,) = connection.execute("select id from clubs_club").fetchone()  # type: ignore[misc]
    connection.execute("select set_config('moadon.club', %s, false)", (str(club),))
    return int(club)


if __name__ == "__main__":
    for figure in figures():
        print(figure.row())
