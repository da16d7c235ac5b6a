"""Which units come back and what is given back for goods that stay, as they were typed on the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from moadon.apps.receipts.models import Receipt
from moadon.engine.rules import RETURN_CREDIT
from moadon.flows.till.types import ReturnDraft, ReturnLine, SaleRef
from moadon.interfaces.office.parts.refusals import words_of
from moadon.interfaces.office.receipts.goods import Item
from moadon.kernel.money import QUANTITY_PLACES, parse_decimal, trim_decimal
from moadon.kernel.refusals import Refused, RefusedMany
from moadon.ui.fields import MoneyField

LONGEST = 64
OLDEST = timedelta(hours=12)
"""How long a page may stand open before a return is dated anew."""


UNITS, MONEY = "back.", "less."
"""How the fields of a line begin: units of it that come back, money for it while its goods stay."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a line: its name, what was typed, and why that is refused."""

    name: str
    typed: str
    wrong: SafeString | None


@dataclass(frozen=True, slots=True)
class PickRow:
    """One line on the page with its two fields."""

    item: Item
    units: Cell
    money: Cell


@dataclass(slots=True)
class Picked:
    """What was typed: the number of the return, its moment, and each line's fields by name; and what was refused.
    `credit`: the member takes return credit, not money."""

    receipt: Receipt
    number: str
    at: datetime
    items: Sequence[Item]
    typed: Mapping[str, str]
    lines: list[ReturnLine] = field(default_factory=list)
    refused: dict[str, SafeString] = field(default_factory=dict)
    credit: bool = False

    @property
    def rows(self) -> list[PickRow]:
        """The lines as the page shows them."""
        return [PickRow(i, self._cell(UNITS, i), self._cell(MONEY, i)) for i in self.items]

    def _cell(self, begins: str, item: Item) -> Cell:
        name = begins + item.line.key
        return Cell(name, self.typed.get(name, ""), self.refused.get(name))

    @property
    def faults(self) -> list[SafeString]:
        """Everything that was refused, each with the name of the line it is about."""
        names = {begins + i.line.key: i.name for i in self.items for begins in (UNITS, MONEY)}
        return [
            format_html("{}: {}", names[key], words) if key in names else words for key, words in self.refused.items()
        ]

    @property
    def only_money(self) -> bool:
        """Whether no goods come back at all."""
        return not any(line.quantity for line in self.lines)

    @property
    def moment(self) -> str:
        """The moment as the page carries it, so that the same return sent twice is one."""
        return self.at.isoformat()

    def draft(self, branch: str | None) -> ReturnDraft:
        """The return to be booked. `branch` is where the goods were brought, if it is another than the sale's."""
        into = RETURN_CREDIT if self.credit else None
        lines = tuple(self.lines)
        return ReturnDraft(SaleRef(id=self.receipt.pk), self.number, self.at, lines, branch=branch, refund_to=into)

    def refuse(self, refused: Refused) -> None:
        """Keep a refusal beside the line it is about; what is about no line stands over all."""
        for one in refused.refusals if isinstance(refused, RefusedMany) else (refused,):
            self.refused.setdefault(self._field_of(one.field or ""), words_of(one))

    def _field_of(self, path: str) -> str:
        """The page's field that `path` of a draft was read from; "" when it was none."""
        parts = path.split(".")
        if parts[0] != "lines" or len(parts) < 2:
            return "number" if parts[0] == "number" else ""
        line = self.lines[int(parts[1])]
        return (MONEY if line.amount else UNITS) + line.line


def read_picked(
    query: Mapping[str, str], receipt: Receipt, items: Sequence[Item], returns: int, now: datetime
) -> Picked:
    """What was typed, with every fault beside its line. Nothing typed yet: an empty return with a free number."""
    names = [begins + item.line.key for item in items for begins in (UNITS, MONEY)]
    typed = {name: query.get(name, "").replace("\0", "").strip() for name in names}
    number = query.get("number", f"R-{receipt.number}" + (f"-{returns + 1}" if returns else "")).strip()[:LONGEST]
    picked = Picked(receipt, number, _moment(query.get("at", ""), receipt, now), items, typed)
    picked.credit = "credit" in query and receipt.member_id is not None
    if not number:
        picked.refused["number"] = SafeString(_("Give the return a number of its own."))
    for item in items:
        _read_line(picked, item.line.key)
    return picked


def _read_line(picked: Picked, key: str) -> None:
    units, money = _units(picked, UNITS + key), _money(picked, MONEY + key)
    if units and money:
        picked.refused[MONEY + key] = words_of(Refused("quantity_or_amount"))
    elif units or money:
        picked.lines.append(ReturnLine(key, units, money))


def _units(picked: Picked, name: str) -> int:
    """Units that come back, in thousandths; 0 when nothing was typed or it is refused."""
    if not picked.typed[name]:
        return 0
    try:
        return _not_below_zero(parse_decimal(picked.typed[name], QUANTITY_PLACES))
    except Refused as refused:
        picked.refused[name] = words_of(refused)
        return 0


def _money(picked: Picked, name: str) -> int:
    """Money to be given back, in minor units; 0 when nothing was typed or it is refused."""
    try:
        return _not_below_zero(MoneyField(required=False).clean(picked.typed[name]) or 0)
    except ValidationError as refused:
        picked.refused[name] = conditional_escape(refused.messages[0])
    except Refused as refused:
        picked.refused[name] = words_of(refused)
    return 0


def _not_below_zero(number: int) -> int:
    if number < 0:
        raise Refused("not_above_zero")
    return number


def _moment(text: str, receipt: Receipt, now: datetime) -> datetime:
    """The moment that the page carries, if it is a likely one; else now."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return now
    likely = moment.tzinfo is not None and now - OLDEST <= moment <= now and moment >= receipt.at
    return moment if likely else now


def all_left(items: Sequence[Item]) -> dict[str, str]:
    """Every unit that can still come back, as one would type it."""
    return {UNITS + item.line.key: trim_decimal(item.left, QUANTITY_PLACES) for item in items if item.left}
