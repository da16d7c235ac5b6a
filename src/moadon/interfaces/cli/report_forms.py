"""A report as rows and columns: for the screen, for a file of commas, for a workbook."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from rich.console import Console
from rich.table import Table

from moadon.apps.clubs.types import ClubInfo
from moadon.insight.kpis import KPI
from moadon.insight.reports.summary import FIGURES
from moadon.interfaces.cli.report_liability import liability_sheets
from moadon.interfaces.cli.report_sheets import Cell, Column, Sheet, plain
from moadon.kernel.shapes import Shapes
from moadon.ui.words import catalogue

UNKNOWN = "—"
_BREAKERS = ("=", "+", "-", "@", "\t", "\r")
_WIDTH = 200

_SEGMENT_UNITS = {
    "group": "text",
    "members": "count",
    "revenue": "money",
    "revenue_share": "share",
    "visits_per_member": "ratio",
    "items_per_member": "ratio",
    "spend_per_member": "money",
    "items_per_receipt": "ratio",
    "average_receipt": "money",
    "from_spend": "money",
    "to_spend": "money",
}
_MOMENTS = ("at", "known", "as_of")
_BALANCE_UNITS = {
    "branch": "text",
    "wallet": "text",
    "members": "count",
    **dict.fromkeys(("balance", "available", "pending", "arrears", "expiring"), "units"),
    "worth": "money",
}
_HELD_UNITS = {"wallet": "text", **dict.fromkeys(("balance", "available", "pending", "arrears"), "units")}
_LEVEL_UNITS = {"branch": "text", "programme": "text", "ladder": "text", "level": "text", "members": "count"}


def as_json(told: Mapping[str, object]) -> str:
    """One JSON document."""
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def sheets_of(report: str, told: Mapping[str, Any], club: ClubInfo) -> list[Sheet]:
    """The report named `report` laid out in rows: one sheet, or one for each of its parts."""
    if report == "liability":
        return liability_sheets(told, f"{club.name}, {_days(told, _shapes(club))}")
    return [_sheet_of(report, told, club)]


def _sheet_of(report: str, told: Mapping[str, Any], club: ClubInfo) -> Sheet:
    shapes = _shapes(club)
    when = _days(told, shapes) if "from" in told else _moment(told, shapes)
    makers: dict[str, Callable[[Mapping[str, Any]], Sheet]] = {
        "club-summary": _summary,
        "value-segments": _segments,
        "kpis": _kpis,
        "member": _member,
        "balances": _balances,
        "levels": _levels,
    }
    sheet = makers[report](told)
    return Sheet(f"{club.name}, {when}", sheet.columns, sheet.rows, sheet.units)


def _days(told: Mapping[str, Any], shapes: Shapes) -> str:
    return " – ".join(shapes.date(date.fromisoformat(told[end])) for end in ("from", "to"))


def _moment(told: Mapping[str, Any], shapes: Shapes) -> str:
    at, known, now = (told[name] and shapes.moment(datetime.fromisoformat(told[name])) for name in _MOMENTS)
    return ", ".join(filter(None, (at, known and f"as the books said on {known}"))) or f"now, {now}"


def _member(told: Mapping[str, Any]) -> Sheet:
    return plain(told["rows"], _HELD_UNITS)


def _balances(told: Mapping[str, Any]) -> Sheet:
    return plain(told["rows"], _BALANCE_UNITS, without=() if told["by"] == "branch" else ("branch",))


def _levels(told: Mapping[str, Any]) -> Sheet:
    return plain(told["tiers"], _LEVEL_UNITS, without=() if told["by"] == "branch" else ("branch",))


def _summary(told: Mapping[str, Any]) -> Sheet:
    units = {figure: KPI[kpi].unit for figure, kpi in FIGURES.items()}
    if "rows" not in told:
        rows = tuple((figure, told[figure]) for figure in FIGURES)
        return Sheet("", (Column("figure", "text"), Column("value", "by_row")), rows, tuple(units.values()))
    columns = (Column("key", "text"), *(Column(figure, unit) for figure, unit in units.items()))
    return Sheet("", columns, tuple(tuple(row[c.key] for c in columns) for row in told["rows"]), ())


def _segments(told: Mapping[str, Any]) -> Sheet:
    columns = tuple(Column(key, unit) for key, unit in _SEGMENT_UNITS.items())
    return Sheet("", columns, tuple(tuple(group[c.key] for c in columns) for group in told["groups"]), ())


def _kpis(told: Mapping[str, Any]) -> Sheet:
    values = tuple(Column(key, "by_row") for key in ("value", "previous", "year_before"))
    found: list[tuple[tuple[str, ...], Mapping[str, Any], str]]
    if told["by"] is None:
        found = [((kpi["id"],), kpi, kpi["unit"]) for kpi in told["kpis"]]
        named: tuple[Column, ...] = (Column("id", "text"),)
    else:
        found = [((kpi["id"], row["key"]), row, kpi["unit"]) for kpi in told["kpis"] for row in kpi["rows"]]
        named = (Column("id", "text"), Column(told["by"], "text"))
    rows = tuple((*names, *(row.get(column.key) for column in values)) for names, row, _ in found)
    return Sheet("", (*named, *values), rows, tuple(unit for _, _, unit in found))


def as_csv(sheet: Sheet) -> str:
    """Rows with commas. A text that a spreadsheet would take for a formula is marked as text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.key for column in sheet.columns])
    for row in sheet.rows:
        cells = zip(row, sheet.columns, strict=True)
        writer.writerow([_tame(cell) if column.unit == "text" else cell for cell, column in cells])
    return out.getvalue()


