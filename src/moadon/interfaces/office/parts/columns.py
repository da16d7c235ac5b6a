"""Columns of lists: what a cell shows, and what an export writes for it."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from moadon.kernel.money import exponent_of
from moadon.ui import marks
from moadon.ui.parts import Chip, Text
from moadon.ui.reader import shapes

Kind = Literal[
    "text", "name", "code", "number", "thousandths", "money", "movement", "share", "day", "moment", "phone", "state"
]
NUMERIC = ("number", "thousandths", "money", "movement", "share")
"""Kinds that align right and say 0 quietly."""
Raw = str | int | Decimal | dt.date | dt.datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list.

    `key` names it in addresses and is where its value is found on a row (`branch__name` follows relations), unless
    `value` finds it. `sort` is the field that orders by it; it needs an index that ends in the row's id.
    `href` makes it the link to the row. `cell` draws it by itself, from markup of `ui.marks`.
    Columns that are not `shown` wait until the reader asks for them. `quiet` is for second things.

    Kinds: text and name (of unknown direction), code (left to right), number, thousandths (quantities),
    money and movement (minor units), share (0.48), day, moment, phone, state (a `Chip`).
    """

    key: str
    label: Text
    kind: Kind = "text"
    value: Callable[[Any], Any] | None = None
    cell: Callable[[Any], SafeString] | None = None
    href: Callable[[Any], str] | None = None
    sort: str = ""
    shown: bool = True
    quiet: bool = False

    @property
    def numeric(self) -> bool:
        """Whether its figures stand under each other."""
        return self.kind in NUMERIC

    @property
    def css(self) -> str:
        """The class of its cells."""
        return " ".join(filter(None, ("num" if self.numeric else "", "mo-2" if self.quiet else "")))

    def of(self, row: Any) -> Any:
        """The value of `row` in this column."""
        return self.value(row) if self.value else at_path(row, self.key)

    def draw(self, row: Any) -> SafeString:
        """The cell of `row`, as markup."""
        shown = self.cell(row) if self.cell else draw_value(self.kind, self.of(row))
        return format_html('<a class="fig" href="{}">{}</a>', self.href(row), shown) if self.href else shown

    def raw(self, row: Any) -> Raw:
        """The value of `row` as other software reads it: decimals, days and the club's own clock."""
        return raw_value(self.kind, self.of(row))


def at_path(row: Any, path: str) -> Any:
    """`branch__name` of an object or of a mapping; None where something on the way is missing."""
    if isinstance(row, Mapping):
        return row[path]
    for name in path.split("__"):
        row = getattr(row, name, None)
    return row


def draw_value(kind: Kind, value: Any) -> SafeString:
    """`value` as its kind is written. Unknown is a dash, zero a quiet 0."""
    if value is None or value == "":
        return marks.NONE if kind != "state" else SafeString("")
    if kind in NUMERIC and not isinstance(value, str) and value == 0:
        return marks.zero()
    return _DRAWN[kind](value)


def raw_value(kind: Kind, value: Any) -> Raw:
    """`value` as plain data."""
    if value is None:
        return None
    if kind in ("money", "movement"):
        return Decimal(value).scaleb(-exponent_of(shapes().currency))
    if kind == "thousandths":
        return Decimal(value).scaleb(-3)
    if kind == "moment":
        return shapes().local(value)
    if kind == "share":
        return Decimal(value)
    if kind == "state":
        return str(value.word)
    return value if isinstance(value, int | Decimal | dt.date) else str(value)


def _state(chip: Chip) -> SafeString:
    return format_html('<span class="mo-chip {}">{}</span>', chip.tone, chip.word)


_DRAWN: dict[str, Callable[[Any], SafeString]] = {
    "text": conditional_escape,
    "name": marks.foreign,
    "code": marks.isolated,
    "number": marks.number,
    "thousandths": lambda value: marks.number(Decimal(value).scaleb(-3), None),
    "money": marks.money,
    "movement": lambda value: marks.money(value, signed=True),
    "share": lambda value: marks.percent(value, 1, narrow=True),
    "day": marks.day,
    "moment": marks.moment,
    "phone": marks.phone,
    "state": _state,
}
