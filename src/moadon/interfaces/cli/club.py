"""`moadon club`: clubs, made, listed and set."""

from typing import Any

import typer

from moadon.interfaces.cli.given import CLUB, FORMAT, Format, tell, tell_rows
from moadon.interfaces.cli.ground import ground

app = typer.Typer(no_args_is_help=True)

_ANSWERS = {"yes": True, "no": False}
CHANGES = typer.Argument(None, metavar="NAME=VALUE", help="What to change; nothing tells all as it is.")
LANGUAGE = typer.Option([], "--language", help="en, he or fa; the first is the main one.")


@app.command("create")
def create(
    slug: str = typer.Argument(..., help="A short name of small Latin letters, digits and hyphens."),
    name: str = typer.Option(..., "--name", help="What people call it."),
    currency: str = typer.Option(..., "--currency", help="ISO 4217, like ILS."),
    time_zone: str = typer.Option(..., "--time-zone", help="IANA name, like Asia/Jerusalem."),
    language: list[str] = LANGUAGE,
    calendar: str = typer.Option("", "--calendar", help="gregorian or jalali. Default: the country's."),
    format: Format = FORMAT,  # noqa: A002  # the option's own name
) -> None:
    """Make a club. Country, calendar and first day of the week follow from its time zone."""
    with ground():
        from moadon.apps.clubs.actions import create_club
        from moadon.apps.clubs.types import NewClub
        from moadon.kernel.ids import public_id

        languages = tuple(language) or ("en", "he", "fa")
        new = NewClub(slug, name, currency, time_zone, languages, calendar=calendar or None)
        club = create_club(new=new)
        tell(
            format,
            {"slug": club.slug, "id": public_id("clb", club.id)},
            f"Club {club.slug} is made. Next: moadon user create NAME --club {club.slug} --role owner",
        )


@app.command("list")
def list_clubs(format: Format = FORMAT) -> None:  # noqa: A002  # the option's own name
    """List the clubs of this house."""
    with ground():
        from moadon.apps.clubs.queries import clubs, info_of
        from moadon.kernel.ids import public_id

        rows = [
            {
                "slug": club.slug, "id": public_id("clb", club.id), "name": club.name, "currency": club.currency,
                "time_zone": club.time_zone, "calendar": club.calendar, "languages": ", ".join(club.languages),
            }
            for club in map(info_of, clubs())
        ]  # fmt: skip
        tell_rows(format, rows, ("slug", "name", "currency", "time_zone", "calendar", "languages"))


@app.command("settings")
def settings(
    changes: list[str] = CHANGES,
    club: str = CLUB,
    format: Format = FORMAT,  # noqa: A002  # the option's own name
) -> None:
    """Tell what is decided for the whole club, or change it: `cohort=year`, `account_owed="2410 Points"`."""
    with ground():
        from dataclasses import asdict

        from moadon.apps.clubs.actions import edit_club
        from moadon.apps.clubs.queries import club_by_slug
        from moadon.apps.clubs.types import SYSTEM

        info = club_by_slug(club)
        if changes:
            read = dict(_change(text) for text in changes)
            info = edit_club(club=info, changes={"settings": read}, actor=SYSTEM)
        told = asdict(info.settings)
        tell(format, told, "\n".join(f"{name}={_as_typed(value)}" for name, value in told.items()))


def _change(text: str) -> tuple[str, object]:
    from moadon.apps.clubs.actions import read_expectations
    from moadon.apps.clubs.types import ClubSettings

    name, sign, value = text.partition("=")
    usual = getattr(ClubSettings(), name, "")
    if not sign:
        raise typer.BadParameter(f"{text!r} is not a setting with its value, like grace_days=14")
    if name == "expected_redemption":
        return name, read_expectations(value)
    if usual is None and not value:
        return name, None
    if isinstance(usual, tuple):
        return name, value.replace(",", " ").split()
    if isinstance(usual, bool) and value in _ANSWERS:
        return name, _ANSWERS[value]
    return name, int(value) if value.isascii() and value.isdigit() and not name.startswith("account_") else value


def _as_typed(value: Any) -> str:
    """As `_change` reads it again."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple) and value and not isinstance(value[0], str):
        return "; ".join(" ".join(one) for one in value)
    return ", ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
