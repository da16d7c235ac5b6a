"""Who asks the copy finds the newest figures there are, and is told where there are none."""

from datetime import date, timedelta
from typing import Any
from unittest.mock import MagicMock

import pytest

from moadon.apps.clubs.types import ClubInfo
from moadon.insight.lake import folder_of, look, read_manifest, reading, refresh
from moadon.insight.lake.lock import only_writer
from moadon.insight.lake.parts import MERGE
from moadon.kernel.refusals import Refused
from tests.insight.shop import Shop

DAY = date(2026, 11, 22)


def receipts_in(shop: Shop) -> list[Any]:
    with look(shop.club, within=None) as lake:
        return lake.ask("select receipt_id, paid, items, sale, member_id, day from receipts order by receipt_id")


class StandingStill:
    """A connection on which nothing has happened since the copy was made, whatever other tests do on the server."""

    def __init__(self, club: ClubInfo) -> None:
        manifest = read_manifest(folder_of(club))
        assert manifest
        self._row = (manifest.mark.snapshot, manifest.source.rsplit("/", 1)[1])

    def cursor(self) -> Any:
        cursor = MagicMock()
        cursor.__enter__.return_value.fetchone.return_value = self._row
        return cursor


def test_a_report_goes_on_reading_files_that_were_merged_meanwhile(shop: Shop) -> None:
    shop.sells(DAY, 100)
    refresh(shop.club)
    with look(shop.club, within=None) as lake:
        for number in range(MERGE):
            shop.sells(DAY + timedelta(days=number + 1), 100)
            refresh(shop.club)
        assert lake.ask("select count(*) from receipts") == [(1,)]

    assert len(receipts_in(shop)) == MERGE + 1


def test_one_writer_at_a_time(shop: Shop) -> None:
    with only_writer(folder_of(shop.club)) as mine:
        assert mine
        assert refresh(shop.club).outcome == "busy"

    assert refresh(shop.club).outcome == "built"


def test_a_reader_leaves_a_long_way_to_the_worker(shop: Shop) -> None:
    for number in range(3):
        shop.sells(DAY + timedelta(days=number), 100)

    assert refresh(shop.club, at_most=2).outcome == "behind"
    assert read_manifest(folder_of(shop.club)) is None
    assert refresh(shop.club, at_most=3).outcome == "built"


def test_a_reader_brings_the_copy_up_to_date(shop: Shop) -> None:
    with look(shop.club) as lake:
        assert lake.ask("select count(*) from receipts") == [(0,)]
    shop.sells(DAY, 100)

    with look(shop.club) as lake:
        assert lake.ask("select count(*) from receipts") == [(1,)]


def test_a_reader_copies_nothing_while_the_books_stand_still(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    refresh(shop.club)
    asked_for: list[object] = []
    monkeypatch.setattr(reading, "refresh", lambda *what, **how: asked_for.append(what))
    monkeypatch.setattr(reading, "connection", StandingStill(shop.club))

    with look(shop.club):
        assert asked_for == []


def test_no_copy_yet_is_said(shop: Shop) -> None:
    with pytest.raises(Refused, match="figures_not_ready") as told, look(shop.club, within=None):
        pass

    assert told.value.status == 503


def test_a_copy_is_read_while_the_database_is_away(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.sells(DAY, 100)
    refresh(shop.club)
    monkeypatch.setattr("moadon.insight.lake.books._conninfo", lambda: "host=/nowhere")

    with look(shop.club, within=timedelta(0)) as lake:
        assert lake.ask("select count(*) from receipts") == [(1,)]
