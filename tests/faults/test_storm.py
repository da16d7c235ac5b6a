"""Kill storm: processes and the database are killed while tills sell, and what was acknowledged is there exactly once.

`FAULTS_SALES`, `FAULTS_TILLS` and `FAULTS_SEED` make it longer, wider, or another one; `make faults` runs 50,000.
"""

import json
import os
import queue
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from tests.faults.judge import Journal, Till
from tests.flows.sealed import check
from tests.platform.running import free_port, until, wait_for
from tests.platform.test_up import House, children_of

SALES = int(os.environ.get("FAULTS_SALES") or 1_200)
TILLS = int(os.environ.get("FAULTS_TILLS") or 8)
SEED = int(os.environ.get("FAULTS_SEED") or 7)
WORKERS, DATABASES = max(2, SALES // 1_500), max(1, SALES // 6_000)
"""How often a web process and all of the database are killed, spread over the sales."""
AT = "2026-11-22T12:00:00+02:00"
PROGRAMME = """format: moadon/programme/1
id: club
name: {en: Club, he: מועדון, fa: باشگاه}
currency: ILS
wallets: {credit: {kind: credit, expires: {after: {months: 12}}}, points: {kind: points, worth: '0.05'}}
earn:
  - {id: base, type: linear, every: '100', give: '10', wallet: credit, basis: accumulated}
  - {id: points, type: per_amount, amount: '1', give: '1', wallet: points}
promotions:
  - {id: third, for: {members: true}, get: {kind: percent, value: '0.1', on: basket},
     limits: {per_member: {times: 3, period: ever}}}
"""


class Deed(NamedTuple):
    """One thing that a till does with a sale."""

    kind: str
    number: str
    body: dict[str, Any]


def plan(members: Sequence[str]) -> list[list[Deed]]:
    """What is done, in order; what stands together is done at the same moment. The same for the same seed.

    A tenth is sent twice, half of these at once; of a fiftieth another body comes under the same key; a twentieth
    hangs up after sending.
    """
    chance = random.Random(SEED)
    found: list[list[Deed]] = []
    for n in range(SALES):
        number, cents = f"s{n}", chance.randrange(500, 40_000)
        body = {
            "number": number, "till": f"T{n % TILLS}", "branch": "main", "at": AT, "member": chance.choice(members),
            "lines": [{"id": "1", "sku": "MUG", "quantity": "1", "unit_price": f"{cents // 100}.{cents % 100:02}"}],
        }  # fmt: skip
        how = chance.random()
        sale = Deed("cut" if how > 0.95 else "sell", number, body)
        found.append([sale, sale] if how < 0.05 else [sale])
        if 0.05 <= how < 0.10:
            found.append([sale])
        if 0.10 <= how < 0.12:
            found.append([Deed("forge", number, {**body, "till": "other"})])
    return found


@pytest.fixture
def house(folders: Callable[[str], Path]) -> Iterator[tuple[House, Any]]:
    house = House(folders("stormy house"), free_port())
    process = house.start()
    yield house, process
    process.terminate()
    process.wait(60)


def test_what_was_acknowledged_is_there_once_whatever_dies(house: tuple[House, Any], tmp_path: Path) -> None:
    home, process = house
    key = _opens(home)
    journal = Journal(tmp_path / "journal")
    till = Till(home.port, key, journal)
    members = [_joins(home, key, n) for n in range(20)]
    deeds = plan(members)
    back = _storms(home, till, deeds)
    wait_for(f"http://127.0.0.1:{home.port}/readyz", process, home.var / "up.log")

    sales = {deed.number: deed.body for group in deeds for deed in group if deed.kind != "forge"}
    asked = len(journal.unknown)
    until(lambda: not _settles(till, sales))
    for number in random.Random(SEED).sample(sorted(sales), min(len(sales), 300)):
        till.sells(number, sales[number])

    assert journal.wrong == []
    assert journal.told.keys() == sales.keys()
    found = Counter(receipt["number"] for receipt in _everything(till, "/receipts"))
    assert found == Counter(sales.keys())
    _books_agree(home, till, members, tmp_path)
    journal.close()
    sys.stderr.write(f"{len(sales)} sales, {asked} asked for again; seconds until the tills were back: {back}\n")


def _opens(home: House) -> str:
    """A club with a programme; the key of its tills."""
    for words in (
        ("club", "create", "storm", "--name", "Storm", "--currency", "ILS", "--time-zone", "Asia/Jerusalem"),
        ("programme", "publish", str(_written(home)), "--club", "storm", "--at", "2026-01-01T00:00:00+02:00"),
    ):
        done = home.run(*words)
        assert done.returncode == 0, done.stderr
    return str(
        json.loads(home.run("key", "create", "--club", "storm", "--scope", "all", "--format", "json").stdout)["key"]
    )


def _written(home: House) -> Path:
    path = home.var / "club.yaml"
    path.write_text(PROGRAMME, "utf-8")
    return path


def _joins(home: House, key: str, n: int) -> str:
    call = {"Authorization": f"Bearer {key}", "Idempotency-Key": f"member-{n}"}
    base = f"http://127.0.0.1:{home.port}/api/v1"
    if n == 0:
        httpx.post(f"{base}/branches", json={"code": "main", "name": "Main"}, headers={**call, "Idempotency-Key": "b"})
    answer = httpx.post(f"{base}/members", json={"phone": f"052-555-{1000 + n}"}, headers=call, timeout=60)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def _storms(home: House, till: Till, deeds: Sequence[list[Deed]]) -> list[float]:
    """Do everything at so many tills, and kill in between; in how many seconds a receipt was acknowledged after each
    death of the database."""
    waiting: queue.SimpleQueue[Deed | None] = queue.SimpleQueue()
    for deed in [*(deed for group in deeds for deed in group), *[None] * TILLS]:
        waiting.put(deed)
    done = _Progress()
    threads = [threading.Thread(target=_works, args=(till, waiting, done)) for _ in range(TILLS)]
    for thread in threads:
        thread.start()
    whole = sum(map(len, deeds))
    deaths = [((n + 0.5) / WORKERS, "web") for n in range(WORKERS)]
    deaths += [((n + 0.7) / DATABASES, "database") for n in range(DATABASES)]
    back = []
    for share, kind in sorted(deaths):
        done.reaches(int(whole * share))
        if kind == "web":
            _kills_a_worker(home)
        else:
            back.append(_kills_the_database(home, till))
    for thread in threads:
        thread.join()
    return back


def _works(till: Till, waiting: "queue.SimpleQueue[Deed | None]", done: "_Progress") -> None:
    while (deed := waiting.get()) is not None:
        if deed.kind != "forge":
            till.sells(deed.number, deed.body, cut=deed.kind == "cut")
            if deed.kind == "sell" and deed.number in till.journal.unknown:
                until(till.is_answered)  # a till whose server is away waits with the next customer
        elif deed.number in till.journal.told:
            till.forges(deed.number, deed.body)
        done.step()


class _Progress:
    """How many deeds were done."""

    def __init__(self) -> None:
        self._count = 0
        self._changed = threading.Condition()

    def step(self) -> None:
        """One more."""
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    def reaches(self, wanted: int) -> None:
        """Wait until so many were."""
        with self._changed:
            self._changed.wait_for(lambda: self._count >= wanted)


def _kills_a_worker(home: House) -> None:
    """One of the processes that answer requests, not the one that watches them."""
    with suppress(FileNotFoundError, KeyError, ProcessLookupError):
        for pid in children_of(home.pids()["web"])[-1:]:
            os.kill(pid, signal.SIGKILL)


def _kills_the_database(home: House, till: Till) -> float:
    """Every process of it at once; the seconds until a receipt was acknowledged again."""
    postmaster = home.pids()["postgres"]
    heard = len(till.journal.told)
    for pid in [postmaster, *children_of(postmaster)]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    died = time.monotonic()
    until(lambda: len(till.journal.told) > heard + TILLS)
    return time.monotonic() - died


def _settles(till: Till, sales: dict[str, dict[str, Any]]) -> set[str]:
    """Ask again for everything that is not known; what still is not."""
    for number in sorted(till.journal.unknown):
        till.sells(number, sales[number])
    return till.journal.unknown


def _everything(till: Till, path: str) -> Iterator[dict[str, Any]]:
    cursor = ""
    while True:
        page = till.asks(f"{path}?limit=200{cursor}")
        yield from page["items"]
        if page["next"] is None:
            return
        cursor = f"&cursor={page['next']}"


def _books_agree(home: House, till: Till, members: Sequence[str], folder: Path) -> None:
    """The books verify, sum to zero, and say what members are told they have."""
    for words in (("seal", "--club", "storm"), ("dump", str(folder / "storm.dump"), "--club", "storm")):
        done = home.run("ledger", *words)
        assert done.returncode == 0, done.stderr
    kept = folder / "kept.txt"
    kept.write_text(till.asks("/ledger/checkpoint")["note"], "utf-8")
    verdict = check([str(folder / "storm.dump"), "--checkpoint", str(kept), "--format", "json"])
    assert verdict.code == 0, verdict
    sums: Counter[str] = Counter()
    stands: Counter[tuple[str, str]] = Counter()
    with (folder / "storm.dump").open("rb") as lines:
        for line in lines:
            if line.startswith(b"{"):
                continue
            told = json.loads(line.partition(b" ")[2])
            sums[told["wallet"]] += told["amount"]
            if told["book"] in ("balance", "arrears"):
                stands[told["owner"], told["wallet"]] += told["amount"]
    assert not any(sums.values())
    for member in members:
        for wallet in till.asks(f"/members/{member}/wallets"):
            assert int(wallet["balance"].replace(".", "")) == stands[member, wallet["wallet"]], member
