"""A judge who stands outside: what was asked for, what was told, and nothing of how it came about.

Every word is in the journal, on the disk, before the next one: what a till heard is known whatever dies meanwhile.
"""

import hashlib
import http.client
import json
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO, Any, NamedTuple

_TIMEOUT = 30


class Told(NamedTuple):
    """What a till heard: the status, the digest of the body, and whether it was told before."""

    status: int
    body: str
    replayed: bool


@dataclass
class Journal:
    """Who asked for what and what they heard, a line each, flushed to the disk one by one."""

    path: Path
    told: dict[str, Told] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def close(self) -> None:
        """Nothing more is written."""
        if "_out" in vars(self):
            self._out.close()

    @cached_property
    def _out(self) -> IO[str]:
        return self.path.open("a")

    def write(self, *words: object) -> None:
        """One line, on the disk when this returns."""
        with self._lock:
            self._out.write(json.dumps(words) + "\n")
            self._out.flush()
            os.fsync(self._out.fileno())

    def hears(self, number: str, told: Told) -> None:
        """An answer of 2xx: the first is the one that every other has to be."""
        self.write("acknowledged", number, told.status, told.body)
        with self._lock:
            self.unknown.discard(number)
            first = self.told.setdefault(number, told)
            if first.body != told.body:
                self.wrong.append(f"{number} was told two things")

    def hears_nothing(self, number: str) -> None:
        """No answer, or one that says to come again: it may have happened or not."""
        self.write("unknown", number)
        with self._lock:
            if number not in self.told:
                self.unknown.add(number)


@dataclass
class Till:
    """A till that speaks to the public API and notes every word."""

    port: int
    key: str
    journal: Journal

    def sells(self, number: str, body: Mapping[str, Any], *, cut: bool = False, key: str = "") -> None:
        """Send a receipt under its own number as the key, or under `key`; with `cut` hang up before the answer."""
        self.journal.write("invoked", number)
        try:
            status, text, replayed = self._post("/receipts", body, key or f"k-{number}", cut=cut)
        except (OSError, http.client.HTTPException):
            self.journal.hears_nothing(number)
            return
        if status in (200, 201):
            self.journal.hears(number, Told(status, hashlib.sha256(text).hexdigest(), replayed))
        elif status in (409, 500, 502, 503):
            self.journal.hears_nothing(number)
            if status == 500:
                self.journal.wrong.append(f"{number}: 500 {text[:200]!r}")
        else:
            self.journal.write("refused", number, status)
            self.journal.wrong.append(f"{number}: {status} {text[:200]!r}")

    def forges(self, number: str, body: Mapping[str, Any]) -> None:
        """Send something else under a key that was used: it must not be taken."""
        try:
            status, text, _ = self._post("/receipts", body, f"k-{number}")
        except (OSError, http.client.HTTPException):
            return
        if status in (200, 201):
            self.journal.wrong.append(f"{number}: another body was taken under its key: {text[:200]!r}")

    def asks(self, path: str) -> Any:
        """What the API tells at a path, and it has to."""
        status, text = self.looks(path)
        assert status == 200, text
        return json.loads(text)

    def looks(self, path: str) -> tuple[int, str]:
        """Status and words of what the API tells at a path."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_TIMEOUT)
        connection.request("GET", f"/api/v1{path}", headers={"Authorization": f"Bearer {self.key}"})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, text.decode()

    def is_answered(self) -> bool:
        """Whether anybody answers at the moment."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_TIMEOUT)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def posts(self, path: str, body: Mapping[str, Any], key: str) -> Any:
        """What is told of something that is done, and that has to be."""
        status, text, _ = self._post(path, body, key)
        assert status in (200, 201), text
        return json.loads(text)

    def tries(self, path: str, body: Mapping[str, Any], key: str) -> tuple[int, str]:
        """The status of something that may be refused, and the code of the refusal."""
        status, text, _ = self._post(path, body, key)
        return status, "" if status < 400 else str(json.loads(text)["code"])

    def _post(self, path: str, body: Mapping[str, Any], key: str, *, cut: bool = False) -> tuple[int, bytes, bool]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_TIMEOUT)
        headers = {
            "Authorization": f"Bearer {self.key}", "Content-Type": "application/json", "Idempotency-Key": key,
        }  # fmt: skip
        try:
            connection.request("POST", f"/api/v1{path}", json.dumps(body), headers)
            if cut:
                raise ConnectionAbortedError("hung up")
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers.get("Idempotent-Replayed") == "true"
        finally:
            connection.close()
