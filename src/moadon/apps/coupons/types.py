"""Plain values of coupons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, TypedDict

from moadon.engine.coupons import CodeState, Pattern

MOST_CODES = 1_000_000
"""Codes that are made at once."""
AT_ONCE = 5_000
"""Up to so many are made while somebody waits."""


@dataclass(frozen=True, slots=True)
class NewPool:
    """A pool to make, as typed. `count`: codes to make at once; none in pools that are filled by a file, or of which
    codes are made as they are issued."""

    name: str
    word: str
    kind: str = "bulk"
    pattern: Pattern = field(default_factory=Pattern)
    uses: int = 1
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    days: int | None = None
    receipts_for: str = ""
    receipts_from: int = 0
    count: int = 0


@dataclass(frozen=True, slots=True)
class ReceiptPool:
    """A pool of which a code is issued with receipts."""

    id: int
    name: str
    word: str
    pattern: Pattern
    kind: str
    uses: int
    valid_until: datetime | None
    days: int | None
    receipts_for: str
    receipts_from: int


class Found(NamedTuple):
    """What the codes that were shown are: by their text as it is compared. `closed`: coupons that only codes open."""

    codes: dict[str, CodeState]
    closed: frozenset[str]


class NewUse(NamedTuple):
    """A code that is used up on a receipt."""

    code: CodeState
    receipt: int
    member: int | None
    at: datetime
    rules: tuple[str, ...]
    gave: int


class NewCode(NamedTuple):
    """A code that is issued with a receipt."""

    pool: ReceiptPool
    code: str
    member: int | None
    receipt: int
    at: datetime
    expires_at: datetime | None


class UseKept(NamedTuple):
    """A code that a sale used up, as a return finds it."""

    id: int
    code: str
    rules: tuple[str, ...]
    gave: int


class UseLeft(NamedTuple):
    """What a return leaves of a use: its money, or `back`: the code is given back."""

    id: int
    gave: int
    back: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How many codes of a pool stand in each state, how often codes were used, and the money that gave."""

    states: Mapping[str, int] = field(default_factory=dict)
    uses: int = 0
    gave: int = 0

    @property
    def codes(self) -> int:
        """All of them."""
        return sum(self.states.values())


class PrintedKept(NamedTuple):
    """A code that was issued with a sale, as a return finds it. `unused`: it can still be withdrawn; `least`: from
    which amount on its pool issues one."""

    id: int
    code: str
    state: str
    unused: bool
    least: int


class PoolChanges(TypedDict, total=False):
    """What may be changed of a pool."""

    name: str
    valid_from: datetime | None
    valid_until: datetime | None
    days: int | None
    receipts_for: str
    receipts_from: int


class Issued(NamedTuple):
    """A code that was given to a member; `until` None: its pool says when it ends."""

    id: int
    code: str
    member: int
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Aside:
    """For whom codes are set aside, until when: a `channel`, a `partner` or a `member` (row number)."""

    kind: str
    name: str = ""
    member: int | None = None
    until: datetime | None = None

    @property
    def told(self) -> str:
        """As codes keep it."""
        return self.kind if self.kind == "member" else f"{self.kind}:{self.name}"


class GivenCode(NamedTuple):
    """A code that was made elsewhere, for a pool (row number), and perhaps a member and an end of its own."""

    pool: int
    code: str
    member: int | None = None
    until: datetime | None = None
