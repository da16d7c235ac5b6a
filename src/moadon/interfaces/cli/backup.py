"""`moadon backup`: a copy of the database, and all that is written after it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer
from django.conf import settings

from moadon.interfaces.cli.given import FORMAT, Format, tell
from moadon.interfaces.cli.ground import bundled, running_database
from moadon.interfaces.cli.outcome import REFUSED, CannotRun
from moadon.interfaces.ports import backups

FOLDER = typer.Argument(..., metavar="FOLDER", help="A folder of backups, best on another disk.")


def command(
    folder: Path = FOLDER,
    keep: int = typer.Option(0, "--keep", min=0, help="Keep only this many copies. Default: all."),
    check: bool = typer.Option(False, "--check", help="Take none; look whether all that is there is whole."),
    format: Format = FORMAT,  # noqa: A002  # the option's own name
) -> None:
    """Copy the database into FOLDER, with the journal from which any second since can be restored, and check it.

    Exit code 1: the backup was taken and something else is amiss, or --check found damage; it is told in words.
    """
    if check:
        with failing_in_words():
            found = backups().check(folder.absolute(), say)
        tell(format, {"damage": found}, "\n".join(found) or "everything is whole")
        raise typer.Exit(REFUSED if found else 0)
    with running_database(), failing_in_words():
        taken = backups().take(source(), folder.absolute(), keep or None, say)
    told = {
        "copy": str(taken.copy.path), "from": taken.oldest.ended.isoformat(), "to": taken.until.at.isoformat(),
        "removed": taken.removed, "complaints": taken.complaints,
    }  # fmt: skip
    tell(format, told, f"{told['copy']}\nEvery moment from {told['from']} to {told['to']} can be restored.")
    for complaint in taken.complaints:
        say(complaint)
    raise typer.Exit(REFUSED if taken.complaints else 0)


def source() -> Any:
    """What is backed up: the bundled server as its superuser, or the database of `MOADON_DATABASE_URL`."""
    secret = settings.MOADON_VAR / "secret_key"
    if settings.OWN_DATABASE:
        return backups().source(settings.DATABASE_URL, False, secret)
    return backups().source(bundled().url("postgres", "postgres"), True, secret)


def say(text: str) -> None:
    """A step or a complaint, for who watches."""
    print(text, file=sys.stderr)


@contextmanager
def failing_in_words() -> Iterator[None]:
    """CannotRun for a backup that fails, BadParameter for a folder that is none."""
    try:
        yield
    except RuntimeError as problem:
        if type(problem).__name__ == "NoBackups":
            raise typer.BadParameter(str(problem)) from problem
        raise CannotRun(str(problem)) from problem
    except OSError as problem:
        raise CannotRun(f"{problem.filename or 'the folder'}: {os.strerror(problem.errno or 0)}") from problem
