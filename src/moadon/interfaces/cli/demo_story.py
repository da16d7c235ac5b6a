"""What `moadon demo` does once Django and the database are there."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from moadon.flows.demo import desk
from moadon.flows.demo.calibration import REFERENCE, Targets
from moadon.flows.demo.figures import Figures, count
from moadon.flows.demo.load import Loaded, Told, load
from moadon.flows.demo.morning import begin_morning
from moadon.flows.demo.people import REFERENCE as REFERENCE_YEAR
from moadon.flows.demo.receipts import Story, write_story
from moadon.flows.demo.standing import find_club
from moadon.flows.demo.types import Recipe
from moadon.kernel.money import format_decimal, round_half_up

_HEADS = ("figure", "target", "receipts")


def load_story(recipe: Recipe, slug: str, var: Path) -> None:
    """Make the club of `recipe`, or go on where a load of it stopped; say how to sign in."""
    console = Console(highlight=False)
    if find_club(slug) is not None and not desk.is_unfinished(var, slug):
        console.print(f"The club {slug} is there already.")
        _tell_log_ins(console, desk.log_ins(var, slug))
        return
    recipe = desk.begin(var, slug, recipe)
    with console.status("planning the demo club"):
        story = write_story(recipe)
    with _bars(console) as told:
        loaded = load(story, slug, told=told)
    today = begin_morning(loaded.club, story, datetime.now(UTC))
    desk.ask_for_proof(loaded.club)
    people, key = desk.let_in(loaded.club, var, recipe.language), desk.cut_key(loaded.club)
    desk.finish(var)
    _tell_loaded(console, loaded, recipe)
    if today:
        console.print(f"and {today} orders this morning, by a version with promotions and levels")
    _tell_log_ins(console, people)
    console.print(f"API key, shown this once: [bold]{key}[/bold]")


def describe_story(recipe: Recipe, *, as_json: bool) -> None:
    """Print what the reference year of `recipe` is calibrated to and what its receipts come to."""
    story = write_story(recipe)
    target = REFERENCE.at(recipe.scale)
    found = count(story.events(REFERENCE_YEAR))
    stayed_away = story.enrolled - found.visiting
    rows = [("members who did not visit", str(target.not_visiting), str(stayed_away)), *_compared(target, found)]
    if as_json:
        print(json.dumps({**_span(recipe), "figures": [dict(zip(_HEADS, row, strict=True)) for row in rows]}))
        return
    table = Table(title=_title(story), title_justify="left")
    for nth, head in enumerate(_HEADS):
        table.add_column(head, justify="left" if nth == 0 else "right")
    for row in rows:
        table.add_row(*row)
    Console(highlight=False).print(table)


def _compared(target: Targets, found: Figures) -> list[tuple[str, str, str]]:
    rows = [
        ("members who visited", str(target.visiting), str(found.visiting)),
        ("member turnover", format_decimal(target.turnover, 2), format_decimal(found.turnover, 2)),
        ("share of all turnover", _places(target.turnover_share, 4), _places(found.turnover_share, 4)),
        ("share of receipts", _places(target.receipts_share, 4), _places(found.receipts_share, 4)),
        ("receipts a member", _places(target.receipts_per_member, 4), _places(found.receipts_per_member, 4)),
        ("items a member", _places(target.units_per_member, 4), _places(found.units_per_member, 4)),
        ("spend a member", "966.66", _places(found.spend_per_member / 100, 2)),
        ("average receipt", "271.53", _places(found.average_receipt / 100, 2)),
        ("items a receipt", "4.72", _places(found.units_per_receipt, 2)),
    ]
    for nth, group in enumerate(found.groups):
        share = Fraction(target.segment_shares[nth], 1000)
        visits = Fraction(target.segment_visits[nth], 100)
        rows.append((f"segment {nth + 1}: share of turnover", _places(share, 4), _places(group.share, 4)))
        rows.append((f"segment {nth + 1}: visits", _places(visits, 2), _places(group.visits_per_member, 2)))
    return rows


def _places(value: Fraction, places: int) -> str:
    return format_decimal(round_half_up(value.numerator * 10**places, value.denominator), places)


def _span(recipe: Recipe) -> dict[str, str]:
    year = recipe.reference
    return {"from": year.start.isoformat(), "to": year.end.isoformat(), "scale": str(recipe.scale)}


def _title(story: Story) -> str:
    span = _span(story.recipe)
    return f"{story.shop.name}, {span['from']} to {span['to']}, scale {span['scale']}, seed {story.recipe.seed}"


@contextmanager
def _bars(console: Console) -> Iterator[Told]:
    columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        tasks: dict[str, TaskID] = {}

        def told(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(step, total=total)
            progress.update(tasks[step], completed=done)

        yield told


def _tell_loaded(console: Console, loaded: Loaded, recipe: Recipe) -> None:
    span = f"{recipe.before.start.isoformat()} to {recipe.as_of.isoformat()}"
    console.print(f"{loaded.club.name}: {loaded.members:,} members, {loaded.sales:,} sales, {loaded.returns:,} returns")
    console.print(f"from {span}")


def _tell_log_ins(console: Console, people: list[desk.LogIn]) -> None:
    for one in people:
        console.print(f"Sign in as {one.role}: [bold]{one.username}[/bold]  {one.password}", markup=True)
