"""`moadon report`: the figures by which a club is judged, as a table, JSON, CSV or a workbook."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer

from moadon.interfaces.cli import report_liability, report_then
from moadon.interfaces.cli.report_giving import CLUB, FORMAT, OUTPUT, Format, Wanted, give

app = typer.Typer(no_args_is_help=True)
app.command("member")(report_then.member)
app.command("balances")(report_then.balances)
app.command("levels")(report_then.levels)
app.command("liability")(report_liability.liability)

_FIRST_JALALI, _LAST_JALALI = 1200, 1600


class By(StrEnum):
    """What a report can be split by."""

    BRANCH = "branch"
    EMPLOYEE = "employee"
    MONTH = "month"
    SEGMENT = "segment"


FROM = typer.Option(..., "--from", help="First day, like 2026-01-01; in a Persian club also 1404-10-11.")
TO = typer.Option(..., "--to", help="Last day; it counts too.")
BY = typer.Option(None, "--by", help="Split the figures.")
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
    _give(
        "club-summary", (club, first, last), lambda reports, c, f, t: reports.club_summary(c, f, t, by), format, output
    )


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
    _give(
        "value-segments",
        (club, first, last),
        lambda reports, c, f, t: reports.value_segments(c, f, t, groups),
        format,
        output,
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
    _give("kpis", (club, first, last), lambda reports, c, f, t: reports.kpis(c, f, t, by), format, output)


def _give(
    report: str,
    asked: tuple[str, str, str],
    compute: Callable[[Any, Any, date, date], dict[str, object]],
    form: Format,
    output: Path | None,
) -> None:
    club, first, last = asked

    def of_the_days(info: Any) -> dict[str, object]:
        from moadon.insight import reports

        return compute(reports, info, read_day(first, info, "--from"), read_day(last, info, "--to"))

    give(Wanted(report, form, output), club, of_the_days)


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
