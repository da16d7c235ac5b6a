"""A web process that has just started, and more tills at once than it has threads."""

import json
import os
import subprocess
import sys
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.flows.shopkeeper import LINEAR, document, open_shop
from tests.platform.running import free_port, wait_for

TILLS = 12

pytestmark = pytest.mark.django_db


def test_tills_at_a_cold_start_do_not_wait_for_each_others_connections(database: Any, tmp_path: Path) -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    bodies = [shop.basket("10.00", member=shop.member(f"+97252555{i:04}")) for i in range(TILLS)]
    port, log = free_port(), tmp_path / "web.log"
    few = {"MOADON_WEB_WORKERS": "1", "MOADON_WEB_THREADS": "4", "MOADON_PORT": str(port)}
    environment = {**os.environ, **few, "MOADON_DATABASE_URL": database.url}
    created = subprocess.run(
        [sys.executable, "-m", "moadon", "key", "create", "--club", shop.club.slug, "--scope", "all", "--format", "json"],
        env=environment, text=True, capture_output=True, check=True,
    )  # fmt: skip
    key = json.loads(created.stdout)["key"]
    with log.open("wb") as out:
        process = subprocess.Popen([sys.executable, "-m", "moadon", "web"], env=environment, stdout=out, stderr=out)
    try:
        wait_for(f"http://127.0.0.1:{port}/readyz", process, log)

        def post(body: dict[str, Any]) -> int:
            request = urllib.request.Request(
                f"http://127.0.0.1:{port}/api/v1/receipts", json.dumps(body).encode(), method="POST",
                headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json",
                         "Idempotency-Key": uuid.uuid4().hex},
            )  # fmt: skip
            with urllib.request.urlopen(request, timeout=60) as answer:
                return int(answer.status)

        with ThreadPoolExecutor(TILLS) as tills:
            assert list(tills.map(post, bodies)) == [201] * TILLS
    finally:
        process.terminate()
        process.wait(timeout=30)
