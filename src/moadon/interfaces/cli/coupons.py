"""`moadon coupons`: pools of codes made, codes brought in from files, codes written out."""

import csv
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import Progress, TaskID

from moadon.interfaces.cli.given import CLUB, FORMAT, Format, moment_of, tell
from moadon.interfaces.cli.ground import ground
from moadon.interfaces.cli.outcome import REFUSED, CannotRun

app = typer.Typer(no_args_is_help=True)
_POOL = typer.Option(..., "--pool", help="The pool's id, like cpl_0c5z3k7q1m9xw.")
_FILE = typer.Argument(..., help="CSV with a column code, or JSON Lines.", exists=True, dir_okay=False)
_REJECTED = typer.Option(None, "--rejected", help="Default: FILE.rejected.csv.", dir_okay=False)
_TO = typer.Option(None, "--to", help="FILE.csv or FILE.xlsx. Default: CSV on stdout.", dir_okay=False)
_MOST_XLSX = 1_000_000


@app.command("create")
def create(
    name: str = typer.Option(..., "--name", help="What people call the pool."),
    word: str = typer.Option(..., "--word", help="The coupon of a programme that its codes open."),
    club: str = CLUB,
    kind: str = typer.Option("bulk", "--kind", help="bulk, personal, reserved or imported."),
    count: int = typer.Option(0, "--count", help="Codes to make now, up to a million."),
    until: str = typer.Option("", "--until", help="From when on they work no more: a time, or a day."),
    format: Format = FORMAT,  # noqa: A002  # the option's own name
) -> None:
    """Make a pool and all of its codes."""
    with ground():
        from moadon.apps.clubs.queries import club_by_slug
        from moadon.apps.clubs.types import SYSTEM
        from moadon.apps.coupons.types import NewPool
        from moadon.flows.coupons.pools import make_all, open_pool
        from moadon.kernel.ids import public_id

        info = club_by_slug(club)
        end = moment_of(until, info, "--until") if until else None
        new = NewPool(name=name, word=word, kind=kind, count=count, valid_until=end)
        row = open_pool(club=info, new=new, actor=SYSTEM)
        with _bar("Making codes", count) as (bar, shown):
            make_all(info, row.pk, lambda left: bar.update(shown, completed=count - left))
        told = {"id": public_id("cpl", row.pk), "codes": count}
        tell(format, told, f"{told['id']}: {count:,} codes.")


@app.command("import")
def bring_in(
    file: Path = _FILE,
    pool: str = _POOL,
    club: str = CLUB,
    rejected: Path | None = _REJECTED,
    format: Format = FORMAT,  # noqa: A002  # the option's own name
) -> None:
    """Bring in codes that were made elsewhere. Bad rows go to a file with the reason, the rest lands.

    Beside `code` there may be `member` and `valid_until`. The same file again changes nothing.
    """
    with ground():
        from moadon.apps.clubs.queries import club_by_slug
        from moadon.flows.coupons.files import bring_in_rows, read_file
        from moadon.kernel.ids import row_id

        info = club_by_slug(club)
        taken, known, refused = 0, 0, []
        with _bar("Bringing in", None) as (bar, shown):
            for chunk in bring_in_rows(info, row_id("cpl", pool), read_file(file, info)):
                taken, known = taken + chunk.taken, known + chunk.known
                refused += chunk.rejected
                bar.update(shown, completed=taken + known + len(refused))
        target = rejected or file.with_name(f"{file.name}.rejected.csv")
        if refused:
            _write_rejected(target, refused)
    told = {"taken": taken, "known": known, "rejected": len(refused), "rejected_file": str(target) if refused else None}
    tell(format, told, f"{taken:,} new, {known:,} known, {len(refused):,} rejected.")
    if refused:
        raise typer.Exit(REFUSED)


@app.command("export")
def export(
    pool: str = _POOL,
    club: str = CLUB,
    to: Path | None = _TO,
    state: str = typer.Option("", "--state", help="free, reserved, issued, used, expired or withdrawn."),
) -> None:
    """Write the codes of a pool out, the oldest first."""
    with ground():
        from moadon.apps.clubs.queries import club_by_slug
        from moadon.engine.coupons import STATES
        from moadon.flows.coupons.files import COLUMNS, codes_as_rows

        if state and state not in STATES:
            raise typer.BadParameter(f"{state} is none of {', '.join(STATES)}", param_hint="--state")
        chunks = codes_as_rows(club_by_slug(club), pool, state or None, datetime.now(UTC))
        rows = ([row[name] for name in COLUMNS] for chunk in chunks for row in chunk)
        if to is not None and to.suffix == ".xlsx":
            _write_sheet(to, COLUMNS, rows)
            return
        with nullcontext(sys.stdout) if to is None else to.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(COLUMNS)
            writer.writerows(rows)


def _write_sheet(to: Path, columns: Sequence[str], rows: Iterator[list[Any]]) -> None:
    """An Excel file, written row by row."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("codes")
    sheet.append(list(columns))
    for number, row in enumerate(rows):
        if number >= _MOST_XLSX:
            raise CannotRun("a sheet holds a million rows. Write a CSV instead: --to FILE.csv")
        sheet.append(row)
    book.save(to)


def _write_rejected(target: Path, refused: Sequence[Any]) -> None:
    from moadon.kernel.shapes import Shapes
    from moadon.ui.words import tell_refusal

    shapes = Shapes("en", "USD", "gregorian", "UTC")
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("line", "code", "reason", "detail"))
        writer.writerows((one.line, one.code, one.why.code, tell_refusal(one.why, shapes)) for one in refused)


@contextmanager
def _bar(says: str, total: int | None) -> Iterator[tuple[Progress, TaskID]]:
    """A progress bar on stderr where somebody watches."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        yield bar, bar.add_task(says, total=total)
