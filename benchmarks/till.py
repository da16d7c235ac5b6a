"""Receipts per second through the API, as a share of pgbench writing bare rows of the same shape on the same server.

The peer writes, per receipt and in one transaction, as many rows of the same columns and like content as a receipt
of ours leaves (receipt, 4 lines, 3 earnings, 3 progress, 1 transaction, 2 lots, 4 entries, 1 account, 1 fact,
1 answer) into tables that have no key, no index, no constraint, no trigger and no row security: six multi-row
inserts at best for it. Ours goes over HTTP, is judged by a live programme with three rules and has every constraint on.
Load comes from pgbench and from wrk, both in C, on the same two cores as server and database.
BENCH_PROMOTIONS=20 says how many promotions the programme has beside its rules.
"""

import http.client
import json
import os
import queue
import random
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
import uuid
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from shutil import which

from benchmarks.ground import Figure, SomeClub, club_of_size, free_port, scratch_database

SECONDS = int(os.environ.get("BENCH_SECONDS", "8"))
PROMOTIONS = int(os.environ.get("BENCH_PROMOTIONS", "0"))
ROUNDS = 3
LINES = 4
ROWS = {
    "receipts_receipt": 1, "receipts_line": LINES, "rewards_earning": 3, "rewards_progress": 3,
    "ledger_transaction": 1, "ledger_lot": 2, "ledger_entry": 4, "ledger_account": 1, "audit_fact": 1,
    "audit_answer": 1,
}  # fmt: skip
WRK = """
local count = 0
local thread_number = 0
function setup(thread) thread:set("number", thread_number); thread_number = thread_number + 1 end
function init(args)
  math.randomseed(os.time() + number * 7919)
  run = args[1]; key = args[2]; at = args[3]
  members = {}
  for id in io.lines(args[4]) do members[#members + 1] = id end
end
function request()
  count = count + 1
  local name = run .. "-" .. number .. "-" .. count
  local lines = {}
  for i = 1, 4 do
    lines[i] = string.format('{"id":"%d","sku":"S%d","quantity":"1","unit_price":"%d.90"}', i, math.random(400), math.random(10, 200))
  end
  local body = string.format('{"till":"T%d","branch":"tlv","number":"%s","at":"%s","member":"%s","lines":[%s]}',
    number + 1, name, at, members[math.random(#members)], table.concat(lines, ","))
  local headers = {["Authorization"] = "Bearer " .. key, ["Content-Type"] = "application/json", ["Idempotency-Key"] = name}
  return wrk.format("POST", "/api/v1/receipts", headers, body)
end
local bad = 0
function response(status) if status ~= 201 then bad = bad + 1; wrong = bad end end
function done(summary, latency, requests)
  io.write(string.format("RESULT %d %d %d %.0f %.0f %.0f\\n", summary.requests, summary.duration,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout,
    latency:percentile(50), latency:percentile(99), latency.max))
end
"""


def bare_script() -> str:
    """The peer's transaction. Every table is a copy without constraints; content is of the size that ours is."""
    answer, why = "x" * 1400, json.dumps(["linear.reached", {"n": ["number", "2"], "step": ["money", 10000, "ILS"]}])
    many = "generate_series(1, {n}) g"
    return f"""
\\set r random(1, 1000000000)
\\set m random(1, 20000)
begin;
insert into bare.receipts_receipt (id, club_id, kind, number, branch_id, till_id, member_id, at, business_date, channel,
  total, discount, redeemed, to_pay, items, state, details, content_hash, answer, recorded_at, xact)
  values (:r, 1, 'sale', :r::text, 1, 1, :m, now(), current_date, 'store', 40000, 0, 0, 40000, 4000, 'whole', '{{}}',
  '\\\\x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff', '{answer}', now(), pg_current_xact_id());
insert into bare.receipts_line (club_id, receipt_id, position, key, product_id, quantity, unit_price, total, discount,
  club_value, tax_rate) select 1, :r, g, g::text, g, 1000, 1009000, 10090, 0, 0, 1800 from {many.format(n=LINES)};
insert into bare.rewards_earning (id, club_id, member_id, receipt, sale, programme, version, rule, period, wallet, base,
  amount, times, at, recorded_at, why) select :r + g, 1, :m, :r, :r, 'club', 1, 'base', '2026-11', 'credit', 40000, 4000, 1,
  now(), now(), '{why}' from {many.format(n=3)};
insert into bare.rewards_progress (club_id, member_id, programme, rule, period, base, awarded, times, settled)
  select 1, :m, 'club', 'base', '2026-11', 40000, 4000, 1, false from {many.format(n=3)};
insert into bare.ledger_transaction (id, club_id, kind, owner, receipt, at, recorded_at)
  values (:r, 1, 'award', :m, :r, now(), now());
insert into bare.ledger_lot (id, club_id, account_id, programme, rule, receipt, amount, remaining, pending, active_at,
  expires_at) select :r + g, 1, :m, 'club', 'base', :r, 4000, 4000, false, now(), now() from {many.format(n=2)};
insert into bare.ledger_entry (id, club_id, transaction_id, account_id, book, wallet, amount, lot_id, programme, rule,
  version, base, why, balance_after) select :r + g, 1, :r, :m, 'balance', 'credit', 4000, :r, 'club', 'base', 1, 40000,
  '{why}', 4000 from {many.format(n=4)};
insert into bare.ledger_account (id, club_id, owner, wallet, balance, pending, owed) values (:r, 1, :m, 'credit', 1, 0, 0);
insert into bare.audit_fact (id, club_id, name, subject, at, recorded_at, data, xact)
  values (:r, 1, 'ReceiptCommitted', 'rcp_0123456789abc', now(), now(), '{{"member":"mbr_0123456789abc"}}', pg_current_xact_id());
insert into bare.audit_answer (id, club_id, caller, key, request_hash, status, receipt, created_at)
  values (:r, 1, 'key:1', md5(:r::text), '\\\\x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff', 201, :r, now());
commit;
"""


