"""What `/metrics` tells a watchman of a club whose web server has several processes."""

import json
import re
import shutil
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client, override_settings
from prometheus_client.parser import text_string_to_metric_families

from moadon.flows.till import counted
from moadon.interfaces.http import metrics
from moadon.kernel.refusals import Refused
from tests.flows.shopkeeper import open_shop
from tests.laws.tree import CHECKOUT
from tests.platform.running import ClubServer, until
from tests.platform.sales import Tills

pytestmark = pytest.mark.django_db
PAGE = CHECKOUT / "docs" / "reference" / "metrics.md"


def read(text: str) -> dict[str, float]:
    """Samples, by their names with labels as in the text."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()) if name != "le")
            if sample.labels.get("le") in (None, "+Inf"):
                found[f"{sample.name}{{{labels}}}"] = sample.value
    return found


def asked(server: ClubServer) -> dict[str, float]:
    with urllib.request.urlopen(f"{server.url}/metrics") as answer:
        assert answer.headers["Content-Type"].startswith("text/plain")
        return read(answer.read().decode())


def test_the_processes_of_a_web_server_count_together(club_server: ClubServer) -> None:
    shop = open_shop()
    made = club_server.command("key", "create", "--club", shop.club.slug, "--scope", "all", "--format", "json")
    tills = Tills(club_server.url, json.loads(made.stdout)["key"])
    before = asked(club_server)
    tills.call("POST", "/branches", {"code": "main", "name": "Main"}, "main")
    sold = [tills.sell(f"T{n % 8}", f"m{n}") for n in range(40)]
    other_content = tills.sell("T1", "m1")
    after = asked(club_server)

    def grown(name: str) -> float:
        return after.get(name, 0.0) - before.get(name, 0.0)

    assert (set(sold), other_content) == ({201}, 422)
    assert grown("moadon_receipts_total{outcome=committed}") == 40
    assert grown("moadon_commit_receipts_sum{}") >= 40
    assert grown("moadon_http_request_seconds_count{method=POST,route=receipts,status=201}") == 40
    assert grown("moadon_http_request_seconds_count{method=POST,route=receipts,status=422}") == 1
    assert grown("moadon_http_request_seconds_count{method=POST,route=branches,status=201}") == 1
    assert after["moadon_database_up{}"] == 1
    assert after["moadon_on_hold{}"] == 0
    assert after["moadon_disk_free_bytes{place=var}"] > 0
    until(lambda: asked(club_server).get("moadon_pool_connections{state=open}", 0) >= 1)


def test_nothing_names_a_club_or_a_person(club_server: ClubServer) -> None:
    secret = "0521234567"
    for path in (f"/{secret}", f"/api/v1/members?phone={secret}", f"/office/{secret}/members"):
        Tills(f"{club_server.url}", "mdn_nobody").call("GET", path)
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(club_server.url + path)
    request = urllib.request.Request(club_server.url + "/healthz", method="BREW")
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(request)

    with urllib.request.urlopen(f"{club_server.url}/metrics") as answer:
        told = answer.read().decode()
    assert secret not in told
    assert "BREW" not in told
    assert 'method="other"' in told or "healthz" not in told


@pytest.mark.parametrize(
    ("headers", "address", "status"),
    [
        ({}, "127.0.0.1", 200),
        ({}, "::1", 200),
        ({}, "203.0.113.7", 403),
        ({}, "", 403),
        ({"X-Forwarded-For": "203.0.113.7"}, "127.0.0.1", 403),
        ({"Forwarded": "for=203.0.113.7"}, "127.0.0.1", 403),
    ],
)
def test_without_a_token_only_the_machine_itself_may_ask(
    client: Client, headers: dict[str, str], address: str, status: int
) -> None:
    assert client.get("/metrics", headers=headers, REMOTE_ADDR=address).status_code == status


@override_settings(METRICS_TOKEN="right")
@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 403), ({"Authorization": "Bearer wrong"}, 403), ({"Authorization": "Bearer right"}, 200)],
)
def test_with_a_token_only_who_has_it_may_ask(client: Client, headers: dict[str, str], status: int) -> None:
    assert client.get("/metrics", headers=headers, REMOTE_ADDR="203.0.113.7").status_code == status
    assert client.get("/metrics", headers=headers).status_code == status


def test_a_job_that_waits_and_a_hold_are_told(client: Client) -> None:
    from procrastinate.contrib.django import app

    with connection.cursor() as cursor:
        job = app.configure_task("import").defer(club_id=1, import_id=1)
        cursor.execute("update procrastinate_events set at = now() - interval '7 minutes' where job_id = %s", [job])
        cursor.execute("insert into moadon_hold (why) values ('a test')")

    told = read(client.get("/metrics").content.decode())

    assert 419 <= told["moadon_oldest_job_seconds{}"] < 480
    assert told["moadon_on_hold{}"] == 1


def test_a_database_that_is_away_is_told_and_the_rest_is_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", away)
    told = read(client.get("/metrics").content.decode())

    assert told["moadon_database_up{}"] == 0
    assert "moadon_oldest_job_seconds{}" not in told
    assert "moadon_disk_free_bytes{place=var}" in told


def test_the_age_of_backups_is_told_where_there_are_some(client: Client, tmp_path: Path) -> None:
    with override_settings(BACKUP_FOLDER=tmp_path):
        assert "moadon_backup_copy_age_seconds{}" not in read(client.get("/metrics").content.decode())
        _leave_backups(tmp_path)
        told = read(client.get("/metrics").content.decode())

    assert told["moadon_backup_copy_age_seconds{}"] > told["moadon_backup_journal_age_seconds{}"] > 0
    assert told["moadon_disk_free_bytes{place=backup}"] == pytest.approx(shutil.disk_usage(tmp_path).free, rel=0.2)


def _leave_backups(folder: Path) -> None:
    about = {"began": "2026-01-01T00:00:00+00:00", "ended": "2026-01-01T00:00:05+00:00", "first": "0/28",
             "version": 180000, "bundled": True}  # fmt: skip
    copy = folder / "0001" / "copies" / "20260101T000000Z"
    copy.mkdir(parents=True)
    (folder / "backups.json").write_text(json.dumps({"format": "moadon/backups/1", "system": "1", "slot": "s"}))
    (folder / "0001" / "series.json").write_text(json.dumps({"timeline": 1, "size": 1 << 24}))
    (copy / "about.json").write_text(json.dumps(about))
    lines = [f"2026-01-02T00:00:{n:02}+00:00 0/{n:X}\n" for n in range(50)]
    (folder / "0001" / "marks").write_text("".join(lines) + "2026-01-03T00:0")


def test_what_was_refused_and_told_again_is_not_counted_as_sold() -> None:
    from moadon.flows.till.types import Committed

    def now(outcome: str) -> float:
        return counted.RECEIPTS.labels(outcome)._value.get()  # type: ignore[attr-defined]

    before = {name: now(name) for name in ("committed", "replayed", "refused")}
    counted.count([Committed(1, "{}"), Committed(2, "{}", replayed=True), Refused("unknown_id")], 0.01)

    assert {name: now(name) - was for name, was in before.items()} == {"committed": 1, "replayed": 1, "refused": 1}


def test_what_a_process_that_ended_held_is_forgotten_and_what_it_counted_stays(tmp_path: Path) -> None:
    for name in ("gauge_livesum_999999999.db", f"gauge_livesum_{1}.db", "histogram_999999999.db"):
        (tmp_path / name).touch()

    metrics._bury(str(tmp_path))

    assert {path.name for path in tmp_path.iterdir()} == {"gauge_livesum_1.db", "histogram_999999999.db"}


def test_every_metric_is_explained(client: Client, tmp_path: Path) -> None:
    _leave_backups(tmp_path)
    with override_settings(BACKUP_FOLDER=tmp_path):
        body = client.get("/metrics").content.decode()
    told = {name for name in re.findall(r"^# HELP (moadon_\w+)", body, re.MULTILINE) if not name.endswith("_created")}
    explained = set(re.findall(r"^\| `(moadon_\w+)`", PAGE.read_text(), re.MULTILINE))

    assert told == explained
