"""Tills that sell to a running club without a break, and remember what they were told and when."""

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Sale = tuple[str, datetime, datetime]
"""Number of a receipt, when it was sent and when its 2xx was there."""


@dataclass
class Tills:
    """Where they sell, and every receipt that was acknowledged."""

    url: str
    key: str
    sold: list[Sale] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def selling(self, tills: int = 2) -> Iterator[None]:
        """They sell for the block, each a receipt after the other; one that is not answered is not sent again."""
        self._stop.clear()
        begun = len(self.sold)
        threads = [threading.Thread(target=self._sell, args=(f"T{n}", begun)) for n in range(tills)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()

    def _sell(self, till: str, begun: int) -> None:
        n = 0
        while not self._stop.is_set():
            n += 1
            number, sent = f"{till}-{begun}-{n}", datetime.now(UTC)
            status = self.sell(till, number)
            if status in (200, 201):
                self.sold.append((number, sent, datetime.now(UTC)))
            else:
                self.refused.append(status)
                self._stop.wait(0.05)

    def sell(self, till: str, number: str) -> int:
        """Send one receipt; the status of the answer, 0 where there was none."""
        body = {
            "till": till, "branch": "main", "number": number, "at": datetime.now(UTC).isoformat(),
            "lines": [{"id": "1", "sku": "MUG", "name": "Mug", "quantity": "1", "unit_price": "10.00"}],
            "payments": [{"kind": "cash", "amount": "10.00"}],
        }  # fmt: skip
        return self.call("POST", "/receipts", body, number)[0]

    def call(self, method: str, path: str, body: Any = None, key: str = "") -> tuple[int, Any]:
        """Status and answer of a call to the API; 0 and None where there was no answer."""
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json", "Idempotency-Key": key}
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"{self.url}/api/v1{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as problem:
            return problem.code, None
        except (urllib.error.URLError, OSError):
            return 0, None
