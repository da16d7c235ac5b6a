"""Bringing a file in as the command does, and looking at what became of it."""

import csv
import io
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from moadon.apps.clubs.types import SYSTEM, ClubInfo
from moadon.apps.imports.actions import open_import
from moadon.apps.imports.types import ImportInfo, Kind, State
from moadon.apps.ledger.models import Account
from moadon.apps.members.models import Member
from moadon.apps.receipts.models import Line, Receipt
from moadon.flows.importing import Run, choices_of, open_source, read_settings, run_import, summary
from moadon.flows.importing.choices import Choices
from moadon.flows.importing.progress import Told
from moadon.store import club_transaction
from tests.flows.shopkeeper import LINEAR, POINTS, Shopkeeper, document, open_shop

_numbers = itertools.count(1)
HEAD = "receipt,at,member,sku,name,quantity,unit_price\n"


@dataclass(frozen=True)
class Outcome:
    """`rejected`: (row, code, reason) of each row that was not taken."""

    info: ImportInfo
    rejected: list[tuple[int, str, str]]
    file: Path

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Rows: handled, new, known, rejected."""
        told = self.info.counts
        return told.read, told.taken, told.same, told.rejected

    @property
    def new(self) -> dict[str, int]:
        """What is new in the books."""
        return {name: count for name, count in summary(self.info.place)["tally"].items() if count}

    @property
    def codes(self) -> dict[int, str]:
        """Why each rejected row was rejected."""
        return {row: code for row, code, _ in self.rejected}


def written(data: "str | bytes", name: str = "file.csv") -> Path:
    """A file with this content in a folder of its own, beside what the imports of this test keep."""
    path = Path(settings.MOADON_VAR).with_name(f"files-{next(_numbers)}") / name
    path.parent.mkdir()
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def bring_in(
    club: ClubInfo,
    kind: str,
    data: "str | bytes | Path",
    map_: str | None = None,
    *,
    name: str = "file.csv",
    **more: Any,
) -> Outcome:
    """Bring in `data` as `moadon import <kind> FILE --map MAP` does; `more` as in `Choices`."""
    file = data if isinstance(data, Path) else written(data, name)
    info = begin(club, kind, file, map_, **more)
    return finish(club, info, file)


def begin(club: ClubInfo, kind: str, file: Path, map_: str | None = None, **more: Any) -> ImportInfo:
    """Open the import without running it."""
    told = read_settings(map_) if map_ else Choices()
    choices = choices_of(Kind(kind), map_, open_source(file, told).headings)
    options = choices.as_json() | more
    return open_import(club=club, kind=Kind(kind), file_name=file.name, options=options, actor=SYSTEM)


def finish(
    club: ClubInfo,
    info: ImportInfo,
    file: Path,
    time_is_up: Callable[[], bool] = lambda: False,
    told: Told | None = None,
) -> Outcome:
    """Run an import, or go on with it."""
    target = file.with_name(file.name + ".rejected.csv")
    run = Run(rejected=target, language="en", told=told or (lambda _: None), time_is_up=time_is_up)
    done = run_import(club, info.id, file, run)
    return Outcome(done, rejected_in(target), file)


def in_slices(club: ClubInfo, file: Path) -> tuple[Outcome, int]:
    """Bring in receipts whose time is always up: what came of it in the end, and after how many runs."""
    info = begin(club, "receipts", file, create_members=True)
    runs = 1
    while (told := finish(club, info, file, time_is_up=lambda: True)).info.state == State.RUNNING:
        runs += 1
    return told, runs


def rejected_in(path: Path) -> list[tuple[int, str, str]]:
    """The rejected rows of a file: number, code, reason."""
    if not path.exists():
        return []
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    return [(int(row[-1]), row[-2], row[-3]) for row in rows[1:]]


def shop_with_rules() -> Shopkeeper:
    """A club whose receipts earn."""
    shop = open_shop()
    shop.publish(document(LINEAR, POINTS))
    return shop


def year_of_receipts(receipts: int) -> str:
    """Receipts of forty people with a faulty row and a return here and there."""
    rows = []
    for n in range(receipts):
        day, who = f"2025-{1 + n % 12:02}-{1 + n % 28:02} {8 + n % 12:02}:{n % 60:02}", f"05255{n % 40:05}"
        rows.append(f"{n},{day},{who},P{n % 7},Goods,{1 + n % 3},{10 + n % 90}")
        rows.append(f"{n},{day},{who},P{n % 5},Goods,1,{'many' if n % 50 == 0 else '7.50'}")
        if n % 10 == 9:
            rows.append(f"C{n},2026-01-{1 + n % 28:02} 10:00,{who},P{n % 7},Goods,-1,{10 + n % 90}")
    return HEAD + "\n".join(rows) + "\n"


def books(club: ClubInfo) -> dict[str, Any]:
    """What a club's books come to."""
    with club_transaction(club.id):
        return {
            "receipts": sorted(Receipt.objects.values_list("kind", "number", "total", "state")),
            "lines": Line.objects.count(),
            "members": sorted(member.phone for member in Member.objects.all()),
            "value": sorted(Account.objects.values_list("wallet", "balance", "owed")),
        }
