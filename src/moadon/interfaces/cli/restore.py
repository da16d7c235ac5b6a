"""`moadon restore`: the database as it was at a moment, in a bare folder."""

from datetime import datetime
from pathlib import Path

import typer
from django.conf import settings

from moadon.interfaces.cli.backup import FOLDER, failing_in_words, say
from moadon.interfaces.cli.given import FORMAT, Format, tell
from moadon.interfaces.ports import backups

_READY = """Restored to {at} in {into}. The club is on hold: the worker does nothing until you say so.
    MOADON_VAR={into} moadon up --no-demo     look at it
    MOADON_VAR={into} moadon release          let it go on"""
_FOR_A_SERVER_OF_YOURS = """Copied to {data}, to be played forward to {at}.
Start a PostgreSQL of the same version on that folder, and before any worker runs: moadon hold"""


def command(
    folder: Path = FOLDER,
    to: str = typer.Option("", "--to", help="The moment, like 2026-11-22T10:15:00+02:00. Default: the last there is."),
    into: str = typer.Option("", "--into", help="An empty folder. Default: MOADON_VAR."),
    format: Format = FORMAT,  # noqa: A002  # the option's own name
) -> None:
    """Make of the backups in FOLDER a club as it was at a moment, in a bare folder, and put it on hold.

    Everything that was acknowledged before that moment is there, nothing that came after. The backups stay as they are.
    """
    target = Path(into or settings.MOADON_VAR).absolute()
    if (target / "postgres").exists():
        raise typer.BadParameter(f"{target / 'postgres'} is there already: name an empty folder with --into.")
    with failing_in_words():
        restored = backups().restore(folder.absolute(), target, _moment(to) if to else None, say)
    words = {"at": restored.at.isoformat(), "into": str(target), "data": str(restored.data), "ready": restored.ready}
    tell(format, words, (_READY if restored.ready else _FOR_A_SERVER_OF_YOURS).format(**words))


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise typer.BadParameter(f"{text!r} is not a time like 2026-11-22T10:15:00+02:00.")
    return moment
