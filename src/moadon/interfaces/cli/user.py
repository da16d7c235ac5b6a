"""`moadon user`: people who sign in to the office."""

import secrets
import sys

import typer

from moadon.interfaces.cli.given import CLUB, FORMAT, Format, tell
from moadon.interfaces.cli.ground import ground

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _group() -> None:
    """People who sign in to the office."""


@app.command("create")
def create(
    username: str = typer.Argument(..., help="By which they sign in."),
    club: str = CLUB,
    role: str = typer.Option("owner", "--role", help="owner, manager, cashier, auditor or analyst."),
    name: str = typer.Option("", "--name", help="What people call them."),
    language: str = typer.Option("en", "--language", help="en, he or fa."),
    password_stdin: bool = typer.Option(False, "--password-stdin", help="Read the password from the standard input."),
    format: Format = FORMAT,  # noqa: A002  # the option's own name
) -> None:
    """Let somebody sign in to the office of a club. Without a password of theirs one is made and shown this once."""
    with ground():
        from moadon.apps.clubs import actions, queries
        from moadon.apps.clubs.types import SYSTEM

        info = queries.club_by_slug(club)
        password = sys.stdin.readline().rstrip("\n") if password_stdin else secrets.token_urlsafe(12)
        user = queries.user_by_name(username)
        if user is None:
            user = actions.create_user(username=username, password=password, name=name, language=language)
            shown = None if password_stdin else password
        else:
            shown = None
        actions.give_role(club=info, user=user, role=role, actor=SYSTEM)
        told = {"username": user.username, "role": role, "club": info.slug, "password": shown}
        line = f"{user.username} is {role} of {info.slug}."
        tell(format, told, f"{line} Password: {shown}" if shown else line)


@app.command("reset-factor")
def reset_factor(
    username: str = typer.Argument(..., help="By which they sign in."),
    format: Format = FORMAT,  # noqa: A002  # the option's own name
) -> None:
    """Take away the second factor of somebody who lost it, and sign them out everywhere. Logged in their clubs."""
    with ground():
        from moadon.apps.clubs import queries
        from moadon.apps.clubs.types import SYSTEM
        from moadon.apps.signins import actions
        from moadon.kernel.refusals import Refused

        user = queries.user_by_name(username)
        if user is None:
            raise Refused("unknown_person", field="username", given=username[:40])
        actions.reset_factors(user=user, actor=SYSTEM)
        tell(format, {"username": user.username}, f"{user.username} comes in by their password again.")
