"""Rows of a receipts file: each becomes a line of a receipt, or is refused with its reason."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import compress
from typing import Any

from moadon.apps.clubs.types import ClubInfo
from moadon.flows.importing.choices import Choices
from moadon.flows.importing.days import day_part, moment_reader
from moadon.flows.importing.habits import cells_of
from moadon.flows.importing.reading import (
    Cell,
    Memo,
    number_reader,
    rate_reader,
    text_reader,
    tidy,
)
from moadon.flows.importing.sources import Chunk
from moadon.kernel.calendars import Calendar, zone_of
from moadon.kernel.money import PRICE_PLACES, QUANTITY_PLACES, line_total
from moadon.kernel.refusals import Refused

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = _EPOCH.date().toordinal()
_SALES = frozenset(
    ["sale", "s", "purchase", "invoice", "receipt", "מכירה", "קנייה", "חשבונית", "קבלה", "فروش", "خرید", "فاکتور"]
)
_RETURNS = frozenset(
    ["return", "r", "refund", "credit", "cn", "void", "החזרה", "זיכוי", "החזר", "مرجوعی", "برگشت", "عودت"]
)
_TEXTS = {
    "employee": 64, "channel": 64, "member": 120, "line": 64, "name": 200, "category": 64, "brand": 200,
    "of_receipt": 200,
}  # fmt: skip
_TELL_MORE = frozenset(["kind", "discount"])
"""Fields without which units and price alone tell what a row is."""
_KEYS = {"receipt": 200, "branch": 64, "till": 64}
NO_PURCHASE = frozenset(["no_units", "no_price", "price_below_zero", "units_below_zero", "return_above_zero"])
"""Refusals of rows that are no purchase at all; the rest of their receipt stands without them."""

Moment = tuple[int, int]
"""Microseconds of UTC since 1970, and the local day since 1970."""


@dataclass(slots=True)
class Lines:
    """Rows that were read, as columns for the staging file; and rows that were refused, by number."""

    columns: dict[str, Sequence[Any]]
    refused: list[tuple[int, Refused]] = field(default_factory=list)


class RowReader:
    """Reads chunks of one file. `zones`: the time zone of each branch that has one of its own."""

    def __init__(self, club: ClubInfo, choices: Choices, zones: Mapping[str, str]) -> None:
        self._club, self._choices, self._zones = club, choices, zones
        sign = choices.decimal
        self._texts: dict[str, Memo[str | None]] = {
            name: Memo(text_reader(name, longest=most)) for name, most in {**_TEXTS, **_KEYS}.items()
        }
        self._texts["receipt"] = Memo(text_reader("receipt", needed=True))
        self._texts["sku"] = Memo(text_reader("sku", needed=True))
        self._numbers: dict[str, Memo[int | None]] = {
            "quantity": Memo(_bounded(number_reader("quantity", QUANTITY_PLACES, sign), "quantity", 10**9)),
            "unit_price": Memo(_bounded(number_reader("unit_price", PRICE_PLACES, sign), "unit_price", 10**13)),
            "discount": Memo(
                _bounded(number_reader("discount", club.exponent, sign, needed=False), "discount", 10**13)
            ),
            "tax_rate": Memo(rate_reader("tax_rate", sign)),
            "unit_cost": Memo(_cost(number_reader("unit_cost", PRICE_PLACES, sign, needed=False))),
        }
        self._memos: dict[str, Memo[Any]] = {**self._texts, **self._numbers, "kind": Memo(_kind)}
        self._moments = {
            zone: Memo(_moment(choices, zone, club.calendar)) for zone in {club.time_zone, *zones.values()}
        }

    def read(self, chunk: Chunk) -> Lines:
        """The rows of a chunk."""
        columns = self._columns(chunk)
        refused = dict(chunk.faults)
        for name in self._suspected():
            for i, value in enumerate(columns[name]):
                if isinstance(value, Refused):
                    refused.setdefault(i, value)
        if refused or self._choices.columns.keys() & _TELL_MORE or self._choices.returns_begin_with:
            self._judge(chunk, columns, refused)
        else:
            self._judge_by_units(columns, refused)
        return _sorted_out(chunk, columns, refused)

    def _columns(self, chunk: Chunk) -> dict[str, list[Any]]:
        blank: list[Any] = [None] * chunk.length
        columns: dict[str, list[Any]] = {}
        for name, memo in self._memos.items():
            cells = cells_of(chunk, self._choices, name)
            columns[name] = blank if cells is None else memo.all(cells)
        columns["moment"] = self._moments_of(chunk, columns["branch"])
        return columns

    def _suspected(self) -> list[str]:
        """Columns in which any cell was refused so far, in the order in which faults are told."""
        names = [name for name, memo in self._memos.items() if memo.faulty]
        return [*names, "moment"] if any(memo.faulty for memo in self._moments.values()) else names

    def _moments_of(self, chunk: Chunk, branches: Sequence[object]) -> list[Any]:
        cells = cells_of(chunk, self._choices, "at") or []
        times = cells_of(chunk, self._choices, "time")
        if times is not None:
            cells = [f"{day_part(day)} {time}" if day and time else day for day, time in zip(cells, times, strict=True)]
        at_home = self._moments[self._club.time_zone]
        if not self._zones:
            return at_home.all(cells)
        memos = {branch: self._moments[zone] for branch, zone in self._zones.items()}
        return [memos.get(b, at_home)[cell] for b, cell in zip(branches, cells, strict=True)]  # type: ignore[call-overload]

    def _judge_by_units(self, columns: dict[str, list[Any]], refused: dict[int, Refused]) -> None:
        """`_judge` of sound rows of which nothing else tells whether they are sales."""
        columns["returned"] = [units < 0 for units in columns["quantity"]]
        for i, (units, price) in enumerate(zip(columns["quantity"], columns["unit_price"], strict=True)):
            if units == 0 or price <= 0:
                fault = _no_purchase(units, price, units < 0, told=False, begins=False)
                refused.update({i: fault} if fault else {})

    def _judge(self, chunk: Chunk, columns: dict[str, list[Any]], refused: dict[int, Refused]) -> None:
        """Tell sales from returns, and refuse what is neither."""
        begins = self._choices.returns_begin_with
        returned = [False] * chunk.length
        wanted = ("receipt", "quantity", "unit_price", "kind", "discount")
        for i, (number, units, price, kind, discount) in enumerate(
            zip(*(columns[name] for name in wanted), strict=True)
        ):
            if i in refused:
                continue
            told = units < 0 if kind is None else kind
            back = number.startswith(begins) if begins else told
            fault = _no_purchase(units, price, back, told=kind is not None, begins=bool(begins))
            if fault is None and discount and abs(discount) > line_total(abs(units), price, self._club.exponent):
                fault = Refused("discount_above_price", field="discount")
            if fault is not None:
                refused[i] = fault
            returned[i] = back
        columns["returned"] = returned


def _no_purchase(units: int, price: int, back: bool, *, told: bool, begins: bool) -> Refused | None:
    if units == 0:
        return Refused("no_units", field="quantity")
    if price <= 0:
        return Refused("no_price" if price == 0 else "price_below_zero", field="unit_price")
    if units < 0 and not back:
        return Refused("units_below_zero", field="quantity")
    if units > 0 and back and begins and not told:
        return Refused("return_above_zero", field="quantity")
    return None


_STAGED = (
    "receipt", "branch", "till", "employee", "channel", "member", "line", "sku", "name", "category", "brand",
    "quantity", "unit_price", "discount", "tax_rate", "unit_cost", "of_receipt", "returned",
)  # fmt: skip


def _sorted_out(chunk: Chunk, columns: dict[str, list[Any]], refused: dict[int, Refused]) -> Lines:
    """Sound rows with all their cells; faulty rows with what can be read of what names their receipt."""
    rows = list(range(chunk.first, chunk.first + chunk.length))
    faulty = [False] * chunk.length
    wanted = [True] * chunk.length
    moments, blank = columns.pop("moment"), [None] * chunk.length
    for i, fault in refused.items():
        faulty[i] = True
        wanted[i] = fault.code not in NO_PURCHASE and isinstance(columns["receipt"][i], str)
        moments[i] = _whole(moments[i])
    for name in _STAGED:
        if refused and columns[name] != blank:
            for i in refused:
                columns[name][i] = _read(columns[name][i]) if name in _KEYS else None
    ats, days = zip(*moments, strict=True) if moments else ((), ())
    whole = {"row_no": rows, "moment": ats, "day": days, **{name: columns[name] for name in _STAGED}, "faulty": faulty}
    if not all(wanted):
        whole = {name: list(compress(cells, wanted)) for name, cells in whole.items()}
    return Lines(whole, [(rows[i], fault) for i, fault in sorted(refused.items())])


def _read(cell: str | Refused | None) -> str | None:
    return None if isinstance(cell, Refused) else cell


def _whole(moment: Moment | Refused) -> Moment | tuple[None, None]:
    return (None, None) if isinstance(moment, Refused) else moment


def _bounded(read: Callable[[Cell], int | None], name: str, most: int) -> Callable[[Cell], int | None]:
    def bounded(cell: Cell) -> int | None:
        value = read(cell)
        if value is not None and abs(value) >= most:
            raise Refused("out_of_range", field=name, given=(cell or "")[:40])
        return value

    return bounded


def _cost(read: Callable[[Cell], int | None]) -> Callable[[Cell], int | None]:
    bounded = _bounded(read, "unit_cost", 10**13)

    def cost(cell: Cell) -> int | None:
        value = bounded(cell)
        if value is not None and value < 0:
            raise Refused("below_zero", field="unit_cost")
        return value

    return cost


def _kind(cell: Cell) -> bool | None:
    """Whether the row is a return; None where it does not say."""
    word = tidy(cell).lower()
    if not word:
        return None
    if word in _SALES:
        return False
    if word in _RETURNS:
        return True
    raise Refused("unknown_kind", field="kind", given=word[:40])


def _moment(choices: Choices, zone: str, calendar: Calendar) -> Callable[[Cell], Moment]:
    read = moment_reader("at", choices.dates or "dmy", zone_of(zone), calendar)

    def moment(cell: Cell) -> Moment:
        at = read(cell)
        if at < EARLIEST:
            raise Refused("too_long_ago", field="at")
        gone = at - _EPOCH
        day = at.astimezone(zone_of(zone)).date().toordinal() - _EPOCH_DAY
        return (gone.days * 86_400 + gone.seconds) * 1_000_000 + gone.microseconds, day

    return moment
