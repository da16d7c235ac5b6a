"""Backups of a real server: what is whole can be gone back to, what is not is found and named."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from moadon.integrations.postgres.backups.segments import file_name, first_missing, names_between, place_of, written
from moadon.integrations.postgres.bundled import BundledServer

MEGABYTES_16 = 1 << 24


@dataclass
class Shop:
    """A server with one table, its folder of backups, and a way to run commands on the two."""

    var: Path
    backups: Path

    def run(self, *words: str, var: Path | None = None, **more: str) -> "subprocess.CompletedProcess[str]":
        environment = {**os.environ, "MOADON_VAR": str(var or self.var), **more}
        command = [sys.executable, "-m", "moadon", *words]
        return subprocess.run(command, env=environment, text=True, capture_output=True, check=False)

    def server(self) -> BundledServer:
        return BundledServer(self.var / "postgres")

    def sql(self, *statements: str) -> list[object]:
        """Run statements as the superuser; the first column of the last one's rows."""
        with psycopg.connect(self.server().url(user="postgres"), autocommit=True) as admin:
            for statement in statements:
                cursor = admin.execute(statement)  # type: ignore[arg-type]
            return [row[0] for row in cursor.fetchall()] if cursor.description else []

    def backup(self, *words: str) -> "subprocess.CompletedProcess[str]":
        done = self.run("backup", str(self.backups), *words)
        assert done.returncode == 0, done.stderr
        return done

    def restored(self, into: Path, *words: str) -> list[object]:
        """What stands in the table of a restored server, oldest first."""
        done = self.run("restore", str(self.backups), "--into", str(into), *words)
        assert done.returncode == 0, done.stderr
        with BundledServer(into / "postgres").held() as server, psycopg.connect(server.url(user="postgres")) as asked:
            return [n for (n,) in asked.execute("select n from kept order by n")]


@pytest.fixture(scope="module")
def shop(folders: Callable[[str], Path]) -> Iterator[Shop]:
    """A server that was copied once, wrote through several files of its journal, and noted how far they reach."""
    home = folders("shop")
    shop = Shop(home / "var", home / "backups")
    with shop.server().held():
        shop.sql("create table kept (n int, at timestamptz default clock_timestamp())", "insert into kept values (1)")
        shop.backup()
        for n in (2, 3, 4):
            shop.sql(f"insert into kept values ({n})", "select pg_switch_wal()")
        shop.backup("--keep", "9")
        yield shop


@pytest.fixture
def spoiled(shop: Shop, folders: Callable[[str], Path]) -> Shop:
    """A copy of the folder of backups for a test that damages it."""
    place = folders("spoiled") / "backups"
    shutil.copytree(shop.backups, place)
    return Shop(shop.var, place)


def journal(shop: Shop) -> list[Path]:
    return sorted((shop.backups / "0001" / "journal").iterdir())


def flip(path: Path, at: int) -> None:
    """Change one byte."""
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)
        file.seek(at)
        file.write(bytes([byte[0] ^ 0xFF]))


def test_it_says_what_can_be_restored_from_now_on(shop: Shop) -> None:
    told = json.loads(shop.backup("--format", "json").stdout)

    assert datetime.fromisoformat(told["from"]) < datetime.fromisoformat(told["to"]) <= datetime.now(UTC)
    assert (told["removed"], told["complaints"]) == ([], [])
    assert shop.run("backup", str(shop.backups), "--check").stdout == "everything is whole\n"


def test_without_a_moment_everything_comes_back(shop: Shop, folders: Callable[[str], Path]) -> None:
    assert shop.restored(folders("whole")) == [1, 2, 3, 4]


def test_a_moment_has_what_was_committed_before_it_and_nothing_later(
    shop: Shop, folders: Callable[[str], Path]
) -> None:
    (moment,) = shop.sql("select (select at from kept where n = 3) + ((select at from kept where n = 4) - at) / 2 "
                         "from kept where n = 3")  # fmt: skip
    assert isinstance(moment, datetime)

    assert shop.restored(folders("moment"), "--to", moment.isoformat()) == [1, 2, 3]


def test_an_idle_hour_can_be_named_too(shop: Shop, folders: Callable[[str], Path]) -> None:
    told = json.loads(shop.backup("--format", "json").stdout)

    assert shop.restored(folders("idle"), "--to", told["to"]) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("days", "says"), [(-1, "the oldest moment that can be gone back to is"), (1, "whole up to")], ids=["old", "new"]
)
def test_a_moment_out_of_reach_is_refused_with_the_ones_within(
    shop: Shop, folders: Callable[[str], Path], days: int, says: str
) -> None:
    into = folders("out of reach")
    moment = (datetime.now(UTC) + timedelta(days=days)).isoformat()

    refused = shop.run("restore", str(shop.backups), "--into", str(into), "--to", moment)

    assert refused.returncode == 3
    assert says in refused.stderr
    assert not (into / "postgres").exists()


def test_a_file_that_changed_is_found_and_named(spoiled: Shop, folders: Callable[[str], Path]) -> None:
    copy = max((spoiled.backups / "0001" / "copies").iterdir())
    victim = next(
        path for path in sorted((copy / "data" / "base").rglob("*")) if path.is_file() and path.stat().st_size
    )
    flip(victim, 100)
    name = str(victim.relative_to(copy / "data"))
    into = folders("changed")

    refused = spoiled.run("restore", str(spoiled.backups), "--into", str(into))
    checked = spoiled.run("backup", str(spoiled.backups), "--check", "--format", "json")

    assert (refused.returncode, checked.returncode) == (3, 1)
    assert f"{name} is not what was copied" in refused.stderr
    assert name in json.loads(checked.stdout)["damage"][0]
    assert list(into.iterdir()) == []