def pgbench(programs: Path, conninfo: str, script: Path, clients: int) -> float:
    """Transactions per second of the peer."""
    told = subprocess.run(
        [str(programs / "pgbench"), "-n", "-M", "prepared", "-f", str(script), "-c", str(clients), "-j", "2", "-T",
         str(SECONDS), conninfo], capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return float(next(line for line in told.splitlines() if line.startswith("tps")).split()[2])


@contextmanager
def web_server(url: str, folder: Path, **settings: str):
    """The product's web process on a free port."""
    port = free_port()
    env = {**os.environ, "MOADON_DATABASE_URL": url, "MOADON_VAR": str(folder), "MOADON_PORT": str(port), **settings}
    with (folder / f"web-{port}.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "moadon", "web"], env=env, stdout=log, stderr=log)
        try:
            for _ in range(300):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2)
                    break
                except OSError:
                    time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)


def load(base: str, folder: Path, club: SomeClub, connections: int, seconds: int = SECONDS) -> tuple[float, float, int]:
    """Receipts per second, p99 in milliseconds, and answers that were not 201."""
    script = folder / "load.lua"
    script.write_text(WRK)
    run = uuid.uuid4().hex[:8]
    told = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(script), base, "--", run, club.key,
         datetime.now(UTC).isoformat(timespec="seconds"), str(club.listed(folder))],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    result = next(line for line in told.splitlines() if line.startswith("RESULT")).split()
    count, micros, bad, _, p99, _ = (float(part) for part in result[1:])
    return count / micros * 1e6, p99 / 1000, int(bad)


def batches(base: str, key: str, members: list[str], size: int = 500, callers: int = 16, each: int = 6) -> float:
    """Receipts per second in batches of `size`, from `callers` at once (as many as the faster peer has), `each` so many.

    Counted while all of them are at it: from the end of the first batch of each to the beginning of its last, as
    pgbench counts while all its clients are.
    """
    rnd = random.Random(7)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    bodies: queue.Queue[bytes] = queue.Queue()
    for _ in range(callers * each):
        receipts = [_receipt(rnd, uuid.uuid4().hex[:12], at, members) for _ in range(size)]
        bodies.put(json.dumps({"receipts": receipts}).encode())
    ended: list[float] = []

    def work() -> None:
        connection = http.client.HTTPConnection(base.removeprefix("http://"), timeout=120)
        while True:
            try:
                body = bodies.get_nowait()
            except queue.Empty:
                return
            connection.request("POST", "/api/v1/receipts/batch", body, _headers(key, uuid.uuid4().hex))
            answer = connection.getresponse()
            told = answer.read()
            ended.append(time.perf_counter())
            assert answer.status < 300, told[:500]
            assert told.count(b'{"status":201,"receipt":{') == size, told[:500]

    threads = [threading.Thread(target=work) for _ in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ended) == callers * each, "a caller gave up"
    whole = ended[callers - 1 : len(ended) - callers + 1]
    return (len(whole) - 1) * size / (whole[-1] - whole[0])


