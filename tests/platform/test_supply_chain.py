"""What the house is built of, and what is said of it: a service that knows a flaw, one that knows none, and none."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.model.bom import Bom
from tools import supply_chain

CHECKOUT = Path(__file__).resolve().parents[2]
FLAW = {
    "id": "GHSA-made-up-flaw", "summary": "made up", "details": "made up", "modified": "2026-01-01T00:00:00Z",
    "affected": [{"package": {"name": "django", "ecosystem": "PyPI"},
                  "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99"}]}]}],
}  # fmt: skip


class Service:
    """A service of advisories on this machine, and whom it was asked about."""

    def __init__(self, flawed: str) -> None:
        asked = self.asked = set[str]()

        class Answers(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                wanted = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["package"]["name"]
                asked.add(wanted)
                body = json.dumps({"vulns": [FLAW]} if wanted == flawed else {}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1/query"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def service(request: Any) -> Iterator[Service]:
    service = Service(request.param)
    yield service
    service.server.shutdown()
    service.server.server_close()


def checked(url: str) -> tuple[int, str]:
    command = [sys.executable, "tools/supply_chain.py", "--osv", url]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=CHECKOUT)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("service", ["django"], indirect=True)
def test_a_package_that_is_known_to_be_unsafe_fails_and_is_named(service: Service) -> None:
    code, said = checked(service.url)

    assert code == 1
    assert f"unsafe: django {version('django')}: GHSA-made-up-flaw, mended in 99" in said


@pytest.mark.parametrize("service", ["nobody"], indirect=True)
def test_every_package_of_production_is_asked_about_and_no_tool_of_ours(service: Service) -> None:
    code, said = checked(service.url)

    assert code == 0 and "Nothing unsafe is known of" in said
    assert {"django", "psycopg", "granian", "django-allauth", "cryptography"} <= service.asked
    assert not {"pytest", "ruff", "pip-audit"} & service.asked


def test_where_no_service_answers_one_line_says_so_and_nothing_fails() -> None:
    code, said = checked("http://127.0.0.1:9/v1/query")

    assert code == 0
    assert [line for line in said.splitlines() if line.startswith("Skipped:")] == said.splitlines()[1:]


@pytest.mark.filterwarnings("ignore::cyclonedx.schema.deprecation.SchemaDeprecationWarning1Dot5")
def test_the_bill_of_materials_is_one_that_others_read() -> None:
    made = supply_chain.bill()
    read = Bom.from_json(made)  # type: ignore[attr-defined]
    names = {component.name for component in read.components}

    assert {"django", "htmx.org", "@tabler/core"} <= names
    assert not {"pytest", "axe-core", "esbuild"} & names
    assert all(component.purl for component in read.components)
