"""Sorted rows become receipts, a window of them at a time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from moadon.flows.importing.receipts.staging import sorted_rows
from moadon.flows.till.types import DraftLine
from moadon.kernel.refusals import Refused

RECEIPTS_AT_ONCE = 500
LINES_AT_ONCE = 20_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Bundle:
    """One receipt of the file. `rows`: the row of each line. `member` is as the file names them."""

    rows: list[int]
    number: str
    at: datetime
    lines: tuple[DraftLine, ...]
    returned: bool
    branch: str | None
    till: str | None
    employee: str | None
    channel: str | None
    member: str | None
    of_receipt: str | None


@dataclass(frozen=True, slots=True)
class Window:
    """Receipts that are booked together, and rows that contradict them, with why. `end`: sorted rows up to here."""

    bundles: list[Bundle]
    refused: list[tuple[int, Refused]]
    rows: int
    end: int


def windows(folder: Path, lane: int, start: int) -> Iterator[Window]:
    """The receipts of a lane, from its row `start` on, in order of time."""
    bundles: list[Bundle] = []
    refused: list[tuple[int, Refused]] = []
    rows, end = 0, start
    for columns in _whole_receipts(sorted_rows(folder, lane, start)):
        for first, last in _spans(columns["first_row"]):
            bundle = _bundle(columns, first, last)
            if isinstance(bundle, Bundle):
                bundles.append(bundle)
            else:
                refused += bundle
            rows += last - first
            if len(bundles) >= RECEIPTS_AT_ONCE or rows >= LINES_AT_ONCE:
                end += rows
                yield Window(bundles, refused, rows, end)
                bundles, refused, rows = [], [], 0
    if rows:
        yield Window(bundles, refused, rows, end + rows)


def _whole_receipts(parts: Iterable[dict[str, list[Any]]]) -> Iterator[dict[str, list[Any]]]:
    """The same rows cut between receipts."""
    carried: dict[str, list[Any]] = {}
    for fresh in parts:
        columns = {name: carried.get(name, []) + cells for name, cells in fresh.items()}
        heads = columns["first_row"]
        cut = len(heads)
        while cut and heads[cut - 1] == heads[-1]:
            cut -= 1
        carried = {name: cells[cut:] for name, cells in columns.items()}
        if cut:
            yield {name: cells[:cut] for name, cells in columns.items()}
    if carried:
        yield carried


def _spans(heads: list[int]) -> Iterator[tuple[int, int]]:
    first = 0
    for i in range(1, len(heads) + 1):
        if i == len(heads) or heads[i] != heads[first]:
            yield first, i
            first = i


_LINE = ("line", "sku", "quantity", "unit_price", "discount", "tax_rate", "unit_cost", "name", "category", "brand")


def _bundle(columns: dict[str, list[Any]], first: int, last: int) -> Bundle | list[tuple[int, Refused]]:
    """The receipt in rows `first` to `last`, or why it cannot be one."""
    rows = columns["row_no"][first:last]
    faults = _contradictions(columns, first, last)
    if faults:
        return [(row, faults.get(i, Refused("with_its_receipt"))) for i, row in enumerate(rows)]
    lines = tuple(
        [
            DraftLine(key or str(i), sku, abs(units), price, abs(discount or 0), tax, cost, name, category, brand)
            for i, (key, sku, units, price, discount, tax, cost, name, category, brand) in enumerate(
                zip(*(columns[name][first:last] for name in _LINE), strict=True), 1
            )
        ]
    )
    return Bundle(
        rows, columns["receipt"][first], _EPOCH + timedelta(microseconds=columns["moment"][first]), lines,
        columns["returned"][first], columns["branch"][first], columns["till"][first],
        _said(columns["employee"], first, last), _said(columns["channel"], first, last),
        _said(columns["member"], first, last), _said(columns["of_receipt"], first, last),
    )  # fmt: skip


def _said(cells: list[str | None], first: int, last: int) -> str | None:
    """What the first row that says anything says."""
    return cells[first] or next((cell for cell in cells[first:last] if cell), None)


def _contradictions(columns: dict[str, list[Any]], first: int, last: int) -> dict[int, Refused]:
    """Rows that say otherwise than their receipt's first: another member or employee, or a line twice."""
    faults: dict[int, Refused] = {}
    for name in ("member", "employee", "of_receipt"):
        cells = columns[name][first:last]
        if len(set(cells)) > 1:
            said = _said(columns[name], first, last)
            for i, cell in enumerate(cells):
                if cell and cell != said:
                    faults[i] = Refused("rows_disagree", field=name)
    keys = [key for key in columns["line"][first:last] if key]
    if keys:
        seen: set[str] = set()
        for i, key in enumerate(columns["line"][first:last], 1):
            own = key or str(i)
            if own in seen:
                faults[i - 1] = Refused("line_twice", field="line", line=own)
            seen.add(own)
    return faults
