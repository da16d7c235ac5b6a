"""`moadon key`: keys of tills, shops and other software."""

import sys

import typer

from moadon.interfaces.cli.given import CLUB, FORMAT, Format, tell, tell_rows
from moadon.interfaces.cli.ground import ground

app = typer.Typer(no_args_is_help=True)


@app.command("create")
def create(
    club: str = CLUB,
    scope: str = typer.Option(..., "--scope", help="all, integration, till, read or figures."),
    branch: str = typer.Option("", "--branch", help="The code of the one branch it writes for."),
    name: str = typer.Option("", "--name", help="What people call it."),
    format: Format = FORMAT,  # noqa: A002  # the option's own name
) -> None:
    """Make a key. It is shown this once."""
    with ground():
        from moadon.apps.clubs import actions, queries
        from moadon.apps.clubs.types import SYSTEM
        from moadon.kernel.ids import public_id
        from moadon.kernel.refusals import Refused
        from moadon.store import club_transaction

        info = queries.club_by_slug(club)
        with club_transaction(info.id):
            found = queries.shop_by_codes([branch] if branch else [], [], []).branches.get(branch)
            if branch and found is None:
                raise Refused("unknown_branch", field="branch", given=branch)
            row = found.id if found else None
            made = actions.make_key(club=info, scope=scope, branch_id=row, name=name, actor=SYSTEM)
        told = {"id": public_id("key", made.id), "key": made.secret}
        tell(format, told, told["key"])
        print(f"Keep it: it is not shown again. Its id is {told['id']}.", file=sys.stderr)


@app.command("list")
def list_keys(club: str = CLUB, format: Format = FORMAT) -> None:  # noqa: A002  # the option's own name
    """List the keys of a club, without their secrets."""
    with ground():
        from moadon.apps.clubs import queries
        from moadon.kernel.ids import public_id
        from moadon.store import club_transaction

        info = queries.club_by_slug(club)
        with club_transaction(info.id):
            rows = [
                {
                    "id": public_id("key", key.pk), "name": key.name, "scope": key.scope,
                    "branch": key.branch.code if key.branch else None, "ends_in": key.hint,
                    "created_at": key.created_at.isoformat(),
                    "used_at": key.used_at.isoformat() if key.used_at else None,
                    "revoked_at": key.revoked_at.isoformat() if key.revoked_at else None,
                }
                for key in queries.keys(info)
            ]  # fmt: skip
        tell_rows(format, rows, ("id", "name", "scope", "branch", "ends_in", "created_at", "used_at", "revoked_at"))


@app.command("renew")
def renew(
    key_id: str = typer.Argument(..., help="The key's id, like key_0c5z3k7q1m9xw."),
    club: str = CLUB,
    old_hours: int = typer.Option(24, "--old-hours", help="How long the secret of before still does."),
    format: Format = FORMAT,  # noqa: A002  # the option's own name
) -> None:
    """Give a key another secret. It is shown this once."""
    with ground():
        from moadon.apps.clubs import actions, queries
        from moadon.apps.clubs.types import SYSTEM
        from moadon.kernel.ids import row_id

        info = queries.club_by_slug(club)
        made = actions.renew_key(club=info, key_id=row_id("key", key_id), old_hours=old_hours, actor=SYSTEM)
        tell(format, {"id": key_id, "key": made.secret}, made.secret)
        print(f"Keep it: it is not shown again. The one before does for {old_hours} hours.", file=sys.stderr)


@app.command("revoke")
def revoke(
    key_id: str = typer.Argument(..., help="The key's id, like key_0c5z3k7q1m9xw."),
    club: str = CLUB,
    format: Format = FORMAT,  # noqa: A002  # the option's own name
) -> None:
    """End a key for ever. It stops working everywhere within 5 seconds."""
    with ground():
        from moadon.apps.clubs import actions, queries
        from moadon.apps.clubs.types import SYSTEM
        from moadon.kernel.ids import row_id

        info = queries.club_by_slug(club)
        actions.revoke_key(club=info, key_id=row_id("key", key_id), actor=SYSTEM)
        tell(format, {"id": key_id, "revoked": True}, f"Key {key_id} is revoked.")
