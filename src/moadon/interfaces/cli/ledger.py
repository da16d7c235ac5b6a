"""`moadon ledger`: seal the books, tell their newest checkpoint, and write them out for whoever checks them."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from moadon.interfaces.cli.given import CLUB, FORMAT, Format, tell
from moadon.interfaces.cli.ground import ground

app = typer.Typer(no_args_is_help=True)


@app.command("seal")
def seal(club: str = CLUB, format: Format = FORMAT) -> None:  # noqa: A002  # the option's own name
    """Seal what the books have more than the tree. The worker does it by itself, three times a minute."""
    with ground():
        from moadon.apps.clubs import queries
        from moadon.flows.sealing import seal_club
        from moadon.interfaces.ports import sealing_key

        entries = sum(done.entries for done in seal_club(queries.club_by_slug(club), sealing_key()()))
        tell(format, {"entries": entries}, f"{entries} entries sealed")


@app.command("checkpoint")
def checkpoint(
    club: str = CLUB,
    size: int = typer.Option(0, "--size", help="Of so many entries. Default: the newest."),
    format: Format = FORMAT,  # noqa: A002  # the option's own name
) -> None:
    """Print a signed checkpoint, to be kept where nobody who runs the club can reach it."""
    with ground():
        from moadon.apps.clubs import queries
        from moadon.flows.proving import newest_checkpoint
        from moadon.store import club_transaction

        info = queries.club_by_slug(club)
        with club_transaction(info.id):
            row = newest_checkpoint(info, size or None)
        told = {"size": row.size, "sealed_at": row.sealed_at.isoformat(), "note": row.note, "key": row.key}
        tell(format, told, row.note.rstrip("\n"))


@app.command("key")
def key(format: Format = FORMAT) -> None:  # noqa: A002  # the option's own name
    """Print the public key that checkpoints are signed with."""
    with ground():
        from moadon.interfaces.ports import sealing_key

        told = str(sealing_key()().key)
        tell(format, {"key": told}, told)


@app.command("dump")
def dump(
    file: Annotated[Path, typer.Argument(help="Where to; it must not be there yet.", show_default=False)],
    club: str = CLUB,
) -> None:
    """Write all sealed books to a file that `verify-ledger` checks. It holds no personal data."""
    with ground():
        from moadon.apps.clubs import queries
        from moadon.flows import proving
        from moadon.store import club_transaction

        info = queries.club_by_slug(club)
        with club_transaction(info.id), file.open("xb") as out:
            lines = 0
            for line in proving.dump(info):
                out.write(line)
                lines += not line.startswith(b"{")
        print(f"{lines} entries", file=sys.stderr)
