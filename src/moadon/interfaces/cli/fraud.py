"""`moadon fraud`: look for misuse now, as the worker does by itself."""

import json

import typer

from moadon.interfaces.cli.ground import ground

app = typer.Typer(no_args_is_help=True, help="Look for what looks like misuse.")


@app.callback()
def _commands() -> None:
    """Look for what looks like misuse."""


@app.command()
def watch(
    club: str = typer.Option(..., "--club", help="The club's slug."),
    format: str = typer.Option("table", "--format", help="table or json."),  # noqa: A002  # the option's own name
) -> None:
    """Look at all that happened since the last look. Doing it twice finds nothing more."""
    with ground():
        from moadon.apps.clubs import queries as clubs
        from moadon.flows.fraud import watch_club

        told = {"facts": 0, "opened": 0, "grown": 0}
        for step in watch_club(clubs.club_by_slug(club)):
            told = {
                "facts": told["facts"] + step.facts,
                "opened": told["opened"] + step.opened,
                "grown": told["grown"] + step.grown,
            }
    if format == "json":
        print(json.dumps({"club": club, **told}))
    else:
        print(f"{club}: {told['facts']} facts, {told['opened']} findings opened, {told['grown']} grown")
