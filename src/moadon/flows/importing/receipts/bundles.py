"""Sorted rows become receipts, a window of them at a time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from moadon.flows.importing.receipts.staging import MOST_LINES, sorted_rows
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
        spans = _spans(columns["first_row"])
        lines = _lines(columns, spans)
        for first, last in spans:
            bundle = _bundle(columns, lines, first, last)
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


def _spans(heads: list[int]) -> list[tuple[int, int]]:
    """Where each receipt begins and ends."""
    cuts = [i for i, (one, other) in enumerate(pairwise(heads), 1) if one != other]
    return list(pairwise([0, *cuts, len(heads)]))


_LINE = ("tax_rate", "unit_cost", "name", "category", "brand")
_NUMBERS = tuple(map(str, range(1, MOST_LINES + 1)))
_line: Callable[[Iterable[Any]], DraftLine] = partial(tuple.__new__, DraftLine)


def _lines(columns: dict[str, list[Any]], spans: Sequence[tuple[int, int]]) -> list[DraftLine]:
    """All rows as lines, without signs; one that has no id of its own goes by its number on the receipt."""
    keys: list[str] = []
    for first, last in spans:
        keys += _NUMBERS[: last - first]
    given = columns["line"]
    if any(given):
        keys = [own or key for own, key in zip(given, keys, strict=True)]
    units, discounts = map(abs, columns["quantity"]), [abs(one) if one else 0 for one in columns["discount"]]
    told = (columns[name] for name in _LINE)
    return list(map(_line, zip(keys, columns["sku"], units, columns["unit_price"], discounts, *told, strict=True)))


def _bundle(
    columns: dict[str, list[Any]], lines: list[DraftLine], first: int, last: int
) -> Bundle | list[tuple[int, Refused]]:
    """The receipt in rows `first` to `last`, or why it cannot be one."""
    rows = columns["row_no"][first:last]
    faults = _contradictions(columns, first, last)
    if faults:
        return [(row, faults.get(i, Refused("with_its_receipt"))) for i, row in enumerate(rows)]
    return Bundle(
        rows, columns["receipt"][first], _EPOCH + timedelta(microseconds=columns["moment"][first]),
        tuple(lines[first:last]), columns["returned"][first], columns["branch"][first], columns["till"][first],
        _said(columns["employee"], first, last), _said(columns["channel"], first, last),
        _said(columns["member"], first, last), _said(columns["of_receipt"], first, last),
    )  # fmt: skip


def _said(cells: list[str | None], first: int, last: int) -> str | None:
    """What the first row that says anything says."""
    return cells[first] or next(filter(None, cells[first:last]), None)


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
