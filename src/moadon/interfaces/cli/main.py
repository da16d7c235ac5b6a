"""The command `moadon`. Only the command that is called is loaded, so that `moadon --help` answers at once."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple, NoReturn

import typer

from moadon.interfaces.cli.outcome import CannotRun, outcome_of

SETTINGS = "moadon.config.settings"


class Listed(NamedTuple):
    """A command: the module that has it, as `app` (a group of commands) or `command` (a function), and its one line."""

    name: str
    module: str
    says: str


COMMANDS = (
    Listed("up", "up", "Start everything: database, tables, demo club, web server and worker."),
    Listed("web", "web", "Run the web server alone."),
    Listed("worker", "worker", "Run the worker alone."),
    Listed("migrate", "migrate", "Bring the tables of the database up to date."),
    Listed("club", "club", "Make and list clubs."),
    Listed("user", "user", "Let people sign in to the office."),
    Listed("key", "key", "Make, list and revoke keys of tills and shops."),
    Listed(
        "keys", "field_keys", "Keys: list those that seal phones and e-mails, change to a new one, save all elsewhere."
    ),
    Listed("programme", "programme", "Check, publish, show and explain programmes."),
    Listed("import", "imports", "Bring in members, products or receipts out of files."),
    Listed("corrections", "corrections", "Correct many balances as the lines of a file say."),
    Listed("coupons", "coupons", "Make pools of codes, bring codes in, write them out."),
    Listed("demo", "demo", "Make the demo club, or tell what it is calibrated to."),
    Listed("nightly", "nightly", "Activate, pay and let lapse what is due."),
    Listed("fraud", "fraud", "Look for misuse now, as the worker does by itself."),
    Listed("ledger", "ledger", "Seal the books, print checkpoints, write the books out."),
    Listed("verify-ledger", "verify_ledger", "Check the books or a statement without trusting the club."),
    Listed(
        "report", "report", "The club summary, the value segments, the KPIs; balances of any moment, the liability."
    ),
    Listed("backup", "backup", "Copy the database, to go back to any second since."),
    Listed("restore", "restore", "Make a club of backups, as it was at a moment, on hold."),
    Listed("archive", "archive", "Fetch all day long what is written, for backups."),
    Listed("hold", "hold", "Let nothing go out by itself."),
    Listed("release", "release", "Let a club that is on hold go on."),
    Listed("ready", "ready", "Say whether the database can be relied on and the tables are up to date."),
)


def build(words: Sequence[str]) -> typer.Typer:
    """The command line for `words`: the called command in full, the others by name and line only."""
    called = next((word for word in words if not word.startswith("-")), None)
    root = typer.Typer(
        name="moadon",
        help="The customer club of a shop or chain.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    root.callback()(_version)
    for listed in COMMANDS:
        if listed.name == called:
            _add(root, listed)
        else:
            root.command(listed.name, help=listed.says)(_nothing)
    return root


def main() -> NoReturn:
    """Run the command that was asked for.

    Exit codes: 0 done, 1 done with refusals, 2 called wrongly, 3 could not run.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    try:
        build(sys.argv[1:])(prog_name="moadon")
    except Exception as problem:  # noqa: BLE001  # every failure ends as one of the four exit codes
        text, code = outcome_of(problem)
        print(text, file=sys.stderr)
        sys.exit(code)
    sys.exit(0)


def _add(root: typer.Typer, listed: Listed) -> None:
    module = import_module(f"moadon.interfaces.cli.{listed.module}")
    if group := getattr(module, "app", None):
        root.add_typer(group, name=listed.name, help=listed.says)
    else:
        root.command(listed.name, help=module.command.__doc__)(module.command)


def _version(version: bool = typer.Option(False, "--version", help="Print the version.")) -> None:
    if version:
        from moadon import __version__

        print(__version__)
        raise typer.Exit


def _nothing() -> None:
    raise CannotRun("this command was not loaded")
