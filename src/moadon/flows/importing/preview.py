"""The first rows of a file and what each would become, before anything is brought in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.imports.types import Kind
from moadon.flows.importing import members, products
from moadon.flows.importing.choices import Choices
from moadon.flows.importing.habits import with_habits
from moadon.flows.importing.receipts.rows import RowReader
from moadon.flows.importing.sources import Chunk, Source
from moadon.flows.importing.tables import read_rows
from moadon.kernel.refusals import Refused

ROWS = 8
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Value = str | int | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row: its cells as they are, and its values by field or why it is refused.

    Quantities are in thousandths, prices and costs in ten-thousandths, discounts in minor units. `kind` of a
    receipt's row is "sale" or "return".
    """

    cells: Sequence[str]
    values: Mapping[str, Value]
    refused: Refused | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """`choices` are those under which it was read, with the order of dates and the decimal sign settled."""

    headings: Sequence[str]
    choices: Choices
    rows: Sequence[PreviewRow]


def preview(club: ClubInfo, kind: Kind, source: Source, choices: Choices) -> Preview:
    """Read the first rows of a file. Inside a transaction of the club. Raises what reading the file does."""
    settled = with_habits(kind, choices, source, club)
    first = next(iter(source.chunks(ROWS)), Chunk(1, 0, {}))
    told = _receipts(club, first, settled) if kind == Kind.RECEIPTS else _table(club, kind, first, settled)
    rows = [
        PreviewRow(first.row(i, source.headings), {} if isinstance(one, Refused) else one, _refusal(one))
        for i, one in enumerate(told)
    ]
    return Preview(source.headings, settled, rows)


def _refusal(one: Mapping[str, Value] | Refused) -> Refused | None:
    return one if isinstance(one, Refused) else None


def _receipts(club: ClubInfo, chunk: Chunk, choices: Choices) -> list[Mapping[str, Value] | Refused]:
    zones = {b.code: b.time_zone for b in clubs.branches(club) if b.time_zone}
    lines = RowReader(club, choices, zones).read(chunk)
    told: list[Mapping[str, Value] | Refused] = [{} for _ in range(chunk.length)]
    for at, row in enumerate(lines.columns["row_no"]):
        if not lines.columns["faulty"][at]:
            told[row - chunk.first] = _line({name: cells[at] for name, cells in lines.columns.items()}, choices)
    for row, fault in lines.refused:
        told[row - chunk.first] = fault
    return told


def _line(cells: Mapping[str, Any], choices: Choices) -> Mapping[str, Value]:
    values = {name: cells[name] for name in choices.columns if name in cells}
    values["at"] = _EPOCH + timedelta(microseconds=cells["moment"])
    values["quantity"] = abs(cells["quantity"])
    return {**values, "kind": "return" if cells["returned"] else "sale"}


def _table(club: ClubInfo, kind: Kind, chunk: Chunk, choices: Choices) -> list[Mapping[str, Value] | Refused]:
    readers = members.readers(club, choices) if kind == Kind.MEMBERS else products.readers(choices)
    return list(read_rows(chunk, readers, choices))
