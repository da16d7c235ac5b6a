"""Plain values of receipts and their lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

Kind = Literal["sale", "return", "cancel"]

Promoted = Mapping[str, Sequence[tuple[str, int, str, int]]]
"""By line position (as text) what promotions give on it: (programme, version, promotion, minor units)."""


class NaturalKey(NamedTuple):
    """What a receipt is known by in the shop, unique for ever. `branch_id` only where it names no till."""

    till_id: int | None
    business_date: date
    number: str
    kind: Kind
    branch_id: int | None = None


class KnownReceipt(NamedTuple):
    """A receipt that stands already, with what it was told."""

    id: int
    content_hash: bytes
    answer: str


class NewLine(NamedTuple):
    """A line to be written; units as in `models.Line`."""

    key: str
    product_id: int
    name: str | None
    quantity: int
    unit_price: int
    total: int
    discount: int
    club_value: int
    tax_rate: int
    unit_cost: int | None
    of_line: int | None = None
    allowance: int = 0


class NewReceipt(NamedTuple):
    """A receipt to be written, under an id drawn before; units as in `models.Receipt`."""

    id: int
    natural: NaturalKey
    branch_id: int | None
    employee_id: int | None
    member_id: int | None
    at: datetime
    channel: str
    total: int
    discount: int
    redeemed: int
    to_pay: int
    lines: tuple[NewLine, ...]
    content_hash: bytes
    answer: str
    of_receipt: int | None = None
    state: str = "whole"
    details: Mapping[str, object] | None = None
    judged: Mapping[str, object] = MappingProxyType({})
    promotions: Promoted = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line of a sale as it stands: bought, and brought back so far (quantity and money).

    `allowance` is what was given back for goods that stay; `returned_discount` is so much less, below 0 perhaps.
    """

    position: int
    key: str
    product_id: int
    quantity: int
    unit_price: int
    total: int
    discount: int
    club_value: int
    tax_rate: int
    unit_cost: int | None
    returned: int
    returned_total: int
    returned_discount: int
    returned_club_value: int
    allowance: int = 0

    @property
    def left(self) -> int:
        """Units that can still be brought back, in thousandths."""
        return self.quantity - self.returned

    @property
    def cost(self) -> int:
        """What is still paid for it in all, in minor units: by money and by value of the club."""
        return self.total - self.returned_total - (self.discount - self.returned_discount)

    @property
    def club_left(self) -> int:
        """What of its cost value of the club still pays."""
        return self.club_value - self.returned_club_value


@dataclass(frozen=True, slots=True)
class Sale:
    """A sale, locked for a return."""

    id: int
    number: str
    branch_id: int | None
    till_id: int | None
    employee_id: int | None
    member_id: int | None
    at: datetime
    business_date: date
    channel: str
    state: str
    details: dict[str, object]
    judged: Mapping[str, Any]
    promotions: Promoted
    lines: tuple[SoldLine, ...]


class NamedReturn(NamedTuple):
    """A return that names its sale by number: where, whose and when it was, and (product, unit price) of its lines."""

    sale: str
    branch_id: int | None
    till_id: int | None
    member_id: int | None
    at: datetime
    lines: tuple[tuple[int, int], ...]


class SoughtUnits(NamedTuple):
    """Units that came back: whose, of which sale (its row, where that is clear), what, at which price."""

    member_id: int | None
    sale_id: int | None
    product_id: int
    unit_price: int
    at: datetime


class OpenUnits(NamedTuple):
    """A line of a sale of which `left` thousandths can still come back."""

    sale_id: int
    line: str
    left: int


class ReturnedUnits(NamedTuple):
    """What one return receipt brought back of one product, in thousandths."""

    receipt_id: int
    till_id: int | None
    member_id: int | None
    product_id: int
    quantity: int
