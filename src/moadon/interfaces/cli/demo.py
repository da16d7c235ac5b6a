"""`moadon demo`: a chain with two years of receipts to look at and to try things on."""

from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from django.conf import settings

from moadon.interfaces.cli.ground import ground
from moadon.kernel.sentences import LANGUAGES

if TYPE_CHECKING:
    from moadon.flows.demo.types import Recipe

app = typer.Typer(no_args_is_help=True)

_SCALE = typer.Option("0.1", help="Size: 1 is the published case, 18,102 visiting members. From 0.01 to 4.")
_SEED = typer.Option(1, help="Another number makes another club with the same figures.")
_LANGUAGE = typer.Option("en", help="Names of branches, employees and goods: en, he or fa.")
_AS_OF = typer.Option("", help="The last day with receipts, YYYY-MM-DD; yesterday unless said otherwise.")
_SLUG = typer.Option("kav", help="The short name of the club.")
_FORMAT = typer.Option("table", "--format", help="table or json.")


@app.command("load")
def load_club(
    scale: str = _SCALE, seed: int = _SEED, slug: str = _SLUG, language: str = _LANGUAGE, as_of: str = _AS_OF
) -> None:
    """Make the demo club with two years of receipts. Does nothing when it is there; goes on where it stopped."""
    if language not in LANGUAGES:
        raise typer.BadParameter(f"{language} is none of {', '.join(LANGUAGES)}", param_hint="--language")
    size, day = _size(scale), _day(as_of)
    with ground():
        from moadon.interfaces.cli.demo_story import load_story

        load_story(_recipe(size, day, seed, language), slug, Path(settings.MOADON_VAR))


@app.command()
def describe(scale: str = _SCALE, seed: int = _SEED, as_of: str = _AS_OF, output: str = _FORMAT) -> None:
    """Tell what the demo club is calibrated to and what its receipts come to. Touches no database."""
    if output not in ("table", "json"):
        raise typer.BadParameter(f"{output} is neither table nor json", param_hint="--format")
    size, day = _size(scale), _day(as_of)
    import django

    django.setup()
    from moadon.interfaces.cli.demo_story import describe_story

    describe_story(_recipe(size, day, seed, "en"), as_json=output == "json")


def _size(scale: str) -> Fraction:
    try:
        return Fraction(Decimal(scale))
    except (InvalidOperation, ValueError, OverflowError):
        raise typer.BadParameter(f"{scale} is not a number", param_hint="--scale") from None


def _day(as_of: str) -> date | None:
    try:
        return date.fromisoformat(as_of) if as_of else None
    except ValueError:
        raise typer.BadParameter(f"{as_of} is not a day", param_hint="--as-of") from None


def _recipe(size: Fraction, day: date | None, seed: int, language: str) -> "Recipe":
    from moadon.flows.demo.receipts import yesterday
    from moadon.flows.demo.types import Recipe

    try:
        return Recipe(day or yesterday(), size, seed, language)
    except ValueError as fault:
        raise typer.BadParameter(str(fault), param_hint="--scale") from None
