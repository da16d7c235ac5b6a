"""How every report is given: freshened, computed, and told as a table, JSON, CSV or a workbook."""

import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

import typer

from moadon.interfaces.cli.ground import ground
from moadon.interfaces.cli.outcome import CannotRun
from moadon.kernel.refusals import Refused

_PATIENCE = 60.0


class Format(StrEnum):
    """How a report is given."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


CLUB = typer.Option(..., "--club", help="The club's short name.")
FORMAT = typer.Option(Format.TABLE, "--format", help="How to give it.")
OUTPUT = typer.Option(None, "--output", help="Write to this file instead of the screen.")


class Wanted(NamedTuple):
    """Which report, how and where to. Of a report in parts a workbook has all of them, a table or CSV the one called
    `part`. `from_copy`: it is computed from the copy of the books, which is brought up to date first."""

    report: str
    form: Format
    output: Path | None
    part: str = "report"
    from_copy: bool = True


def give(wanted: Wanted, slug: str, compute: Callable[[Any], dict[str, object]]) -> None:
    """Compute the report of the club called `slug` and give it; a workbook needs a file."""
    form, output = wanted.form, wanted.output
    if form is Format.XLSX and output is None:
        raise typer.BadParameter("a workbook needs --output FILE", param_hint="--output")
    with ground():
        from moadon.apps.clubs.queries import club_by_slug
        from moadon.interfaces.cli.report_forms import as_csv, as_json, as_table, as_workbook, sheets_of

        try:
            info = club_by_slug(slug)
            if wanted.from_copy:
                _freshen(info)
            told = compute(info)
        except Refused as refused:
            raise _called_wrongly(refused) from None
        if form is Format.JSON:
            _write(as_json(told), output)
            return
        sheets = sheets_of(wanted.report, told, info)
        sheet = next(one for one in sheets if one.name == wanted.part)
        if form is Format.XLSX and output is not None:
            output.write_bytes(as_workbook(sheets))
        elif form is Format.CSV:
            _write(as_csv(sheet), output, encoding="utf-8-sig")
        else:
            _write(as_table(sheet, info), output)


def _freshen(club: Any) -> None:
    """Bring the copy up to date, however much is missing: whoever calls a command can wait."""
    from moadon.insight.lake import refresh

    if refresh(club, patience=_PATIENCE).outcome == "busy":
        print("the copy of the books is being written; these are the figures of the one before", file=sys.stderr)


def _called_wrongly(refused: Refused) -> Exception:
    from moadon.kernel.shapes import Shapes
    from moadon.ui.words import tell_refusal

    words = tell_refusal(refused, Shapes("en", "USD", "gregorian", "UTC"))
    if refused.code == "figures_not_ready":
        return CannotRun(words)
    return typer.BadParameter(words, param_hint=f"--{refused.field}" if refused.field else None)


def _write(text: str, output: Path | None, encoding: str = "utf-8") -> None:
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding=encoding, newline="")
