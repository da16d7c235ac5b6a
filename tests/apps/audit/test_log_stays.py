"""What stands in the audit log stays as it was written, whoever asks to change it: the application, or the owner."""

from typing import Any

import psycopg
import pytest

from moadon.apps.audit.actions import record_deed
from moadon.apps.clubs.types import SYSTEM, ClubInfo
from moadon.store import club_transaction

CHANGES = ("update audit_deed set actor_name = 'nobody'", "delete from audit_deed", "truncate audit_deed")


@pytest.fixture
def deed(club: ClubInfo) -> int:
    with club_transaction(club.id):
        record_deed(club.id, SYSTEM, "branch.added", "tlv", None, {"name": "Harbour"})
    return club.id


@pytest.mark.parametrize("change", CHANGES)
def test_the_application_may_not_change_it(deed: int, database: Any, change: str) -> None:
    with psycopg.connect(database.url) as connection:
        connection.execute("set role moadon_app")
        connection.execute("select set_config('moadon.club', %s, false)", (str(deed),))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(change)


@pytest.mark.parametrize("change", CHANGES[:2])
def test_whoever_owns_the_tables_is_turned_away(deed: int, database: Any, change: str) -> None:
    with psycopg.connect(database.url) as connection, pytest.raises(psycopg.errors.RestrictViolation):
        connection.execute(change)


def test_the_application_adds_to_it_in_its_own_club_alone(deed: int, database: Any) -> None:
    add = "insert into audit_deed (club_id, actor_kind, actor_name, action, subject, address) values (%s, 'system', '', 'x', 'y', '')"
    with psycopg.connect(database.url) as connection:
        connection.execute("set role moadon_app")
        connection.execute("select set_config('moadon.club', %s, false)", (str(deed),))
        connection.execute(add, (deed,))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(add, (deed + 1,))
