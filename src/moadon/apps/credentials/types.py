"""Plain values of credentials."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

ProofKind = Literal["code", "pin", "device"]
PROOF_KINDS: tuple[ProofKind, ...] = ("code", "pin", "device")
Purpose = Literal["spend", "pin", "device"]
"""What a one-time code is for: to spend value, to set a PIN, to pair a device."""
LetterKind = Literal["code", "page", "gift_card", "checkpoint"]
LetterState = Literal["waiting", "sending", "sent", "failed", "unknown", "dropped"]


class Known(NamedTuple):
    """What is kept of one credential of a member: its row, and what a proof is compared with.

    `secret`: the hash of a PIN, the digest of a code, the enciphered secret of a device. `mark`: which edition of the
    PIN, or the last step that a device's code was used of.
    """

    kind: ProofKind
    row: int
    member: int
    secret: bytes
    mark: int
    expires_at: datetime | None = None


class Proof(NamedTuple):
    """A credential that was shown and found right; `mark`: the PIN's edition, the step of the device's code."""

    kind: ProofKind
    member: int
    row: int
    mark: int


class Standing(NamedTuple):
    """How a credential stands when it is to be used, its row locked: whether it is still good, the mark of now, and of
    a code to how much of which wallet it is bound."""

    good: bool
    mark: int
    wallet: str | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class NewSpend:
    """Value that leaves a member's wallets, by sort; `proof` None: without one. It is of a receipt or a hold, or of
    something that `subject` names."""

    member: int
    sort: str
    amount: int
    at: datetime
    proof: Proof | None
    receipt: int | None = None
    hold: int | None = None
    subject: str = ""


class Tried(NamedTuple):
    """What is counted when somebody shows a proof: under which key, how many are too many, within how many seconds."""

    key: str
    most: int
    seconds: int


@dataclass(frozen=True, slots=True)
class MadeCode:
    """A one-time code that was made: its row, the channel it goes by, and when it ends. Never the code itself."""

    id: int
    channel: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class MadeDevice:
    """A device that was paired. The secret is shown this once."""

    id: int
    secret: bytes
