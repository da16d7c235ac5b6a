"""The tests' own ground: commits are real, and the next test starts empty."""

import json
import urllib.request

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from tests.platform.database import TestDatabase
from tests.platform.running import ClubServer


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


def test_the_running_server_works_on_the_tests_database(club_server: ClubServer, database: TestDatabase) -> None:
    with urllib.request.urlopen(f"{club_server.url}/readyz") as answer:
        assert json.load(answer) == {"status": "ready"}

    made = club_server.command(
        "club", "create", "corner", "--name", "Corner", "--currency", "ILS", "--time-zone", "Asia/Jerusalem"
    )

    assert made.returncode == 0, made.stderr
    assert database.admin.execute("SELECT slug FROM clubs_club").fetchall() == [("corner",)]


def test_static_files_come_from_the_server_under_names_that_may_be_kept(club_server: ClubServer) -> None:
    from django.conf import settings

    names = json.loads((settings.STATIC_ROOT / "staticfiles.json").read_text())["paths"]
    with urllib.request.urlopen(f"{club_server.url}/static/{names['moadon/built/theme.js']}") as answer:
        assert answer.headers["cache-control"] == "max-age=31536000"
        assert answer.headers["content-type"].startswith("text/javascript")