def steady(base: str, key: str, members: list[str], rate: int = 100) -> list[float]:
    """How many milliseconds each receipt took at `rate` a second, counted from the moment it was due.

    Those of the first second are sent and not counted: a process that nobody asked for a while wakes up in it.
    """
    rnd = random.Random(11)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    due: queue.Queue[tuple[float, str, str] | None] = queue.Queue()
    took: list[float] = []
    begin = time.perf_counter() + 0.5
    for i in range(rate * (SECONDS + 1)):
        number = f"{uuid.uuid4().hex[:10]}"
        due.put((begin + i / rate, number, json.dumps(_receipt(rnd, number, at, members))))

    def work() -> None:
        connection = http.client.HTTPConnection(base.removeprefix("http://"), timeout=30)
        while (job := due.get()) is not None:
            moment, number, body = job
            time.sleep(max(0.0, moment - time.perf_counter()))
            connection.request("POST", "/api/v1/receipts", body, _headers(key, number))
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 201, answer.status
            if moment > begin + 1:
                took.append((time.perf_counter() - moment) * 1000)

    threads = [threading.Thread(target=work) for _ in range(12)]
    for _ in threads:
        due.put(None)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took


def _receipt(rnd: random.Random, number: str, at: str, members: list[str]) -> dict[str, object]:
    lines = [
        {
            "id": str(n),
            "sku": f"S{rnd.randrange(1, 400)}",
            "quantity": "1",
            "unit_price": f"{rnd.randrange(10, 200)}.90",
        }
        for n in range(LINES)
    ]
    return {"till": "B1", "branch": "tlv", "number": number, "at": at, "member": rnd.choice(members), "lines": lines}


def _headers(key: str, number: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}", "Content-Type": "application/json", "Idempotency-Key": number}


def figures() -> list[Figure]:
    """Every figure of the till, measured now.

    Peer and ours are measured in turns, and the median of the rounds counts: what else the machine does meets both.
    """
    if which("wrk") is None:
        print("left out: wrk is not there (Debian: apt-get install wrk)")
        return []
    from benchmarks.promotions.load import with_promotions

    with scratch_database() as (url, folder, programs):
        club = club_of_size(url, folder, members=20_000, products=400, programme=with_promotions(PROMOTIONS))
        script = folder / "bare.sql"
        script.write_text(bare_script())
        took: list[float] = []
        rounds = [_round(url, folder, programs, script, club, took) for _ in range(ROUNDS)]
    took.sort()
    told = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
    return [
        Figure("pgbench, bare rows, 16 connections", told["bare 16"], "a second"),
        Figure("pgbench, bare rows, 64 connections", told["bare 64"], "a second"),
        Figure("receipts over HTTP, 16 connections", told["http 16"], "a second"),
        Figure("share of bare rows, 16 connections", told["share 16"], "ratio", 0.15, "at least"),
        Figure("p99 at 16 connections", told["p99 16"], "ms"),
        Figure("receipts over HTTP, 64 connections", told["http 64"], "a second"),
        Figure("share of bare rows, 64 connections", told["share 64"], "ratio", 0.5, "at least"),
        Figure("p99 at 64 connections", told["p99 64"], "ms"),
        Figure("p50 at 100 receipts a second", took[len(took) // 2], "ms"),
        Figure("p99 at 100 receipts a second", took[len(took) * 99 // 100], "ms", 50, "at most"),
        Figure("receipts in batches of 500", told["batches"], "a second"),
        Figure(
            "batches of 500, share of bare rows, the faster of the two", told["share batches"], "ratio", 1, "at least"
        ),
        Figure("batches of 500, share of bare rows, 64 connections", told["share batches 64"], "ratio"),
    ]


def _round(url: str, folder: Path, programs: Path, script: Path, club: SomeClub, took: list[float]) -> dict[str, float]:
    """One of each; adds to `took` what receipts took at a steady rate. A share is of the peer measured in the same round; that of batches, of the faster of the two."""
    bare = {connections: pgbench(programs, url, script, connections) for connections in (16, 64)}
    told = {f"bare {connections}": rate for connections, rate in bare.items()}
    with web_server(url, folder) as base:
        load(base, folder, club, 64)  # so many that each process has met some, and is warm
        os.sync()  # what was written until now is not written while others are timed
        took += steady(base, club.key, club.members)
        for connections, peer in bare.items():
            rate, p99, bad = load(base, folder, club, connections)
            assert bad == 0, f"{bad} answers were not 201"
            told |= {f"http {connections}": rate, f"p99 {connections}": p99}
            told[f"share {connections}"] = rate / peer
        batches(base, club.key, club.members, each=2)
        told["batches"] = batches(base, club.key, club.members)
        told["share batches"] = told["batches"] / max(bare.values())
        told["share batches 64"] = told["batches"] / bare[64]
    return told
