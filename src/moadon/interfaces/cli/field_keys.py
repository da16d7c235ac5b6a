"""`moadon keys`: the keys that seal phones and e-mails of members, and how all keys are kept elsewhere."""

import sys
import time

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from moadon.interfaces.cli.given import FORMAT, Format, tell, tell_rows
from moadon.interfaces.cli.ground import ground
from moadon.interfaces.cli.kept_keys import put_back, save

app = typer.Typer(no_args_is_help=True)
app.command("save")(save)
app.command("put-back")(put_back)
_KNOWN_SECONDS = 2.5
"""After so long every process has read the file of keys again."""


@app.command("list")
def list_keys(format: Format = FORMAT) -> None:  # noqa: A002  # the option's own name
    """List the keys by their ids, the newest first, and how many clubs are sealed with each. No key is shown."""
    with ground():
        from moadon.apps.members.resealing import keys_in_use
        from moadon.store.sealed import ring

        used = keys_in_use()
        rows = []
        for position, key_id in enumerate(key.hex() for key in ring()):
            clubs = sum(key_id in (club.newest, *club.older) for club in used)
            rows.append({"key": key_id, "newest": position == 0, "clubs": clubs})
        tell_rows(format, rows, ("key", "newest", "clubs"))


@app.command("add")
def add(format: Format = FORMAT) -> None:  # noqa: A002  # the option's own name
    """Make a new key. Copy the file of keys to every other server and to where it is kept, then: rotate-fields."""
    with ground():
        from moadon.interfaces.ports import add_field_key

        key_id = add_field_key()().hex()
        tell(format, {"key": key_id}, f"key {key_id} is made")


@app.command("rotate-fields")
def rotate(format: Format = FORMAT) -> None:  # noqa: A002  # the option's own name
    """Seal all phones and e-mails anew with a new key, while the club runs. Stopped, the same command goes on.

    A new key is made only when nothing is left to do with the newest one. Older keys stay in the file: backups of
    before need them.
    """
    with ground():
        from moadon.flows.resealing import is_unfinished, reseal_everything
        from moadon.interfaces.ports import add_field_key

        if not is_unfinished():
            add_field_key()()
            time.sleep(_KNOWN_SECONDS)
        console = Console(stderr=True)
        columns = (TextColumn("sealing"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
            shown = bar.add_task("", total=None)
            done = reseal_everything(lambda n, of: bar.update(shown, completed=n, total=of))
        told = {"key": done.key, "members": done.members, "answers": done.answers}
        tell(format, told, f"{done.members} members and {done.answers} answers are sealed with key {done.key}")
