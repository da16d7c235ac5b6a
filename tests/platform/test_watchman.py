"""Health, headers and failures, as a browser or a watchman sees them."""

import json
import logging
import sys

import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from moadon.config.settings.logging import json_lines
from moadon.config.urls import handler500, urlpatterns
from moadon.interfaces.http import doors, failures
from tests.platform.database import TestDatabase


def fails(request: HttpRequest, phone: str) -> HttpResponse:
    raise ValueError("first line\nsecret second line")


def away(request: HttpRequest) -> HttpResponse:
    raise OperationalError("the connection is lost")


class Broken:
    """Our addresses, and two that fail."""

    urlpatterns = (path("api/fails/<str:phone>", fails), path("api/away", away), path("away", away), *urlpatterns)
    handler500 = handler500


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.django_db
def test_ready_says_so_with_all_migrations(client: Client) -> None:
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


@pytest.mark.django_db
def test_not_ready_while_a_migration_is_missing(client: Client) -> None:
    from django.db.migrations.recorder import MigrationRecorder

    taken = MigrationRecorder.Migration.objects.filter(app="worker").latest("id")
    taken.delete()
    answer = client.get("/readyz")
    MigrationRecorder.Migration.objects.create(app=taken.app, name=taken.name, applied=taken.applied)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "migrations are missing" in answer.json()["reasons"][0]


@pytest.mark.django_db
def test_not_ready_once_the_next_session_would_forget(client: Client, database: TestDatabase) -> None:
    assert client.get("/readyz").status_code == 200

    database.admin.execute(f"ALTER DATABASE {database.name} SET synchronous_commit = off")  # type: ignore[arg-type]
    answer = client.get("/readyz")
    connection.close()
    client.get("/readyz")
    database.admin.execute(f"ALTER DATABASE {database.name} RESET synchronous_commit")  # type: ignore[arg-type]
    began_with_it = client.get("/readyz")
    connection.close()

    assert answer.status_code == 503
    assert "synchronous_commit is off" in answer.json()["reasons"][0]
    assert "start moadon again" in began_with_it.json()["reasons"][0]
    assert client.get("/readyz").status_code == 200


def test_alive_asks_no_database(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_browsers_are_told_what_pages_never_do(client: Client, header: str, value: str) -> None:
    assert client.get("/healthz").headers[header] == value


def test_only_our_own_scripts_run(client: Client) -> None:
    policy = dict(
        part.strip().split(" ", 1) for part in client.get("/healthz").headers["Content-Security-Policy"].split(";")
    )

    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"


@override_settings(ROOT_URLCONF=Broken)
def test_a_database_that_is_away_is_answered_with_come_back(client: Client) -> None:
    answer = client.get("/api/away")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "database_away"
    assert client.get("/away").status_code == 503


@override_settings(ROOT_URLCONF=Broken)
@pytest.mark.parametrize(("language", "says"), [("he", "מסד הנתונים"), ("fa", "پایگاه داده"), ("de", "The database")])
def test_a_failure_is_told_in_the_callers_language(client: Client, language: str, says: str) -> None:
    answer = client.get("/api/away", headers={"Accept-Language": language})

    assert says in answer.json()["detail"]
    assert (answer.json()["title"], answer.json()["errors"]) == ("Service Unavailable", [])


def test_a_host_that_is_not_ours_is_told_so(client: Client) -> None:
    page = client.get("/office/sign-in", headers={"Host": "evil.example", "Accept-Language": "he"})

    assert page.status_code == 400
    assert "evil" not in page.content.decode()


@pytest.mark.parametrize(
    ("problem", "says"),
    [
        ('invalid input syntax for type bigint: "0521234567"', "invalid input syntax for type bigint: …"),
        ("invalid literal for int() with base 10: 'Dana'", "invalid literal for int() with base 10: …"),
        ("nobody has +972 52-123-4567 here", "nobody has … here"),
        ('column "phone" does not exist', 'column "phone" does not exist'),
        ("'NoneType' object has no attribute 'pk'", "'NoneType' object has no attribute 'pk'"),
    ],
)
def test_the_log_of_a_failure_leaves_out_what_was_typed(problem: str, says: str) -> None:
    assert failures.told(ValueError(problem))["says"] == says


@override_settings(ROOT_URLCONF=Broken)
def test_the_log_of_a_failure_names_the_route_and_no_one(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "moadon"):
        answer = client.get("/api/fails/0521234567?q=0521234567")

    said = json.dumps([str(record.msg) for record in caplog.records])
    assert answer.json()["code"] == "internal_error"
    assert "api/fails/<str:phone>" in said
    assert "first line" in said
    assert "secret" not in said
    assert "0521234567" not in said


@pytest.mark.parametrize(
    ("noted", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("10.0.0.1, 203.0.113.7", "203.0.113.7"),
        ("203.0.113.7, 2001:db8::1", "2001:db8::1"),
        ("203.0.113.7, somebody", "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
def test_behind_a_proxy_the_caller_is_whom_the_proxy_noted_last(noted: str, address: str) -> None:
    assert doors.address_behind({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": noted}) == address


@pytest.mark.parametrize(("trusted", "address"), [(True, "203.0.113.7"), (False, "127.0.0.1")])
def test_a_proxy_is_believed_only_when_there_is_one(trusted: bool, address: str) -> None:
    environ = RequestFactory().get("/healthz", headers={"X-Forwarded-For": "203.0.113.7"}).environ

    with override_settings(BEHIND_PROXY=trusted):
        b"".join(doors.application()(environ, lambda *_: None))

    assert environ["REMOTE_ADDR"] == address


def test_a_line_about_an_exception_holds_no_value_of_its_frames() -> None:
    phone = "052-555-9001"
    try:
        int(phone)
    except ValueError:
        told = json_lines().format(logging.getLogger("other").makeRecord(
            "other", logging.ERROR, __file__, 1, "it broke", (), sys.exc_info()))  # fmt: skip

    line = json.loads(told)
    assert (line["event"], line["kind"], line["says"]) == (
        "it broke",
        "ValueError",
        "invalid literal for int() with base 10: …",
    )
    assert "test_a_line_about_an_exception" in line["places"][0]
    assert "9001" not in told
