"""`moadon corrections`: balances corrected as the lines of a file say."""

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer

from moadon.interfaces.cli.given import CLUB, FORMAT, Format, tell, tell_rows
from moadon.interfaces.cli.ground import ground
from moadon.interfaces.cli.outcome import REFUSED


class Do(StrEnum):
    """What to do with the lines."""

    LOOK = "look"
    ALL = "all"
    GOOD = "good"


_FILE = typer.Argument(..., help="CSV: member, wallet, amount, reason, note.", exists=True, dir_okay=False)
_DO = typer.Option(Do.LOOK, "--do", help="Only judge them; do all or none; do those that are good.")


def command(
    file: Path = _FILE,
    club: str = CLUB,
    by: str = typer.Option(..., "--as", help="Who answers for it: the name by which they sign in. Their limits count."),
    do: Do = _DO,
    format: Format = FORMAT,  # noqa: A002  # the option's own name
) -> None:
    """Correct many balances at once; first only judge them, line by line.

    The limits of whoever answers count for the sum of all lines; above them every line waits for a second person. The
    same file is done once. Exit code 1: there are lines that cannot be done.
    """
    with ground():
        from datetime import UTC, datetime

        from moadon.apps.clubs.queries import club_by_slug
        from moadon.flows.corrections.many import correct_by_file
        from moadon.kernel.shapes import Shapes
        from moadon.ui.words import tell_refusal

        info = club_by_slug(club)
        text = file.read_text("utf-8", errors="replace")
        told = correct_by_file(info, text, _hand_of(info, by), datetime.now(UTC), do.value)
        shapes = Shapes("en", info.currency, info.calendar, info.time_zone)
        rows: list[dict[str, Any]] = [
            {**asdict(one), "problem": tell_refusal(one.refused, shapes) if one.refused else None} for one in told.lines
        ]
        if format is Format.JSON:
            tell(format, {"lines": rows, "done": told.done, "waits": told.waits, "replayed": told.replayed}, "")
        else:
            tell_rows(format, rows, ("line", "member", "wallet", "amount", "before", "after", "problem"))
            print(_summary(told, do))
        if told.bad:
            raise typer.Exit(REFUSED)


def _summary(told: Any, do: Do) -> str:
    waits = " Above the limit: it waits for a second person." if told.waits else ""
    if told.replayed:
        return f"This file was done before: {told.done} corrections.{waits}"
    if do is Do.LOOK:
        return f"{len(told.lines) - told.bad} can be done, {told.bad} cannot. Nothing is done yet.{waits}"
    return f"{told.done} done, {told.bad} cannot be done.{waits}"


def _hand_of(info: Any, name: str) -> Any:
    from moadon.apps.clubs.permissions import May, role_may
    from moadon.apps.clubs.queries import roles_of_user, user_by_name
    from moadon.apps.clubs.types import Actor, Role
    from moadon.apps.corrections.types import BRANCH_MANAGER, Hand

    user = user_by_name(name)
    roles = [one for one in (roles_of_user(user.pk) if user else []) if one.club_id == info.id]
    if user is None or not roles or not role_may(roles[0].role, May.ASK_CORRECTIONS):
        raise typer.BadParameter(f"{name} corrects no balances in {info.slug}", param_hint="--as")
    role, branch = roles[0].role, roles[0].branch_id
    named = BRANCH_MANAGER if role == Role.MANAGER and branch is not None else str(role)
    return Hand(Actor("user", user.pk, user.username), named, branch)
