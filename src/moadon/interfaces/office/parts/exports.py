"""Every row of a list as a file: CSV or Excel.

The file is written whole before its first byte leaves: a slow reader never holds a transaction, and what breaks
half-way is an error, not half a file.
"""

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import IO, Any, Literal

from django.http import FileResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from moadon.interfaces.office.parts.columns import Column, Raw

Format = Literal["csv", "xlsx"]
IN_MEMORY = 2 * 1024 * 1024
MOST_ROWS_OF_A_SHEET = 1_048_576
_TRIGGERS = ("=", "+", "-", "@", "\t", "\r")
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def export(kind: Format, name: str, columns: Sequence[Column], rows: Iterable[Any]) -> FileResponse:
    """The rows as a download called `name`. Reads `rows` to their end at once."""
    # The response closes it.
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
    table = ([column.raw(row) for column in columns] for row in rows)
    heads = [str(column.label) for column in columns]
    (_write_csv if kind == "csv" else _write_xlsx)(file, heads, table)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.{kind}", content_type=_TYPES[kind])


def harmless(text: str) -> str:
    """`text` as a spreadsheet shows it rather than runs it: what could begin a formula gets an apostrophe before it."""
    return f"'{text}" if text.startswith(_TRIGGERS) else text


def _write_csv(file: IO[bytes], heads: Sequence[str], table: Iterable[Sequence[Raw]]) -> None:
    # The mark at the start tells Excel that Hebrew and Persian are UTF-8.
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([harmless(head) for head in heads])
    writer.writerows([_plain(value) for value in row] for row in table)
    text.detach()


def _plain(value: Raw) -> object:
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds")
    return value


def _write_xlsx(file: IO[bytes], heads: Sequence[str], table: Iterable[Sequence[Raw]]) -> None:
    book = Workbook(write_only=True)
    sheet: Any = None
    room = 0
    for row in table:
        if not room:
            sheet, room = _new_sheet(book, heads), MOST_ROWS_OF_A_SHEET - 1
        sheet.append([_cell(sheet, value) for value in row])
        room -= 1
    if sheet is None:
        _new_sheet(book, heads)
    book.save(file)


def _new_sheet(book: Workbook, heads: Sequence[str]) -> Any:
    sheet = book.create_sheet()
    sheet.append([_cell(sheet, head) for head in heads])
    return sheet


def _cell(sheet: Any, value: Raw) -> Any:
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, harmless(_printable(value)))
        cell.data_type = "s"
        return cell
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, Decimal):
        cell = WriteOnlyCell(sheet, value)
        places = -int(value.as_tuple().exponent)
        cell.number_format = f"0.{'0' * places}" if places > 0 else "0"
        return cell
    return value


def _printable(text: str) -> str:
    return "".join(ch for ch in text if ch >= " " or ch in "\t\n\r")[:32767]
