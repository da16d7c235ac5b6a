"""Kill storm: processes and the database are killed while tills sell, and what was acknowledged is there exactly once.

`FAULTS_SALES`, `FAULTS_TILLS` and `FAULTS_SEED` make it longer, wider, or another one; `make faults` runs 50,000.
"""

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from moadon.integrations.postgres.bundled import BundledServer
from tests.faults.broken import broken
from tests.faults.broken.reply_before_commit import DIED
from tests.faults.counter import open_counter
from tests.faults.judge import Till
from tests.faults.storm import PROGRAMME, Deed, Storm, Weather
from tests.platform.database import TestDatabase
from tests.platform.running import free_port, serving
from tests.platform.test_up import House, children_of

SALES = int(os.environ.get("FAULTS_SALES") or 600)
TILLS = int(os.environ.get("FAULTS_TILLS") or 8)
SEED = int(os.environ.get("FAULTS_SEED") or 7)
STORM = Weather(SALES, TILLS, SEED, workers=max(2, SALES // 1_500), databases=max(1, SALES // 6_000))


@dataclass
class Stormed(House):
    """A house whose processes are killed."""

    def kill_worker(self) -> None:
        """One of the processes that answer requests, not the one that watches them."""
        with suppress(FileNotFoundError, KeyError, ProcessLookupError):
            for pid in children_of(self.pids()["web"])[-1:]:
                os.kill(pid, signal.SIGKILL)

    def kill_database(self) -> None:
        """Every process of it at once."""
        postmaster = self.pids()["postgres"]
        for pid in [postmaster, *children_of(postmaster)]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def opens(self) -> str:
        """Make a club with a programme; the key of its tills."""
        path = self.var / "club.yaml"
        path.write_text(PROGRAMME, "utf-8")
        for words in (
            ("club", "create", "storm", "--name", "Storm", "--currency", "ILS", "--time-zone", "Asia/Jerusalem"),
            ("programme", "publish", str(path), "--club", "storm", "--at", "2026-01-01T00:00:00+02:00"),
        ):
            done = self.run(*words)
            assert done.returncode == 0, done.stderr
        made = self.run("key", "create", "--club", "storm", "--scope", "all", "--format", "json")
        return str(json.loads(made.stdout)["key"])


@contextmanager
def standing(house: Stormed) -> Iterator[Stormed]:
    """The house with everything in it running for the block."""
    process = house.start()
    try:
        yield house
    finally:
        process.terminate()
        process.wait(60)


def test_what_was_acknowledged_is_there_once_whatever_dies(
    folders: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with standing(Stormed(folders("stormy house"), free_port())) as house:
        storm = Storm(house, house.opens(), STORM, tmp_path)

        assert storm.faults() == []
    with capsys.disabled():
        sys.stderr.write(f"\n{SALES} sales, {storm.asked} asked for again; back after so many seconds: {storm.back}\n")


@pytest.mark.parametrize(
    ("fault", "weather", "finds"),
    [
        ("reply_before_commit", Weather(96, 8, SEED, workers=0, under_other_keys=0, again=5), ("and missing",)),
        ("check_then_insert", Weather(96, 8, SEED, workers=0, under_other_keys=0.8, again=5), ("2 times", "told two")),
        ("key_before_receipt", Weather(96, 8, SEED, workers=0, under_other_keys=0, again=5), ("and missing",)),
    ],
)
@pytest.mark.django_db
def test_the_storm_finds_what_is_broken(
    test_database: TestDatabase,
    database: TestDatabase,
    tmp_path: Path,
    fault: str,
    weather: Weather,
    finds: tuple[str, ...],
) -> None:
    with (
        without_index(database, fault == "check_then_insert"),
        serving(test_database.url, tmp_path / "web.log", **broken(fault), **{DIED: str(tmp_path / "died")}) as server,
    ):
        counter = open_counter(server)
        faults = Storm(counter, counter.key, weather, tmp_path).faults()

    assert [fault for fault in faults if any(one in fault for one in finds)], faults


class AtRisk(Storm):
    """A storm before which all that stands is on the disk, and nothing that comes."""

    def _storms(self, till: Till, deeds: Sequence[list[Deed]]) -> None:
        assert isinstance(self.place, Stormed)
        with psycopg.connect(BundledServer(self.place.var / "postgres").url("postgres", "postgres")) as admin:
            admin.execute("checkpoint")
        super()._storms(till, deeds)


@pytest.mark.skipif(SALES < 50_000, reason="skipped: a database that forgets is tried by make faults")
def test_the_storm_finds_a_database_that_forgets_what_it_committed(
    folders: Callable[[str], Path], tmp_path: Path
) -> None:
    faults = broken("commits_later", "refuses_no_database")
    with standing(Stormed(folders("forgetful house"), free_port(), more=faults)) as house:
        storm = AtRisk(house, house.opens(), Weather(160, 8, SEED, workers=0, databases=1, again=0), tmp_path)

        assert [fault for fault in storm.faults() if "acknowledged, and missing" in fault]


@contextmanager
def without_index(database: TestDatabase, dropped: bool) -> Iterator[None]:
    """Without what keeps the number of a receipt unique in the table."""
    name = "one_receipt_per_number"
    row = database.admin.execute("select indexdef from pg_indexes where indexname = %s", [name]).fetchone()
    assert row is not None
    if dropped:
        database.admin.execute(f"drop index {name}")  # type: ignore[arg-type]
    try:
        yield
    finally:
        if dropped:
            database.empty()
            database.admin.execute(row[0])
