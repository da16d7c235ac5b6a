"""A long file is booked in several processes, and comes to the same as in one."""

import multiprocessing
from collections.abc import Iterator

import pytest

from moadon.apps.imports import actions
from moadon.apps.imports.types import State
from moadon.flows.importing.progress import Progress
from moadon.flows.importing.receipts import running
from moadon.flows.importing.receipts.lanes import LaneLost
from tests.flows.importing.bringing import (
    begin,
    books,
    bring_in,
    finish,
    in_slices,
    shop_with_rules,
    written,
    year_of_receipts,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every file counts as long; afterwards no process is left."""
    monkeypatch.setattr(running, "LONG", 1)
    yield
    assert multiprocessing.active_children() == []


def test_a_long_file_comes_to_the_same_as_in_one_process(monkeypatch: pytest.MonkeyPatch, apart: None) -> None:
    one, many = shop_with_rules(), shop_with_rules()
    file = written(year_of_receipts(1200))
    seen: set[str] = set()

    def watches(progress: Progress) -> None:
        seen.update(child.name for child in multiprocessing.active_children())

    info = begin(many.club, "receipts", file, create_members=True)
    told = finish(many.club, info, file, told=watches)
    monkeypatch.setattr(running, "LONG", 1_000_000)
    expected = bring_in(one.club, "receipts", file, create_members=True)

    assert len(seen) == 1
    assert (told.counts, told.new, told.rejected) == (expected.counts, expected.new, expected.rejected)
    assert books(many.club) == books(one.club)
    many.check_books()


def test_it_stops_when_time_is_up_and_goes_on_later(apart: None) -> None:
    whole, sliced = shop_with_rules(), shop_with_rules()
    file = written(year_of_receipts(2400))
    expected = bring_in(whole.club, "receipts", file, create_members=True)

    told, slices = in_slices(sliced.club, file)

    assert slices > 2
    assert (told.counts, told.new, told.rejected) == (expected.counts, expected.new, expected.rejected)
    assert books(sliced.club) == books(whole.club)


def test_a_lane_whose_process_is_killed_stops_the_import_which_then_goes_on(apart: None) -> None:
    whole, cut = shop_with_rules(), shop_with_rules()
    file = written(year_of_receipts(2400))
    expected = bring_in(whole.club, "receipts", file, create_members=True)
    info = begin(cut.club, "receipts", file, create_members=True)

    def kills(progress: Progress) -> None:
        if progress.counts.taken:
            for child in multiprocessing.active_children():
                child.kill()

    with pytest.raises(LaneLost):
        finish(cut.club, info, file, told=kills)
    done = finish(cut.club, info, file)

    assert (done.counts, done.new, done.rejected) == (expected.counts, expected.new, expected.rejected)
    assert books(cut.club) == books(whole.club)


def test_who_takes_the_import_over_ends_the_other_processes_too(apart: None) -> None:
    shop = shop_with_rules()
    file = written(year_of_receipts(2400))
    info = begin(shop.club, "receipts", file, create_members=True)

    def loses_it(progress: Progress) -> None:
        if progress.phase == "booking" and progress.counts.taken:
            actions.begin_import(club=shop.club, import_id=info.id, runner="somebody else")

    told = finish(shop.club, info, file, told=loses_it)

    assert told.info.state == State.RUNNING
    assert told.info.counts.taken < expected_rows(2400)


def expected_rows(receipts: int) -> int:
    """Rows that a whole import would take, at the least."""
    return receipts + receipts // 2
