"""What a till says and what it is told, as plain values."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from moadon.apps.credentials.types import Proof
from moadon.apps.members.types import MemberRef
from moadon.kernel.refusals import Refused


class DraftLine(NamedTuple):
    """A line as sent: quantity in thousandths, prices and tax rate in ten-thousandths, discount in minor units."""

    id: str
    sku: str
    quantity: int
    unit_price: int
    discount: int = 0
    tax_rate: int | None = None
    unit_cost: int | None = None
    name: str | None = None
    category: str | None = None
    brand: str | None = None


@dataclass(frozen=True, slots=True)
class DraftPayment:
    """How a part was paid, in minor units."""

    kind: str
    amount: int


@dataclass(frozen=True, slots=True)
class DraftRedeem:
    """Value to spend on this receipt: `amount` as the decimal text sent, read with the wallet's own decimals.

    `promotion`: given for what it offers for points. `hold`: taken from what this one has set aside, which ends it.
    `code` and `pin` name a gift card; `card` is one that the house itself names, by its row.
    """

    wallet: str
    amount: str
    proof: str | None = None
    promotion: str | None = None
    hold: str | None = None
    code: str | None = None
    pin: str | None = None
    card: int | None = None

    @property
    def names_card(self) -> bool:
        """Whether a gift card pays, not a wallet of the member."""
        return self.code is not None or self.card is not None


class ReceiptDraft(NamedTuple):
    """A basket as sent. `at` is aware. `member` None: not a member. `key`: the
    Idempotency-Key, if any, which `caller` chose. `history`: out of old books, so its branch may have closed since
    and its employee left; nothing of it has to be proven. `proof`: what was made, before any lock was taken, of the
    proof that its redemptions carry. `late`: it happened a while ago, and a proof has to be good for its own time.
    `honours`: what it was paid with shows that codes were taken that others have used up since."""

    number: str
    at: datetime
    lines: tuple[DraftLine, ...]
    branch: str | None = None
    till: str | None = None
    employee: str | None = None
    channel: str = "store"
    member: MemberRef | None = None
    payments: tuple[DraftPayment, ...] | None = None
    redeem: tuple[DraftRedeem, ...] = ()
    coupons: tuple[str, ...] = ()
    key: str | None = None
    caller: str = ""
    language: str | None = None
    history: bool = False
    proof: Proof | Refused | None = None
    late: bool = False
    honours: bool = False

    @property
    def shown(self) -> str | None:
        """The proof that its redemptions carry."""
        return next((one.proof for one in self.redeem if one.proof), None)


@dataclass(frozen=True, slots=True)
class SaleRef:
    """The sale that goods come back from: by its own id, or as the till knows it."""

    id: int | None = None
    number: str | None = None
    branch: str | None = None
    till: str | None = None
    business_date: date | None = None


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """Units of one line brought back, in thousandths, or an amount given back for it while its goods stay, in minor
    units: one of the two is 0. `line` is the line's own id on the sale."""

    line: str
    quantity: int
    amount: int = 0


@dataclass(frozen=True, slots=True)
class ReturnDraft:
    """Goods brought back. `lines` None: all that is left. `cancel`: the sale never should have been.

    `refund_to`: the wallet that what was paid in money comes back to, `return_credit`; None: it is handed back.
    `park`: keep it when the sale has not come yet, instead of refusing it. `parked_id`: it was kept before.
    """

    sale: SaleRef
    number: str
    at: datetime
    lines: tuple[ReturnLine, ...] | None = None
    till: str | None = None
    branch: str | None = None
    employee: str | None = None
    cancel: bool = False
    park: bool = False
    key: str | None = None
    caller: str = ""
    language: str | None = None
    parked_id: int | None = None
    refund_to: str | None = None


@dataclass(frozen=True, slots=True)
class Committed:
    """A receipt that stands. `answer` is the JSON text told to the caller; `replayed` when it had been told before."""

    receipt_id: int
    answer: str
    replayed: bool = False
    status: int = 201


@dataclass(frozen=True, slots=True)
class Parked:
    """A return kept until its sale arrives."""

    parked_id: int
    answer: str
    replayed: bool = False
    status: int = 202


@dataclass(slots=True)
class Tally:
    """Counts of one run over many receipts."""

    taken: int = 0
    same: int = 0
    refused: int = 0
    refusals: list[tuple[int, str]] = field(default_factory=list)
