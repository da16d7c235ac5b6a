"""A storm of tills: what they do, what is killed meanwhile, and what the judge finds wrong when it is over."""

import json
import queue
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from tests.faults.judge import Journal, Till
from tests.flows.sealed import check
from tests.platform.running import until

AT = "2026-11-22T12:00:00+02:00"
ROUNDS = 40
"""How often what is not known is asked for again."""
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


@dataclass(frozen=True)
class Weather:
    """How many sales at how many tills, and how often a web process and the database are killed, spread over them."""

    sales: int
    tills: int
    seed: int
    workers: int
    databases: int = 0
    under_other_keys: float = 0.02
    again: int = 300
    """How many are sent once more when it is over."""


class Place(Protocol):
    """Where a club runs that is stormed."""

    port: int

    def run(self, *words: str) -> Any:
        """Run a command on it."""

    def kill_worker(self) -> None:
        """Kill one of the processes that answer requests, not the one that watches them."""

    def kill_database(self) -> None:
        """Kill every process of the database at once."""


class Deed(NamedTuple):
    """One thing that a till does with a sale."""

    kind: str
    number: str
    body: dict[str, Any]


def plan(weather: Weather, members: Sequence[str]) -> list[list[Deed]]:
    """What is done, in order; what stands together is done at the same moment. The same for the same seed.

    A tenth is sent twice, half of these at once; of a fiftieth another body comes under the same key; another fiftieth
    comes a second time at once under a key of its own; a twentieth hangs up after sending.
    """
    chance = random.Random(weather.seed)
    found: list[list[Deed]] = []
    for n in range(weather.sales):
        number, cents = f"s{n}", chance.randrange(500, 40_000)
        body = {
            "number": number, "till": f"T{n % weather.tills}", "branch": "main", "at": AT, "member": chance.choice(members),
            "lines": [{"id": "1", "sku": "MUG", "quantity": "1", "unit_price": f"{cents // 100}.{cents % 100:02}"}],
        }  # fmt: skip
        how = chance.random()
        sale = Deed("cut" if how > 0.95 else "sell", number, body)
        found.append([sale, sale] if how < 0.05 else [sale])
        if 0.05 <= how < 0.10:
            found.append([sale])
        if 0.12 <= how < 0.12 + weather.under_other_keys:
            found[-1].append(Deed("again", number, body))
        if 0.10 <= how < 0.12:
            found.append([Deed("forge", number, {**body, "till": "other"})])
    return found


@dataclass
class Storm:
    """One storm over a place. `back`: the seconds until a receipt was acknowledged after each death of the database."""

    place: Place
    key: str
    weather: Weather
    folder: Path
    asked: int = 0
    back: list[float] = field(default_factory=list)

    def faults(self) -> list[str]:
        """Let it come over the club; what was wrong when it was over."""
        journal = Journal(self.folder / "journal")
        till = Till(self.place.port, self.key, journal)
        members = [_joins(till, n) for n in range(20)]
        deeds = plan(self.weather, members)
        self._storms(till, deeds)
        until(till.is_answered)
        sales = {deed.number: deed.body for group in deeds for deed in group if deed.kind != "forge"}
        self.asked = len(journal.unknown)
        settles(till, sales)
        for number in random.Random(self.weather.seed).sample(sorted(sales), min(len(sales), self.weather.again)):
            till.sells(number, sales[number])
        found = Counter(receipt["number"] for receipt in everything(till, "/receipts"))
        wrong = [
            *journal.wrong,
            *[f"{number}: never answered" for number in sorted(sales.keys() - journal.told.keys())],
            *[f"{number}: acknowledged, and missing" for number in sorted(journal.told.keys() - found.keys())],
            *[f"{number}: there {times} times" for number, times in sorted(found.items()) if times > 1],
            *[f"{number}: nobody sold it" for number in sorted(found.keys() - sales.keys())],
        ]
        wrong += [] if wrong else _books_disagree(self.place, till, members, self.folder)
        journal.close()
        return wrong

    def _storms(self, till: Till, deeds: Sequence[list[Deed]]) -> None:
        """Do everything at so many tills, and kill in between."""
        weather = self.weather
        waiting: queue.SimpleQueue[Deed | None] = queue.SimpleQueue()
        for deed in [*(deed for group in deeds for deed in group), *[None] * weather.tills]:
            waiting.put(deed)
        done = _Progress()
        threads = [threading.Thread(target=_works, args=(till, waiting, done)) for _ in range(weather.tills)]
        for thread in threads:
            thread.start()
        whole = sum(map(len, deeds))
        deaths = [((n + 0.5) / weather.workers, self.place.kill_worker) for n in range(weather.workers)]
        deaths += [((n + 0.7) / weather.databases, self.place.kill_database) for n in range(weather.databases)]
        for share, kill in sorted(deaths, key=lambda death: death[0]):
            done.reaches(int(whole * share))
            self._kills(kill, till)
        for thread in threads:
            thread.join()

    def _kills(self, kill: Callable[[], None], till: Till) -> None:
        heard, died = len(till.journal.told), time.monotonic()
        kill()
        if kill == self.place.kill_database:
            until(lambda: len(till.journal.told) > heard + self.weather.tills)
            self.back.append(time.monotonic() - died)