def test_a_damaged_copy_that_is_moved_away_leaves_the_one_before_it(
    spoiled: Shop, folders: Callable[[str], Path]
) -> None:
    newest = max((spoiled.backups / "0001" / "copies").iterdir())
    newest.rename(spoiled.backups / "away")

    assert spoiled.restored(folders("from the one before")) == [1, 2, 3, 4]


def test_a_file_that_is_gone_one_too_many_and_a_changed_list_are_named(spoiled: Shop) -> None:
    first, *_, last = sorted((spoiled.backups / "0001" / "copies").iterdir())
    (first / "data" / "PG_VERSION").unlink()
    (first / "data" / "base" / "mine").write_text("x")
    flip(last / "data" / "backup_manifest", 60)

    told = spoiled.run("backup", str(spoiled.backups), "--check").stdout

    assert "PG_VERSION is missing" in told
    assert "base/mine does not belong there" in told
    assert "backup_manifest cannot be relied on" in told


def test_a_gap_in_the_journal_is_refused_and_named(spoiled: Shop, folders: Callable[[str], Path]) -> None:
    gone = journal(spoiled)[2]
    gone.unlink()
    (second,) = spoiled.sql("select at from kept where n = 4")
    assert isinstance(second, datetime)

    refused = spoiled.run("restore", str(spoiled.backups), "--into", str(folders("gap")), "--to", second.isoformat())

    assert refused.returncode == 3
    assert f"the journal has a gap: {gone} is missing" in refused.stderr


@pytest.mark.parametrize("further", [25, 72], ids=["at its beginning", "later"])
def test_a_journal_that_changed_is_refused_and_the_file_named(spoiled: Shop, further: int) -> None:
    oldest = min((spoiled.backups / "0001" / "copies").iterdir())
    first = place_of(json.loads((oldest / "about.json").read_text())["first"])
    victim = spoiled.backups / "0001" / "journal" / file_name(1, first, MEGABYTES_16)
    flip(victim, first % MEGABYTES_16 + further)

    checked = spoiled.run("backup", str(spoiled.backups), "--check")

    assert checked.returncode == 1
    assert f"the journal is damaged in {victim}" in checked.stdout


def test_only_so_many_copies_are_kept_and_no_more_journal_than_they_need(
    folders: Callable[[str], Path],
) -> None:
    home = folders("few")
    shop = Shop(home / "var", home / "backups")
    with shop.server().held():
        shop.sql("create table kept as select 1 as n")
        shop.backup()
        shop.sql("select pg_switch_wal()")
        shop.backup()
        before = journal(shop)
        told = json.loads(shop.backup("--keep", "2", "--format", "json").stdout)

    assert len(told["removed"]) == 1
    assert len(list((shop.backups / "0001" / "copies").iterdir())) == 2
    assert before[0] not in journal(shop)
    assert shop.restored(folders("kept")) == [1]


def test_a_journal_that_was_torn_begins_anew_and_says_so(folders: Callable[[str], Path]) -> None:
    home = folders("torn")
    shop = Shop(home / "var", home / "backups")
    with shop.server().held():
        shop.sql("create table kept as select 1 as n")
        shop.backup()
        shop.sql("select pg_drop_replication_slot(slot_name) from pg_replication_slots")
        again = shop.run("backup", str(shop.backups))

    assert again.returncode == 1
    assert "the journal was torn after" in again.stderr
    assert (shop.backups / "0002" / "copies").is_dir()
    assert shop.restored(folders("after it was torn")) == [1]


def test_folders_that_are_something_else_are_refused(shop: Shop, folders: Callable[[str], Path]) -> None:
    full = folders("full")
    (full / "letter.txt").write_text("x")
    other = folders("other")

    wrong = shop.run("backup", str(full))
    nothing = shop.run("restore", str(full), "--into", str(other))
    not_bare = shop.run("restore", str(shop.backups))
    no_moment = shop.run("restore", str(shop.backups), "--into", str(other), "--to", "yesterday")
    anothers = shop.run("backup", str(shop.backups), var=other)

    assert [done.returncode for done in (wrong, nothing, not_bare, no_moment, anothers)] == [2, 2, 2, 2, 3]
    assert "another database" in anothers.stderr
    assert (full / "letter.txt").read_text() == "x"


def test_an_account_that_may_not_copy_is_told_what_lets_it(shop: Shop, folders: Callable[[str], Path]) -> None:
    url = shop.server().url()

    refused = shop.run("backup", str(folders("refused") / "backups"), MOADON_DATABASE_URL=url)

    assert refused.returncode == 3
    assert "ALTER ROLE moadon REPLICATION;" in refused.stderr


def test_places_and_files_of_the_journal() -> None:
    assert written(place_of("1/2000028")) == "1/2000028"
    assert file_name(1, place_of("0/2000028"), MEGABYTES_16) == "000000010000000000000002"
    assert file_name(2, place_of("1/FF000000"), MEGABYTES_16) == "0000000200000001000000FF"
    names = list(names_between(1, place_of("0/FE000010"), place_of("1/1000000"), MEGABYTES_16))
    assert names == ["0000000100000000000000FE", "0000000100000000000000FF", "000000010000000100000000"]
    assert first_missing(names, {names[0], names[2] + ".partial"}) == names[1]
    assert first_missing(names, {names[0], names[1], names[2] + ".partial"}) is None
