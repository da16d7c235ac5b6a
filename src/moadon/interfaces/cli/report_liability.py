"""`moadon report liability`: what is owed to members as the accountant needs it."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer

from moadon.interfaces.cli.given import moment_of
from moadon.interfaces.cli.report_giving import CLUB, FORMAT, OUTPUT, Format, Wanted, give
from moadon.interfaces.cli.report_sheets import Sheet, plain


class Part(StrEnum):
    """Which rows of the liability a table or a file of commas holds."""

    WALLETS = "wallets"
    COHORTS = "cohorts"
    VOUCHERS = "vouchers"
    JOURNAL = "journal"


PART = typer.Option(Part.WALLETS, "--part", help="Which rows; a workbook and JSON have them all.")
_UNITS = ("issued", "without_sale", "redeemed", "expired", "outstanding", "expected")
_MONEY = (
    "worth", "deferred_before", "allocated_in_period", "recognised_in_period", "breakage_in_period", "deferred",
    "allocated", "recognised", "breakage",
)  # fmt: skip
_FIGURES = {**dict.fromkeys(_UNITS, "units"), **dict.fromkeys(_MONEY, "money")}


def liability(
    club: str = CLUB,
    first: str | None = typer.Option(None, "--from", help="First day."),
    last: str | None = typer.Option(None, "--to", help="Last day; it counts too."),
    at: str | None = typer.Option(
        None, "--at", help="Instead of days: from the beginning of the year to this time or day's beginning."
    ),
    known: str | None = typer.Option(
        None, "--known", help="What the books said at this time, without what was written later."
    ),
    closed: str | None = typer.Option(
        None, "--closed", help="When the period before was closed: it opens as the books said then."
    ),
    part: Part = PART,
    format: Format = FORMAT,  # noqa: A002  # the option's own name
    output: Path | None = OUTPUT,
) -> None:
    """What points and credit put off and make revenue by IFRS 15, what is owed at the end, and the journals.

    Of days, or of a moment since the year began; without either, of now.
    """
    asked = {"--from": first, "--to": last, "--at": at, "--known": known, "--closed": closed}
    give(Wanted("liability", format, output, part=part), club, lambda info: _told(info, asked))


def liability_sheets(told: Mapping[str, Any], title: str) -> list[Sheet]:
    """The parts of the report: its wallets, its cohorts and its journal."""
    cohorts = [{"wallet": one["wallet"], **cohort} for one in told["wallets"] for cohort in one["cohorts"]]
    parts = [
        plain(
            told["wallets"],
            {"wallet": "text", "method": "text", "expected_share": "share", **_FIGURES, "arrears": "units"},
            name="wallets",
        ),
        plain(cohorts, {"wallet": "text", "cohort": "text", "promised_share": "share", **_FIGURES}, name="cohorts"),
        plain(
            told["vouchers"],
            {
                "wallet": "text",
                **dict.fromkeys(("sold", "redeemed", "expired", "left", "sold_tax", "redeemed_tax"), "money"),
            },
            name="vouchers",
        ),
        plain(
            told["journal"],
            {"date": "text", "account": "text", "debit": "money", "credit": "money", "text": "text"},
            name="journal",
        ),
    ]
    return [replace(part, title=title) for part in parts]


def _told(info: Any, asked: Mapping[str, str | None]) -> dict[str, object]:
    from datetime import UTC, datetime

    from moadon.insight import reports
    from moadon.insight.reports.liability import days, year_to
    from moadon.interfaces.cli.report import read_day
    from moadon.kernel.shapes import Shapes
    from moadon.ui.words import tell

    first, last, at = asked["--from"], asked["--to"], asked["--at"]
    known, closed = (None if asked[n] is None else moment_of(str(asked[n]), info, n) for n in ("--known", "--closed"))
    if first is not None and last is not None and at is None:
        span = read_day(first, info, "--from"), read_day(last, info, "--to")
        stretch = days(info, *span, known=known, closed=closed)
    elif first is None and last is None:
        moment = datetime.now(UTC) if at is None else moment_of(at, info)
        stretch = year_to(info, moment, known=known, closed=closed)
    else:
        raise typer.BadParameter("give both days, or a moment, or nothing", param_hint="--from")
    speaker = Shapes("en", info.currency, info.calendar, info.time_zone)
    return reports.liability(info, stretch, lambda message: tell(message, speaker))
