"""A refresh knows which small tables have changed without reading them, however they were changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import psycopg
import pytest

from moadon.apps.clubs.types import ClubInfo
from moadon.insight.lake import look, refresh, refreshing
from moadon.insight.lake.books import Books, open_books
from moadon.insight.lake.tables import COPIED
from tests.insight.shop import Shop

DAY = date(2026, 11, 22)
_TABLES = ", ".join(f"'{table.source}'" for table in COPIED)
_READ = f"""select coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::bigint
    from pg_stat_xact_user_tables where relname in ({_TABLES})"""

_ONE_MORE = """insert into members_member (club_id, first_name, last_name, language, source, status, joined_at, edition)
    select club_id, '', '', '', '', 'active', joined_at, 1 from members_member limit 1"""


@pytest.fixture
def rows_read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Of each refresh from here on: how many rows of the tables that are copied whole the database has looked at."""
    counted: list[int] = []

    @contextmanager
    def counting(club: ClubInfo) -> Iterator[Books]:
        with open_books(club) as books:
            yield books
            books.cursor.execute(_READ)
            counted.append(books.cursor.fetchone()[0])

    monkeypatch.setattr(refreshing, "open_books", counting)
    return counted


def known(shop: Shop, sql: str) -> list[Any]:
    """What the copy tells as it is."""
    with look(shop.club, within=None) as lake:
        return lake.ask(sql)


def test_a_receipt_costs_no_reading_of_members(shop: Shop, rows_read: list[int]) -> None:
    members = [shop.member(DAY) for _ in range(300)]
    shop.branch("tlv")
    refresh(shop.club)
    shop.sells(DAY, 100, members[0])
    refresh(shop.club)
    shop.branch("jfa")
    refresh(shop.club)

    assert rows_read[0] >= 301
    # Places of the shop may be read again; never the members.
    assert max(rows_read[1:]) < 30


@pytest.mark.parametrize(
    ("change", "left"),
    [
        (_ONE_MORE, 3),
        ("delete from members_member where id = (select min(id) from members_member)", 1),
        ("truncate members_member cascade", 0),
    ],
)
def test_rows_that_come_and_go_by_any_hand_are_noticed(shop: Shop, change: str, left: int) -> None:
    shop.member(DAY)
    shop.member(DAY)
    refresh(shop.club)
    shop.admin.execute(change)  # type: ignore[call-overload]
    refresh(shop.club)

    assert known(shop, "select count(*) from members") == [(left,)]


def test_a_change_that_commits_late_is_noticed(shop: Shop, database: Any) -> None:
    dana = shop.member(DAY)
    with psycopg.connect(database.admin.info.dsn) as slow:
        slow.execute("update members_member set ended_at = %s where id = %s", (shop.at(DAY), dana))
        shop.branch("tlv")
        refresh(shop.club)
        meanwhile = known(shop, "select ended from members")
        slow.commit()
    refresh(shop.club)

    assert meanwhile == [(None,)]
    assert known(shop, "select ended from members") == [(DAY,)]


def test_a_change_of_another_club_costs_nothing(shop: Shop, rows_read: list[int]) -> None:
    other = Shop.opened(shop.admin, "other")
    shop.member(DAY)
    refresh(shop.club)
    other.member(DAY)
    refresh(shop.club)

    assert rows_read == [1, 0]


def test_many_changes_of_one_transaction_are_noted_once(shop: Shop) -> None:
    with shop.admin.transaction():
        for _ in range(5):
            shop.member(DAY)
    shop.member(DAY)

    noted = shop.admin.execute("select source, count(*) from audit_change group by 1").fetchall()
    assert noted == [("members_member", 2)]
