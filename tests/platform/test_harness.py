"""The tests' own ground: commits are real, and the next test starts empty."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from tests.platform.database import TestDatabase


@pytest.mark.django_db
@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_starts_with_empty_tables(turn: int) -> None:
    users = get_user_model().objects
    assert users.count() == 0
    users.create(username=f"user{turn}")


def test_what_a_test_writes_is_seen_by_other_connections(database: TestDatabase) -> None:
    get_user_model().objects.create(username="seen")

    row = database.admin.execute("SELECT count(*) FROM clubs_user").fetchone()

    assert row == (1,)


def test_the_product_connects_as_the_owner_and_not_as_a_superuser(database: TestDatabase) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("moadon", False, False)
