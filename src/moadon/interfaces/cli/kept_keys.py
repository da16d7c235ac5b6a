"""`moadon keys save` and `moadon keys put-back`: all keys that no backup holds, in one file with a passphrase."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from moadon.interfaces.cli.given import FORMAT, Format, tell
from moadon.interfaces.cli.outcome import CannotRun
from moadon.interfaces.ports import kept_keys

FILE = typer.Argument(..., metavar="FILE", help="The file of keys.")
PASSPHRASE = typer.Option(
    None, "--passphrase-file", metavar="PATH", help="A file whose first line is the passphrase. Default: you are asked."
)
_SHORTEST = 12


def save(file: Path = FILE, passphrase: Path | None = PASSPHRASE, format: Format = FORMAT) -> None:  # noqa: A002  # the option's own name
    """Write all keys that no backup holds into FILE, closed with a passphrase. Keep it elsewhere than the backups.

    Do it again after each change of keys. Who has a backup, this file and the passphrase has the club.
    """
    if file.exists():
        raise typer.BadParameter(f"{file} is there already: name another file.")
    with _failing_in_words():
        told = _passphrase(passphrase, confirm=True)
        if len(told) < _SHORTEST:
            raise typer.BadParameter(f"The passphrase is too short: take at least {_SHORTEST} characters.")
        text, names = kept_keys().keep(told)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
    tell(format, {"file": str(file), "keys": names}, f"{', '.join(names)}: saved in {file}")


def put_back(file: Path = FILE, passphrase: Path | None = PASSPHRASE, format: Format = FORMAT) -> None:  # noqa: A002  # the option's own name
    """Lay the keys of FILE where this installation keeps its own. Keys that are there are never replaced."""
    with _failing_in_words():
        text = file.read_text("ascii", errors="replace")
        files = kept_keys().opened(text, _passphrase(passphrase, confirm=False))
        names = kept_keys().put_back(files)
    said = f"{', '.join(names)}: put back" if names else "all of them were there already"
    tell(format, {"keys": names}, said)


def _passphrase(path: Path | None, *, confirm: bool) -> str:
    if path is not None:
        return path.read_text("utf-8").partition("\n")[0].rstrip("\r")
    if not sys.stdin.isatty():
        raise typer.BadParameter("Nobody is there to be asked: name a file with --passphrase-file.")
    return str(typer.prompt("Passphrase", hide_input=True, confirmation_prompt=confirm, err=True))


@contextmanager
def _failing_in_words() -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise CannotRun(f"{problem.filename or 'the file'}: {os.strerror(problem.errno or 0)}") from problem
    except RuntimeError as problem:
        raise CannotRun(str(problem)) from problem
