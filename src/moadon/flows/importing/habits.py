"""How a file writes days and decimals, told from the file where the map does not say."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.imports.types import Kind
from moadon.flows.importing.choices import Choices, DateOrder
from moadon.flows.importing.days import date_order_of
from moadon.flows.importing.reading import decimal_sign_of
from moadon.flows.importing.sources import Chunk, Source
from moadon.flows.importing.sources.types import Cell

_DATES = ("at", "joined_at", "birth_date")
_DECIMALS = ("unit_price", "discount", "unit_cost")
_SAMPLED = 5
_MONTH_FIRST = frozenset({"US", "PH", "PR", "GU"})
_YEAR_FIRST = frozenset({"CN", "HU", "IR", "JP", "KR", "LT", "MN", "TW"})


def cells_of(chunk: Chunk, choices: Choices, field: str) -> Sequence[Cell] | None:
    """The cells of a field in a chunk; None when it has no column."""
    column = choices.columns.get(field)
    if column is None:
        return None
    if column.value is not None:
        return [column.value] * chunk.length
    parts = [chunk.columns.get(heading) or [None] * chunk.length for heading in column.headings]
    if len(parts) == 1:
        return parts[0]
    return [" ".join(filter(None, cells)) for cells in zip(*parts, strict=True)]


def with_habits(kind: Kind, choices: Choices, source: Source, club: ClubInfo) -> Choices:
    """The choices with the order of dates and the decimal sign settled.

    Dates that do not tell whether day or month comes first are read as in the club's country; every date of the
    file is looked at before that. Decimals are told from the first rows.
    """
    decimal = choices.decimal
    if decimal is None and kind != Kind.MEMBERS:
        decimal = decimal_sign_of(_columns(source, choices, _DECIMALS, _SAMPLED))
    dates = choices.dates
    if dates is None:
        dates = _order(source, choices) or order_of_region(club.region)
    return replace(choices, dates=dates, decimal=decimal)


def order_of_region(region: str) -> DateOrder:
    """How days are written in a country (ISO 3166)."""
    return "mdy" if region in _MONTH_FIRST else "ymd" if region in _YEAR_FIRST else "dmy"


def _order(source: Source, choices: Choices) -> DateOrder | None:
    """What the first date that can only be one shows. Columns that begin with the year are not looked through."""
    unsure = [name for name in _DATES if not _begins_with_year(source, choices, name)]
    for cells in _columns(source, choices, unsure, None) if unsure else ():
        order = date_order_of(dict.fromkeys(cells))
        if order is not None:
            return order
    return None


def _begins_with_year(source: Source, choices: Choices, name: str) -> bool:
    """Whether all dates that the first rows have of a field show the year first, or it has no column."""
    if name not in choices.columns:
        return True
    filled = [cell for cells in _columns(source, choices, (name,), 1) for cell in dict.fromkeys(cells) if cell]
    return bool(filled) and all(cell.strip()[:4].isdigit() for cell in filled)


def _columns(source: Source, choices: Choices, fields: Sequence[str], chunks: int | None) -> Iterator[Sequence[Cell]]:
    for chunk in islice(source.chunks(), chunks):
        for field in fields:
            cells = cells_of(chunk, choices, field)
            if cells:
                yield cells
