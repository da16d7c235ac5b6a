"""`moadon report`: the figures by which a club is judged, as a table, JSON, CSV or a workbook."""

import sys
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer

from moadon.interfaces.cli.ground import ground
from moadon.interfaces.cli.outcome import CannotRun
from moadon.kernel.refusals import Refused

app = typer.Typer(no_args_is_help=True)

_FIRST_JALALI, _LAST_JALALI = 1200, 1600
_PATIENCE = 60.0


class By(StrEnum):
    """What a report can be split by."""

    BRANCH = "branch"
    EMPLOYEE = "employee"
    MONTH = "month"
    SEGMENT = "segment"


class Format(StrEnum):
    """How a report is given."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


CLUB = typer.Option(..., "--club", help="The club's short name.")
FROM = typer.Option(..., "--from", help="First day, like 2026-01-01; in a Persian club also 1404-10-11.")
TO = typer.Option(..., "--to", help="Last day; it counts too.")
BY = typer.Option(None, "--by", help="Split the figures.")
FORMAT = typer.Option(Format.TABLE, "--format", help="How to give it.")
OUTPUT = typer.Option(None, "--output", help="Write to this file instead of the screen.")
GROUPS = typer.Option(5, "--groups", help="Into how many groups to cut the members.")


@app.command("club-summary")
def club_summary(
    club: str = CLUB,
    first: str = FROM,
    last: str = TO,
    by: By | None = BY,
    format: Format = FORMAT,  # noqa: A002  # the option's own name
    output: Path | None = OUTPUT,
) -> None:
    """Turnover, receipts and visits of members, and their share of the whole."""
    from moadon.insight import reports

    _give("club-summary", (club, first, last), lambda c, f, t: reports.club_summary(c, f, t, by), format, output)


@app.command("value-segments")
def value_segments(
    club: str = CLUB,
    first: str = FROM,
    last: str = TO,
    groups: int = GROUPS,
    format: Format = FORMAT,  # noqa: A002  # the option's own name
    output: Path | None = OUTPUT,
) -> None:
    """The members who visited, in groups equal in number, from those who buy least to those who buy most.

    Its figures are of what was bought; returns are not taken off, unlike in the other reports.
    """
    from moadon.insight import reports

    _give(
        "value-segments", (club, first, last), lambda c, f, t: reports.value_segments(c, f, t, groups), format, output
    )


@app.command("kpis")
def kpis(
    club: str = CLUB,
    first: str = FROM,
    last: str = TO,
    by: By | None = BY,
    format: Format = FORMAT,  # noqa: A002  # the option's own name
    output: Path | None = OUTPUT,
) -> None:
    """Every KPI, with the period before and the year before.

    By segment, members are grouped by what they bought, and what they brought back is taken off the figures of their
    group: value-segments tells the same groups with returns left in.
    """
    from moadon.insight import reports

    _give("kpis", (club, first, last), lambda c, f, t: reports.kpis(c, f, t, by), format, output)


def _give(
    report: str,
    asked: tuple[str, str, str],
    compute: Callable[[Any, date, date], dict[str, object]],
    form: Format,
    output: Path | None,
) -> None:
    if form is Format.XLSX and output is None:
        raise typer.BadParameter("a workbook needs --output FILE", param_hint="--output")
    with ground():
        from moadon.apps.clubs.queries import club_by_slug
        from moadon.interfaces.cli.report_forms import as_csv, as_json, as_table, as_workbook, sheet_of

        try:
            info = club_by_slug(asked[0])
            first, last = (read_day(text, info, hint) for text, hint in zip(asked[1:], ("--from", "--to"), strict=True))
            _freshen(info)
            told = compute(info, first, last)
        except Refused as refused:
            raise _called_wrongly(refused) from None
        if form is Format.JSON:
            _write(as_json(told), output)
            return
        sheet = sheet_of(report, told, info)
        if form is Format.XLSX and output is not None:
            output.write_bytes(as_workbook(sheet))
        elif form is Format.CSV:
            _write(as_csv(sheet), output, encoding="utf-8-sig")
        else:
            _write(as_table(sheet, info), output)


def read_day(text: str, club: Any, hint: str = "") -> date:
    """A day as people write it: 2026-11-22, ۲۰۲۶/۱۱/۲۲, and in a club of Persian days also 1405-09-01.

    Raises BadParameter, which ends the command as called wrongly.
    """
    import jdatetime

    from moadon.kernel.digits import to_ascii_digits, without_marks

    try:
        year, month, day = map(int, to_ascii_digits(without_marks(text)).strip().replace("/", "-").split("-"))
        if _FIRST_JALALI <= year <= _LAST_JALALI and (club.calendar == "jalali" or "fa" in club.languages):
            found: date = jdatetime.date(year, month, day).togregorian()
            return found
        return date(year, month, day)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day", param_hint=hint) from None


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
