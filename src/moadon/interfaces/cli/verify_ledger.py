"""`moadon verify-ledger`: the stand-alone check, called like any other command. It asks no database."""

from pathlib import Path
from typing import Annotated

import typer

from moadon import verify_ledger

_FILE = typer.Argument(help="A dump, a statement with proofs, or the text of a proof's QR code.", show_default=False)
_CHECKPOINT = typer.Option("--checkpoint", help="A checkpoint that was kept elsewhere; may be repeated.")
_KEY = typer.Option("--key", help="The club's public key: name+id+key.")


def command(
    file: Annotated[Path, _FILE],
    checkpoint: Annotated[list[Path] | None, _CHECKPOINT] = None,
    key: Annotated[str, _KEY] = "",
    format: Annotated[str, typer.Option("--format", help="text or json.")] = "text",  # noqa: A002  # the option's name
) -> None:
    """Check the books, or a member's statement, without trusting the club.

    Exit code 1 where something is not as it was sealed.
    """
    words = [str(file), "--format", format, *(["--key", key] if key else [])]
    for one in checkpoint or ():
        words += ["--checkpoint", str(one)]
    raise typer.Exit(verify_ledger.main(words))
