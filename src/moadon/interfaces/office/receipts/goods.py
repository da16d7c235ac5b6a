"""The lines of a receipt as a table: what was bought at what price, what came back, how it was paid."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from moadon.apps.catalogue import queries as catalogue
from moadon.apps.catalogue.types import ProductInfo
from moadon.apps.receipts import queries as receipts
from moadon.apps.receipts.models import Line, Receipt
from moadon.interfaces.office.members.naming import Programmes
from moadon.interfaces.office.receipts.words import payment_name
from moadon.kernel.money import PRICE_PLACES, QUANTITY_PLACES, RATE_PLACES, exponent_of, parse_decimal, trim_decimal
from moadon.ui import marks
from moadon.ui.parts import Text
from moadon.ui.reader import shapes


@dataclass(frozen=True, slots=True)
class Item:
    """One line as the page shows it. `back` is what has come back of it, in thousandths of a unit, `less` what was
    given back for goods that stay and `refunded` all that was given back of its price, in minor units."""

    line: Line
    name: Text
    code: Text
    quantity: SafeString
    price: SafeString
    discount: SafeString
    club_value: SafeString
    total: SafeString
    tax: SafeString
    back: int = 0
    less: int = 0
    refunded: int = 0

    @property
    def cost(self) -> int:
        """What it still costs, in minor units: the most that can be given back for it."""
        return self.line.total - self.line.discount - self.refunded

    @property
    def left(self) -> int:
        """Units that can still come back, in thousandths."""
        return self.line.quantity - self.back

    @property
    def left_told(self) -> SafeString:
        """What can still come back, in units."""
        return quantity_of(self.left) if self.left else marks.zero()

    @property
    def back_told(self) -> SafeString:
        """What has come back, in units."""
        return quantity_of(self.back)

    @property
    def less_told(self) -> SafeString:
        """What was given back for goods that stay."""
        return marks.money(self.less)


@dataclass(frozen=True, slots=True)
class Paid:
    """A row under the lines: what it is, and how much. `of`: a part of the sum above it."""

    label: Text
    amount: SafeString
    sum: bool = False
    of: bool = False


def items_of(receipt: Receipt, returns: Sequence[Receipt]) -> list[Item]:
    """The lines of `receipt` with what `returns` brought back of each. Three queries."""
    lines = list(receipts.lines_of(receipt.pk))
    goods = catalogue.products_by_id(line.product_id for line in lines)
    came = _Came()
    for line in receipts.lines_of_returns(receipt.pk) if returns else ():
        came.add(line)
    return [_item(line, goods, came) for line in lines]


class _Came:
    """What was given back of each line, by its position on the sale: units, money for goods that stay, all money."""

    def __init__(self) -> None:
        self.back, self.less, self.refunded = Counter[int](), Counter[int](), Counter[int]()

    def add(self, line: Line) -> None:
        """Count one line of a return."""
        if line.of_line is not None:
            self.back[line.of_line] += line.quantity
            self.less[line.of_line] += max(0, line.allowance)
            self.refunded[line.of_line] += line.total - line.discount


def _item(line: Line, goods: Mapping[int, ProductInfo], came: _Came) -> Item:
    product = goods.get(line.product_id)
    sku = product.sku if product else ""
    name = line.name or (product.name if product else "") or sku
    return Item(
        line=line,
        name=marks.foreign(name),
        code=_code(line, sku, name),
        quantity=quantity_of(line.quantity),
        price=price_of(line.unit_price),
        discount=marks.money(-line.discount, signed=True) if line.discount else marks.zero(),
        club_value=marks.money(-line.club_value, signed=True) if line.club_value else marks.zero(),
        total=marks.money(line.total - line.discount),
        tax=marks.percent(trim_decimal(line.tax_rate, RATE_PLACES), narrow=True),
        back=came.back[line.position],
        less=came.less[line.position],
        refunded=came.refunded[line.position],
    )


def _code(line: Line, sku: str, name: str) -> Text:
    """The sku where the name is another; of a return's line without units, why it is there."""
    if line.allowance and not line.quantity:
        return _("stays, money was given back for it")
    if not line.quantity:
        return _("stays, at another price")
    return marks.isolated(sku) if sku != name else ""


def sums_of(receipt: Receipt, book: Programmes) -> list[Paid]:
    """From the price of the goods down to how they were paid."""
    rows = [Paid(_("Goods"), marks.money(receipt.total))]
    if receipt.discount:
        rows.append(Paid(_("Discounts"), marks.money(-receipt.discount, signed=True)))
    for wallet, _units, value, *_promotion in receipt.details.get("redeem") or ():
        label = format_html(_("Paid from {wallet}"), wallet=book.wallet_name(wallet.partition(":")[0]))
        rows.append(Paid(label, marks.money(-value, signed=True)))
    if receipt.redeemed and not receipt.details.get("redeem"):
        rows.append(Paid(_("Was paid with the club’s own value"), marks.money(-receipt.redeemed, signed=True)))
    if receipt.kind == "sale":
        rows.append(Paid(_("Paid"), marks.money(receipt.to_pay), sum=True))
    else:
        rows += _handed_back(receipt)
    payments = receipt.details.get("payments") or ()
    return [*rows, *(Paid(payment_name(kind), marks.money(amount), of=True) for kind, amount in payments)]


def _handed_back(receipt: Receipt) -> list[Paid]:
    """What a return gave in money, less what was kept for value that had been spent already."""
    answer, places = json.loads(receipt.answer), exponent_of(shapes().currency)
    refund, withheld = (parse_decimal(answer[name], places) for name in ("refund", "withheld"))
    kept = [Paid(_("Kept for value already spent"), marks.money(-withheld, signed=True))] if withheld else []
    return [*kept, Paid(_("Handed back"), marks.money(refund), sum=True)]


def quantity_of(thousandths: int) -> SafeString:
    """A quantity without idle decimals: 2, 0.35."""
    return marks.number(Decimal(thousandths).scaleb(-QUANTITY_PLACES), None)


def price_of(unit_price: int) -> SafeString:
    """A price of one unit: as money, with more decimals where it has them."""
    step = 10 ** (PRICE_PLACES - exponent_of(shapes().currency))
    if unit_price % step == 0:
        return marks.money(unit_price // step)
    return marks.number(trim_decimal(unit_price, PRICE_PLACES), None)
