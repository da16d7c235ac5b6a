"""The copy follows the books: nothing skipped, nothing twice, whatever happens to the writer."""

import json
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings

from moadon.insight.lake import folder_of, look, parts, read_manifest, refresh, refreshing
from moadon.insight.lake.keeping import keep_fresh
from moadon.insight.lake.parts import MERGE
from tests.insight.shop import Shop

DAY = date(2026, 11, 22)


def receipts_in(shop: Shop) -> list[Any]:
    with look(shop.club, within=None) as lake:
        return lake.ask("select receipt_id, paid, items, sale, member_id, day from receipts order by receipt_id")


def asked(shop: Shop, sql: str) -> list[Any]:
    with look(shop.club, within=None) as lake:
        return lake.ask(sql)


def test_an_increment_holds_only_what_is_new(shop: Shop) -> None:
    dana = shop.member(DAY)
    first = shop.sells(DAY, 10_000, dana, units=2)

    assert refresh(shop.club).outcome == "built"
    second = shop.takes_back(DAY + timedelta(days=1), 4_000, dana)
    told = refresh(shop.club)

    assert (told.outcome, dict(told.rows)) == ("added", {"receipts": 1, "lines": 1})
    assert receipts_in(shop) == [
        (first, 10_000, 2_000, True, dana, DAY),
        (second, -4_000, -1_000, False, dana, DAY + timedelta(days=1)),
    ]
    assert asked(shop, "select receipt_id, quantity, paid from lines order by receipt_id") == [
        (first, 2_000, 10_000),
        (second, -1_000, -4_000),
    ]


def test_nothing_new_writes_no_file(shop: Shop) -> None:
    shop.sells(DAY, 100)
    refresh(shop.club)
    before = read_manifest(folder_of(shop.club))

    told = refresh(shop.club)
    after = read_manifest(folder_of(shop.club))

    assert told.outcome == "same"
    assert before
    assert after
    assert after.parts == before.parts
    assert after.as_of > before.as_of


def test_a_receipt_that_commits_late_is_neither_skipped_nor_waited_for(shop: Shop, database: Any) -> None:
    with psycopg.connect(database.admin.info.dsn) as slow:
        late = Shop(slow, shop.club, count(500)).sells(DAY, 500)
        early = shop.sells(DAY, 700)
        refresh(shop.club)
        meanwhile = receipts_in(shop)
        slow.commit()
    after = shop.sells(DAY, 900)

    refresh(shop.club)

    assert late < early
    assert [row[0] for row in meanwhile] == [early]
    assert [row[0] for row in receipts_in(shop)] == [late, early, after]


def test_another_club_is_never_copied(shop: Shop) -> None:
    other = Shop.opened(shop.admin, "other")
    other.member(DAY)
    other.sells(DAY, 900)

    refresh(shop.club)

    assert receipts_in(shop) == []
    assert asked(shop, "select count(*) from members") == [(0,)]


def test_members_are_copied_again_when_one_changes(shop: Shop) -> None:
    dana = shop.member(DAY)
    refresh(shop.club)

    shop.admin.execute("update members_member set ended_at = %s where id = %s", (shop.at(DAY), dana))
    told = refresh(shop.club)

    assert dict(told.rows) == {"members": 1}
    assert asked(shop, "select ended from members") == [(DAY,)]


def test_the_day_is_the_clubs_own(database: Any) -> None:
    tehran = Shop.opened(database.admin, "tehran", time_zone="Asia/Tehran")
    dana = tehran.member(DAY)
    tehran.admin.execute("update members_member set joined_at = '2026-11-22 20:45+00' where id = %s", (dana,))

    refresh(tehran.club)

    assert asked(tehran, "select joined from members") == [(date(2026, 11, 23),)]


def test_many_small_increments_become_few_files(shop: Shop) -> None:
    made = []
    for number in range(3 * MERGE):
        made.append(shop.sells(DAY + timedelta(days=number), 100))
        refresh(shop.club)

    manifest = read_manifest(folder_of(shop.club))
    assert manifest
    assert len(manifest.parts["receipts"]) < MERGE
    assert [row[0] for row in receipts_in(shop)] == made


