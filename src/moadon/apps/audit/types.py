"""Plain values of the log: facts that readers follow, and answers that are given again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

KEPT_DAYS = 30
"""How long an answer is remembered for its Idempotency-Key."""


class Doer(Protocol):
    """Whoever does something: a user, a key or the system, known to this app by number and name only."""

    @property
    def kind(self) -> str:
        """`user`, `key` or `system`."""
        ...

    @property
    def id(self) -> int | None:
        """The row of the user or the key."""
        ...

    @property
    def name(self) -> str:
        """What people call them."""
        ...

    @property
    def address(self) -> str:
        """Where they called from."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reader of facts has come to. Facts are ordered by the transaction that wrote them, then by row."""

    xact: int = 0
    id: int = 0


@dataclass(frozen=True, slots=True)
class StoredFact:
    """A fact as it is read back: what happened, about what, when, and where it stands in the order."""

    place: Place
    name: str
    subject: str
    at: datetime
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RequestMark:
    """What tells one request from another: who calls, the key they chose, and a digest of what they sent."""

    caller: str
    key: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What a caller was told: HTTP status and the body as text. `replayed` when it had been told before."""

    status: int
    body: str
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer remembered under a key: its digest and status, and the receipt that keeps the text, or the text."""

    digest: bytes
    status: int
    receipt: int | None
    body: str | None
