"""An import that was cut short goes on where it stood, and writes nothing twice."""

import os
import signal
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.module_loading import import_string

from moadon.apps.imports import actions
from moadon.apps.imports.models import Import
from moadon.apps.imports.types import Kind, State, TakenOver
from moadon.config.wiring import PERIODIC
from moadon.flows.importing import jobs, places, running, uploads
from moadon.flows.importing.progress import Progress
from moadon.flows.importing.receipts import bundles
from moadon.flows.importing.receipts import running as receipts_running
from moadon.flows.importing.running import clean_up
from moadon.store import club_transaction
from tests.flows.importing.bringing import (
    HEAD,
    begin,
    books,
    bring_in,
    finish,
    in_slices,
    shop_with_rules,
    written,
    year_of_receipts,
)
from tests.flows.shopkeeper import open_shop
from tests.platform.running import until

pytestmark = pytest.mark.django_db


class Killed(Exception):
    """What a test raises in place of a signal: nothing after it runs."""


@pytest.fixture
def small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Receipts are booked twenty at a time, so that a small file has many windows."""
    monkeypatch.setattr(bundles, "RECEIPTS_AT_ONCE", 20)


def test_an_import_whose_time_is_up_goes_on_slice_by_slice(small_windows: None) -> None:
    whole, sliced = shop_with_rules(), shop_with_rules()
    file = written(year_of_receipts(200))
    expected = bring_in(whole.club, "receipts", file, create_members=True)

    told, slices = in_slices(sliced.club, file)

    assert slices > 4
    assert (told.counts, told.new, told.rejected) == (expected.counts, expected.new, expected.rejected)
    assert books(sliced.club) == books(whole.club)
    sliced.check_books()


@pytest.mark.parametrize("after", [1, 2, 5, 9])
def test_an_import_that_died_anywhere_goes_on_and_counts_right(small_windows: None, after: int) -> None:
    whole, cut = shop_with_rules(), shop_with_rules()
    file = written(year_of_receipts(200))
    expected = bring_in(whole.club, "receipts", file, create_members=True)
    info = begin(cut.club, "receipts", file, create_members=True)
    told: list[Progress] = []

    def dies(progress: Progress) -> None:
        told.append(progress)
        if len(told) >= after:
            raise Killed

    with pytest.raises(Killed):
        finish(cut.club, info, file, told=dies)
    done = finish(cut.club, info, file)

    assert (done.counts, done.new, done.rejected) == (expected.counts, expected.new, expected.rejected)
    assert books(cut.club) == books(whole.club)


def test_people_and_goods_go_on_by_row() -> None:
    for kind, text in (
        ("members", "name,phone\n" + "".join(f"P{n},05255{n:05}\n" for n in range(3500)) + "Nobody,x\n"),
        ("products", "sku,name\n" + "".join(f"P{n},Goods\n" for n in range(3500)) + ",Nothing\n"),
    ):
        shop = open_shop()
        file = written(text)
        info = begin(shop.club, kind, file)
        while (told := finish(shop.club, info, file, time_is_up=lambda: True)).info.state == State.RUNNING:
            pass

        assert told.counts == (3501, 3500, 0, 1)
        assert list(told.codes) == [3501]


def test_who_takes_an_import_over_is_the_only_one_who_writes(small_windows: None) -> None:
    shop = shop_with_rules()
    file = written(year_of_receipts(200))
    info = begin(shop.club, "receipts", file, create_members=True)
    seen: list[Progress] = []

    def loses_it(progress: Progress) -> None:
        seen.append(progress)
        if len(seen) == 5:
            actions.begin_import(club=shop.club, import_id=info.id, runner="somebody else")

    told = finish(shop.club, info, file, told=loses_it)

    assert told.info.state == State.RUNNING
    assert told.info.counts.read < 400
    with pytest.raises(TakenOver):
        actions.end_import(club=shop.club, import_id=info.id, runner="the first")


def test_an_import_that_a_person_stopped_writes_nothing_more(small_windows: None) -> None:
    shop = shop_with_rules()
    file = written(year_of_receipts(200))
    info = begin(shop.club, "receipts", file, create_members=True)

    def stops(progress: Progress) -> None:
        if progress.phase == "booking" and progress.counts.taken:
            actions.stop_import(club=shop.club, import_id=info.id, actor=shop.actor)

    told = finish(shop.club, info, file, told=stops)

    assert told.info.state == State.STOPPED
    assert told.info.finished_at is not None
    assert 0 < told.info.counts.taken < 300


def test_a_command_that_was_killed_is_run_again_and_nothing_is_twice(
    test_database: Any, database: Any, tmp_path: Path
) -> None:
    whole, killed = shop_with_rules(), shop_with_rules()
    file = written(year_of_receipts(1500))
    expected = bring_in(whole.club, "receipts", file, create_members=True)
    environment = {**os.environ, "MOADON_DATABASE_URL": test_database.url, "MOADON_VAR": str(tmp_path / "var")}
    words = ["import", "receipts", str(file), "--club", killed.club.slug, "--create-members", "--format", "json"]
    command = [sys.executable, "-m", "moadon", *words]

    def so_far() -> int:
        row = database.admin.execute(
            "select max(rows_taken) from imports_import where club_id = %s", [killed.club.id]
        ).fetchone()
        return row[0] or 0

    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    until(lambda: so_far() or process.poll() is not None, otherwise=lambda: "no row came in")
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert so_far() > 0

    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (1, "")
    assert books(killed.club) == books(whole.club)
    assert expected.info.counts.rejected == 60
    with club_transaction(killed.club.id):
        last = Import.objects.latest("id")
        assert (last.rows_taken + last.rows_same, last.rows_rejected) == (expected.info.counts.taken, 60)


def test_what_a_killed_command_left_is_cleared_away(settings: Any) -> None:
    shop = open_shop()
    file = written("name,phone\nNoa,0525550142\n")
    info = begin(shop.club, "members", file)
    left = Path(settings.MOADON_VAR) / "imports" / str(info.id) / "work"
    left.mkdir(parents=True)
    with club_transaction(shop.club.id):
        Import.objects.update(state="running", beat_at="2020-01-01T00:00:00Z")

    clean_up(shop.club, datetime.now(UTC))

    assert not left.exists()
    with club_transaction(shop.club.id):
        assert Import.objects.get().state == State.STOPPED


def test_the_worker_clears_away_what_nobody_needs_any_more(settings: Any) -> None:
    shop, folder = open_shop(), Path(settings.MOADON_VAR) / "imports"
    given = uploads.receive(shop.club, Kind.MEMBERS, "people.csv", [b"phone\n0525550142\n"], shop.actor)
    (folder / "incoming-1").mkdir()
    [task] = [entry.task for entry in PERIODIC if entry.name == "imports"]

    def state_after(days: int) -> tuple[list[str], str]:
        import_string(task)(datetime.now(UTC) + timedelta(days=days))
        with club_transaction(shop.club.id):
            return sorted(path.name for path in folder.iterdir()), Import.objects.get().state

    assert state_after(0) == ([str(given.id), "incoming-1"], "new")
    assert state_after(2) == ([str(given.id)], "new")
    assert state_after(31) == ([], "stopped")


@pytest.mark.parametrize(
    ("module", "work"), [(receipts_running, "put_in_order"), (running, "write_rejected"), (running, "with_habits")]
)
def test_long_work_that_tells_nothing_is_not_taken_for_dead(
    monkeypatch: pytest.MonkeyPatch, module: Any, work: str
) -> None:
    shop = open_shop()
    done = getattr(module, work)

    def beat() -> datetime:
        with club_transaction(shop.club.id):
            return Import.objects.get().beat_at

    def slow(*given: Any, **more: Any) -> Any:
        before = beat()
        until(lambda: beat() > before, otherwise=lambda: "no sign of life")
        return done(*given, **more)

    monkeypatch.setattr(jobs, "BEAT_SECONDS", 0.01)
    monkeypatch.setattr(module, work, slow)

    assert bring_in(shop.club, "receipts", HEAD + "1,2026-10-01,,P1,Paint,1,5\n").info.state == State.DONE


def test_nothing_stays_behind_on_the_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    temp, here = tmp_path / "temp", tmp_path / "here"
    for folder in (temp, here):
        folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temp))
    monkeypatch.setenv("TMPDIR", str(temp))
    monkeypatch.chdir(here)
    told = bring_in(shop_with_rules().club, "receipts", year_of_receipts(100), create_members=True)

    assert told.rejected
    assert [*temp.iterdir(), *here.iterdir(), *places.folder_of(told.info.id).iterdir()] == []
