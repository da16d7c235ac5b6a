"""`moadon nightly`: what a club's night does, done now or as of a moment."""

import json
from dataclasses import asdict
from datetime import UTC, datetime

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from moadon.interfaces.cli.ground import ground


def command(
    club: str = typer.Option("", "--club", help="Only this club. Default: every club."),
    at: str = typer.Option("", "--at", help="As of this time, like 2026-11-22T00:00:00+02:00. Default: now."),
    format: str = typer.Option("table", "--format", help="table or json."),  # noqa: A002  # the option's own name
) -> None:
    """Activate what was pending, pay what is due, let lapse what is over. Running it twice changes nothing more."""
    with ground():
        _run(club, at, as_json=format == "json")


def _run(club: str, at: str, *, as_json: bool) -> None:
    from moadon.apps.clubs import queries as clubs
    from moadon.flows.nightly import NightReport, run_night
    from moadon.flows.till.fields import read_moment

    moment = read_moment(at, "--at") if at else datetime.now(UTC)
    chosen = [clubs.club_by_slug(club)] if club else [clubs.info_of(row) for row in clubs.clubs()]
    console = Console(stderr=True)
    reports: dict[str, dict[str, int]] = {}
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), console=console, transient=True) as progress:
        for info in chosen:
            shown = progress.add_task(info.slug)

            def tell(report: NightReport, shown: object = shown, slug: str = info.slug) -> None:
                progress.update(shown, description=f"{slug}: {_line(asdict(report))}")  # type: ignore[arg-type]

            reports[info.slug] = asdict(run_night(info, moment, told=tell))
    if as_json:
        print(json.dumps({"at": moment.isoformat(), "clubs": reports}))
        return
    for slug, report in reports.items():
        print(f"{slug}: {_line(report)}")


def _line(report: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in report.items())
