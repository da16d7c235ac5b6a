"""Plain values of corrections and transfers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal, NamedTuple

from moadon.apps.clubs.types import Actor, Role

WalletKind = Literal["points", "credit"]
State = Literal["waiting", "done", "refused", "withdrawn", "expired"]
STATES: Final[tuple[State, ...]] = ("waiting", "done", "refused", "withdrawn", "expired")
Shortage = Literal["refuse", "arrears"]
BRANCH_MANAGER: Final = "branch_manager"
KEY: Final = "key"
ROLES: Final = (Role.OWNER.value, Role.MANAGER.value, BRANCH_MANAGER, Role.CASHIER.value, KEY)
"""Who has a limit of their own: roles of people, of which a manager of one branch is one by itself, and keys."""
KINDS: Final[tuple[WalletKind, ...]] = ("points", "credit")
COUNTED_PLACES: Final = 4
"""Sums of a day add up wallets with different decimals in units of 10**-4."""


class Limit(NamedTuple):
    """The most that somebody of a role gives or takes by hand in wallets of one kind: at once, and in the club's day.

    Decimal text of whole points or of the club's currency; None: without a limit; "0": nothing.
    """

    single: str | None
    day: str | None


class Reason(NamedTuple):
    """Why balances are corrected, as the club says it: a code, and what members read in each language."""

    code: str
    name: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TransferTerms:
    """How members of the club hand over value of one wallet: the most at once, in a day and in a month by one giver
    (decimal text, None: as much as there is), the share that the club keeps ("0.05"), and whether the giver must prove
    who they are."""

    wallet: str
    single: str | None = None
    day: str | None = None
    month: str | None = None
    fee: str = "0"
    proof: bool = True


@dataclass(frozen=True, slots=True)
class Policy:
    """What a club has decided: the limits by role and kind of wallet, its reasons, after how many days a request that
    nobody decided ends by itself, and which wallets members may hand over (none: no transfers)."""

    limits: Mapping[tuple[str, str], Limit]
    reasons: tuple[Reason, ...]
    days: int = 7
    transfers: Mapping[str, TransferTerms] = field(default_factory=dict)

    def reason(self, code: str) -> Reason | None:
        """The reason of that code; None where the club has none."""
        return next((one for one in self.reasons if one.code == code), None)


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose hand it is: a person of a role, or a key. `branch_id`: they work in this branch alone."""

    actor: Actor
    role: str
    branch_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A correction as it is written down: asked for, or done at once where `done` says how."""

    member_id: int
    wallet: str
    kind: str
    amount: int
    counted: int
    reason: str
    note: str
    shortage: Shortage
    expires_on: date | None
    corrects: int | None
    asked_at: datetime
    ends_at: datetime
    day: date


@dataclass(frozen=True, slots=True)
class Booked:
    """What a correction did: the transaction of the books, and what the wallet stood at before and after."""

    transaction: int
    before: int
    after: int
