"""The values that movements work on, and the plan of entries they leave."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from moadon.kernel.sentences import Message
from moadon.kernel.values import value

MEMBER_BOOKS = ("balance", "pending", "arrears")
CLUB_BOOKS = ("issued", "spent", "expired", "transferred")
BOOKS = (*MEMBER_BOOKS, *CLUB_BOOKS)
LOT_BOOKS = ("balance", "pending", "expired")
"""Books whose entries name the lot they changed."""


@value
class Origin:
    """What an entry came from: the rule of a programme's version, the base it looked at, and why in a message."""

    programme: str | None = None
    rule: str | None = None
    version: int | None = None
    base: int | None = None
    why: Message | None = None


@dataclass(eq=False)
class LotState:
    """Value given at one moment. `id` is None until it is numbered, `fresh` until it is written.

    `lapsed` is how much of it ended unused; known where a return of its sale may ask for it. `held` is how much of what
    remains is set aside by holds.
    """

    id: int | None
    amount: int
    remaining: int
    pending: bool
    active_at: datetime
    expires_at: datetime | None
    programme: str
    rule: str
    receipt: int | None = None
    touched: bool = False
    fresh: bool = False
    lapsed: int = 0
    held: int = 0

    @property
    def free(self) -> int:
        """What remains and no hold sets aside."""
        return self.remaining - self.held

    def ended(self, now: datetime) -> bool:
        """Whether it can no longer be spent, swept out or not."""
        return self.expires_at is not None and self.expires_at <= now

    def take(self, amount: int) -> None:
        """Lower what remains. The caller never takes more than is free."""
        self.remaining -= amount
        self.touched = True

    def set_aside(self, amount: int) -> None:
        """Keep so much of what is free for a hold; below zero: let it go. The caller never keeps more than is free."""
        self.held += amount
        self.touched = True


@dataclass(eq=False)
class AccountState:
    """One member's wallet: sums, and those of its lots that the movement at hand may need.

    `held` is how much of the balance holds set aside.
    """

    id: int
    owner: int
    wallet: str
    balance: int = 0
    pending: int = 0
    owed: int = 0
    lots: list[LotState] = field(default_factory=list)
    touched: bool = False
    held: int = 0

    @property
    def stands_at(self) -> int:
        """The balance as the member sees it: what can be spent less what is owed."""
        return self.balance - self.owed


@dataclass(eq=False)
class EntryPlan:
    """One entry to be written. `lot` is set where a lot changes."""

    account: AccountState | None
    book: str
    wallet: str
    amount: int
    lot: LotState | None
    origin: Origin
    balance_after: int | None
    corrects: int | None = None


@dataclass(eq=False)
class Posting:
    """Entries that belong together and sum to zero per wallet. `id` is None until it is numbered."""

    kind: str
    owner: int
    at: datetime
    receipt: int | None = None
    corrects: int | None = None
    id: int | None = None
    entries: list[EntryPlan] = field(default_factory=list)

    def move(
        self, account: AccountState, lot: LotState | None, books: tuple[str, str], amount: int, origin: Origin
    ) -> None:
        """Move `amount` from the second book to the first: a line for the member and one for the other side.

        Where both books are the member's own, both lines are.
        """
        to_book, from_book = books
        account.touched = True
        _apply(account, to_book, amount)
        _apply(account, from_book, -amount)
        self.entries.append(_line(account, lot, to_book, amount, origin))
        self.entries.append(_line(account, lot, from_book, -amount, origin))


def _line(account: AccountState, lot: LotState | None, book: str, amount: int, origin: Origin) -> EntryPlan:
    named = lot if book in LOT_BOOKS else None
    if book in MEMBER_BOOKS:
        return EntryPlan(account, book, account.wallet, amount, named, origin, account.balance - account.owed)
    return EntryPlan(None, book, account.wallet, amount, named, origin, None)


def _apply(account: AccountState, book: str, amount: int) -> None:
    if book == "balance":
        account.balance += amount
    elif book == "pending":
        account.pending += amount
    elif book == "arrears":
        account.owed -= amount


def spendable(account: AccountState, at: datetime) -> Iterator[LotState]:
    """The lots that have something free to be spent at `at`, soonest to expire first, then oldest."""
    able = [
        lot
        for lot in account.lots
        if lot.free > 0 and not lot.pending and (lot.expires_at is None or lot.expires_at > at)
    ]
    far = datetime.max.replace(tzinfo=at.tzinfo)
    able.sort(key=lambda lot: (lot.expires_at or far, lot.active_at, lot.id or 1 << 62))
    return iter(able)
