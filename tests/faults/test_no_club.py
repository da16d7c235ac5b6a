"""Jobs, commands and reports whose club is lost or confused on the way: they see and change nothing that is not theirs.

Everything that is registered is tried, one by one; see tests/faults/walls/at_work.py.
"""

import io
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from moadon.apps.clubs.queries import forget_recent
from moadon.insight.lake.places import lake_folder
from moadon.interfaces.cli.main import main
from tests.faults.walls import at_work
from tests.faults.walls.astray import Watch, astray, tells
from tests.faults.walls.scene import HIDDEN, ID, Club, open_club
from tests.interfaces.api.conftest import mail  # noqa: F401  # a fixture
from tests.interfaces.api.shop import open_shop
from tests.platform.database import TestDatabase

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail")]


@pytest.fixture
def run(
    database: TestDatabase, settings: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    """Runs `moadon` with these words in this process; all that it said."""
    settings.OWN_DATABASE, settings.DATABASE_URL = True, database.url

    def moadon(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["moadon", *words])
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        with pytest.raises(SystemExit):
            main()
        told = capsys.readouterr()
        return told.out + told.err

    return moadon


def test_whoever_lost_the_club_or_has_another_one_sees_and_changes_nothing(
    database: TestDatabase, tmp_path: Path, run: Callable[..., str]
) -> None:
    assert at_work.unlisted() == set()
    one, two = open_club("one", known=False), open_club("two", known=False)
    open_shop("three")
    named = at_work.samples(one, tmp_path) | {"import_id": str(at_work.an_import(one))}
    works = at_work.works(one, named, run)

    with astray(database) as watch:
        watch.goes_by("")
        lost = tried(one, works, watch, tmp_path)
        watch.goes_by(str(two.shop.club.id))
        shutil.rmtree(lake_folder())  # a copy that was made for one is read without asking the database
        confused = tried(one, works, watch, tmp_path, two.shop.club.id)
        shutil.rmtree(lake_folder())
        watch.goes_by(None)
        blind = {name for name, work in works.items() if not sees(work, watch)}

    assert (lost, confused) == ([], [])
    assert blind <= at_work.NEEDS_NO_ROW


def sees(work: Callable[[], str], watch: Watch) -> bool:
    """Whether it sees rows at all where its club is heard: otherwise to have tried it says nothing."""
    before = watch.seen()
    forget_recent()
    at_work.done(work)
    return watch.seen() > before


def tried(one: Club, works: Mapping[str, Callable[[], str]], watch: Watch, folder: Path, *but: int) -> list[str]:
    """What each saw, changed or told of a club that was taken from it. `but`: the club that it has instead."""
    found, ids = [], frozenset(filter(ID.fullmatch, one.things.values()))
    stood, saw = watch.stands(*but), watch.seen()
    for name, work in works.items():
        forget_recent()
        told = at_work.done(work) + at_work.written(folder)
        seen, stands = watch.seen(), watch.stands(*but)
        found += [f"{name} sees {seen - saw} rows"] if not but and seen != saw else []
        found += [f"{name} changes {row[0]} of {row[1]}" for row in sorted(stood ^ stands)]
        found += [f"{name} tells {thing}" for thing in tells(told, ids, f"{HIDDEN} one")]
        stood, saw = stands, seen
    return found
