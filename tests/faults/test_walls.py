"""Three clubs side by side: nothing of one is told in another, by whatever name it is asked for.

What is tried is found in the OpenAPI document itself, so that an operation that is added is tried from its first day.
`FAULTS_WALLS=1` (`make faults`) puts every kind of name into every field.
"""

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.faults.broken import broken
from tests.faults.walls import asking
from tests.faults.walls.scene import Club, open_club
from tests.interfaces.api.conftest import mail  # noqa: F401  # a fixture
from tests.platform.database import TestDatabase
from tests.platform.running import serving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail")]
WHOLE = bool(os.environ.get("FAULTS_WALLS"))
SCOPES = ("reader", "till", "other till", "any till", "integration", "figures") if WHOLE else ("till", "figures")
_slugs = itertools.count(1)


def test_nothing_of_one_club_is_told_in_another() -> None:
    one, two, three = open_club("one", known=False), open_club("two"), open_club("three")
    others = [two, three]

    leaks = {
        "read": [leak for who in ("owner", *SCOPES) for leak in asking.reads(one, others, who)],
        "cursors": asking.cursors(one, others),
        "filters": asking.in_queries(one, two, whole=WHOLE),
        "without a key": asking.without_a_key(one, two),
        "scopes": asking.roles(one, two, SCOPES),
        "addresses": asking.in_addresses(one, two, counted=True),
        "addresses, by scope": [leak for who in SCOPES for leak in asking.in_addresses(one, three, who)],
        "branches": asking.of_other_branches(one),
    }

    assert {where: found for where, found in leaks.items() if found} == {}


@pytest.mark.skipif(not WHOLE, reason="skipped: bodies are tried by make faults")
def test_in_a_body_what_is_another_clubs_is_as_unknown_as_none() -> None:
    def enter() -> Club:
        return open_club(f"asking-{next(_slugs)}", known=False)

    assert asking.in_bodies(enter, open_club("two"), whole=WHOLE) == []


def test_a_wall_or_a_check_that_is_taken_away_is_found(
    test_database: TestDatabase, database: TestDatabase, tmp_path: Path
) -> None:
    one, two = open_club("one", known=False), open_club("two")
    faults = broken("no_branch_check", "no_club_filter")
    with serving(test_database.url, tmp_path / "web.log", **faults) as server:
        far = one.through(server.url)
        members = partial(asking.in_addresses, far, two, only="/api/v1/members/{member_id}")
        holds = partial(asking.in_addresses, far, two, only="/api/v1/holds/{hold_id}")

        # Code asks for the rows of the club, and the database shows no others: either is enough.
        assert members() == []
        with without_walls(database, "members_member"):
            assert members() != []
        with without_walls(database, "ledger_hold", "ledger_account"):
            assert holds() != []
        assert members() + holds() == []
        assert [leak for leak in asking.of_other_branches(far) if leak.startswith("commitReceipt:")] != []


@contextmanager
def without_walls(database: TestDatabase, *tables: str) -> Iterator[None]:
    """Let every club see all rows of these tables."""
    rows = database.admin.execute(
        """select polrelid::regclass::text, pg_get_expr(polqual, polrelid) from pg_policy
           where polrelid::regclass::text = any(%s) and polname = 'one_club'""",
        [list(tables)],
    ).fetchall()
    assert len(rows) == len(tables)
    for table, _ in rows:
        database.admin.execute(f"alter policy one_club on {table} using (true)")
    try:
        yield
    finally:
        for table, wall in rows:
            database.admin.execute(f"alter policy one_club on {table} using ({wall})")
