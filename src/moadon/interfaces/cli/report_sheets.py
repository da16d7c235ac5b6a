"""Rows and columns of a report."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Cell = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the key in JSON, and what its figures are (a KPI's unit, `text`, or
    `units` of a wallet with its own decimals; `by_row` where rows differ)."""

    key: str
    unit: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A report laid out, or a part of one by `name`. `units` holds each row's unit for columns that are `by_row`."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    units: tuple[str, ...] = ()
    name: str = "report"

    def unit(self, row: int, column: Column) -> str:
        """What the figure in one cell is."""
        return self.units[row] if column.unit == "by_row" else column.unit


def plain(
    rows: Sequence[Mapping[str, Any]], units: Mapping[str, str], *, without: Collection[str] = (), name: str = "report"
) -> Sheet:
    """A sheet whose columns are `units` by key, but those `without`; the rows hold more or as much."""
    columns = tuple(Column(key, unit) for key, unit in units.items() if key not in without)
    return Sheet("", columns, tuple(tuple(row[c.key] for c in columns) for row in rows), name=name)
