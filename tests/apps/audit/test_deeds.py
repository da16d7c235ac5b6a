"""The log of deeds: who did what, and nobody changes it afterwards."""

from typing import Any

import psycopg
import pytest
from django.db import DatabaseError

from moadon.apps.audit import actions, queries
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.store import club_transaction, run

NOA = Actor("user", 7, "noa", "10.0.0.1")


def test_a_deed_says_who_did_what_from_where(club: ClubInfo) -> None:
    with club_transaction(club.id):
        actions.record_deed(club.id, NOA, "branch.edited", "tlv", {"name": "A"}, {"name": "B"})
        deed = queries.deeds(club.id)[0]

    assert (deed.actor_kind, deed.actor_id, deed.actor_name, deed.address) == ("user", 7, "noa", "10.0.0.1")
    assert (deed.action, deed.subject, deed.before, deed.after) == (
        "branch.edited",
        "tlv",
        {"name": "A"},
        {"name": "B"},
    )


@pytest.mark.parametrize("statement", ["update audit_deed set action = 'x'", "delete from audit_deed"])
def test_a_deed_stays(club: ClubInfo, statement: str) -> None:
    with pytest.raises(DatabaseError), club_transaction(club.id):
        run(statement)


def test_not_even_the_owner_of_the_tables_changes_it(club: ClubInfo, database: Any) -> None:
    with psycopg.connect(database.url) as owner, pytest.raises(psycopg.errors.RestrictViolation):
        owner.execute("UPDATE audit_deed SET action = 'x'")


def test_the_newest_comes_first_and_other_clubs_do_not(club: ClubInfo, other: ClubInfo) -> None:
    for name, where in (("one", club), ("two", club), ("theirs", other)):
        with club_transaction(where.id):
            actions.record_deed(where.id, NOA, name, "x")

    with club_transaction(club.id):
        assert [deed.action for deed in queries.deeds(club.id)][:2] == ["two", "one"]
        assert "theirs" not in {deed.action for deed in queries.deeds(club.id)}
