"""A database in which one club might see another's rows is refused, with what puts it right."""

import pytest

from moadon.integrations.postgres.durability import faults
from tests.platform.database import TestDatabase


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("alter role moadon_app bypassrls", "the role moadon_app passes by row security"),
        ("alter table members_member owner to moadon_app", "the role moadon_app owns tables"),
        ("alter table members_member no force row level security", "the wall of members_member is down"),
        ("alter table members_member disable row level security", "the wall of members_member is down"),
    ],
)
def test_what_lets_one_club_see_another_is_refused(database: TestDatabase, statement: str, says: str) -> None:
    with database.admin.transaction(force_rollback=True):
        database.admin.execute(statement)  # type: ignore[arg-type]
        (fault,) = faults(database.admin)

    assert fault.startswith(says)
    assert faults(database.admin) == []