@pytest.mark.parametrize("files", range(1, 5))
def test_a_writer_that_dies_at_any_file_leaves_the_copy_as_it_was(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, files: int
) -> None:
    shop.sells(DAY, 100)
    refresh(shop.club)
    shop.sells(DAY, 200)
    shop.member(DAY)
    written = count(1)

    def dies(folder: Path) -> None:
        if next(written) == files:
            raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        # Receipts, lines and members, each put under its name; then the manifest, not yet put under its own.
        dying.setattr(parts, "sync_folder", dies)
        dying.setattr(refreshing, "write_manifest", lambda folder, _: dies(folder))
        with pytest.raises(KeyboardInterrupt):
            refresh(shop.club)

    assert len(receipts_in(shop)) == 1
    refresh(shop.club)
    assert len(receipts_in(shop)) == 2
    assert asked(shop, "select count(*) from members") == [(1,)]
    manifest = read_manifest(folder_of(shop.club))
    assert manifest
    there = {path.name for path in folder_of(shop.club).glob("*.parquet")}
    assert there == manifest.files() | manifest.dropped.keys()


@pytest.mark.parametrize("harm", ["manifest", "cut short", "gone"])
def test_a_broken_copy_is_made_anew(shop: Shop, harm: str) -> None:
    shop.sells(DAY, 100)
    refresh(shop.club)
    folder = folder_of(shop.club)
    victim = next(folder.glob("receipts-*.parquet"))
    if harm == "manifest":
        (folder / "manifest.json").write_text("{")
    elif harm == "cut short":
        victim.write_bytes(victim.read_bytes()[:40])
    else:
        victim.unlink()

    assert read_manifest(folder) is None
    assert refresh(shop.club).outcome == "built"
    assert len(receipts_in(shop)) == 1


@pytest.mark.parametrize("other", ["cluster", "timeline", "database", "table of receipts"])
def test_a_copy_of_other_books_is_made_anew(shop: Shop, other: str) -> None:
    shop.sells(DAY, 100)
    refresh(shop.club)
    path = folder_of(shop.club) / "manifest.json"
    told = json.loads(path.read_text())
    names = dict(zip(["cluster", "timeline", "database", "table of receipts"], told["source"].split("/"), strict=True))
    path.write_text(json.dumps({**told, "source": "/".join((names | {other: "another"}).values())}))

    assert refresh(shop.club).outcome == "built"
    assert len(receipts_in(shop)) == 1


def test_receipts_of_a_restored_backup_are_taken_once(shop: Shop) -> None:
    restored = shop.sells(DAY, 100)
    shop.admin.execute(
        "update receipts_receipt set xact = (pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 40)::text::xid8"
    )

    refresh(shop.club)
    for number in range(50):
        shop.sells(DAY + timedelta(days=number), 200)
    refresh(shop.club)

    rows = receipts_in(shop)
    assert len(rows) == 51
    assert [row[0] for row in rows].count(restored) == 1


def test_no_person_is_copied(shop: Shop) -> None:
    dana = shop.member(DAY)
    shop.admin.execute(
        "update members_member set first_name = 'Zipporah', phone_box = '+972525550142'::bytea where id = %s",
        (dana,),
    )

    refresh(shop.club)

    held = b"".join(path.read_bytes() for path in Path(settings.LAKE_FOLDER).rglob("*.parquet"))
    assert b"Zipporah" not in held
    assert b"525550142" not in held


def test_the_worker_keeps_every_club_fresh(shop: Shop) -> None:
    other = Shop.opened(shop.admin, "other")
    other.sells(DAY, 900)

    keep_fresh(shop.at(DAY))

    assert len(receipts_in(other)) == 1
    assert receipts_in(shop) == []


def test_a_copy_that_cannot_be_written_does_not_stop_the_others(shop: Shop) -> None:
    other = Shop.opened(shop.admin, "zzz")
    folder_of(shop.club).parent.mkdir()
    folder_of(shop.club).write_text("a file where a folder should be")

    keep_fresh(shop.at(DAY))

    assert receipts_in(other) == []
