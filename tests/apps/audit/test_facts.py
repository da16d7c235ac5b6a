"""Facts are written with what happened and read in an order that skips nothing."""

from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from moadon.apps.audit import actions, queries
from moadon.apps.audit.types import Place
from moadon.apps.clubs.types import ClubInfo
from moadon.kernel.facts import Fact
from moadon.store import club_transaction, watching
from tests.apps.people import facts_of, let_facts_settle

AT = datetime(2026, 11, 22, 10, tzinfo=UTC)


def _write(club: ClubInfo, *names: str) -> None:
    with club_transaction(club.id):
        actions.write_facts(club.id, [Fact(name, "mbr_1", AT, {"n": 1}) for name in names])


def _read(club: ClubInfo, reader: str = "copier", limit: int = 100) -> list[str]:
    let_facts_settle(club)
    return _read_now(club, reader, limit)


def _read_now(club: ClubInfo, reader: str = "copier", limit: int = 100) -> list[str]:
    with club_transaction(club.id):
        facts = queries.read_new_facts(club.id, reader, limit)
        if facts:
            actions.advance_reader(club.id, reader, facts[-1].place)
    return [fact.name for fact in facts]


def test_a_fact_is_read_back_as_it_was_written(club: ClubInfo) -> None:
    _write(club, "MemberJoined")

    (fact,) = facts_of(club)

    assert (fact.subject, fact.at, fact.data) == ("mbr_1", AT, {"n": 1})


def test_each_reader_reads_each_fact_once_in_order(club: ClubInfo) -> None:
    _write(club, "First", "Second")
    _write(club, "Third")

    assert _read(club) == ["First", "Second", "Third"]
    assert _read(club) == []
    assert _read(club, "another reader") == ["First", "Second", "Third"]


def test_a_reader_takes_as_many_as_it_wants(club: ClubInfo) -> None:
    _write(club, "First", "Second", "Third")

    assert [_read(club, limit=2), _read(club, limit=2)] == [["First", "Second"], ["Third"]]


def test_a_reader_that_did_not_advance_reads_again(club: ClubInfo) -> None:
    _write(club, "First")
    let_facts_settle(club)

    with club_transaction(club.id):
        once = queries.read_new_facts(club.id, "copier", 10)
        twice = queries.read_new_facts(club.id, "copier", 10)

    assert [fact.name for fact in once] == [fact.name for fact in twice] == ["First"]


def test_a_transaction_that_commits_late_is_read_late_and_never_skipped(club: ClubInfo, database: Any) -> None:
    with psycopg.connect(database.url) as slow:
        slow.execute("SELECT set_config('moadon.club', %s, true)", [str(club.id)])
        slow.execute(
            "INSERT INTO audit_fact (club_id, name, subject, at, data) VALUES (%s, 'Slow', 'x', now(), '{}')", [club.id]
        )
        _write(club, "Quick")
        while_it_runs = _read_now(club)
        slow.commit()

    assert while_it_runs == []
    assert sorted(_read(club)) == ["Quick", "Slow"]


def test_what_is_rolled_back_never_happened(club: ClubInfo) -> None:
    def breaks() -> None:
        with club_transaction(club.id):
            actions.write_facts(club.id, [Fact("Never", "x", AT)])
            assert 1 // 0

    with pytest.raises(ZeroDivisionError):
        breaks()

    assert _read(club) == []


def test_facts_of_another_club_are_not_seen(club: ClubInfo, other: ClubInfo) -> None:
    _write(other, "Theirs")

    assert _read(club) == []


def test_one_statement_writes_any_number(club: ClubInfo) -> None:
    with club_transaction(club.id), watching() as told:
        for many in (0, 1, 200):
            actions.write_facts(club.id, [Fact("F", "x", AT)] * many)

    assert len(told) == 3


def test_a_reader_begins_at_the_beginning(club: ClubInfo) -> None:
    with club_transaction(club.id):
        assert queries.place_of_reader(club.id, "nobody") == Place(0, 0)
