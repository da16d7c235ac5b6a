"""What several commands take or print alike."""

import json
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from moadon.kernel.refusals import Refused

_DAY = len("2026-11-22")
_WIDE = 240


class Format(StrEnum):
    """How a command tells what it did."""

    TABLE = "table"
    JSON = "json"


CLUB = typer.Option(..., "--club", help="The club's short name.")
FORMAT = typer.Option(Format.TABLE, "--format", help="For people (table) or for programs (json).")


def tell(format_: Format, told: Any, line: str) -> None:
    """One JSON document, or one line for people, on stdout."""
    print(json.dumps(told, ensure_ascii=False) if format_ is Format.JSON else line)


def tell_rows(format_: Format, rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> None:
    """Rows as one JSON list, or as a table."""
    if format_ is Format.JSON:
        print(json.dumps(list(rows), ensure_ascii=False))
        return
    table = Table(*columns)
    for row in rows:
        table.add_row(*("" if row[name] is None else str(row[name]) for name in columns))
    console = Console()
    # Whoever reads it through a pipe wants every letter.
    console = console if console.is_terminal else Console(width=_WIDE)
    console.print(table)


def moment_of(text: str, club: Any, hint: str = "--at") -> datetime:
    """A time with its offset, or a day: its first instant in the club. BadParameter for anything else."""
    from moadon.flows.till.fields import read_moment
    from moadon.interfaces.cli.report import read_day
    from moadon.kernel.calendars import day_start

    if len(text) <= _DAY:
        return day_start(read_day(text, club, hint), club.time_zone)
    try:
        return read_moment(text, hint)
    except Refused as refused:
        raise typer.BadParameter(
            f"{text!r} is not a time like 2026-11-22T10:15:00+02:00 ({refused.code})", param_hint=hint
        ) from None
