"""Promotions over HTTP: quotes a second, statements to the database, and what the till still does with them.

The clubs differ in how many promotions are live and in nothing else, on one database, behind the same servers, in turns.
"""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from shutil import which

from benchmarks import till
from benchmarks.ground import CHECKOUT, Figure, SomeClub, club_of_size, scratch_database
from benchmarks.promotions.load import LINES, with_promotions

SECONDS = int(os.environ.get("BENCH_SECONDS", "3"))
ROUNDS = 3
SALES = 6
"""Rounds in which the till sells: every other one goes the other way round, so that a machine that slows down while it is
measured slows down what is compared too."""
COUNTS = (0, 20, 1_000)
CONNECTIONS = 8
QUOTES = """
function init(args)
  math.randomseed(7)
  key = args[1]; at = args[2]; lines = tonumber(args[4])
  members = {}
  for id in io.lines(args[3]) do members[#members + 1] = id end
end
function request()
  local bought = {}
  for i = 1, lines do
    bought[i] = string.format('{"id":"%d","sku":"S%d","quantity":"%d","unit_price":"%d.90"}', i, math.random(100), math.random(3), math.random(4, 60))
  end
  local body = string.format('{"number":"1","till":"T1","branch":"tlv","at":"%s","member":"%s","lines":[%s]}',
    at, members[math.random(#members)], table.concat(bought, ","))
  return wrk.format("POST", "/api/v1/quotes", {["Authorization"] = "Bearer " .. key, ["Content-Type"] = "application/json"}, body)
end
told = false
function response(status, headers, body)
  if status ~= 200 and not told then told = true; io.write(status, " ", body, "\\n") end
end
function done(summary, latency, requests)
  io.write(string.format("RESULT %d %d %d %.0f\\n", summary.requests, summary.duration,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout,
    latency:percentile(99)))
end
"""


def figures() -> list[Figure]:
    """Quotes, statements and the till's own figures with promotions as a share of those without."""
    if which("wrk") is None:
        print("left out: wrk is not there (Debian: apt-get install wrk)")
        return []
    with scratch_database() as (url, folder, _):
        clubs = {
            count: club_of_size(
                url, folder, members=5_000, products=400, slug=f"club-{count}", programme=with_promotions(count)
            )
            for count in COUNTS
        }
        told = _statements(url, folder, clubs)
        with till.web_server(url, folder) as base, till.web_server(url, folder, MOADON_NATIVE="0") as plain:
            for club in clubs.values():
                till.load(base, folder, club, 64, SECONDS)  # each process has met each club, and is warm
            till.load(plain, folder, clubs[0], 64, SECONDS)
            quoted = [{count: quotes(base, folder, club) for count, club in clubs.items()} for _ in range(ROUNDS)]
            sold = [_round(base, plain, folder, clubs, backwards=n % 2 == 1) for n in range(SALES)]
    return [*_quoted(quoted), *told, *_sold(sold)]


def quotes(base: str, folder: Path, club: SomeClub) -> tuple[float, float]:
    """Quotes of eight lines a second over eight connections, and their p99 in milliseconds."""
    script = folder / "quotes.lua"
    script.write_text(QUOTES)
    told = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--timeout", "30s", "-s", str(script), base, "--", club.key,
         datetime.now(UTC).isoformat(timespec="seconds"), str(club.listed(folder)), str(LINES)],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    result = next(line for line in told.splitlines() if line.startswith("RESULT")).split()
    count, micros, bad, p99 = (float(part) for part in result[1:])
    assert bad == 0, told
    return count / micros * 1e6, p99 / 1000


def _quoted(rounds: list[dict[int, tuple[float, float]]]) -> list[Figure]:
    rate = {count: statistics.median(one[count][0] for one in rounds) for count in COUNTS}
    late = statistics.median(one[20][1] for one in rounds)
    share = {count: statistics.median(one[count][0] / one[0][0] for one in rounds) for count in COUNTS}
    many = statistics.median(one[1_000][0] / one[20][0] for one in rounds)
    return [
        Figure("quotes over HTTP, 8 connections, no promotions", rate[0], "a second"),
        Figure("quotes over HTTP, 8 connections, 20 promotions", rate[20], "a second"),
        Figure("p99 of these", late, "ms"),
        Figure("quotes with 20 promotions, share of those with none", share[20], "ratio"),
        Figure("quotes with 1,000 promotions, share of those with 20", many, "ratio", 0.5, "at least"),
    ]


def _round(base: str, plain: str, folder: Path, clubs: Mapping[int, SomeClub], *, backwards: bool) -> dict[str, float]:
    """The till's own figures without promotions, and with 20 as a share of them and of what the till did before there
    were any: as plain Python, without promotions."""
    found: dict[str, float] = {}
    for name, measure in (
        ("16", lambda at, club: _loaded(at, folder, club, 16)),
        ("64", lambda at, club: _loaded(at, folder, club, 64)),
        ("batches", lambda at, club: till.batches(at, club.key, club.members)),
    ):
        asked = {"plain": (plain, clubs[0]), "promoted": (base, clubs[20]), "none": (base, clubs[0])}
        order = list(asked)[::-1] if backwards else list(asked)
        rate = {which: measure(*asked[which]) for which in order}
        found[f"plain {name}"], found[name] = rate["plain"], rate["none"]
        found[f"share {name}"] = rate["promoted"] / rate["none"]
        found[f"share of plain {name}"] = rate["promoted"] / rate["plain"]
    return found


def _loaded(base: str, folder: Path, club: SomeClub, connections: int) -> float:
    rate, _, bad = till.load(base, folder, club, connections, SECONDS)
    assert bad == 0, f"{bad} answers were not 201"
    return rate


def _sold(rounds: list[dict[str, float]]) -> list[Figure]:
    told = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
    names = {
        "16": "receipts, 16 connections",
        "64": "receipts, 64 connections",
        "batches": "receipts in batches of 500",
    }
    found = []
    for key, name in names.items():
        found += [
            Figure(f"{name}, no promotions, plain Python", told[f"plain {key}"], "a second"),
            Figure(f"{name}, 20 promotions, share of that", told[f"share of plain {key}"], "ratio", 0.8, "at least"),
            Figure(f"{name}, no promotions", told[key], "a second"),
            Figure(f"{name}, 20 promotions, share of that", told[f"share {key}"], "ratio"),
        ]
    return found


def _statements(url: str, folder: Path, clubs: Mapping[int, SomeClub]) -> list[Figure]:
    environment = {
        **os.environ, "MOADON_DATABASE_URL": url, "MOADON_VAR": str(folder),
        "DJANGO_SETTINGS_MODULE": "moadon.config.settings",
    }  # fmt: skip
    asked = [f"{club.slug}:{club.members[0]}" for club in clubs.values()]
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.promotions.counting", *asked],
        env=environment, cwd=CHECKOUT, stdout=subprocess.PIPE, check=True,
    ).stdout  # fmt: skip
    found = []
    for what, counts in json.loads(told.splitlines()[-1]).items():
        found += [
            Figure(f"{what}, {count:,} promotions live", n, "statements")
            for count, n in zip(clubs, counts, strict=True)
        ]
        found.append(
            Figure(f"{what}, the most as a multiple of 20 promotions", max(counts) / counts[1], "ratio", 1, "at most")
        )
    return found
