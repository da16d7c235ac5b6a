"""`moadon import`: members, goods and receipts out of files."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from moadon.interfaces.cli.given import Format, tell
from moadon.interfaces.cli.ground import ground
from moadon.interfaces.cli.outcome import REFUSED, CannotRun
from moadon.interfaces.ports import settle_memory
from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import LANGUAGES

_PHASES = {"reading": "Reading", "sorting": "Putting in order", "booking": "Bringing in", "telling": "Rejected rows"}
_SUFFIX = ".rejected.csv"


class What(StrEnum):
    """What a file holds."""

    MEMBERS = "members"
    PRODUCTS = "products"
    RECEIPTS = "receipts"


def command(
    what: Annotated[What, typer.Argument(help="What the file holds, one a row; of receipts one line a row.")],
    file: Annotated[Path, typer.Argument(help="CSV, JSON Lines or Parquet.", exists=True, dir_okay=False)],
    club: Annotated[str, typer.Option(help="The club's short name.")],
    map_: Annotated[
        Path | None,
        typer.Option("--map", help="YAML or JSON: which columns hold which fields.", exists=True, dir_okay=False),
    ] = None,
    create_members: Annotated[bool, typer.Option(help="Let people join whom receipts name and nobody knows.")] = False,
    part_receipts: Annotated[
        bool, typer.Option(help="Take a receipt without its faulty rows, instead of leaving all of it out.")
    ] = False,
    rejected: Annotated[
        Path | None, typer.Option(help="Where rejected rows go. Default: FILE.rejected.csv.", dir_okay=False)
    ] = None,
    language: Annotated[str, typer.Option(help="Language of the reasons: en, he or fa.")] = "en",
    format: Annotated[Format, typer.Option(help="For people (table) or for programs (json).")] = Format.TABLE,  # noqa: A002
) -> None:
    """Bring in members, products or receipts. Bad rows go to a file with the reason, the rest lands.

    The same file again changes nothing, so a run that was cut short is simply run again.
    """
    if language not in LANGUAGES:
        raise typer.BadParameter(f"{language} is none of {', '.join(LANGUAGES)}", param_hint="--language")
    more = {"create_members": create_members, "part_receipts": part_receipts}
    with ground():
        from moadon.apps.clubs.queries import club_by_slug

        info = club_by_slug(club)
        options = _options(what, file, map_) | more
        target = rejected or _beside(file)
        outcome = _run(info, (what, file, options), (target, language))
    tell(format, outcome, _line(outcome))
    if outcome["rejected"]:
        raise typer.Exit(REFUSED)


def _options(what: What, file: Path, map_: Path | None) -> dict[str, Any]:
    """How the columns are read. BadParameter for a file of no kind of ours, and a map that does not fit it."""
    from moadon.apps.imports.types import Kind
    from moadon.flows.importing import Choices, choices_of, open_source, read_settings

    text = map_.read_text("utf-8-sig", errors="replace") if map_ else None
    try:
        settings = read_settings(text) if text is not None else Choices()
    except Refused as refused:
        raise typer.BadParameter(_told(refused), param_hint="--map") from None
    try:
        source = open_source(file, settings)
    except Refused as refused:
        raise typer.BadParameter(_told(refused), param_hint="FILE") from None
    try:
        return choices_of(Kind(what.value), text, source.headings).as_json()
    except Refused as refused:
        raise typer.BadParameter(_told(refused), param_hint="--map" if map_ else "FILE") from None


def _told(refused: Refused) -> str:
    from moadon.kernel.shapes import Shapes
    from moadon.ui.words import tell_refusal

    return tell_refusal(refused, Shapes("en", "USD", "gregorian", "UTC"))


def _beside(file: Path) -> Path:
    """`FILE.rejected.csv`, in the working folder where the file's own must not be written to."""
    beside = file.with_name(file.name + _SUFFIX)
    if os.access(beside if beside.exists() else beside.parent, os.W_OK):
        return beside
    here = Path.cwd() / beside.name
    if not os.access(here.parent, os.W_OK):
        raise CannotRun(f"{beside} cannot be written. Say where rejected rows go: --rejected FILE")
    return here


def _run(club: Any, wanted: tuple[What, Path, dict[str, Any]], rejected: tuple[Path, str]) -> dict[str, Any]:
    from moadon.apps.clubs.types import Actor
    from moadon.apps.imports.actions import open_import
    from moadon.apps.imports.types import Kind, State
    from moadon.flows.importing import Run, clean_up, run_import, summary

    what, file, options = wanted
    target, language = rejected
    settle_memory()()
    clean_up(club, datetime.now(UTC))
    actor = Actor("system", name="moadon import")
    opened = open_import(club=club, kind=Kind(what.value), file_name=file.name, options=options, actor=actor)
    with _bar() as (bar, shown):
        run = Run(actor, target, language, told=lambda progress: _show(bar, shown, progress))
        info = run_import(club, opened.id, file, run)
    if info.problem is not None:
        raise CannotRun(_told(info.problem))
    if info.state != State.DONE:
        raise CannotRun("the import was stopped by somebody else. What was in by then is in")
    counts, told = info.counts, summary(info.place)
    return {
        "kind": what.value, "file": str(file), "rows": counts.read, "taken": counts.taken, "same": counts.same,
        "rejected": counts.rejected, "rejected_file": str(target) if counts.rejected else None,
        "new": {name: count for name, count in told["tally"].items() if count}, "reasons": told["codes"],
    }  # fmt: skip


@contextmanager
def _bar() -> Iterator[tuple[Progress, TaskID]]:
    """A progress bar on stderr where somebody watches."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    counts, unseen = TextColumn("{task.fields[counts]}"), not console.is_terminal
    with Progress(*columns, counts, console=console, transient=True, disable=unseen) as bar:
        yield bar, bar.add_task("Reading", total=1.0, counts="")


def _show(bar: Progress, shown: TaskID, progress: Any) -> None:
    counts = progress.counts
    told = f"{counts.taken:,} new, {counts.same:,} known, {counts.rejected:,} rejected"
    bar.update(shown, description=_PHASES[progress.phase], completed=progress.share, counts=told)


def _line(outcome: dict[str, Any]) -> str:
    new = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in outcome["new"].items())
    rows, taken, same, rejected = (outcome[name] for name in ("rows", "taken", "same", "rejected"))
    parts = [f"{rows:,} rows: {taken:,} new, {same:,} known, {rejected:,} rejected."]
    if new:
        parts.append(f"New: {new}.")
    if outcome["rejected_file"]:
        parts.append(f"Rejected rows with their reasons: {outcome['rejected_file']}")
    return "\n".join(parts)
