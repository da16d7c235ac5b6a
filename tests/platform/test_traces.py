"""Traces: told to a real collector where an address is given, and nothing at all where none is."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest

from moadon.apps.clubs.actions import create_club, make_key
from moadon.apps.clubs.types import SYSTEM, NewClub
from moadon.integrations.traces import address_in
from moadon.integrations.traces.otlp import Otlp
from moadon.store import traces
from tests.platform.collector import Collector, collecting, figures
from tests.platform.database import TestDatabase
from tests.platform.running import serving, until

TRACE, ABOVE = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
PHONE = "+972525551234"


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as collector:
        yield collector


@pytest.mark.django_db
def test_a_request_is_told_with_its_flow_its_statements_and_its_lines_of_the_log(
    test_database: TestDatabase, database: TestDatabase, collector: Collector, tmp_path: Path
) -> None:
    club = create_club(new=NewClub(slug="traced", name="Traced", currency="ILS", time_zone="Asia/Jerusalem"))
    headers = {
        "Authorization": f"Bearer {make_key(club=club, scope='all', actor=SYSTEM).secret}",
        "traceparent": f"00-{TRACE}-{ABOVE}-01",
    }
    log = tmp_path / "web.log"
    told = {"MOADON_OTLP_ENDPOINT": collector.url, "OTEL_BSP_SCHEDULE_DELAY": "100", "MOADON_WEB_WORKERS": "1"}
    line = {"id": "1", "sku": "MUG", "name": "Mug", "quantity": "1", "unit_price": "10.00"}
    sale = {"number": "1", "at": "2026-11-22T10:15:00+02:00", "lines": [line]}
    with serving(test_database.url, log, **told, MOADON_LOG_LEVEL="INFO") as server:
        joined = httpx.post(f"{server.url}/api/v1/members", json={"phone": PHONE}, headers=headers, timeout=60)
        sold = httpx.post(
            f"{server.url}/api/v1/receipts", json=sale, headers={**headers, "Idempotency-Key": "k"}, timeout=60
        )
        until(lambda: collector.named("POST receipts") and collector.named("POST members"))
        until(lambda: collector.named("flow till.commit") and collector.named("flow joining"))
    (asked,), (flow,), (commit,) = map(collector.named, ("POST members", "flow joining", "flow till.commit"))

    assert (joined.status_code, sold.status_code) == (201, 201)
    assert (asked.trace_id.hex(), asked.parent_span_id.hex()) == (TRACE, ABOVE)
    assert (flow.trace_id.hex(), flow.parent_span_id) == (TRACE, asked.span_id)
    assert figures(asked)["http.response.status_code"] == 201
    assert figures(asked)["db.statements"] >= figures(flow)["db.statements"] > 0
    assert figures(commit)["moadon.receipts"] == 1
    assert figures(commit)["db.statements"] > 5
    assert figures(commit)["db.seconds"] > 0
    sent = b"".join(collector.raw)
    assert [word for word in (PHONE, PHONE[-7:], "select", "insert", "mdn_") if word.encode() in sent] == []
    lines = [json.loads(text) for text in log.read_text("utf-8").splitlines() if '"event":"request"' in text]
    assert {line["trace_id"] for line in lines if line["route"] in ("members", "receipts")} == {TRACE}


def test_what_breaks_is_told_by_its_kind_and_not_in_its_words(collector: Collector) -> None:
    teller = Otlp(f"{collector.url}/v1/traces", "moadon")
    traces.tell(teller)
    try:
        with pytest.raises(ValueError, match="0525551234"), traces.span("flow outer"), traces.span("job night"):
            raise ValueError("no such phone: 0525551234")
    finally:
        traces.tell(None)
        teller.close()

    (job,), (outer,) = collector.named("job night"), collector.named("flow outer")
    assert job.parent_span_id == outer.span_id
    assert figures(job)["error.type"] == "ValueError"
    assert (len(job.events), job.status.message) == (0, "")
    assert b"0525551234" not in b"".join(collector.raw)


def test_nothing_of_it_is_loaded_where_nobody_is_to_be_told() -> None:
    script = """if True:
        import os, sys, django
        os.environ["DJANGO_SETTINGS_MODULE"] = "moadon.config.settings"
        django.setup()
        from moadon.integrations.traces import begin
        import moadon.interfaces.http.site, moadon.interfaces.worker.tasks
        begin({})
        print(sorted(name for name in sys.modules if name.startswith("opentelemetry")))"""

    told = subprocess.run([sys.executable, "-c", script], text=True, capture_output=True, check=True)

    assert told.stdout == "[]\n"
    assert traces.span("anything") is traces.span("anything else")


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        ({}, None),
        ({"MOADON_OTLP_ENDPOINT": "http://c:4318"}, "http://c:4318/v1/traces"),
        ({"MOADON_OTLP_ENDPOINT": "http://c:4318/v1/traces"}, "http://c:4318/v1/traces"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318/"}, "http://c:4318/v1/traces"),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://c/in"}, "http://c/in"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_SDK_DISABLED": "true"}, None),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_TRACES_EXPORTER": "none"}, None),
    ],
)
def test_where_spans_go(environment: Mapping[str, str], address: str | None) -> None:
    assert address_in(environment) == address