def _works(till: Till, waiting: "queue.SimpleQueue[Deed | None]", done: "_Progress") -> None:
    while (deed := waiting.get()) is not None:
        if deed.kind != "forge":
            key = f"other-{deed.number}" if deed.kind == "again" else ""
            till.sells(deed.number, deed.body, cut=deed.kind == "cut", key=key)
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


def settles(till: Till, sales: dict[str, dict[str, Any]]) -> None:
    """Ask again for everything that is not known."""
    for _ in range(ROUNDS):
        if not till.journal.unknown or till.journal.wrong:
            return
        until(till.is_answered)
        for number in sorted(till.journal.unknown):
            till.sells(number, sales[number])


def _joins(till: Till, n: int) -> str:
    if n == 0:
        till.posts("/branches", {"code": "main", "name": "Main"}, "branch")
    return str(till.posts("/members", {"phone": f"052-555-{1000 + n}"}, f"member-{n}")["id"])


def everything(till: Till, path: str) -> Iterator[dict[str, Any]]:
    cursor = ""
    while True:
        page = till.asks(f"{path}?limit=200{cursor}")
        yield from page["items"]
        if page["next"] is None:
            return
        cursor = f"&cursor={page['next']}"


def _books_disagree(place: Place, till: Till, members: Sequence[str], folder: Path) -> list[str]:
    """The books verify, sum to zero, and say what members are told they have; what of it is not so."""
    for words in (("seal", "--club", "storm"), ("dump", str(folder / "storm.dump"), "--club", "storm")):
        done = place.run("ledger", *words)
        assert done.returncode == 0, done.stderr
    kept = folder / "kept.txt"
    kept.write_text(till.asks("/ledger/checkpoint")["note"], "utf-8")
    verdict = check([str(folder / "storm.dump"), "--checkpoint", str(kept), "--format", "json"])
    wrong = [] if verdict.code == 0 else [f"the books do not verify: {verdict}"]
    sums, stands = _sums(folder / "storm.dump")
    wrong += [f"{wallet} does not sum to zero" for wallet, left in sums.items() if left]
    for member in members:
        for wallet in till.asks(f"/members/{member}/wallets"):
            if int(wallet["balance"].replace(".", "")) != stands[member, wallet["wallet"]]:
                wrong.append(f"{member} is told of {wallet['balance']} {wallet['wallet']}")
    return wrong


def _sums(dump: Path) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """By wallet the sum of all entries, and by member and wallet what stands."""
    sums: Counter[str] = Counter()
    stands: Counter[tuple[str, str]] = Counter()
    with dump.open("rb") as lines:
        for line in lines:
            if line.startswith(b"{"):
                continue
            told = json.loads(line.partition(b" ")[2])
            sums[told["wallet"]] += told["amount"]
            if told["book"] in ("balance", "arrears"):
                stands[told["owner"], told["wallet"]] += told["amount"]
    return sums, stands