def _tame(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_BREAKERS) else cell


def as_workbook(sheets: Sequence[Sheet]) -> bytes:
    """A workbook with a page for each sheet; figures are numbers, text is never a formula."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        page.append([column.key for column in sheet.columns])
        for row in sheet.rows:
            page.append([_workbook_cell(page, cell, column) for cell, column in zip(row, sheet.columns, strict=True)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _workbook_cell(page: Any, cell: Cell, column: Column) -> Any:
    if column.unit != "text":
        return None if cell is None else Decimal(str(cell))
    held = WriteOnlyCell(page, value=None if cell is None else str(cell))
    held.data_type = "s"
    return held


def as_table(sheet: Sheet, club: ClubInfo) -> str:
    """A table for people, with figures as the club writes them."""
    table = Table(title=sheet.title, title_justify="left", title_style="bold", header_style="")
    for column in sheet.columns:
        table.add_column(_head(column.key), justify="left" if column.unit == "text" else "right")
    shapes = _shapes(club)
    for number, row in enumerate(sheet.rows):
        units = (sheet.unit(number, column) for column in sheet.columns)
        table.add_row(*(_shown(cell, unit, shapes, club) for cell, unit in zip(row, units, strict=True)))
    console = Console(file=io.StringIO(), width=_WIDTH, no_color=True)
    console.print(table)
    text: str = console.file.getvalue()  # type: ignore[attr-defined]  # the file above
    return text


def _head(key: str) -> str:
    return "Figure" if key == "id" else key.replace("_", " ").capitalize()


def _shown(cell: Cell, unit: str, shapes: Shapes, club: ClubInfo) -> str:
    if cell is None:
        return UNKNOWN
    if unit == "text":
        return _named(str(cell))
    value = Decimal(str(cell))
    match unit:
        case "money":
            minor = value.scaleb(club.exponent).quantize(Decimal(1), ROUND_HALF_UP)
            return shapes.money(int(minor))
        case "units":
            return shapes.number(value, max(0, -int(value.as_tuple().exponent)))
        case "share":
            return shapes.percent(value, 1)
        case "ratio":
            return shapes.number(value, 2)
        case "days":
            return shapes.number(value, 1)
    return shapes.number(value)


def _named(text: str) -> str:
    kpi = FIGURES.get(text, text)
    if kpi in KPI:
        return str(catalogue().sentences["en"][f"kpi.{kpi}.title"])
    return text


def _shapes(club: ClubInfo) -> Shapes:
    return Shapes("en", club.currency, club.calendar, club.time_zone)
