"""The first rows of a file as they would come in, drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.imports.types import Kind
from moadon.flows.importing.fields import FIELDS
from moadon.flows.importing.preview import Preview, PreviewRow
from moadon.interfaces.office.imports.words import field_word
from moadon.interfaces.office.parts.refusals import words_of
from moadon.kernel.money import PRICE_PLACES, QUANTITY_PLACES, RATE_PLACES, round_half_up
from moadon.ui import marks

_PRICES = ("unit_price", "unit_cost")
_NUMBERS = ("quantity", "discount", "tax_rate", *_PRICES)
_SALES: dict[str, Promise] = {"sale": gettext_lazy("sale"), "return": gettext_lazy("return")}


@dataclass(frozen=True, slots=True)
class PreviewHead:
    """The head of a column; figures stand under each other."""

    label: str
    css: str


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A row: its cells with their class, or its own cells as text and why it is not taken."""

    cells: Sequence[tuple[str, SafeString]]
    as_written: SafeString | str = ""
    refused: SafeString | str = ""


@dataclass(frozen=True, slots=True)
class PreviewTable:
    """What the first rows become, and how the file was read where it had to be told."""

    heads: Sequence[PreviewHead]
    lines: Sequence[PreviewLine]
    read_as: str


def draw(kind: Kind, shown: Preview, club: ClubInfo) -> PreviewTable:
    """The table of a preview."""
    fields = [name for name in FIELDS[kind] if name in shown.choices.columns and name != "time"]
    if kind == Kind.RECEIPTS and "kind" not in fields:
        fields.append("kind")
    heads = [PreviewHead(field_word(name), "num" if name in _NUMBERS else "") for name in fields]
    return PreviewTable(heads, [_line(row, fields, club) for row in shown.rows], _read_as(kind, shown))


def _line(row: PreviewRow, fields: Sequence[str], club: ClubInfo) -> PreviewLine:
    if row.refused is not None:
        written = marks.foreign(" · ".join(filter(None, row.cells))[:160])
        return PreviewLine([], written, words_of(row.refused))
    cells = [("num" if name in _NUMBERS else "", _cell(name, row.values.get(name), club)) for name in fields]
    return PreviewLine(cells)


def _cell(name: str, value: Any, club: ClubInfo) -> SafeString:
    if value is None or value == "":
        return marks.NONE
    if name in _PRICES:
        return marks.money(round_half_up(value * 10**club.exponent, 10**PRICE_PLACES))
    drawn = _DRAWN.get(name)
    if drawn is not None:
        return drawn(value)
    if isinstance(value, datetime):
        return marks.moment(value)
    return marks.day(value) if isinstance(value, date) else marks.foreign(str(value))


_DRAWN: dict[str, Callable[[Any], SafeString]] = {
    "quantity": lambda value: marks.number(Decimal(value).scaleb(-QUANTITY_PLACES), None),
    "discount": lambda value: marks.money(abs(value)),
    "tax_rate": lambda value: marks.percent(Decimal(value).scaleb(-RATE_PLACES), 2, narrow=True),
    "kind": lambda value: marks.told(str(_SALES[value])),
    "receipt": marks.isolated,
    "sku": marks.isolated,
    "phone": marks.isolated,
    "email": marks.isolated,
}


def _read_as(kind: Kind, shown: Preview) -> str:
    """How the file was read where it can be read in more than one way."""
    orders = {
        "dmy": _("Dates are read as day, month, year."),
        "mdy": _("Dates are read as month, day, year."),
        "ymd": _("Dates are read as year, month, day."),
    }
    dated = any(name in shown.choices.columns for name in ("at", "joined_at", "birth_date"))
    told = [orders[shown.choices.dates]] if dated and shown.choices.dates else []
    if kind != Kind.MEMBERS and shown.choices.decimal == "comma":
        told.append(_("A comma parts the decimals."))
    return " ".join(told)
